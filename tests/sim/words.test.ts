import { nanoseconds, NO_TIME } from '@sockeye/core';
import type { Action, Fault } from '@sockeye/sim';
import {
  FaultCodec,
  MEANINGS,
  readDocument,
  readDuration,
  readFault,
  readPercent,
  readRate,
  showDuration,
  showFault,
  showRate,
} from '@sockeye/sim';
import { either as E } from 'fp-ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const time = fc.integer({ min: 0, max: 5_000_000_000 }).map(nanoseconds);
const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,6}[a-z0-9]$/).filter((text) => !text.includes('->'));
const direction = fc.record({ from: name, to: name });
const percent = fc.integer({ min: 0, max: 1000 }).map((n) => n / 10);
const random = {
  percent,
  correlation: percent,
  direction: fc.option(direction, { nil: undefined }),
  until: fc.option(time, { nil: undefined }),
};

const action: fc.Arbitrary<Action> = fc.oneof(
  fc.constant<Action>({ _tag: 'Lose' }),
  time.map((after): Action => ({ _tag: 'Duplicate', after })),
  time.map((by): Action => ({ _tag: 'Delay', by })),
  fc.option(fc.nat(12_000), { nil: undefined }).map((bit): Action => ({ _tag: 'Corrupt', bit })),
);

const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({ _tag: fc.constant('Loss' as const), ...random }),
  fc.record({ _tag: fc.constant('Duplication' as const), ...random }),
  fc.record({ _tag: fc.constant('Corruption' as const), ...random }),
  fc.record({ _tag: fc.constant('Reordering' as const), ...random, gap: fc.integer({ min: 1, max: 9 }) }),
  fc
    .record({
      _tag: fc.constant('Delay' as const),
      delay: time,
      jitter: time,
      correlation: percent,
      direction: random.direction,
      until: random.until,
    })
    .filter(({ jitter, correlation }) => jitter > 0 || correlation === 0),
  fc.record({
    _tag: fc.constant('Script' as const),
    direction,
    meaning: fc.constantFrom(...MEANINGS),
    occurrence: fc.integer({ min: 1, max: 99 }),
    action,
  }),
);

const right = (text: string): Fault => {
  const read = readFault(text);
  if (E.isLeft(read)) throw new Error(`${text}: ${read.left.at} ${read.left.says}`);
  return read.right;
};

const wrong = (text: string): string => {
  const read = readFault(text);
  return E.isLeft(read) ? `${read.left.at}: ${read.left.says}` : 'read';
};

describe('the words of faults', () => {
  test('are read again as they were written', () => {
    fc.assert(
      fc.property(fault, (value) => {
        expect(readFault(showFault(value))).toEqual(E.right(value));
      }),
    );
  });

  test('are read on the desk as words, and written as words', () => {
    fc.assert(
      fc.property(fault, (value) => {
        expect(readDocument(FaultCodec, FaultCodec.encode(value))).toEqual(E.right(value));
      }),
    );
  });

  test('are read or refused, and never throw, whatever is written', () => {
    const pieces = fc.constantFrom(
      'loss',
      '10%',
      '#',
      ':',
      '→',
      '->',
      'a',
      'data',
      'delay',
      '5ms',
      'until',
      '💥',
      'bit',
      '-',
      '',
    );
    const scrawl = fc.oneof(
      fc.array(pieces, { maxLength: 8 }).map((words) => words.join(' ')),
      fc.string(),
    );
    fc.assert(
      fc.property(scrawl, (text) => {
        const read = readFault(text);
        if (E.isRight(read)) expect(readFault(showFault(read.right))).toEqual(read);
        else expect(read.left.at).toBeLessThanOrEqual(text.length);
      }),
    );
  });

  test.each([
    ['loss 10%', { _tag: 'Loss', percent: 10, correlation: 0 }],
    ['loss random 0.5%', { _tag: 'Loss', percent: 0.5 }],
    ['reorder 25% 50%', { _tag: 'Reordering', percent: 25, correlation: 50, gap: 1 }],
    ['reorder 25% gap 5', { _tag: 'Reordering', percent: 25, gap: 5 }],
    ['duplicate 1% until 30s', { _tag: 'Duplication', percent: 1, until: 30_000_000_000 }],
    ['corrupt 0.5%', { _tag: 'Corruption', percent: 0.5 }],
    ['delay 20ms 5ms', { _tag: 'Delay', delay: 20_000_000, jitter: 5_000_000 }],
    ['a->b: loss 1%', { _tag: 'Loss', direction: { from: 'a', to: 'b' } }],
    ['client→server data #3: lose', { _tag: 'Script', meaning: 'data', occurrence: 3, action: { _tag: 'Lose' } }],
    [
      'host-1->host-2 syn-ack: delay 1s',
      { _tag: 'Script', meaning: 'SYN-ACK', direction: { from: 'host-1', to: 'host-2' } },
    ],
    ['a→b SYN,ACK: lose', { meaning: 'SYN-ACK', occurrence: 1 }],
    ['a→b udp #2: duplicate after 1.2s', { action: { _tag: 'Duplicate', after: 1_200_000_000 } }],
    ['a→b frame#5: corrupt bit 17', { meaning: 'frame', occurrence: 5, action: { _tag: 'Corrupt', bit: 17 } }],
    ['a→b arp: corrupt', { meaning: 'arp', action: { _tag: 'Corrupt', bit: undefined } }],
  ])('%s', (text, value) => {
    expect(right(text)).toMatchObject(value);
  });

  test.each([
    [
      '',
      '0: expected one of loss, duplicate, corrupt, reorder, delay, lose, ecn, seed, rate, limit, slot, queue, cut, hold, flap, mtu, clog, truncate, found the end',
    ],
    [
      'los 10%',
      '0: expected one of loss, duplicate, corrupt, reorder, delay, lose, ecn, seed, rate, limit, slot, queue, cut, hold, flap, mtu, clog, truncate, found "los"',
    ],
    ['loss', '4: expected a percentage from 0% to 100%, as in 10%, found the end'],
    ['loss 10', '5: expected a percentage from 0% to 100%, as in 10%, found "10"'],
    ['loss 101%', '5: expected a percentage from 0% to 100%, as in 10%, found "101%"'],
    ['loss 10% now', '9: expected the end of the fault, found "now"'],
    ['delay 20', '6: expected a time, as in 20ms, found "20"'],
    ['reorder 5% gap 0', '15: expected a count of frames, from 1, found "0"'],
    [
      'a→b dada: lose',
      '4: expected ":" or one of SYN, SYN-ACK, FIN, RST, data, ack, udp, icmp, arp, frame, found "dada"',
    ],
    ['a→b data #0: lose', '10: expected a number from 1, found "0"'],
    ['a→b data lose', '9: expected ":" and what happens to it, found "lose"'],
    [
      'a→b data: loose',
      '10: expected one of lose, duplicate, delay, hurry, arrive, truncate, mark, corrupt, found "loose"',
    ],
    ['a→', '2: expected the name of a host, found the end'],
  ])('"%s" is told where and why', (text, says) => {
    expect(wrong(text)).toBe(says);
  });
});

