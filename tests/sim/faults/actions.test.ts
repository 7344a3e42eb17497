// What a script can do to one frame besides losing, doubling and delaying it; and to the copy that a fault makes of it.
import { SYN, octetsWithFcs } from '@sockeye/core';
import { copyOf, FaultCodec, ordinalOf, readDocument, readFault, showFault } from '@sockeye/sim';
import { either as E } from 'fp-ts';
import { describe, expect, test } from 'vitest';
import { every, segment } from '../toy.ts';
import { arrivals, MS, of, through } from './through.ts';

/** Ten milliseconds of cable, so that a frame can jump. */
const LONG = { delay: '10ms' };

describe('a script', () => {
  test('lets a frame jump ahead: it feels no delay', () => {
    const events = through(['client→server frame #2: hurry'], every(MS, 3), LONG);
    expect(arrivals(events)).toEqual([
      [2, 1],
      [1, 10],
      [3, 12],
    ]);
    expect(of(events, 'FrameHurried')).toMatchObject([{ fault: 'client→server frame #2: hurry' }]);
  });

  test('lets a frame arrive at its own time, and nobody waits for it on the cable', () => {
    const slow = { ...LONG, rate: '8Kbit' };
    const usual = arrivals(through([], every(0, 2), slow));
    const events = through(['client→server frame #1: arrive after 3ms'], every(0, 2), slow);
    // The second frame takes the cable at once: it arrives when the first one would have.
    expect(arrivals(events)).toEqual([
      [1, 3],
      [2, usual[0]?.[1]],
    ]);
    expect(of(events, 'FrameHurried')).toHaveLength(1);
  });

  test('that lets a frame arrive later than the cable would says by how much', () => {
    const events = through(['client→server frame #1: arrive after 25ms'], every(MS, 1), LONG);
    expect(of(events, 'FrameDelayed')).toMatchObject([{ by: 15 * MS }]);
    expect(arrivals(events)).toEqual([[1, 25]]);
  });

  test('lets a frame yield to those that are due at the same instant, so often', () => {
    const due = (first: string, second: string): ReadonlyArray<number | undefined> =>
      arrivals(
        through(
          [
            `client→server frame #1: arrive after 5ms${first}`,
            `client→server frame #2: arrive after 4ms${second}`,
            'client→server frame #3: arrive after 3ms',
          ],
          every(MS, 3),
          LONG,
        ),
      ).map(([ordinal]) => ordinal);
    expect(due('', '')).toEqual([1, 2, 3]);
    expect(due(' behind 1', '')).toEqual([2, 3, 1]);
    expect(due(' behind 1', ' behind 1')).toEqual([3, 1, 2]);
    expect(due(' behind 2', ' behind 1')).toEqual([3, 2, 1]);
  });

  test('cuts the end of a frame off', () => {
    const events = through(['client→server frame #2: truncate to 20'], every(MS, 3));
    expect(of(events, 'FrameDelivered').map(({ data }) => octetsWithFcs(data).length)).toEqual([66, 20, 66]);
  });

  test('flips the bits that it names, with or without a right FCS', () => {
    const [whole] = of(through([], every(MS, 1)), 'FrameDelivered');
    const before = octetsWithFcs(whole!.data);
    for (const fcs of ['', ' fcs']) {
      const [struck] = of(
        through([`client→server frame #1: corrupt bits 7,400${fcs}`], every(MS, 1)),
        'FrameDelivered',
      );
      const after = octetsWithFcs(struck!.data);
      const body = Array.from(after.subarray(0, -4), (octet, i) => octet ^ (before[i] ?? 0));
      expect(body.flatMap((bits, i) => (bits === 0 ? [] : [[i, bits]]))).toEqual([
        [0, 1],
        [50, 128],
      ]);
      const isKept = after.subarray(-4).every((octet, i) => octet === before.subarray(-4)[i]);
      expect(isKept).toBe(fcs === '');
    }
  });

  test('names bits that the frame does not have: nothing is flipped', () => {
    expect(of(through(['client→server frame #1: corrupt bits 7,99999'], every(MS, 1)), 'FrameCorrupted')).toEqual([]);
  });

  test('marks a frame that can carry a mark, and leaves another as it is', () => {
    const plain = through(['client→server SYN: mark'], [[0, segment(SYN, 0, 0)]]);
    expect(of(plain, 'FrameMarked')).toEqual([]);
    expect(of(plain, 'FrameDelivered')).toHaveLength(1);
  });

  test.each([
    ['lose', [[1, 0, 10]]],
    [
      'delay 5ms',
      [
        [1, 0, 10],
        [1, 1, 15],
      ],
    ],
    [
      'hurry',
      [
        [1, 1, 0],
        [1, 0, 10],
      ],
    ],
    [
      'arrive after 2ms',
      [
        [1, 1, 2],
        [1, 0, 10],
      ],
    ],
  ])('that means the copy: %s', (action, wanted) => {
    const events = through(
      ['client→server frame #1: duplicate', `client→server frame #1 copy: ${action}`],
      every(MS, 1),
      LONG,
    );
    expect(of(events, 'FrameDelivered').map(({ frame, at }) => [ordinalOf(frame), copyOf(frame), at / MS])).toEqual(
      wanted,
    );
  });

  test('that means a copy does nothing where there is none', () => {
    expect(arrivals(through(['client→server frame #1 copy: lose'], every(MS, 2)))).toHaveLength(2);
  });

  test('counts the octets that it names once, however many scripts name them', () => {
    const twice = (seq: number): ReturnType<typeof segment> => segment(16, seq, 1, 100);
    const events = through(
      ['client→server data 1..100 #1: delay 1ms', 'client→server data 1..100 #2: delay 2ms'],
      [
        [0, segment(SYN, 0, 0)],
        [1 * MS, twice(1)],
        [2 * MS, twice(1)],
      ],
    );
    expect(of(events, 'FrameDelayed').map(({ by, frame }) => [ordinalOf(frame), by / MS])).toEqual([
      [2, 1],
      [3, 2],
    ]);
  });

  test.each([
    'a→b SYN-ACK #1: hurry',
    'a→b data 1..1460 #2 copy: arrive after 1500us',
    'a→b ack #3: arrive after 5ms behind 2',
    'a→b udp #3: truncate to 0',
    'a→b ack #3: mark',
    'a→b frame #9 copy: corrupt bits 0,17,4000 fcs until 2s',
    'corrupt 5% bits 3,4',
  ])('"%s" is read, and written as it was read', (words) => {
    const read = readFault(words);
    expect(E.isRight(read) ? showFault(read.right) : read.left).toBe(words);
  });

  test.each([
    [{ fault: 'hurry one', direction: 'a→b', frame: 'data', copy: true }, 'a→b data #1 copy: hurry'],
    [{ fault: 'arrive one', direction: 'a→b', frame: 'udp', after: '2ms' }, 'a→b udp #1: arrive after 2ms'],
    [{ fault: 'truncate one', direction: 'a→b', frame: 'udp', left: 9 }, 'a→b udp #1: truncate to 9'],
    [{ fault: 'mark one', direction: 'a→b', frame: 'ack' }, 'a→b ack #1: mark'],
    [
      { fault: 'corrupt one', direction: 'a→b', frame: 'ack', strike: 'bits 1,2', fcs: true },
      'a→b ack #1: corrupt bits 1,2 fcs',
    ],
  ])('is a mapping, too: %s', (mapping, words) => {
    const read = readDocument(FaultCodec, mapping);
    expect(E.isRight(read) ? showFault(read.right) : read.left).toBe(words);
  });

  test.each([
    ['a→b data #1: arrive 3ms', 'expected "after" and a time'],
    ['a→b data #1: truncate 3', 'expected "to" and how many octets'],
    ['a→b data #1: corrupt bits 5,5', 'expected numbers of bits that rise'],
  ])('"%s" is refused: %s', (words, says) => {
    const read = readFault(words);
    expect(E.isLeft(read) ? read.left.says : '').toContain(says);
  });

  test.each([
    ['client→server frame #1: hurry', {}, 'there is none here: give the cable a delay'],
    ['client→server frame #1 copy: duplicate', LONG, 'a copy has no copy of its own'],
    ['client→server frame #1: corrupt bit 3 bits 4,5', LONG, 'leave the bit out'],
  ])('"%s" cannot act, and says why', (words, cable, says) => {
    expect(() => through([words], every(MS, 1), cable)).toThrow(says);
  });
});
