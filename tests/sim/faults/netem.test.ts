// netem's models against netem's own numbers, and against their formulas.
import { milliseconds, nanoseconds } from '@sockeye/core';
import type { Fault } from '@sockeye/sim';
import {
  DISTRIBUTIONS,
  effectiveRate,
  fourState,
  gilbertElliott,
  nextTausworthe,
  packetTime,
  readFault,
  seeded,
  showEffective,
  spread,
  tableOf,
  threshold,
} from '@sockeye/sim';
import { either as E } from 'fp-ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { datagram, every, segment } from '../toy.ts';
import { arrivals, burstOf, CHI_999, chiSquare, isCopy, lostOf, MS, of, tally, through } from './through.ts';

const fault = (words: string): Fault => {
  const read = readFault(words);
  if (E.isLeft(read)) throw new Error(read.left.says);
  return read.right;
};

describe("netem's own generator", () => {
  test('gives the numbers of a kernel that was seeded with 42', () => {
    let generator = seeded(42);
    const drawn = Array.from({ length: 4 }, () => {
      const [number, next] = nextTausworthe(generator);
      generator = next;
      return number;
    });
    expect(drawn).toEqual([3053367555, 794645456, 722109529, 489076602]);
  });

  test.each([
    [1, 3484351685],
    [2, 2623130059],
    [3, 3125133893],
    [4, 984847254],
  ])("passes the kernel's self-test for seed %d, with its words and its warm-up", (seed, wanted) => {
    const words: Array<number> = [];
    for (let x = seed, i = 0; i < 4; i++) {
      x = Math.imul(x, 69069) >>> 0;
      const least = [2, 8, 16, 128][i]!;
      words.push((x < least ? x + least : x) | 0);
    }
    let generator = words as unknown as ReturnType<typeof seeded>;
    for (let i = 0; i < 10; i++) [, generator] = nextTausworthe(generator);
    expect(nextTausworthe(generator)[0]).toBe(wanted);
  });

  test.each([
    ['loss 10%', 42, 60, [14, 28, 38, 39, 40, 44, 50, 54]],
    ['loss 10%', 1, 60, [1, 2, 4, 9, 10, 16, 23, 29, 43, 55]],
    ['loss 30%', 42, 60, [2, 3, 4, 5, 6, 7, 10, 12, 14, 15, 28, 36, 38, 39, 40, 43, 44, 45, 48, 50, 51, 54, 55, 57]],
    ['loss gemodel 5% 30% 100% 0%', 42, 80, [40, 61, 67, 68, 69, 70]],
  ])('under "%s" and seed %d loses of %d frames those that netem loses', (words, seed, count, lost) => {
    expect(lostOf(through([words, `seed ${seed}`], every(MS, count)))).toEqual(lost);
  });

  test('is drawn from in netem’s order: duplicate, loss, corrupt, then reorder and delay', () => {
    const frames = every(MS, 40);
    // Three draws a frame and no copy: the loss of frame n is draw 3n − 1.
    const lost = lostOf(through(['duplicate 0.0000001%', 'loss 10%', 'corrupt 0.0000001%', 'seed 7'], frames));
    let generator = seeded(7);
    const wanted: Array<number> = [];
    for (let n = 1; n <= 40; n++) {
      const drawn: Array<number> = [];
      for (let i = 0; i < (drawn[1] !== undefined && drawn[1] <= threshold(10) ? 2 : 3); i++) {
        const [number, next] = nextTausworthe(generator);
        generator = next;
        drawn.push(number);
      }
      if (drawn[1]! <= threshold(10)) wanted.push(n);
    }
    expect(lost.length).toBeGreaterThan(0);
    expect(lost).toEqual(wanted);
  });

  test('leaves other lines alone, and a rule set to 0 draws nothing', () => {
    expect(lostOf(through(['loss 10%', 'seed 42', 'duplicate 0%', 'corrupt 0%'], every(MS, 60)))).toEqual(
      lostOf(through(['loss 10%', 'seed 42'], every(MS, 60))),
    );
    expect(
      lostOf(through(['loss 10%', 'server→client: seed 42', 'server→client: delay 5ms 1ms'], every(MS, 60))),
    ).toEqual(lostOf(through(['loss 10%'], every(MS, 60))));
  });
});

