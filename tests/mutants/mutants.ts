import type { Mutant } from './Mutant.ts';
import { FAMILIES_1_TO_4 } from './families1to4.ts';
import { FAMILIES_5_TO_8 } from './families5to8.ts';
import { FAMILIES_9_TO_11 } from './families9to11.ts';
import { FAMILIES_12_TO_14 } from './families12to14.ts';

/** All of them, family by family. */
export const MUTANTS: ReadonlyArray<Mutant> = [
  ...FAMILIES_1_TO_4,
  ...FAMILIES_5_TO_8,
  ...FAMILIES_9_TO_11,
  ...FAMILIES_12_TO_14,
];
