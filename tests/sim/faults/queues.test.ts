// Queue disciplines on a cable of 12.112 Mbit/s, on which a full frame of 1,514 octets takes a millisecond and a little.
import { ACK, PSH } from '@sockeye/core';
import type { Discipline, Queue } from '@sockeye/sim';
import { addToQueue, emptyQueue, ordinalOf, queueSize, takeFromQueue } from '@sockeye/sim';
import { milliseconds } from '@sockeye/core';
import type { Duration, Instant } from '@sockeye/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Timetable } from '../toy.ts';
import { datagram, every, segment } from '../toy.ts';
import { arrivals, burstOf, lostOf, MS, of, tally, through } from './through.ts';

const SLOW = { rate: '12112Kbit' };

const droppedOf = (events: ReturnType<typeof through>): ReadonlyArray<number> =>
  of(events, 'FrameDropped').map(({ frame }) => ordinalOf(frame));

const ordinals = (events: ReturnType<typeof through>): ReadonlyArray<number> => arrivals(events).map(([n]) => n);

describe('droptail and drophead', () => {
  test('a full queue drops the last, as the cable’s own one does', () => {
    const events = through(['queue droptail 3'], burstOf(8), SLOW);
    expect(ordinals(events)).toEqual([1, 2, 3, 4]);
    expect(events.map(({ _tag, at }) => [_tag, at])).toEqual(
      through([], burstOf(8), { ...SLOW, queue: 3 }).map(({ _tag, at }) => [_tag, at]),
    );
  });

  test('a full queue drops the first, so that the youngest arrive', () => {
    const events = through(['queue drophead 3'], burstOf(8), SLOW);
    expect(ordinals(events)).toEqual([1, 6, 7, 8]);
    expect(droppedOf(events)).toEqual([2, 3, 4, 5]);
    expect(of(events, 'FrameDropped')[0]).toMatchObject({ reason: 'queue-full', fault: 'queue drophead 3' });
  });
});

describe('RED', () => {
  test('drops nobody while the average is below min, and somebody when it is above', () => {
    expect(tally(through(['queue red min 5 max 15'], every(2 * MS, 500, datagram(1472)), SLOW))['FrameDropped']).toBe(
      undefined,
    );
    const busy = through(['queue red min 5 max 15 weight 16 probability 20%'], every(MS, 2000, datagram(1472)), SLOW);
    const early = of(busy, 'FrameDropped');
    expect(early.length).toBeGreaterThan(10);
    expect(early.every(({ reason }) => reason === 'early')).toBe(true);
  });

  test('drops evenly: with a steady average, about one of each run of 1/p frames', () => {
    // An overload of a tenth settles where a tenth is dropped; the gaps between two drops are then nearly uniform.
    const events = through(
      ['queue red min 2 max 40 weight 64 probability 40%'],
      every(900_000, 6000, datagram(1472)),
      SLOW,
    );
    const drops = droppedOf(events).slice(50);
    const gaps = drops.slice(1).map((n, i) => n - drops[i]!);
    const mean = gaps.reduce((a, b) => a + b) / gaps.length;
    // 12.112 Mbit carry 0.984 frames a ms with what Ethernet adds: 11.4 % are too much.
    expect(mean).toBeGreaterThan(1 / 0.135);
    expect(mean).toBeLessThan(1 / 0.095);
    expect(Math.max(...gaps)).toBeLessThan(3 * mean);
  });
});

describe('CoDel', () => {
  test('leaves a burst alone that is gone within an interval', () => {
    expect(tally(through(['queue codel'], burstOf(60), SLOW))['FrameDropped']).toBe(undefined);
  });

  test('drops the first frame after an interval above the target, then sooner and sooner', () => {
    // 1.25 times as much as fits, for half a second: the queue stands.
    const events = through(['queue codel'], every(800_000, 900, datagram(1472)), SLOW);
    const drops = of(events, 'FrameDropped');
    expect(drops.length).toBeGreaterThan(4);
    expect(drops.every(({ reason, fault }) => reason === 'sojourn' && fault === 'queue codel')).toBe(true);
    const times = drops.map(({ at }) => at / MS);
    // 5 ms of queue after some 25 ms, then an interval of 100 ms.
    expect(times[0]).toBeGreaterThan(110);
    expect(times[0]).toBeLessThan(160);
    const gaps = times.slice(1).map((t, i) => t - times[i]!);
    // RFC 8289: interval / √count, and a frame time at most until the line is free.
    gaps.slice(0, 6).forEach((gap, i) => {
      const wanted = 100 / Math.sqrt(i + 1);
      expect(Math.abs(gap - wanted)).toBeLessThan(2.5);
    });
  });
});

