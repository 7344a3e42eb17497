import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CableConfig } from '../../../packages/core/src/cable/index.ts';
import { cable, queueLength, quietLine, serialisation, transmit } from '../../../packages/core/src/cable/index.ts';
import { rules } from '../../../packages/core/src/cable/rules.ts';
import { invariant } from '../../../packages/core/src/cable/State.ts';
import type { Instant } from '../../../packages/core/src/basis/time.ts';
import { instant, microseconds, nanoseconds } from '../../../packages/core/src/basis/time.ts';
import { frameLength, frameOf } from '../../../packages/core/src/wire/frame.ts';
import type { Transmission } from '../../../packages/core/src/cable/index.ts';
import { fired, indications, layerLaws, live } from '../laws.ts';
import { frames, OUR_MAC, packet, payloadOf, THEIR_MAC } from '../likely.ts';

const fast: CableConfig = { rate: 100_000_000, delay: microseconds(5), queue: 3, mtu: 1500 };

const sent = (transmission: Transmission): Extract<Transmission, { _tag: 'Sent' }> => {
  if (transmission._tag !== 'Sent') throw new Error(transmission.reason);
  return transmission;
};

describe('a line of 100 Mbit/s', () => {
  test('takes 5.76 µs for the smallest frame, and is free again after the gap, 6.72 µs', () => {
    const { departs, arrives, state } = sent(transmit(quietLine(fast), 60, instant(1000)));
    expect([departs, arrives, state.busyUntil]).toEqual([1000 + 5760, 1000 + 5760 + 5000, 1000 + 6720]);
  });

  test('carries 8127 of the largest frames in a second, as every data sheet says', () => {
    let line = quietLine({ ...fast, queue: 10_000 });
    let count = 0;
    for (;;) {
      const next = sent(transmit(line, 1514, instant(0)));
      if (next.departs > 1_000_000_000) break;
      line = next.state;
      count += 1;
    }
    expect(count).toBe(8127);
  });

  test('lets three wait beside the one that is sent, drops the fourth, and has room again when one has begun', () => {
    let line = quietLine(fast);
    for (let i = 0; i < 4; i++) line = sent(transmit(line, 60, instant(0))).state;
    expect(queueLength(line, instant(0))).toBe(3);
    expect(transmit(line, 60, instant(6719))).toMatchObject({ _tag: 'Dropped', reason: 'queue-full' });
    expect(queueLength(line, instant(6720))).toBe(2);
    expect(sent(transmit(line, 60, instant(6720))).departs).toBe(4 * 6720 + 5760);
    expect(queueLength(line, instant(3 * 6720))).toBe(0);
  });

  test('drops a frame whose payload is larger than the MTU', () => {
    expect(transmit(quietLine(fast), 1515, instant(0))).toMatchObject({ _tag: 'Dropped', reason: 'too-long' });
    expect(transmit(quietLine(fast), 1514, instant(0))._tag).toBe('Sent');
  });

  test('rounds a fraction of a nanosecond up, so that it is never too fast', () => {
    expect(serialisation({ ...fast, rate: 3 }, 1)).toBe(2_666_666_667);
    expect(serialisation({ ...fast, rate: 7_000_000_000 }, 64)).toBe(74);
    expect(serialisation({ ...fast, rate: 1_000_000_000 }, 64)).toBe(512);
  });

  test('does not remember what was dropped', () => {
    let line = quietLine({ ...fast, queue: 0 });
    line = sent(transmit(line, 60, instant(0))).state;
    const full = transmit(line, 60, instant(1));
    expect(full._tag).toBe('Dropped');
    expect(sent(transmit(full.state, 60, instant(6720))).departs).toBe(6720 + 5760);
  });
});

describe('a line without a rate', () => {
  test('has nothing but its delay', () => {
    let line = quietLine({ rate: undefined, delay: nanoseconds(7), queue: 0, mtu: 1500 });
    for (let i = 0; i < 100; i++) {
      const next = sent(transmit(line, 1514, instant(3)));
      expect([next.departs, next.arrives]).toEqual([3, 10]);
      line = next.state;
    }
  });
});

describe('a line of any kind', () => {
  const configs = fc.record({
    rate: fc.oneof(fc.constant(undefined), fc.integer({ min: 1, max: 10_000_000_000 })),
    delay: fc.nat(1_000_000).map(nanoseconds),
    queue: fc.nat(4),
    mtu: fc.constantFrom(576, 1500, 9000),
  });
  const offers = fc.array(fc.tuple(fc.nat(20_000_000), fc.integer({ min: 60, max: 9100 })), { maxLength: 60 });

  test('is never faster than its rate, keeps its order, and drops only for a reason', () => {
    fc.assert(
      fc.property(configs, offers, (config, given) => {
        let line = quietLine(config);
        let now = 0 as Instant;
        let last = -1;
        const departures: Array<number> = [];
        for (const [pause, octets] of given) {
          now = instant(now + pause);
          const outcome = transmit(line, octets, now);
          line = outcome.state;
          // The reference: who has not begun yet at this instant, from the list of all departures.
          const onTheWay = departures.filter((at) => at > now).length;
          if (outcome._tag === 'Dropped') {
            if (outcome.reason === 'too-long') expect(octets).toBeGreaterThan(config.mtu + 14);
            else expect(onTheWay).toBeGreaterThanOrEqual(config.queue);
            continue;
          }
          const begins = Math.max(now, last);
          expect(outcome.departs).toBe(begins + serialisation(config, octets + 12));
          expect(outcome.arrives).toBe(outcome.departs + config.delay);
          expect(queueLength(line, now)).toBeLessThanOrEqual(config.queue);
          last = begins + serialisation(config, octets + 24);
          expect(line.busyUntil).toBe(last);
          departures.push(outcome.departs);
        }
      }),
    );
  });
});

describe('a cable as a layer', () => {
  const frame = (length: number) =>
    frameOf({
      destination: THEIR_MAC,
      source: OUR_MAC,
      etherType: 0x0800,
      payload: packet({ protocol: 200, payload: { _tag: 'Raw', octets: payloadOf(length) } }),
    });

  test('delivers frames at the far end, in order, when their last bit arrives', () => {
    const [a, b] = [frame(26), frame(100)];
    const layer = cable(fast);
    const arrivals: Array<number> = [];
    const { said } = live(
      layer,
      [a, b].map((request) => ({ after: 0, input: { _tag: 'Requested' as const, request } })),
      ({ now, outputs }) => arrivals.push(...indications(outputs).map(() => now)),
    );
    expect(indications(said)).toEqual([a, b]);
    expect(arrivals).toEqual([10_760, 6720 + (frameLength(b) + 12) * 80 + 5000]);
    expect(fired(said)).toEqual(['cable.sent', 'cable.waits', 'cable.arrived', 'cable.arrived']);
  });

  test('fires each of its rules', () => {
    const layer = cable({ ...fast, queue: 1 });
    const { said } = live(
      layer,
      [26, 26, 26, 1600].map((length) => ({ after: 0, input: { _tag: 'Requested' as const, request: frame(length) } })),
    );
    expect([...new Set(fired(said))].toSorted()).toEqual(
      Object.values(rules)
        .map(({ id }) => id)
        .toSorted(),
    );
  });

  layerLaws(
    'a cable',
    () => cable({ rate: 1_000_000, delay: microseconds(700), queue: 2, mtu: 1500 }),
    { requests: frames.map(frameOf), indications: fc.constant(undefined as never), pauses: fc.nat(800_000) },
    invariant,
  );
});