describe('a fault as a mapping', () => {
  test.each([
    [{ fault: 'loss', percent: 10 }, 'loss 10%'],
    [{ fault: 'loss', percent: 10, direction: 'a→b', until: '30s' }, 'a→b: loss 10% until 30s'],
    [{ fault: 'duplicate', percent: 1 }, 'duplicate 1%'],
    [{ fault: 'corrupt', percent: 0.5, correlation: 25 }, 'corrupt 0.5% 25%'],
    [{ fault: 'reorder', percent: 25, gap: 5 }, 'reorder 25% gap 5'],
    [{ fault: 'delay', delay: '20ms', jitter: '5ms' }, 'delay 20ms 5ms'],
    [{ fault: 'lose one', direction: 'a->b', frame: 'data', occurrence: 3 }, 'a→b data #3: lose'],
    [{ fault: 'duplicate one', direction: 'a->b', frame: 'SYN', after: '1s' }, 'a→b SYN #1: duplicate after 1s'],
    [{ fault: 'delay one', direction: 'a->b', frame: 'ack', by: '1s' }, 'a→b ack #1: delay 1s'],
    [{ fault: 'corrupt one', direction: 'a->b', frame: 'udp', bit: 7 }, 'a→b udp #1: corrupt bit 7'],
  ])('%j is %s', (mapping, words) => {
    expect(readDocument(FaultCodec, mapping)).toEqual(E.right(right(words)));
  });

  test.each([
    [{ fault: 'los' }, [{ path: '', says: expect.stringContaining('one of loss, duplicate, corrupt') }]],
    [{ fault: 'loss' }, [{ path: 'percent', says: 'nothing is not a number from 0 to 100' }]],
    [{ fault: 'loss', percent: 1, gap: 3 }, [{ path: 'gap', says: expect.stringContaining('no such field') }]],
    [
      { fault: 'lose one', direction: 'a', frame: 'data' },
      [{ path: 'direction', says: '"a" is not a direction, as in client→server' }],
    ],
    [7, [{ path: '', says: '7 is not a fault, as in "loss 10%"' }]],
  ])('%j is refused', (mapping, problems) => {
    expect(readDocument(FaultCodec, mapping)).toEqual(E.left(problems));
  });
});

describe('quantities', () => {
  test('times, rates and percentages are read with their unit only', () => {
    expect(
      ['20ms', '1.5s', '300us', '7ns', '2min', '20', 'ms', '-1ms', '1e3ms', '9999999999s'].map(readDuration),
    ).toEqual([
      20_000_000,
      1_500_000_000,
      300_000,
      7,
      120_000_000_000,
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(['10Mbit', '56kbit', '1Gbit', '9600bit', '10', '0bit', '10MB'].map(readRate)).toEqual([
      10_000_000,
      56_000,
      1_000_000_000,
      9600,
      undefined,
      undefined,
      undefined,
    ]);
    expect(['10%', '0%', '100%', '100.1%', '10'].map(readPercent)).toEqual([10, 0, 100, undefined, undefined]);
  });

  test('what is shown is read again', () => {
    fc.assert(
      fc.property(time, (value) => {
        expect(readDuration(showDuration(value))).toBe(value);
      }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4e9 }), (rate) => {
        expect(readRate(showRate(rate))).toBe(rate);
      }),
    );
    expect(showDuration(NO_TIME)).toBe('0ms');
  });
});
