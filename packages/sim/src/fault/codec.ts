// A fault on the desk: its words, or the same as a mapping.
import type { Duration } from '@sockeye/core';
import { NO_TIME } from '@sockeye/core';
import { E, t } from '../basis/fp.ts';
import type { Codec, Problem } from '../data/record.ts';
import { optional, record, refused, whole, withDefault, word } from '../data/record.ts';
import type { Action, Damage, Direction, Fault, Meaning, Octets, Random, Which } from './Fault.ts';
import { MEANINGS } from './Fault.ts';
import { DISTRIBUTIONS } from './distribution.ts';
import { duration, flag, percent } from './models/fields.ts';
import { Reading, Unreadable } from './Reading.ts';
import type { Strike } from './strike.ts';
import { readStrike, showStrike } from './strike.ts';
import type { ModelFault } from './models/all.ts';
import { MODELS } from './models/all.ts';
import { readFault, readOctets, showFault } from './words.ts';

const readDirection = (text: string): Direction | undefined => {
  const [, from, to] = /^\s*(\S+?)\s*(?:→|->)\s*(\S+)\s*$/u.exec(text) ?? [];
  return from === undefined || to === undefined ? undefined : { from, to };
};

const direction = word(
  'direction',
  'a direction, as in client→server',
  readDirection,
  ({ from, to }) => `${from}→${to}`,
);

const one = <Name extends string>(names: ReadonlyArray<Name>): Codec<Name, string> =>
  word(
    'word',
    `one of ${names.join(', ')}`,
    (text) => names.find((name) => name === text),
    (name) => name,
  );

const always = { direction: optional(direction), since: optional(duration), until: optional(duration) };

const chance = { correlation: withDefault(percent, 0), ...always };

const isFault = (value: unknown): value is Fault => typeof value === 'object' && value !== null && '_tag' in value;

/** A mapping with the word `kind` under `fault`, and what it stands for. */
const mapping = <A extends object>(
  kind: string,
  fields: { readonly [K in keyof A]: Codec<A[K]> },
  make: (read: A) => Fault,
): readonly [string, Codec<Fault>] => {
  const type = record<A & { readonly fault: string }>(`a fault "${kind}"`, {
    fault: one([kind]),
    ...fields,
  } as { readonly [K in keyof (A & { readonly fault: string })]: Codec<(A & { readonly fault: string })[K]> });
  return [
    kind,
    new t.Type<Fault, unknown>(
      type.name,
      isFault,
      (input, context) => {
        const read = type.validate(input, context);
        return E.isLeft(read) ? read : t.success(make(read.right));
      },
      showFault,
    ),
  ];
};

const percentage = { percent, ...chance };

const readWhole = (text: string): Strike | undefined => {
  const words = new Reading(text);
  try {
    const strike = readStrike(words);
    return words.next === undefined ? strike : undefined;
  } catch (thrown) {
    if (thrown instanceof Unreadable) return undefined;
    throw thrown;
  }
};

const damage = {
  strike: optional(
    word('strike', 'one of burst COUNT, bits NUMBERS, two-flips, swap', readWhole, (strike) =>
      showStrike(strike, false).trim(),
    ),
  ),
  fcs: optional(flag),
};

const damageOf = ({ strike, fcs }: Damage): Damage => ({
  ...(strike === undefined ? {} : { strike }),
  ...(fcs === true ? { fcs } : {}),
});

const spanOf = ({ direction, since, until }: Random): Random =>
  since === undefined ? { direction, until } : { direction, since, until };

const aimed = {
  direction,
  frame: one(MEANINGS),
  occurrence: withDefault(whole('count', 1, 999_999_999), 1),
  which: optional(one(['every', 'first'] as const)),
  octets: optional(
    word('octets', 'octets of a connection, as in 1461..2920', readOctets, ({ first, last }) => `${first}..${last}`),
  ),
  copy: optional(flag),
  since: optional(duration),
  until: optional(duration),
};

interface Aimed {
  readonly direction: Direction;
  readonly frame: Meaning;
  readonly occurrence: number;
  readonly which: Which | undefined;
  readonly octets: Octets | undefined;
  readonly copy: boolean | undefined;
  readonly since: Duration | undefined;
  readonly until: Duration | undefined;
}

const script = (read: Aimed, action: Action): Fault => ({
  _tag: 'Script',
  direction: read.direction,
  meaning: read.frame,
  occurrence: read.occurrence,
  ...(read.which === undefined ? {} : { which: read.which }),
  ...(read.octets === undefined ? {} : { octets: read.octets }),
  ...(read.copy === true ? { copy: true } : {}),
  ...(read.since === undefined ? {} : { since: read.since }),
  ...(read.until === undefined ? {} : { until: read.until }),
  action,
});

