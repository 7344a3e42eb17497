// A fault's words one after the other, for readers that are written as sentences.
import type { Duration } from '@sockeye/core';
import { readDuration, readPercent } from '../data/quantities.ts';

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

/** Thrown by a reader and caught by `readFault`, and by nobody else, so that a reader can be written as a sentence. */
export class Unreadable {
  readonly error: WordError;
  constructor(error: WordError) {
    this.error = error;
  }
}

/** Where the reading stands. Local to one call of `readFault`. */
export class Reading {
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

export const PERCENT = 'a percentage from 0% to 100%, as in 10%';
export const TIME = 'a time, as in 20ms';

/** A whole number that is no smaller than that. */
export const whole =
  (least: number) =>
  (text: string): number | undefined =>
    /^[0-9]{1,9}$/.test(text) && Number(text) >= least ? Number(text) : undefined;

export const takePercent = (words: Reading): number => words.read(readPercent, PERCENT);

export const takeTime = (words: Reading): Duration => words.read(readDuration, TIME);

export const takeCount = (words: Reading, of: string): number => words.read(whole(1), `a count of ${of}, from 1`);