describe('laws of loss that remember', () => {
  // At a fixed seed: the numbers below cannot come out differently, so a bound that holds once holds always.
  const FRAMES = 20_000;
  const ran = (words: string): ReadonlyArray<number> => lostOf(through([words], every(MS, FRAMES)));

  test.each([
    ['loss gemodel 5% 20% 80% 1%', 16.8],
    ['loss gemodel 1% 25%', 100 / 26],
    ['loss gemodel 10%', 10],
    ['loss state 5% 10% 30% 30% 0%', 25],
    ['loss state 10%', 10],
    ['loss state 2% 40% 10% 50% 3%', undefined],
    ['loss burst 5% 3', 5],
    ['loss burst 20% 1.5', 20],
    ['loss 10%', 10],
  ])('"%s" loses as its formula says', (words, says) => {
    const rate = effectiveRate(fault(words))!;
    if (says !== undefined) expect(rate).toBeCloseTo(says, 9);
    const lost = ran(words);
    // A loss in bursts varies more than one by single frames: every tenth frame alone is nearly independent of the one before.
    const tenth = lost.filter((ordinal) => ordinal % 10 === 0).length;
    const wanted = [(FRAMES / 10) * (rate / 100), (FRAMES / 10) * (1 - rate / 100)];
    expect(chiSquare([tenth, FRAMES / 10 - tenth], wanted)).toBeLessThan(CHI_999[1]!);
    expect(Math.abs(lost.length / FRAMES - rate / 100)).toBeLessThan(0.015);
  });

  const bursts = (lost: ReadonlyArray<number>): ReadonlyArray<number> => {
    const lengths: Array<number> = [];
    lost.forEach((ordinal, i) => {
      if (i > 0 && lost[i - 1] === ordinal - 1) lengths[lengths.length - 1]! += 1;
      else lengths.push(1);
    });
    return lengths;
  };

  test.each([
    ['loss burst 5% 3', 1 / 3],
    ['loss gemodel 2% 40%', 0.4],
    ['loss burst 10% 1.25', 0.8],
  ])('"%s" has bursts of geometric length', (words, leave) => {
    const lengths = bursts(ran(words));
    const found = [1, 2, 3].map((n) => lengths.filter((length) => length === n).length);
    found.push(lengths.length - found.reduce((a, b) => a + b));
    const shares = [leave, leave * (1 - leave), leave * (1 - leave) ** 2, (1 - leave) ** 3];
    expect(
      chiSquare(
        found,
        shares.map((share) => share * lengths.length),
      ),
    ).toBeLessThan(CHI_999[3]!);
  });

  test('gemodel draws its move and its loss apart: a loss says nothing about the state after it', () => {
    const lost = ran('loss gemodel 50% 50% 50% 0%');
    const followed = lost.filter((ordinal, i) => lost[i + 1] === ordinal + 1).length;
    expect(chiSquare([followed, lost.length - followed], [lost.length / 4, (3 * lost.length) / 4])).toBeLessThan(
      CHI_999[1]!,
    );
  });

  test('a number on a threshold itself moves nothing, as in the kernel', () => {
    const law = { _tag: 'FourState', p13: 100, p31: 200, p32: 300, p23: 400, p14: 50 } as const;
    expect(fourState(law, 1, 49)).toEqual([true, 4]);
    expect(fourState(law, 1, 50)).toEqual([false, 1]);
    expect(fourState(law, 1, 51)).toEqual([true, 3]);
    expect(fourState(law, 1, 150)).toEqual([false, 1]);
    expect(fourState(law, 2, 400)).toEqual([false, 2]);
    expect(fourState(law, 3, 300)).toEqual([false, 3]);
    expect(fourState(law, 3, 299)).toEqual([false, 2]);
    expect(fourState(law, 3, 301)).toEqual([false, 1]);
    expect(fourState(law, 3, 500)).toEqual([false, 3]);
    expect(fourState(law, 3, 501)).toEqual([true, 3]);
    expect(fourState(law, 4, 0)).toEqual([false, 1]);
    const ge = { _tag: 'GilbertElliott', p: 100, r: 200, h: 300, k: 50 } as const;
    expect(gilbertElliott(ge, 1, 99, 49)).toEqual([true, 2]);
    expect(gilbertElliott(ge, 1, 100, 50)).toEqual([false, 1]);
    expect(gilbertElliott(ge, 2, 199, 300)).toEqual([false, 1]);
    expect(gilbertElliott(ge, 2, 200, 301)).toEqual([true, 2]);
  });

  test('are bounded by "lose at most k of n": no window of n has more, and n − k of them always pass', () => {
    for (const law of ['loss 60%', 'loss burst 40% 8', 'loss gemodel 30% 10%']) {
      const lost = lostOf(through([law, 'lose at most 2 of 7'], every(MS, 3000)));
      expect(lost.length).toBeGreaterThan(300);
      lost.forEach((ordinal, i) => {
        expect((lost[i + 2] ?? Infinity) - ordinal).toBeGreaterThanOrEqual(7);
      });
    }
    expect(lostOf(through(['loss 100%', 'lose at most 1 of 3'], every(MS, 9)))).toEqual([1, 4, 7]);
    expect(lostOf(through(['loss 100%', 'lose at most 0 of 3'], every(MS, 9)))).toEqual([]);
  });
});

