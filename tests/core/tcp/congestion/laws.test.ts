// What holds for every control, whatever it is told.
import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { instant, nanoseconds } from '../../../../packages/core/src/basis/time.ts';
import type { Congestion, CongestionControl } from '../../../../packages/core/src/tcp/congestion/CongestionControl.ts';
import { congestion, NO_THRESHOLD } from '../../../../packages/core/src/tcp/congestion/CongestionControl.ts';
import {
  CONTROLS,
  CONTROLS_WITH_HYSTART,
  controlNamed,
  LINUX_CONTROLS,
} from '../../../../packages/core/src/tcp/congestion/controls.ts';
import { seqnum } from '../../../../packages/core/src/wire/seqnum.ts';

type Told =
  | { readonly acked: number; readonly after: number; readonly rtt: number | undefined; readonly limited: boolean }
  | { readonly by: 'timeout' | 'loss' | 'mark' };

const ack: fc.Arbitrary<Told> = fc.record({
  acked: fc.integer({ min: 1, max: 100_000 }),
  after: fc.oneof(fc.integer({ min: 0, max: 50_000_000 }), fc.integer({ min: 0, max: 100_000_000_000 })),
  rtt: fc.option(fc.integer({ min: 1, max: 3_000_000_000 }), { nil: undefined }),
  limited: fc.boolean(),
});
const told: fc.Arbitrary<Told> = fc.oneof(
  { weight: 12, arbitrary: ack },
  { weight: 1, arbitrary: fc.record({ by: fc.constantFrom('timeout' as const, 'loss' as const, 'mark' as const) }) },
);
const story = fc.record({
  smss: fc.constantFrom(48, 536, 1_000, 1_460, 8_960),
  segments: fc.integer({ min: 1, max: 2_000 }),
  events: fc.array(told, { maxLength: 120 }),
});

/** Tells a story to a control, as loss recovery would: a reduction ends at the threshold, a timeout at one segment. */
const tell = (
  control: CongestionControl,
  {
    smss,
    segments,
    events,
  }: { readonly smss: number; readonly segments: number; readonly events: ReadonlyArray<Told> },
  look: (before: Congestion, after: Congestion, event: Told) => void,
): Congestion => {
  let c = congestion(segments * smss, NO_THRESHOLD, 0, control.born);
  let now = 0;
  let una = 4_294_000_000;
  let srtt = 0;
  let minRtt = 0;
  for (const event of events) {
    let next: Congestion;
    if ('by' in event) {
      next = control.reduce(c, { now: instant(now), smss, flight: c.cwnd, by: event.by });
      look(c, next, event);
      c = congestion(
        event.by === 'timeout' ? smss : Math.min(c.cwnd, next.ssthresh),
        next.ssthresh,
        next.counted,
        next.memory,
      );
      continue;
    }
    now += event.after;
    una += event.acked;
    if (event.rtt !== undefined) {
      srtt = srtt === 0 ? event.rtt : Math.floor((7 * srtt + event.rtt) / 8);
      minRtt = minRtt === 0 ? event.rtt : Math.min(minRtt, event.rtt);
    }
    next = control.grow(c, {
      now: instant(now),
      acked: event.acked,
      smss,
      flight: c.cwnd,
      limited: event.limited,
      una: seqnum(una),
      nxt: seqnum(una + c.cwnd),
      rtt: event.rtt === undefined ? undefined : nanoseconds(event.rtt),
      srtt: nanoseconds(srtt),
      minRtt: nanoseconds(minRtt),
    });
    look(c, next, event);
    c = next;
  }
  return c;
};

/** Every number inside, however deep. */
const numbersIn = (value: unknown): ReadonlyArray<number> =>
  typeof value === 'number'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(numbersIn)
      : [];

const all = [
  ...CONTROLS.map((control) => ({ called: control.name, control, segments: false })),
  ...CONTROLS_WITH_HYSTART.map((control) => ({ called: `${control.name} with HyStart++`, control, segments: false })),
  ...LINUX_CONTROLS.map((control) => ({ called: `Linux's ${control.name}`, control, segments: true })),
];

describe.each(all)('$called', ({ control, segments }) => {
  test('everything it says and remembers is a whole number', () => {
    fc.assert(
      fc.property(story, (s) => {
        tell(control, s, (_before, after) => {
          expect(numbersIn(after).every(Number.isSafeInteger)).toBe(true);
        });
      }),
    );
  });

  test('an ACK never makes the window smaller, and never larger than the header can say', () => {
    fc.assert(
      fc.property(story, (s) => {
        tell(control, s, (before, after, event) => {
          if ('by' in event) return;
          expect(after.cwnd).toBeGreaterThanOrEqual(before.cwnd);
          expect(after.cwnd).toBeLessThanOrEqual(65_535 * 16_384);
        });
      }),
    );
  });

  test('a window that did not hold sending back does not grow', () => {
    fc.assert(
      fc.property(story, (s) => {
        tell(control, s, (before, after, event) => {
          if ('by' in event || event.limited) return;
          expect(after.cwnd).toBe(before.cwnd);
        });
      }),
    );
  });

  test('a reduction leaves the window alone, and a threshold of at least two segments and at most the window', () => {
    fc.assert(
      fc.property(story, (s) => {
        tell(control, s, (before, after, event) => {
          if (!('by' in event)) return;
          expect(after.cwnd).toBe(before.cwnd);
          expect(after.ssthresh).toBeGreaterThanOrEqual(2 * s.smss);
          expect(after.ssthresh).toBeLessThanOrEqual(Math.max(before.cwnd, 2 * s.smss));
        });
      }),
    );
  });

  test('a round trip at most doubles it in slow start, and in congestion avoidance adds a half at most', () => {
    fc.assert(
      fc.property(story, (s) => {
        tell(control, s, (before, after, event) => {
          if ('by' in event) return;
          const most =
            before.cwnd < before.ssthresh
              ? event.acked + s.smss
              : Math.max((Math.ceil(event.acked / s.smss) * s.smss) / 2, s.smss) + s.smss;
          expect(after.cwnd - before.cwnd).toBeLessThanOrEqual(most + (segments ? s.smss : 0));
        });
      }),
    );
  });

  test('the same story has the same end', () => {
    fc.assert(
      fc.property(story, (s) => {
        expect(tell(control, s, () => undefined)).toEqual(tell(control, s, () => undefined));
      }),
      { numRuns: 30 },
    );
  });
});

test.each(LINUX_CONTROLS)("the window of Linux's $name is a multiple of a segment", (control) => {
  fc.assert(
    fc.property(story, (s) => {
      tell(control, s, (_before, after) => {
        expect(after.cwnd % s.smss).toBe(0);
      });
    }),
  );
});

describe('the table of controls', () => {
  test('a name finds the control that the profile has by it, and nothing else', () => {
    expect(controlNamed(CONTROLS, 'reno')).toBe(CONTROLS[0]);
    expect(controlNamed(CONTROLS, 'cubic')).toBe(CONTROLS[1]);
    expect(controlNamed(LINUX_CONTROLS, 'cubic')).toBe(LINUX_CONTROLS[0]);
    expect(controlNamed(LINUX_CONTROLS, 'cubic')).not.toBe(controlNamed(CONTROLS, 'cubic'));
    expect(controlNamed(CONTROLS, 'bbr')).toBeUndefined();
    expect(controlNamed(CONTROLS, 'toString')).toBeUndefined();
  });
});
