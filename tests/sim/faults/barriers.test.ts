// Lines that are cut, held, clogged, too narrow, or only as fast as a trace says.
import { milliseconds } from '@sockeye/core';
import { cut, hold, ordinalOf, readFault, release, repair, run, showFault, untilTime } from '@sockeye/sim';
import type { World } from '@sockeye/sim';
import { either as E } from 'fp-ts';
import { describe, expect, test } from 'vitest';
import type { ToyState } from '../toy.ts';
import { datagram, every, pair, toy, toyWorld } from '../toy.ts';
import { arrivals, burstOf, CHI_999, chiSquare, lostOf, MS, of, tally, through } from './through.ts';

describe('cut', () => {
  test('loses whatever is put in while it lasts, and says so', () => {
    const events = through(['cut from 3ms until 6ms', 'cut from 8ms until 9ms'], every(MS, 12));
    expect(lostOf(events)).toEqual([4, 5, 6, 9]);
    expect(of(events, 'FrameLost')[3]!.fault).toBe('cut from 8ms until 9ms');
  });

  test('in one direction leaves the other one open', () => {
    expect(lostOf(through(['server→client: cut'], every(MS, 4)))).toEqual([]);
  });
});

test('a line that flaps is up first, then down, again and again', () => {
  expect(lostOf(through(['flap up 3ms down 2ms'], every(MS, 12)))).toEqual([4, 5, 9, 10]);
  expect(lostOf(through(['flap up 3ms down 2ms from 1ms until 7ms'], every(MS, 12)))).toEqual([5, 6]);
});

describe('hold', () => {
  test('keeps what is put in, and lets it go at its end, in order and at the line’s rate', () => {
    const events = through(['hold from 2ms until 10ms'], every(MS, 6), { delay: '1ms' });
    expect(arrivals(events)).toEqual([
      [1, 1],
      [2, 2],
      [3, 11],
      [4, 11],
      [5, 11],
      [6, 11],
    ]);
    const slow = through(['hold until 10ms'], every(0, 3), { rate: '1Mbit' });
    expect(of(slow, 'FrameDelivered').map(({ at }) => at)).toEqual([10_592_000, 11_280_000, 11_968_000]);
  });
});

describe('clog', () => {
  test('freezes the line for times that are exponential, and loses nothing', () => {
    const events = through(['clog 10% 2ms'], every(10 * MS, 4000));
    expect(of(events, 'FrameDelivered').length).toBe(4000);
    const times = of(events, 'FrameDelayed').map(({ by }) => by);
    expect(chiSquare([times.length, 4000 - times.length], [400, 3600])).toBeLessThan(CHI_999[1]!);
    // Quartiles of the exponential distribution of mean 2 ms.
    const edges = [0.575364, 1.386294, 2.772589].map((edge) => edge * MS);
    const bins = [0, 0, 0, 0];
    for (const time of times) bins[edges.filter((edge) => time >= edge).length]! += 1;
    expect(
      chiSquare(
        bins,
        bins.map(() => times.length / 4),
      ),
    ).toBeLessThan(CHI_999[3]!);
  });

  test('keeps the order of the frames that it holds', () => {
    const ordinals = arrivals(through(['clog 5% 20ms'], every(MS, 500))).map(([ordinal]) => ordinal);
    expect(ordinals).toEqual(Array.from({ length: 500 }, (_, i) => i + 1));
  });
});

test('an MTU that changes drops what is too long, and nobody is told', () => {
  const frames = [0, 1, 2, 3].map((n) => [n * MS, datagram(n % 2 === 0 ? 20 : 1000)] as const);
  const events = through(['mtu 576 from 2ms'], frames);
  expect(of(events, 'FrameDropped')).toMatchObject([{ reason: 'too-long', fault: 'mtu 576 from 2ms' }]);
  expect(ordinalOf(of(events, 'FrameDropped')[0]!.frame)).toBe(4);
});

describe('a rate trace', () => {
  test('lets 1,500 octets pass at each of its milliseconds, again and again', () => {
    // 1,500 octets a frame: exactly one an opportunity.
    const events = through(['rate trace 2 3 10'], burstOf(7, datagram(1458)));
    expect(arrivals(events)).toEqual([
      [1, 2],
      [2, 3],
      [3, 10],
      [4, 12],
      [5, 13],
      [6, 20],
      [7, 22],
    ]);
  });

  test('lets small frames share an opportunity, and a large one take two', () => {
    expect(arrivals(through(['rate trace 2 4'], burstOf(4, datagram(708)))).map(([, at]) => at)).toEqual([2, 2, 4, 4]);
    const jumbo = through(['rate trace 2 4'], burstOf(2, datagram(2000)), { mtu: 9000 });
    expect(arrivals(jumbo).map(([, at]) => at)).toEqual([4, 6]);
  });

  test('wastes an opportunity at which nobody waits', () => {
    expect(
      arrivals(
        through(
          ['rate trace 2 4'],
          [
            [2 * MS, datagram()],
            [9 * MS, datagram()],
          ],
        ),
      ),
    ).toEqual([
      [1, 4],
      [2, 10],
    ]);
  });

  test('is read from the text of a mahimahi file', () => {
    const read = { fault: 'rate trace', opportunities: '2\n3\n10\n' };
    expect(arrivals(through([read], burstOf(3, datagram(1458)))).map(([, at]) => at)).toEqual([2, 3, 10]);
  });

  test('holds as many frames as the cable’s queue, and drops the next one', () => {
    expect(tally(through(['rate trace 5'], burstOf(9), { queue: 4 }))).toEqual({
      FrameSent: 9,
      // One is being sent, four wait.
      FrameDelivered: 5,
      FrameDropped: 4,
    });
  });
});

