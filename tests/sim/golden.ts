/** SHA-256 of each capture, and of its trace and ladder as text. A change of any behaviour changes these; the failing test prints the new line. */
export const GOLDEN: Readonly<Record<string, { readonly capture: string; readonly text: string }>> = {
  'tcp, clean, seed 1': {
    capture: '8fbdf29b8b5f865686192d642edf08322df987e56ecf6607327cdbe2b1ab77f4',
    text: 'fea6b1755524e3e43b634b18befe8032ea5f59d612901da0c8464ceb7266e0ab',
  },
  'tcp, every fault, seed 1': {
    capture: 'ac0807cbad9da4f3f7e4c0c8ed550dc7c1d88c8267543cb16c11c8201a32dfd0',
    text: 'a373c0a72eaaf98ddd72ac32130fed3820c8dad21106d7fc18e5fb523adedffb',
  },
  'tcp, every fault, small packets, seed 1': {
    capture: '5935959f003b5e78be1ef2ffc592963a424204393909dfbd2c8a2ada5abf6ae9',
    text: '3764e0ae014f7f9f94a462e89c64d9672656df4f74554d8a22b56e81d3891ed4',
  },
  'udp, every fault, fragments, seed 1': {
    capture: 'd5b4482b1c24e2c822f7768aa7f1f7b51c4537d3168339399ff10f74a91914c6',
    text: 'eb0684e6cf5c923e4e7d0317c345516644763330d7d2ad004268cb550590b5d4',
  },
  'tcp, clean, seed 2': {
    capture: '2aaca4e47c1e05401f530d8dd170827ca41e5c18eb1d6096e4f8a4ea1104c32b',
    text: 'efdcd9eaa6c3a625852a1510e8f7bef6687f07e3f4ea1dcbe141da459272ea2c',
  },
  'tcp, every fault, seed 2': {
    capture: 'ca0f5b6fcd415bdda42b0244f154ff532a216a7545c74a72f74b80ebdd4fd0b7',
    text: '296f8153a398a532a3d0b58df07b120048c97f0b7b07f3a72e854ebbd50a5f74',
  },
  'tcp, every fault, small packets, seed 2': {
    capture: 'bc52a45957e2cd4e73812ad88bba1f555f0c95bb9f608c395f40b7a7e6229d3b',
    text: 'f1410778f31ab0783b781e6cda2f8f506dc6a9ec182ed100d639063071e75a86',
  },
  'udp, every fault, fragments, seed 2': {
    capture: '780825a7634e8d4cc30290829a853067ab4ddfe093727ba862a65cc262bb63ca',
    text: '71f4a45c53193f08a992699ae1efa81c6a70b6eacbe8f70d50027d78b817dcfc',
  },
};