describe('FQ-CoDel', () => {
  /** A flow that floods, and one that asks once in a while. */
  const two: Timetable = [
    ...every(500_000, 200, datagram(1472)),
    ...every(10 * MS, 10, segment(ACK | PSH, 1, 1, 60)),
  ].toSorted((a, b) => a[0] - b[0]);

  test('lets a quiet flow pass a flood, where drop-tail makes it wait', () => {
    const waits = (faults: ReadonlyArray<string>): ReadonlyArray<number> => {
      const events = through(faults, two, SLOW);
      const sent = new Map(of(events, 'FrameSent').map(({ frame, at, data }) => [frame, { at, data }]));
      const small = of(events, 'FrameDelivered').filter(({ frame }) => two[ordinalOf(frame) - 1]?.[1] !== two[0]![1]);
      return small.map(({ frame, at }) => (at - sent.get(frame)!.at) / MS);
    };
    const fair = waits(['queue fq_codel']);
    expect(fair.length).toBe(10);
    // At most the frame that is being sent, and its own time.
    expect(Math.max(...fair)).toBeLessThan(2.3);
    expect(Math.max(...waits(['queue droptail 1000']))).toBeGreaterThan(20);
  });

  test('takes from the flow that waits most when all is full', () => {
    const events = through(['queue fq_codel limit 20'], two, SLOW);
    const overflow = of(events, 'FrameDropped').filter(({ reason }) => reason === 'overflow');
    expect(overflow.length).toBeGreaterThan(0);
    expect(overflow.every(({ frame }) => two[ordinalOf(frame) - 1]?.[1] === two[0]![1])).toBe(true);
  });
});

describe('every discipline', () => {
  const disciplines: ReadonlyArray<Discipline> = [
    { _tag: 'DropTail', limit: 5 },
    { _tag: 'DropHead', limit: 5 },
    { _tag: 'Red', limit: 8, min: 2, max: 5, percent: 30, weight: 4 },
    { _tag: 'Codel', limit: 9, target: milliseconds(1), interval: milliseconds(4), mtu: 1514 },
    {
      _tag: 'FqCodel',
      limit: 9,
      flows: 3,
      quantum: 700,
      target: milliseconds(1),
      interval: milliseconds(4),
      mtu: 1514,
    },
  ];
  const act = fc.oneof(
    fc.record({
      octets: fc.integer({ min: 60, max: 1514 }),
      flow: fc.nat(4),
      drawn: fc.integer({ min: 0, max: 4294967295 }),
    }),
    fc.constant('take' as const),
  );

  test.each(disciplines)(
    '$_tag loses nobody without saying so, keeps its limit, and keeps the order within a flow',
    (discipline) => {
      fc.assert(
        fc.property(fc.array(fc.tuple(fc.nat(2_000_000), act), { maxLength: 60 }), (acts) => {
          let queue: Queue<number> = emptyQueue(discipline);
          let now = 0;
          let last = 0;
          const flows = new Map<number, number>();
          const gone = new Set<number>();
          const order = new Map<number, number>();
          for (const [later, what] of acts) {
            now += later;
            const said =
              what === 'take'
                ? takeFromQueue(queue, discipline, now as Instant)
                : addToQueue(
                    queue,
                    discipline,
                    { value: (last += 1), octets: what.octets, entered: now as Instant, flow: what.flow },
                    what.drawn,
                    1_000_000 as Duration,
                  );
            if (what !== 'take') flows.set(last, discipline._tag === 'FqCodel' ? what.flow % 3 : 0);
            queue = said.queue;
            for (const value of [
              ...said.dropped.map((drop) => drop.value),
              ...(said.next === undefined ? [] : [said.next.value]),
            ]) {
              expect(gone.has(value)).toBe(false);
              gone.add(value);
            }
            if (said.next !== undefined) {
              const flow = flows.get(said.next.value)!;
              expect(said.next.value).toBeGreaterThan(order.get(flow) ?? 0);
              order.set(flow, said.next.value);
            }
            expect(queueSize(queue)).toBeLessThanOrEqual(discipline.limit);
          }
          expect(queueSize(queue)).toBe(last - gone.size);
          // Whoever is left can be taken out.
          for (let left = queueSize(queue); left > 0; left = queueSize(queue)) {
            const taken = takeFromQueue(queue, discipline, now as Instant);
            queue = taken.queue;
            expect(queueSize(queue)).toBeLessThan(left);
          }
        }),
      );
    },
  );
});

test('a discipline is no fault by chance', () => {
  expect(lostOf(through(['queue drophead 3'], burstOf(8), SLOW))).toEqual([]);
});
