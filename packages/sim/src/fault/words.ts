// The words of faults: netem's for chance, and a selector with an action for a script.
//
//   fault     = random / scripted
//   random    = [ direction ":" ] chance [ "until" TIME ]
//   chance    = "loss" PERCENT [ PERCENT ] / "duplicate" PERCENT [ PERCENT ] / "corrupt" PERCENT [ PERCENT ]
//             / "reorder" PERCENT [ PERCENT ] [ "gap" COUNT ] / "delay" TIME [ TIME [ PERCENT ] ]
//   scripted  = direction meaning [ "#" COUNT ] ":" action
//   direction = NAME ( "→" / "->" ) NAME
//   action    = "lose" / "duplicate" [ "after" TIME ] / "delay" TIME / "corrupt" [ "bit" NUMBER ]
//
// The second PERCENT is netem's correlation.
import type { Duration } from '@sockeye/core';
import { NO_TIME } from '@sockeye/core';
import { E } from '../basis/fp.ts';
import { readDuration, readPercent, showDuration } from '../data/quantities.ts';
import type { Action, Direction, Fault, Meaning } from './Fault.ts';
import { MEANINGS } from './Fault.ts';

/** What could not be read, where (in characters from 0), and what would have been right. */
export interface WordError {
  readonly at: number;
  readonly says: string;
}

interface Word {
  readonly at: number;
  readonly text: string;
}

/** Words, and the signs that stand alone. A name may contain `-`, so an arrow ends it only as `->`. */
const TOKEN = /→|->|:|#|(?:(?!->)[^\s→:#])+/gu;

/** Thrown and caught inside this module alone, so that a reader can be written as a sentence. */
class Unreadable {
  readonly error: WordError;
  constructor(error: WordError) {
    this.error = error;
  }
}

/** Where the reading stands. Local to one call of `readFault`. */
class Reading {
  readonly words: ReadonlyArray<Word>;
  readonly end: number;
  at = 0;

  constructor(text: string) {
    this.words = Array.from(text.matchAll(TOKEN), (match) => ({ at: match.index, text: match[0] }));
    this.end = text.length;
  }

  get next(): string | undefined {
    return this.words[this.at]?.text;
  }

  fail(wanted: string): never {
    const word = this.words[this.at];
    throw new Unreadable({
      at: word?.at ?? this.end,
      says: `expected ${wanted}, found ${word === undefined ? 'the end' : `"${word.text}"`}`,
    });
  }

  take(wanted: string): string {
    const word = this.next;
    if (word === undefined) return this.fail(wanted);
    this.at += 1;
    return word;
  }

  takeIf(word: string): boolean {
    if (this.next !== word) return false;
    this.at += 1;
    return true;
  }

  read<A>(reader: (text: string) => A | undefined, wanted: string): A {
    const value = this.maybe(reader);
    return value === undefined ? this.fail(wanted) : value;
  }

  maybe<A>(reader: (text: string) => A | undefined): A | undefined {
    const word = this.next;
    const value = word === undefined ? undefined : reader(word);
    if (value !== undefined) this.at += 1;
    return value;
  }
}

const PERCENT = 'a percentage from 0% to 100%, as in 10%';
const TIME = 'a time, as in 20ms';
const CHANCES = 'one of loss, duplicate, corrupt, reorder, delay';
const ACTIONS = 'one of lose, duplicate, delay, corrupt';

const whole =
  (least: number) =>
  (text: string): number | undefined =>
    /^[0-9]{1,9}$/.test(text) && Number(text) >= least ? Number(text) : undefined;

const isArrow = (word: string | undefined): boolean => word === '→' || word === '->';

const readDirection = (words: Reading): Direction | undefined => {
  if (!isArrow(words.words[words.at + 1]?.text)) return undefined;
  const from = words.take('the name of a host');
  words.at += 1;
  return { from, to: words.take('the name of a host') };
};

const readUntil = (words: Reading): Duration | undefined =>
  words.takeIf('until') ? words.read(readDuration, TIME) : undefined;

const readChance = (words: Reading, direction: Direction | undefined): Fault => {
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
      const _tag = kind === 'loss' ? 'Loss' : kind === 'duplicate' ? 'Duplication' : 'Corruption';
      return { _tag, percent, correlation, direction, until: readUntil(words) };
    }
    case 'reorder': {
      words.at += 1;
      const percent = words.read(readPercent, PERCENT);
      const correlation = words.maybe(readPercent) ?? 0;
      const gap = words.takeIf('gap') ? words.read(whole(1), 'a count of frames, from 1') : 1;
      return { _tag: 'Reordering', percent, correlation, gap, direction, until: readUntil(words) };
    }
    case 'delay': {
      words.at += 1;
      const delay = words.read(readDuration, TIME);
      const jitter = words.maybe(readDuration) ?? NO_TIME;
      const correlation = jitter === 0 ? 0 : (words.maybe(readPercent) ?? 0);
      return { _tag: 'Delay', delay, jitter, correlation, direction, until: readUntil(words) };
    }
    case undefined:
    default:
      return words.fail(CHANCES);
  }
};

const readMeaning = (text: string): Meaning | undefined =>
  MEANINGS.find((meaning) => meaning.toLowerCase() === text.toLowerCase().replace(',', '-'));

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
    case 'corrupt':
      words.at += 1;
      return {
        _tag: 'Corrupt',
        bit: words.takeIf('bit') ? words.read(whole(0), 'the number of a bit, from 0') : undefined,
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
  const occurrence = words.takeIf('#') ? words.read(whole(1), 'a number from 1') : 1;
  if (!words.takeIf(':')) words.fail('":" and what happens to it');
  return { _tag: 'Script', direction, meaning, occurrence, action: readAction(words) };
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
    case 'Corrupt':
      return action.bit === undefined ? 'corrupt' : `corrupt bit ${action.bit}`;
  }
};

const showChance = (fault: Exclude<Fault, { readonly _tag: 'Script' }>): string => {
  const correlation = fault.correlation === 0 ? '' : ` ${fault.correlation}%`;
  switch (fault._tag) {
    case 'Loss':
      return `loss ${fault.percent}%${correlation}`;
    case 'Duplication':
      return `duplicate ${fault.percent}%${correlation}`;
    case 'Corruption':
      return `corrupt ${fault.percent}%${correlation}`;
    case 'Reordering':
      return `reorder ${fault.percent}%${correlation}${fault.gap === 1 ? '' : ` gap ${fault.gap}`}`;
    case 'Delay':
      return `delay ${showDuration(fault.delay)}${fault.jitter === 0 ? '' : ` ${showDuration(fault.jitter)}${correlation}`}`;
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
    return `${where} ${fault.meaning} #${fault.occurrence}: ${showAction(fault.action)}`;
  }
  const until = fault.until === undefined ? '' : ` until ${showDuration(fault.until)}`;
  return `${where === '' ? '' : `${where}: `}${showChance(fault)}${until}`;
};
