/** SHA-256 of each capture, and of its trace and ladder as text. A change of any behaviour changes these; the failing test prints the new line. */
export const GOLDEN: Readonly<Record<string, { readonly capture: string; readonly text: string }>> = {
  'tcp, clean, seed 1': {
    capture: '18b532c6ed1803974861634588916ea2430a9964da285b01ebd80bceabc58e7a',
    text: '748fabe221299b04d3c7c80059669529102ce7d5828698daa39bf55e7bb8ea5d',
  },
  'tcp, every fault, seed 1': {
    capture: '0e682c031d1c15c16df4c2e858a20d700172a99d64a27bca34b1ba16075edfd6',
    text: '603acbcdd0eb982d03b52fcdd9fb4ee3b6c9d6f434ad085903c59669a4bbfb32',
  },
  'tcp, every fault, small packets, seed 1': {
    capture: '7db25e1271eca3926744d65fed6a8c59986079ef1e208fe8bb3f09a8e811ea09',
    text: '9dd00522b6a50a786ce0a2c1a0fc65955cba3abe402a2e6455701555342b1a19',
  },
  'udp, every fault, fragments, seed 1': {
    capture: 'd5b4482b1c24e2c822f7768aa7f1f7b51c4537d3168339399ff10f74a91914c6',
    text: 'eb0684e6cf5c923e4e7d0317c345516644763330d7d2ad004268cb550590b5d4',
  },
  'tcp, clean, seed 2': {
    capture: '9590f9a95e104cadeac5a2f0b75350270a8e3731df31ebc05c3a95d0ecca47c5',
    text: '922475dc09cdd18aad001771b0d9505768620864252d01c19e9579d94d10590a',
  },
  'tcp, every fault, seed 2': {
    capture: '166c7bc8334be53dfbb8b40a8ca75cc8eefe6128b3bd90cc390b9a5f8a96496c',
    text: '6d843b5645f1d5a2c0b0e64a02e5420ab65f0d907b76c10c2b54eaf66d1f5131',
  },
  'tcp, every fault, small packets, seed 2': {
    capture: '2cae5d8535e07da497421a928d9fd8d79950ce8e13d550453b17d4c10c66a348',
    text: 'b3b484645c75b7b360a833b36584b004ae7ad2264f8340864e5768838a3b8fe4',
  },
  'udp, every fault, fragments, seed 2': {
    capture: '780825a7634e8d4cc30290829a853067ab4ddfe093727ba862a65cc262bb63ca',
    text: '71f4a45c53193f08a992699ae1efa81c6a70b6eacbe8f70d50027d78b817dcfc',
  },
};
