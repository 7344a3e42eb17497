// netem's `seed`: this line draws from netem's own generator, one number after the other, and so loses what the kernel would.
//
// All other lines draw by key: a stream is disturbed by every frame more, and netem's seeds nothing but loss, duplication, reordering and
// delay. The bit that a corruption flips, and the first number of a correlated stream, are drawn by key here, too.
import type { Random } from '../Random.ts';
import { whole } from '../../data/record.ts';
import type { Model } from './Model.ts';
import { fine } from './Model.ts';

export interface Seed extends Random {
  readonly _tag: 'Seed';
  /** 0 to 2⁵³ − 1. */
  readonly seed: number;
}

/** The four words of the generator, each a signed 32-bit number. */
export type Generator = readonly [number, number, number, number];

const low = (word: number, least: number): number => {
  const unsigned = word >>> 0;
  return (unsigned < least ? unsigned + least : unsigned) | 0;
};

/** The generator as the kernel begins it, without a warm-up. (lib/random32.c, prandom_seed_state) */
export const seeded = (seed: number): Generator => {
  const word = Math.floor(seed / 4294967296) ^ ((seed | 0) << 10) ^ (seed | 0);
  return [low(word, 2), low(word, 8), low(word, 16), low(word, 128)];
};

const turn = (s: number, a: number, b: number, c: number, mask: number): number =>
  ((s & mask) << c) ^ (((s << a) ^ s) >>> b);

/**
 * The next number of a generator: L'Ecuyer's combined Tausworthe of four components, as the kernel has it. (prandom_u32_state)
 *
 * Takes   the generator
 * Gives   an unsigned 32-bit number, and the generator after it
 *
 * @example
 * next(seeded(42))[0] // 3053367555
 *
 * @category arithmetic
 * @since 0.1.0
 */
export const next = ([a, b, c, d]: Generator): readonly [number, Generator] => {
  const s1 = turn(a, 6, 13, 18, 0xfffffffe);
  const s2 = turn(b, 2, 27, 2, 0xfffffff8);
  const s3 = turn(c, 13, 21, 7, 0xfffffff0);
  const s4 = turn(d, 3, 12, 13, 0xffffff80);
  return [(s1 ^ s2 ^ s3 ^ s4) >>> 0, [s1, s2, s3, s4]];
};

const readSeed = (text: string): number | undefined =>
  /^[0-9]{1,16}$/.test(text) && Number(text) <= Number.MAX_SAFE_INTEGER ? Number(text) : undefined;

const SEED = 'a seed, a whole number from 0 to 9007199254740991';

export const seedModel: Model<Seed> = {
  tag: 'Seed',
  phrase: 'seed',
  place: 'seed',
  read: (words) => ({ _tag: 'Seed', seed: words.read(readSeed, SEED) }),
  show: ({ seed }) => `seed ${seed}`,
  fields: { seed: whole('seed', 0, Number.MAX_SAFE_INTEGER) },
  refuse: (_, { tags }) =>
    tags.every((tag) => tag === 'Seed' || tag === 'Script')
      ? 'a seed of its own is for faults by chance, and there is none here: add "loss 10%"'
      : fine(),
  prepare: ({ seed }, _, more) => {
    more.seed = seed;
  },
};