describe('truncation', () => {
  test('leaves the beginning of a frame, and its receiver finds it broken', () => {
    const events = through(['truncate 30%'], every(MS, 1000, datagram(200)));
    const cutOff = of(events, 'FrameTruncated');
    expect(chiSquare([cutOff.length, 1000 - cutOff.length], [300, 700])).toBeLessThan(CHI_999[1]!);
    expect(of(events, 'FrameDelivered').length).toBe(1000);
    for (const { octets } of cutOff) expect(octets).toBeLessThan(246);
    expect(of(through(['truncate 100% to 40'], every(MS, 3)), 'FrameTruncated').map(({ octets }) => octets)).toEqual([
      40, 40, 40,
    ]);
    expect(tally(through(['truncate 100% to 2000'], every(MS, 3)))['FrameTruncated']).toBeUndefined();
  });
});

describe('by hand', () => {
  const begin = (): World<ToyState> =>
    toyWorld({ topology: pair(), layers: { client: toy(every(MS, 10)), server: toy(every(MS, 10)) } });
  const right = <A>(either: E.Either<string, A>): A => {
    if (E.isLeft(either)) throw new Error(either.left);
    return either.right;
  };

  test('a cable is cut in one direction, and repaired', () => {
    const first = run(begin(), untilTime(milliseconds(2)));
    const shut = run(right(cut(first.world, 0, { from: 'client', to: 'server' })), untilTime(milliseconds(5)));
    expect(of(shut.events, 'FrameLost').map(({ line, fault }) => [line, fault])).toEqual(
      Array.from({ length: 3 }, () => ['client→server', 'cut']),
    );
    const whole = run(right(repair(shut.world, 0)));
    expect(of(whole.events, 'FrameLost')).toEqual([]);
    expect(of(whole.events, 'FrameDelivered').length).toBe(8);
  });

  test('a cable is held and released, and nothing is lost', () => {
    const held = run(right(hold(begin(), 0)), untilTime(milliseconds(4)));
    expect(of(held.events, 'FrameDelivered')).toEqual([]);
    const [open, events] = right(release(held.world, 0));
    expect(events).toEqual([]);
    const rest = run(open);
    expect(of(rest.events, 'FrameDelivered').length).toBe(20);
    const before = of(rest.events, 'FrameDelivered').filter(({ at }) => at === (milliseconds(4) as number));
    expect(before.filter(({ line }) => line === 'client→server').map(({ frame }) => ordinalOf(frame))).toEqual([
      1, 2, 3, 4, 5,
    ]);
  });

  test('what is not there is told', () => {
    expect(cut(begin(), 3)).toEqual(E.left('there is no cable 3'));
    expect(hold(begin(), 0, { from: 'client', to: 'sever' })).toEqual(
      E.left('"client→sever" is no direction of cable 0: write client→server or server→client'),
    );
  });
});

test.each([
  'loss gemodel 5%',
  'loss gemodel 5% 20%',
  'loss gemodel 5% 20% 80% 1%',
  'loss state 5%',
  'loss state 5% 10% 30% 30% 2%',
  'loss burst 5% 2.5',
  'lose at most 2 of 10',
  'ecn',
  'seed 42',
  'rate 1Mbit',
  'rate 1Mbit -14 48 5',
  'limit 100',
  'slot 5ms',
  'slot 5ms 10ms packets 3 bytes 4000',
  'slot distribution normal 5ms 1ms',
  'queue droptail 50',
  'queue drophead 50',
  'queue red min 5 max 15 probability 10%',
  'queue red min 5 max 15 probability 10% weight 16 limit 60',
  'queue codel',
  'queue codel limit 9 target 1ms interval 20ms',
  'queue fq_codel',
  'queue fq_codel limit 90 target 1ms interval 20ms flows 16 quantum 300',
  'cut from 1s until 2s',
  'hold until 5s',
  'flap up 5s down 200ms',
  'mtu 576',
  'clog 1% 200ms',
  'rate trace 1 2 2 5',
  'truncate 1% to 60',
  'truncate 1%',
  'duplicate 1% after 1.2s',
  'a→b: delay 20ms 5ms 25% distribution pareto from 1s',
])('"%s" is read, and written as it was read', (words) => {
  const read = readFault(words);
  expect(E.isRight(read) ? showFault(read.right).replace('1200ms', '1.2s') : read.left).toBe(words);
});