describe('the effective rate', () => {
  test('is what was asked where nothing is correlated, and is told where it is another one', () => {
    expect(showEffective(fault('loss 10%'))).toBe('loss 10%');
    expect(showEffective(fault('loss 0.3% 25%'))).toBe('loss 0.3% 25% (in effect 0%)');
    expect(showEffective(fault('loss gemodel 5% 20% 80% 1%'))).toBe('loss gemodel 5% 20% 80% 1% (in effect 16.8%)');
    expect(showEffective(fault('cut'))).toBe('cut');
    expect(showEffective(fault('reorder 100% gap 5'))).toBe('reorder 100% gap 5 (in effect 20%)');
  });

  test.each([
    [10, 25, 1.7],
    [10, 50, 0.1],
    [30, 50, 12.8],
    [50, 75, 49.8],
    [90, 25, 98.2],
  ])('of %d %% under a correlation of %d %% is about %d %%', (percent, rho, wanted) => {
    expect(Math.abs(effectiveRate(fault(`loss ${percent}% ${rho}%`))! - wanted)).toBeLessThan(0.5);
  });
});

describe('a delay by a table', () => {
  test('is netem’s arithmetic: divisions towards zero, rounded half away from it', () => {
    const table = [-8192, 8192, 1, -1, 4096];
    const at = (index: number, sigma: number): number => spread(milliseconds(10), nanoseconds(sigma), index, table);
    expect([0, 1].map((i) => at(i, 1_000_000))).toEqual([9_000_000, 11_000_000]);
    expect(at(2, 4096)).toBe(10_000_001);
    expect(at(2, 4095)).toBe(10_000_000);
    expect(at(3, 4096)).toBe(9_999_999);
    expect(at(4, 8191)).toBe(10_004_096);
    expect(at(4, 8192 + 8191)).toBe(10_000_000 + 4096 + 4096);
  });

  test.each(DISTRIBUTIONS)('%s has the mean and the shape of its table', (distribution) => {
    const events = through([`delay 100ms 10ms distribution ${distribution}`], every(MS, 4000));
    const waits = of(events, 'FrameDelayed').map(({ by }) => by);
    expect(waits.length).toBe(4000);
    const table = tableOf(distribution) ?? Array.from({ length: 4096 }, (_, i) => (i - 2048) * 4);
    // Sixteen bins of equal probability, by the quantiles of the table itself.
    const sorted = table.toSorted((a, b) => a - b);
    const edges = Array.from({ length: 15 }, (_, i) => 100 * MS + (sorted[(i + 1) * 256]! * 10 * MS) / 8192);
    const bins = Array.from({ length: 16 }, () => 0);
    for (const wait of waits) bins[edges.filter((edge) => wait >= edge - 1).length]! += 1;
    expect(
      chiSquare(
        bins,
        bins.map(() => 250),
      ),
    ).toBeLessThan(CHI_999[15]!);
  });

  test('never lets a frame arrive before it was sent', () => {
    const events = through(['delay 10ms 10ms distribution normal'], every(MS, 2000));
    for (const [ordinal, at] of arrivals(events)) expect(at).toBeGreaterThanOrEqual(ordinal - 1);
  });
});

