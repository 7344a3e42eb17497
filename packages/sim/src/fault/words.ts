// The words of faults: netem's for chance, and a selector with an action for a script.
//
//   fault     = random / scripted
//   random    = [ direction ":" ] chance [ "from" TIME ] [ "until" TIME ]
//   chance    = "loss" PERCENT [ PERCENT ] / "duplicate" PERCENT [ PERCENT ] [ "after" TIME ] / "corrupt" PERCENT [ PERCENT ] [ damage ]
//             / "reorder" PERCENT [ PERCENT ] [ "gap" COUNT ]
//             / "delay" TIME [ TIME [ PERCENT ] [ "distribution" NAME ] ]
//             / a phrase of models/ and what follows it there
//   scripted  = direction meaning [ OCTET ".." OCTET ] [ "#" COUNT / "every" COUNT / "first" COUNT ] [ "copy" ] ":" action
//               [ "from" TIME ] [ "until" TIME ]
//   direction = NAME ( "→" / "->" ) NAME
//   action    = "lose" / "duplicate" [ "after" TIME ] / "delay" TIME / "hurry" / "arrive" "after" TIME [ "behind" COUNT ]
//             / "truncate" "to" COUNT / "mark" / "corrupt" [ "bit" NUMBER ] [ damage ]
//   damage    = [ "burst" COUNT / "bits" NUMBER *( "," NUMBER ) / "two-flips" / "swap" ] [ "fcs" ]
//
// The second PERCENT is netem's correlation.
import type { Duration } from '@sockeye/core';
import { NO_TIME } from '@sockeye/core';
import { E } from '../basis/fp.ts';
import { readDuration, readPercent, showDuration } from '../data/quantities.ts';
import type { Distribution } from './distribution.ts';
import { DISTRIBUTIONS } from './distribution.ts';
import type { Action, Damage, Direction, Fault, Meaning, Octets } from './Fault.ts';
import { MEANINGS } from './Fault.ts';
import type { AnyModel, ModelFault } from './models/all.ts';
import { isModelFault, MODELS, modelOf } from './models/all.ts';
import type { WordError } from './Reading.ts';
import { PERCENT, Reading, TIME, Unreadable, whole } from './Reading.ts';

import { readStrike, showStrike } from './strike.ts';

export type { WordError } from './Reading.ts';

const PLAIN = ['loss', 'duplicate', 'corrupt', 'reorder', 'delay'];
/** The words with which a fault by chance may begin. */
const BEGINNINGS = Array.from(new Set([...PLAIN, ...MODELS.map(({ phrase }) => phrase.split(' ')[0] ?? '')]));
const CHANCES = `one of ${BEGINNINGS.join(', ')}`;
const ACTIONS = 'one of lose, duplicate, delay, hurry, arrive, truncate, mark, corrupt';

const isArrow = (word: string | undefined): boolean => word === '→' || word === '->';

const readDirection = (words: Reading): Direction | undefined => {
  if (!isArrow(words.words[words.at + 1]?.text)) return undefined;
  const from = words.take('the name of a host');
  words.at += 1;
  return { from, to: words.take('the name of a host') };
};

/** When it begins and when it ceases. */
const readSpan = (words: Reading): { readonly since?: Duration; readonly until: Duration | undefined } => {
  const since = words.takeIf('from') ? words.read(readDuration, TIME) : undefined;
  const until = words.takeIf('until') ? words.read(readDuration, TIME) : undefined;
  return since === undefined ? { until } : { since, until };
};

/** The same for a script, which has no end unless it is told. */
const readScriptSpan = (words: Reading): { readonly since?: Duration; readonly until?: Duration } => {
  const { since, until } = readSpan(words);
  return { ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) };
};

/** `1461..2920`, the last one included. */
export const readOctets = (text: string): Octets | undefined => {
  const [, first, last] = /^([0-9]{1,10})\.\.([0-9]{1,10})$/.exec(text) ?? [];
  return first === undefined || last === undefined || Number(first) < 1 || Number(last) < Number(first)
    ? undefined
    : { first: Number(first), last: Number(last) };
};

const showSpan = ({
  since,
  until,
}: {
  readonly since?: Duration | undefined;
  readonly until?: Duration | undefined;
}): string =>
  `${since === undefined ? '' : ` from ${showDuration(since)}`}${until === undefined ? '' : ` until ${showDuration(until)}`}`;

const readDamage = (words: Reading): Damage => {
  const strike = readStrike(words);
  const fcs = words.takeIf('fcs');
  return { ...(strike === undefined ? {} : { strike }), ...(fcs ? { fcs } : {}) };
};

