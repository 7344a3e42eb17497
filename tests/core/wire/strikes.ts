// Octets for decoders to survive: made from one seed by counting, so that each of them can be made again by its number alone.
//
// fast-check's values cost some 20 µs each; these cost about one, so that a hundred thousand for each codec fit into
// a run of the tests.

/** A small generator of 32-bit numbers: xorshift, seeded by mixing. It is no part of what is under test. */
export interface Dice {
  /** A whole number from 0 up to, and without, `below`. */
  readonly below: (below: number) => number;
  /** Fills octets from one place to another. */
  readonly scatter: (octets: Uint8Array, from: number, to: number) => void;
}

const mixed = (n: number): number => {
  let x = Math.imul(n ^ (n >>> 16), 0x45d9f3b);
  x = Math.imul(x ^ (x >>> 16), 0x45d9f3b);
  return (x ^ (x >>> 16)) >>> 0;
};

/** The dice of the input of that number, under that seed. */
export const dice = (seed: number, number: number): Dice => {
  let state = mixed(mixed(seed + 0x9e3779b9) ^ mixed(number + 1)) | 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  return {
    below: (below) => next() % below,
    scatter: (octets, from, to) => {
      for (let at = from; at < to; at += 4) {
        const word = next();
        for (let i = 0; i < 4 && at + i < to; i++) octets[at + i] = word >>> (8 * i);
      }
    },
  };
};

/** Arbitrary octets: mostly few, at times none, at times as many as a frame holds. */
export const arbitraryOctets = (die: Dice): Uint8Array => {
  const most = [4, 64, 64, 128, 128, 300, 1600][die.below(7)]!;
  const octets = new Uint8Array(die.below(most + 1));
  // Random, or all one octet: zeros and ones are where arithmetic goes wrong.
  const kind = die.below(8);
  if (kind === 0) octets.fill(0);
  else if (kind === 1) octets.fill(255);
  else die.scatter(octets, 0, octets.length);
  return octets;
};

/** A field that says how long something is: its place, and its octets. */
export type LengthField = readonly [at: number, octets: 1 | 2 | 4];

const flip = (octets: Uint8Array, die: Dice): Uint8Array => {
  if (octets.length === 0) return octets;
  const struck = octets.slice();
  for (let times = 1 + die.below(4); times > 0; times--) {
    const at = die.below(octets.length);
    struck[at] = struck[at]! ^ (1 << die.below(8));
  }
  return struck;
};

const overwrite = (octets: Uint8Array, die: Dice): Uint8Array => {
  const struck = octets.slice();
  const from = die.below(octets.length + 1);
  die.scatter(struck, from, Math.min(octets.length, from + 1 + die.below(8)));
  return struck;
};

const extend = (octets: Uint8Array, die: Dice): Uint8Array => {
  const longer = new Uint8Array(octets.length + 1 + die.below(40));
  longer.set(octets);
  if (die.below(2) === 0) die.scatter(longer, octets.length, longer.length);
  return longer;
};

/** The beginning of one and the end of another. */
const splice = (octets: Uint8Array, other: Uint8Array, die: Dice): Uint8Array => {
  const head = octets.subarray(0, die.below(octets.length + 1));
  const tail = other.subarray(die.below(other.length + 1));
  const spliced = new Uint8Array(head.length + tail.length);
  spliced.set(head);
  spliced.set(tail, head.length);
  return spliced;
};

/** Another length: one more or less, the least, the most, or any. */
const relength = (octets: Uint8Array, fields: ReadonlyArray<LengthField>, die: Dice): Uint8Array => {
  const field = fields[die.below(Math.max(1, fields.length))];
  if (field === undefined || field[0] + field[1] > octets.length) return flip(octets, die);
  const struck = octets.slice();
  const [at, width] = field;
  const by = die.below(6);
  let value = 0;
  for (let i = 0; i < width; i++) value = value * 256 + struck[at + i]!;
  const most = 256 ** width - 1;
  const said = [value + 1, value - 1, 0, most, die.below(64), die.below(4294967295)][by]!;
  for (let i = width - 1, left = said < 0 ? most : said; i >= 0; i--, left = Math.floor(left / 256)) {
    struck[at + i] = left % 256;
  }
  return struck;
};

/**
 * A valid encoding, struck one to three times: bits flipped, octets overwritten, cut, continued, spliced with another one, or a length changed.
 *
 * Takes   the dice, valid encodings, and where in them lengths stand
 */
export const struckOctets = (
  die: Dice,
  valid: ReadonlyArray<Uint8Array>,
  lengths: ReadonlyArray<LengthField>,
): Uint8Array => {
  let octets = valid[die.below(valid.length)]!;
  for (let times = [1, 1, 1, 2, 3][die.below(5)]!; times > 0; times--) {
    const how = die.below(6);
    if (how === 0) octets = flip(octets, die);
    else if (how === 1) octets = overwrite(octets, die);
    else if (how === 2) octets = octets.slice(0, die.below(octets.length + 1));
    else if (how === 3) octets = extend(octets, die);
    else if (how === 4) octets = splice(octets, valid[die.below(valid.length)]!, die);
    else octets = relength(octets, lengths, die);
  }
  // Never the very octets of the pool: whoever mends a checksum writes into them.
  return octets.slice();
};

/** How many inputs each codec survives: half of them arbitrary, half of them struck. */
const INPUTS = 100_000;

/** The seed of all inputs, and the number of the only one to try, where somebody replays a failure. */
const given = (import.meta as { readonly env?: Readonly<Record<string, string | undefined>> }).env ?? {};
export const SEED = Number(given['VITE_SEED'] ?? 20);
const ONLY = given['VITE_INPUT'];

/**
 * Tries every input; whatever goes wrong is told with the seed, the input's number, its octets, and how to try it again.
 *
 * Takes   the name of the codec and of the file of its test; how an input is made; what must hold of it, by throwing what does not
 */
export const survives = (
  name: string,
  file: string,
  make: (die: Dice, isArbitrary: boolean) => Uint8Array,
  holds: (octets: Uint8Array, die: Dice) => void,
): number => {
  let tried = 0;
  for (let number = ONLY === undefined ? 0 : Number(ONLY); number < INPUTS; number++) {
    const die = dice(SEED, number);
    const octets = make(die, number % 2 === 0);
    try {
      holds(octets, die);
    } catch (error) {
      const text = Array.from(octets, (octet) => octet.toString(16).padStart(2, '0')).join('');
      throw new Error(
        [
          `${name}, seed ${SEED}, input ${number}, ${octets.length} octets: ${text}`,
          error instanceof Error ? (error.stack ?? error.message) : String(error),
          `To try it again: VITE_SEED=${SEED} VITE_INPUT=${number} npx vitest run --project source ${file} -t '${name}'`,
        ].join('\n'),
        { cause: error },
      );
    }
    tried += 1;
    if (ONLY !== undefined) break;
  }
  return tried;
};

/** Were all inputs tried, and each of these outcomes seen often enough? Else a law holds of nothing. Who replays one input asks for none of that. */
export const isEnough = (tried: number, ...outcomes: ReadonlyArray<number>): boolean =>
  ONLY !== undefined || (tried === INPUTS && outcomes.every((count) => count > INPUTS / 50));
