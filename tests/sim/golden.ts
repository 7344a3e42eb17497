/** SHA-256 of each capture, and of its trace and ladder as text. A change of any behaviour changes these; the failing test prints the new line. */
export const GOLDEN: Readonly<Record<string, { readonly capture: string; readonly text: string }>> = {
  'tcp, clean, seed 1': {
    capture: 'b285b57b3a7baaccc1b20d14a53109c2ddab53d40f02c0de9e99751a587c3a1b',
    text: '748fabe221299b04d3c7c80059669529102ce7d5828698daa39bf55e7bb8ea5d',
  },
  'tcp, every fault, seed 1': {
    capture: '54bd2e0791c7f520999168d5f3ee633b82b92fa83aea8f1eafb92f063262c45c',
    text: '603acbcdd0eb982d03b52fcdd9fb4ee3b6c9d6f434ad085903c59669a4bbfb32',
  },
  'tcp, every fault, small packets, seed 1': {
    capture: '5b0ce6deedc01fef25340208c4da0f388f5fb2f695211cdb33cf963458f2ff17',
    text: '9dd00522b6a50a786ce0a2c1a0fc65955cba3abe402a2e6455701555342b1a19',
  },
  'udp, every fault, fragments, seed 1': {
    capture: 'd5b4482b1c24e2c822f7768aa7f1f7b51c4537d3168339399ff10f74a91914c6',
    text: 'eb0684e6cf5c923e4e7d0317c345516644763330d7d2ad004268cb550590b5d4',
  },
  'tcp, clean, seed 2': {
    capture: '5ebecdbde11f2a3bb097ff8dd91b1260584f40a85982986bfa2d6c57e26404eb',
    text: '922475dc09cdd18aad001771b0d9505768620864252d01c19e9579d94d10590a',
  },
  'tcp, every fault, seed 2': {
    capture: '5487089ed53bd80b6c2fd8ca5f982768a684e8de7f0b14634c844012d59d065e',
    text: '6d843b5645f1d5a2c0b0e64a02e5420ab65f0d907b76c10c2b54eaf66d1f5131',
  },
  'tcp, every fault, small packets, seed 2': {
    capture: '845e07989684af47632bcf46ff71a12d05777041d0a11179e2d513179da66ed2',
    text: 'b3b484645c75b7b360a833b36584b004ae7ad2264f8340864e5768838a3b8fe4',
  },
  'udp, every fault, fragments, seed 2': {
    capture: '780825a7634e8d4cc30290829a853067ab4ddfe093727ba862a65cc262bb63ca',
    text: '71f4a45c53193f08a992699ae1efa81c6a70b6eacbe8f70d50027d78b817dcfc',
  },
};