describe('rate', () => {
  test('with overhead and cells takes as long as the kernel says', () => {
    const at = (octets: number, overhead: number, cell: number, cellOverhead: number, length: number): number =>
      packetTime({ octets, overhead, cell, cellOverhead }, length);
    expect(at(125_000, 0, 0, 0, 1500)).toBe(12_000_000);
    expect(at(125_000, 18, 0, 0, 1482)).toBe(12_000_000);
    expect(at(125_000, -14, 0, 0, 1514)).toBe(12_000_000);
    expect(at(125_000, 0, 48, 5, 48)).toBe(424_000);
    expect(at(125_000, 0, 48, 5, 49)).toBe(848_000);
    fc.assert(
      fc.property(fc.nat(2000), fc.nat(100), fc.integer({ min: 1, max: 100 }), (length, overhead, cell) => {
        const cells = at(1_000_000_000, overhead, cell, 0, length);
        expect(cells).toBeGreaterThanOrEqual(length + overhead);
        expect(cells).toBeLessThan(length + overhead + cell);
      }),
    );
  });

  test('sends one after the other, before the cable, and the delay counts only once', () => {
    // 1,514 octets at 1,514,000 octets a second: 1 ms each.
    const rate = 'rate 12112Kbit';
    expect(arrivals(through([rate], burstOf(4)))).toEqual([1, 2, 3, 4].map((n) => [n, n]));
    expect(arrivals(through([rate, 'delay 10ms'], burstOf(4)))).toEqual([1, 2, 3, 4].map((n) => [n, 10 + n]));
    expect(arrivals(through([rate], every(3 * MS, 3, datagram(1472))))).toEqual([
      [1, 1],
      [2, 4],
      [3, 7],
    ]);
  });

  test('a frame that jumps ahead does not wait for it', () => {
    const events = through(['rate 12112Kbit', 'delay 10ms', 'reorder 100% gap 4'], burstOf(4));
    expect(arrivals(events)).toEqual([
      [4, 0],
      [1, 11],
      [2, 12],
      [3, 13],
    ]);
  });
});

describe('limit', () => {
  test('lets so many be held back, and drops the next one with the fault’s name', () => {
    const events = through(['delay 10ms', 'limit 3'], every(MS, 20));
    expect(tally(events)).toEqual({ FrameSent: 20, FrameDelivered: 6, FrameDropped: 14 });
    expect(of(events, 'FrameDropped')[0]).toMatchObject({ reason: 'queue-full', fault: 'limit 3' });
    expect(arrivals(events).map(([ordinal]) => ordinal)).toEqual([1, 2, 3, 11, 12, 13]);
  });

  test('takes original and copy alike', () => {
    const events = through(['delay 10ms', 'limit 1', 'duplicate 100%'], every(MS, 2));
    // The first frame finds room; its copy enters at the top and takes the place; the original keeps its own, as netem lets it.
    expect(of(events, 'FrameDropped').filter(isCopy).length).toBe(1);
    expect(of(events, 'FrameDelivered').length).toBe(2);
  });

  test('is 1,000 where a rate holds frames back and none is named', () => {
    expect(tally(through(['rate 8Mbit'], burstOf(1200)))['FrameDropped']).toBe(200);
  });
});

