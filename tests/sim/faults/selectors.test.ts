// Which frames a script names: by meaning, by octets of a connection, by ordinal, every so manieth, the first so many, in a time.
import { ACK, FIN, PSH, SYN } from '@sockeye/core';
import { FaultCodec, readDocument, readFault, showFault } from '@sockeye/sim';
import { either as E } from 'fp-ts';
import { describe, expect, test } from 'vitest';
import type { Timetable } from '../toy.ts';
import { every, segment } from '../toy.ts';
import { lostOf, MS, through } from './through.ts';

const talk: Timetable = [
  [0, segment(SYN, 0, 0)],
  [1 * MS, segment(ACK | PSH, 1, 1, 1460)],
  [2 * MS, segment(ACK | PSH, 1461, 1, 1460)],
  [3 * MS, segment(ACK | PSH, 2921, 1, 1460)],
  // Both again, and the second one in two halves.
  [4 * MS, segment(ACK | PSH, 1461, 1, 730)],
  [5 * MS, segment(ACK | PSH, 2191, 1, 730)],
  [6 * MS, segment(ACK | FIN, 4381, 1)],
];

describe('a script', () => {
  test.each([
    ['data 1461..2920: lose', [3]],
    ['data 1461..2920 #2: lose', [5]],
    ['data 1461..2920 every 1: lose', [3, 5, 6]],
    ['data 1461..2920 first 2: lose', [3, 5]],
    ['data 2920..2921 every 1: lose', [3, 4, 6]],
    ['data 1..1 every 1: lose', [2]],
    ['data 9000..9001 every 1: lose', []],
    ['data every 2: lose', [3, 5]],
    ['data first 3: lose', [2, 3, 4]],
    ['frame every 3: lose from 3ms', [6]],
    ['data every 1: lose from 2ms until 4ms', [3, 4]],
    ['data #2: lose until 1ms', []],
  ])('"%s" strikes those that it names', (words, ordinals) => {
    expect(lostOf(through([`client→server ${words}`], talk))).toEqual(ordinals);
  });

  test('that names octets knows each connection by its own beginning', () => {
    const second: Timetable = [...talk, [7 * MS, segment(SYN, 50_000, 0)], [8 * MS, segment(ACK | PSH, 50_001, 1, 10)]];
    expect(lostOf(through(['client→server data 1..5 every 1: lose'], second))).toEqual([2, 9]);
  });

  test.each([
    'a→b data 1461..2920 #2: lose',
    'a→b data every 3: corrupt bit 5 from 1s until 2s',
    'a→b SYN first 2: delay 3s until 9s',
  ])('"%s" is read, and written as it was read', (words) => {
    const read = readFault(words);
    expect(E.isRight(read) ? showFault(read.right) : read.left).toBe(words);
  });

  test('is a mapping, too', () => {
    const mapping = {
      fault: 'lose one',
      direction: 'a→b',
      frame: 'data',
      octets: '1..5',
      which: 'first',
      occurrence: 2,
      since: '1s',
    };
    const read = readDocument(FaultCodec, mapping);
    expect(E.isRight(read) ? showFault(read.right) : read.left).toBe('a→b data 1..5 first 2: lose from 1s');
  });

  test('that ceases before it begins is refused', () => {
    expect(() => through(['client→server data: lose from 2s until 1s'], every(MS, 1))).toThrow(
      'ceases before it begins',
    );
  });
});
