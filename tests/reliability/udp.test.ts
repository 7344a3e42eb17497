import { cleanCable, scripts } from '@sockeye/claims';
import { equalBytes, milliseconds, utf8 } from '@sockeye/core';
import type { Fault } from '@sockeye/sim';
import { ladder, run } from '@sockeye/sim';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CLIENT, messagesIn, messaging, output, SERVER } from './worlds.ts';

const MESSAGES = ['one', 'two', 'three', 'four', 'five'].map(utf8);

const there = { from: CLIENT, to: SERVER };

/** What came of the messages on a cable with these faults. */
const received = (faults: ReadonlyArray<Fault>): ReadonlyArray<Uint8Array> => {
  const cable = { ...cleanCable([CLIENT, SERVER], milliseconds(10)), faults };
  const { events } = run(messaging(MESSAGES, cable, milliseconds(5), 1));
  return messagesIn(output(events, SERVER));
};

/** The promise that UDP does not make: every message, once, in order. */
const isReliable = (faults: ReadonlyArray<Fault>): boolean => {
  const got = received(faults);
  return got.length === MESSAGES.length && got.every((message, i) => equalBytes(message, MESSAGES[i] ?? message));
};

const anyFaults = scripts([there], ['udp'], MESSAGES.length);

describe('UDP', () => {
  test('keeps its messages on a clean line', () => {
    expect(isReliable([])).toBe(true);
  });

  test('is not reliable, and the counterexample shrinks to one fault', () => {
    const found = fc.check(fc.property(anyFaults, isReliable), { seed: 1, numRuns: 200 });
    expect(found.failed).toBe(true);
    const faults = found.counterexample?.[0] ?? [];
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatchObject({ _tag: 'Script', meaning: 'udp', occurrence: 1 });
    // Without that one fault there is nothing wrong: it is the smallest.
    expect(isReliable(faults)).toBe(false);
    expect(isReliable(faults.slice(1))).toBe(true);
  });

  test.each([
    ['Lose', (n: number) => MESSAGES.length - n],
    ['Duplicate', (n: number) => MESSAGES.length + n],
    ['Corrupt', (n: number) => MESSAGES.length - n],
  ] as const)('%s: each fault is worth one message', (action, count) => {
    const fault = (occurrence: number): Fault => ({
      _tag: 'Script',
      direction: there,
      meaning: 'udp',
      occurrence,
      action:
        action === 'Lose'
          ? { _tag: 'Lose' }
          : action === 'Duplicate'
            ? { _tag: 'Duplicate', after: milliseconds(0) }
            : { _tag: 'Corrupt', bit: undefined },
    });
    expect(received([fault(2)]).length).toBe(count(1));
    expect(received([fault(2), fault(4)]).length).toBe(count(2));
  });

  test('a message that is held back is overtaken', () => {
    const fault: Fault = {
      _tag: 'Script',
      direction: there,
      meaning: 'udp',
      occurrence: 3,
      action: { _tag: 'Delay', by: milliseconds(17) },
    };
    expect(received([fault]).map((message) => String.fromCharCode(...message))).toEqual([
      'one',
      'two',
      'four',
      'five',
      'three',
    ]);
  });

  test('the whole or nothing: a message that arrives is one that was sent', () => {
    fc.assert(
      fc.property(anyFaults, (faults) => {
        for (const message of received(faults)) {
          expect(MESSAGES.some((sent) => equalBytes(sent, message))).toBe(true);
        }
      }),
      { seed: 2, numRuns: 200 },
    );
  });

  test('the ladder shows which message was lost', () => {
    const lost: Fault = {
      _tag: 'Script',
      direction: there,
      meaning: 'udp',
      occurrence: 3,
      action: { _tag: 'Lose' },
    };
    const cable = { ...cleanCable([CLIENT, SERVER], milliseconds(10)), faults: [lost] };
    const world = messaging(MESSAGES, cable, milliseconds(5), 1);
    const { events } = run(world);
    const drawn = ladder(world.setting, events);
    expect(drawn.split('\n').filter((line) => line.includes('✗'))).toHaveLength(1);
    expect(drawn).toContain('udp #3: lose');
  });
});