const readDistribution = (text: string): Distribution | undefined => DISTRIBUTIONS.find((name) => name === text);

const modelAt = (words: Reading): AnyModel | undefined => {
  for (const model of MODELS) {
    const phrase = model.phrase.split(' ');
    if (phrase.every((word, i) => words.words[words.at + i]?.text === word)) {
      words.at += phrase.length;
      return model;
    }
  }
  return undefined;
};

const readChance = (words: Reading, direction: Direction | undefined): Fault => {
  const model = modelAt(words);
  if (model !== undefined) return { ...model.read(words), direction, ...readSpan(words) } as ModelFault;
  const kind = words.next;
  switch (kind) {
    case 'loss':
    case 'duplicate':
    case 'corrupt': {
      words.at += 1;
      // tc's own longer spelling of the same: `loss random 10%`.
      if (kind === 'loss') words.takeIf('random');
      const percent = words.read(readPercent, PERCENT);
      const correlation = words.maybe(readPercent) ?? 0;
      if (kind === 'duplicate') {
        const after = words.takeIf('after') ? { after: words.read(readDuration, TIME) } : {};
        return { _tag: 'Duplication', percent, correlation, ...after, direction, ...readSpan(words) };
      }
      if (kind === 'corrupt') {
        return { _tag: 'Corruption', percent, correlation, ...readDamage(words), direction, ...readSpan(words) };
      }
      return { _tag: 'Loss', percent, correlation, direction, ...readSpan(words) };
    }
    case 'reorder': {
      words.at += 1;
      const percent = words.read(readPercent, PERCENT);
      const correlation = words.maybe(readPercent) ?? 0;
      const gap = words.takeIf('gap') ? words.read(whole(1), 'a count of frames, from 1') : 1;
      return { _tag: 'Reordering', percent, correlation, gap, direction, ...readSpan(words) };
    }
    case 'delay': {
      words.at += 1;
      const delay = words.read(readDuration, TIME);
      const jitter = words.maybe(readDuration) ?? NO_TIME;
      const correlation = jitter === 0 ? 0 : (words.maybe(readPercent) ?? 0);
      const spread =
        jitter > 0 && words.takeIf('distribution')
          ? { distribution: words.read(readDistribution, `one of ${DISTRIBUTIONS.join(', ')}`) }
          : {};
      return { _tag: 'Delay', delay, jitter, correlation, ...spread, direction, ...readSpan(words) };
    }
    case undefined:
    default: {
      // The first word of a phrase is right, and the next one is not.
      const begun = kind === undefined ? [] : MODELS.filter(({ phrase }) => phrase.startsWith(`${kind} `));
      if (begun.length === 0) return words.fail(CHANCES);
      words.at += 1;
      return words.fail(`one of ${begun.map(({ phrase }) => phrase.slice(phrase.indexOf(' ') + 1)).join(', ')}`);
    }
  }
};

const readMeaning = (text: string): Meaning | undefined =>
  MEANINGS.find((meaning) => meaning.toLowerCase() === text.toLowerCase().replace(',', '-'));

const readArrival = (words: Reading): Action => {
  const after = words.read(readDuration, TIME);
  const behind = words.takeIf('behind') ? words.read(whole(1), 'how often it lets others go first, from 1') : undefined;
  return { _tag: 'Arrive', after, ...(behind === undefined ? {} : { behind }) };
};

const readAction = (words: Reading): Action => {
  switch (words.next) {
    case 'lose':
      words.at += 1;
      return { _tag: 'Lose' };
    case 'duplicate':
      words.at += 1;
      return { _tag: 'Duplicate', after: words.takeIf('after') ? words.read(readDuration, TIME) : NO_TIME };
    case 'delay':
      words.at += 1;
      return { _tag: 'Delay', by: words.read(readDuration, TIME) };
    case 'hurry':
      words.at += 1;
      return { _tag: 'Hurry' };
    case 'mark':
      words.at += 1;
      return { _tag: 'Mark' };
    case 'arrive':
      words.at += 1;
      if (!words.takeIf('after')) words.fail('"after" and a time, as in arrive after 20ms');
      return readArrival(words);
    case 'truncate':
      words.at += 1;
      if (!words.takeIf('to')) words.fail('"to" and how many octets are left, as in truncate to 20');
      return { _tag: 'Truncate', octets: words.read(whole(0), 'a count of octets, from 0') };
    case 'corrupt':
      words.at += 1;
      return {
        _tag: 'Corrupt',
        bit: words.takeIf('bit') ? words.read(whole(0), 'the number of a bit, from 0') : undefined,
        ...readDamage(words),
      };
    case undefined:
    default:
      return words.fail(ACTIONS);
  }
};

