/** SHA-256 of each capture, and of its trace and ladder as text. A change of any behaviour changes these; the failing test prints the new line. */
export const GOLDEN: Readonly<Record<string, { readonly capture: string; readonly text: string }>> = {
  'tcp, clean, seed 1': {
    capture: '388de5366ec9ef05d574a3a83674ef74b671b8baa81f64061e520d2634ba1c2f',
    text: '305bd6378cac0bc7f42846af577ae185f7b605c8b7186d8dae78a9b94e4212bc',
  },
  'tcp, every fault, seed 1': {
    capture: 'd2da4f8d6da828277068318b04449e98e3417dbe9f2dd2313b2799735e65b856',
    text: 'f505894516ebfc4a453f11ba30be8bf340dcfb857f5c22a44fd5b225438ef89a',
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
    capture: 'e93ba5892a81cf51357c7ac5dc084170f3ed5f769c750cb3966ac9aecd679b19',
    text: '86faf64a863531a7e6ca216eb1d8f356aacbca30c8f64670c51a1cffbd725514',
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