/** The mappings, by the word that each must have under `fault`. */
const MAPPINGS: ReadonlyMap<string, Codec<Fault>> = new Map([
  mapping('loss', percentage, ({ percent, correlation, ...rest }) => ({
    _tag: 'Loss',
    percent,
    correlation,
    ...spanOf(rest),
  })),
  mapping('duplicate', { ...percentage, after: optional(duration) }, ({ percent, correlation, after, ...rest }) => ({
    _tag: 'Duplication',
    percent,
    correlation,
    ...(after === undefined ? {} : { after }),
    ...spanOf(rest),
  })),
  mapping('corrupt', { ...percentage, ...damage }, ({ percent, correlation, strike, fcs, ...rest }) => ({
    _tag: 'Corruption',
    percent,
    correlation,
    ...damageOf({ strike, fcs }),
    ...spanOf(rest),
  })),
  mapping(
    'reorder',
    { ...percentage, gap: withDefault(whole('gap', 1, 999_999_999), 1) },
    ({ percent, correlation, gap, ...rest }) => ({ _tag: 'Reordering', percent, correlation, gap, ...spanOf(rest) }),
  ),
  mapping(
    'delay',
    { delay: duration, jitter: withDefault(duration, NO_TIME), distribution: optional(one(DISTRIBUTIONS)), ...chance },
    ({ delay, jitter, correlation, distribution, ...rest }) => ({
      _tag: 'Delay',
      delay,
      jitter,
      correlation: jitter === 0 ? 0 : correlation,
      ...(distribution === undefined || jitter === 0 ? {} : { distribution }),
      ...spanOf(rest),
    }),
  ),
  ...MODELS.map((model) =>
    mapping<Random>(model.phrase, { ...model.fields, ...always }, (read) => {
      const { fault: _, direction, since, until, ...body } = read as Random & { readonly fault?: string };
      return { ...body, _tag: model.tag, ...spanOf({ direction, since, until }) } as unknown as ModelFault;
    }),
  ),
  mapping('lose one', aimed, (read) => script(read, { _tag: 'Lose' })),
  mapping('duplicate one', { ...aimed, after: withDefault(duration, NO_TIME) }, (read) =>
    script(read, { _tag: 'Duplicate', after: read.after }),
  ),
  mapping('delay one', { ...aimed, by: duration }, (read) => script(read, { _tag: 'Delay', by: read.by })),
  mapping('hurry one', aimed, (read) => script(read, { _tag: 'Hurry' })),
  mapping('mark one', aimed, (read) => script(read, { _tag: 'Mark' })),
  mapping(
    'arrive one',
    { ...aimed, after: duration, behind: optional(whole('count', 1, 999_999_999)) },
    ({ after, behind, ...read }) =>
      script(read, { _tag: 'Arrive', after, ...(behind === undefined ? {} : { behind }) }),
  ),
  mapping('truncate one', { ...aimed, left: whole('count', 0, 999_999_999) }, (read) =>
    script(read, { _tag: 'Truncate', octets: read.left }),
  ),
  mapping('corrupt one', { ...aimed, bit: optional(whole('bit', 0, 999_999_999)), ...damage }, (read) =>
    script(read, { _tag: 'Corrupt', bit: read.bit, ...damageOf(read) }),
  ),
]);

const KINDS = Array.from(MAPPINGS.keys()).join(', ');

const isMapping = (input: unknown): input is Readonly<Record<string, unknown>> =>
  typeof input === 'object' && input !== null && !Array.isArray(input);

/**
 * A fault: its words (`loss 10%`, `client→server data #3: lose`), or a mapping (`{ fault: loss, percent: 10 }`). Written, it is its words.
 *
 * @category codec
 * @since 0.1.0
 */
export const FaultCodec: Codec<Fault, string> = new t.Type<Fault, string>(
  'fault',
  isFault,
  (input, context) => {
    if (typeof input === 'string') {
      const read = readFault(input);
      return E.isRight(read)
        ? t.success(read.right)
        : t.failure(input, context, `"${input}", at character ${read.left.at + 1}: ${read.left.says}`);
    }
    if (!isMapping(input)) return t.failure(input, context, refused(input, 'a fault, as in "loss 10%"'));
    const kind = typeof input['fault'] === 'string' ? input['fault'] : '';
    const type = MAPPINGS.get(kind);
    return type === undefined
      ? t.failure(input, context, `a fault has a field "fault" that is one of ${KINDS}`)
      : type.validate(input, context);
  },
  showFault,
);

/** A problem with a fault of a list, under the list's path. */
export const faultProblem = (path: string, index: number, says: string): Problem => ({
  path: `${path}[${index}]`,
  says,
});