const readWhole = (words: Reading): Fault => {
  const direction = readDirection(words);
  if (direction === undefined) return readChance(words, undefined);
  if (words.takeIf(':')) return readChance(words, direction);
  const meaning = words.read(readMeaning, `":" or one of ${MEANINGS.join(', ')}`);
  const octets = meaning === 'data' ? words.maybe(readOctets) : undefined;
  const which = words.takeIf('every') ? 'every' : words.takeIf('first') ? 'first' : undefined;
  const counted = which !== undefined || words.takeIf('#');
  const occurrence = counted ? words.read(whole(1), 'a number from 1') : 1;
  const copy = words.takeIf('copy');
  if (!words.takeIf(':')) words.fail('":" and what happens to it');
  return {
    _tag: 'Script',
    direction,
    meaning,
    ...(octets === undefined ? {} : { octets }),
    occurrence,
    ...(which === undefined ? {} : { which }),
    ...(copy ? { copy } : {}),
    action: readAction(words),
    ...readScriptSpan(words),
  };
};

/**
 * Reads a fault.
 *
 * Takes   its words
 * Gives   the fault
 * Fails   with where the reading ended, and what would have been right there
 *
 * @example
 * readFault('client→server data #3: lose') // E.right({ _tag: 'Script', meaning: 'data', occurrence: 3, … })
 *
 * @category codec
 * @since 0.1.0
 */
export const readFault = (text: string): E.Either<WordError, Fault> => {
  const words = new Reading(text);
  try {
    const fault = readWhole(words);
    return words.next === undefined ? E.right(fault) : words.fail('the end of the fault');
  } catch (thrown) {
    if (thrown instanceof Unreadable) return E.left(thrown.error);
    throw thrown;
  }
};

const showAction = (action: Action): string => {
  switch (action._tag) {
    case 'Lose':
      return 'lose';
    case 'Duplicate':
      return action.after === 0 ? 'duplicate' : `duplicate after ${showDuration(action.after)}`;
    case 'Delay':
      return `delay ${showDuration(action.by)}`;
    case 'Hurry':
      return 'hurry';
    case 'Mark':
      return 'mark';
    case 'Arrive':
      return `arrive after ${showDuration(action.after)}${action.behind === undefined ? '' : ` behind ${action.behind}`}`;
    case 'Truncate':
      return `truncate to ${action.octets}`;
    case 'Corrupt':
      return `corrupt${action.bit === undefined ? '' : ` bit ${action.bit}`}${showStrike(action.strike, action.fcs)}`;
  }
};

const showChance = (fault: Exclude<Fault, { readonly _tag: 'Script' }>): string => {
  if (isModelFault(fault)) return modelOf(fault._tag)?.show(fault) ?? '';
  const correlation = fault.correlation === 0 ? '' : ` ${fault.correlation}%`;
  switch (fault._tag) {
    case 'Loss':
      return `loss ${fault.percent}%${correlation}`;
    case 'Duplication':
      return `duplicate ${fault.percent}%${correlation}${fault.after === undefined ? '' : ` after ${showDuration(fault.after)}`}`;
    case 'Corruption':
      return `corrupt ${fault.percent}%${correlation}${showStrike(fault.strike, fault.fcs)}`;
    case 'Reordering':
      return `reorder ${fault.percent}%${correlation}${fault.gap === 1 ? '' : ` gap ${fault.gap}`}`;
    case 'Delay':
      return `delay ${showDuration(fault.delay)}${
        fault.jitter === 0
          ? ''
          : ` ${showDuration(fault.jitter)}${correlation}${
              fault.distribution === undefined ? '' : ` distribution ${fault.distribution}`
            }`
      }`;
  }
};

/**
 * A fault in its words; reading them gives the fault again.
 *
 * @category codec
 * @since 0.1.0
 */
export const showFault = (fault: Fault): string => {
  const { direction } = fault;
  const where = direction === undefined ? '' : `${direction.from}→${direction.to}`;
  if (fault._tag === 'Script') {
    const octets = fault.octets === undefined ? '' : ` ${fault.octets.first}..${fault.octets.last}`;
    const which = fault.which === undefined ? `#${fault.occurrence}` : `${fault.which} ${fault.occurrence}`;
    const copy = fault.copy === true ? ' copy' : '';
    return `${where} ${fault.meaning}${octets} ${which}${copy}: ${showAction(fault.action)}${showSpan(fault)}`;
  }
  return `${where === '' ? '' : `${where}: `}${showChance(fault)}${showSpan(fault)}`;
};