describe('slot', () => {
  test('lets frames leave in batches: by time, by frames, and by octets', () => {
    const at = (words: string): ReadonlyArray<number> => arrivals(through([words], every(MS, 12))).map(([, t]) => t);
    // The first slot is open from the beginning; the next one opens 5 ms after somebody found it closed.
    expect(at('slot 5ms')).toEqual([0, 6, 6, 6, 6, 6, 6, 12, 12, 12, 12, 12]);
    expect(at('slot 5ms packets 2').length).toBe(12);
    const batches = new Map<number, number>();
    for (const t of at('slot 5ms packets 2')) batches.set(t, (batches.get(t) ?? 0) + 1);
    expect(Math.max(...batches.values())).toBeLessThanOrEqual(2);
    const times = Array.from(batches.keys());
    times.slice(1).forEach((t, i) => expect(t - times[i]!).toBeGreaterThanOrEqual(5));
  });

  test('by a distribution, and uniform between two times', () => {
    for (const words of ['slot distribution pareto 5ms 1ms packets 3', 'slot 2ms 8ms packets 3']) {
      const events = through([words], every(MS, 300));
      expect(of(events, 'FrameDelivered').length).toBe(300);
      expect(of(events, 'FrameDelayed').every((event) => event.fault === words)).toBe(true);
      expect(arrivals(events).map(([ordinal]) => ordinal)).toEqual(Array.from({ length: 300 }, (_, i) => i + 1));
    }
  });
});

describe('ecn', () => {
  test('loses what cannot carry a mark', () => {
    expect(tally(through(['loss 100%', 'ecn'], every(MS, 5)))).toEqual({ FrameSent: 5, FrameLost: 5 });
  });
});

describe('late copies', () => {
  test('arrive so much later than their frame, by chance', () => {
    const events = through(['duplicate 20% after 1.2s'], every(MS, 500));
    const copies = of(events, 'FrameDelivered').filter(isCopy);
    expect(copies.length).toBeGreaterThan(70);
    expect(copies.length).toBeLessThan(130);
    for (const copy of copies) expect(copy.at).toBe((arrivals([copy])[0]![0] - 1) * MS + 1200 * MS);
  });
});

describe('windows', () => {
  test('begin and end where they say', () => {
    expect(lostOf(through(['loss 100% from 5ms until 8ms'], every(MS, 12)))).toEqual([6, 7, 8]);
    const late = through(['delay 20ms 1ms from 5ms', 'reorder 100% from 7ms until 8ms'], every(MS, 10));
    expect(of(late, 'FrameDelayed').length).toBe(4);
    expect(of(late, 'FrameHurried').map(({ at }) => at / MS)).toEqual([7]);
  });
});

describe('a model that cannot act is refused with the reason', () => {
  test.each([
    ['lose at most 2 of 5', 'nothing is lost by chance here'],
    ['ecn', 'nothing is lost by chance here'],
    ['limit 5', 'nothing holds any here'],
    ['seed 4', 'there is none here'],
    ['queue codel', 'nobody waits on a cable without a rate'],
    ['loss burst 90% 2', 'needs a mean length of 9 or more'],
    ['loss burst 100% 2', 'write "loss 100%"'],
    ['loss state 60% 10% 10% 10% 50%', 'together more than 100 %'],
    ['flap up 0ms down 5ms', 'write "cut"'],
    ['slot 9ms 5ms', 'is shorter than the shortest'],
    ['rate trace 5 3', 'never fall'],
    ['loss 5% from 2s until 1s', 'it ceases before it begins'],
  ])('%s', (words, says) => {
    expect(() => through([words], [])).toThrow(says);
  });

  test('two laws of loss are one too many', () => {
    expect(() => through(['loss 1%', 'loss gemodel 1%'], [])).toThrow('has such a fault already');
    expect(() => through(['cut until 1s', 'cut from 2s'], [])).not.toThrow();
  });
});

test('segments keep their meaning under every model', () => {
  expect(tally(through(['rate 1Mbit', 'slot 1ms'], [[0, segment(2, 0, 0)]]))['FrameDelivered']).toBe(1);
});
