// Broken and repaired, side by side: what breaks is found at random and shrunk, what holds is tried in every way up to two faults.
import type { Action, Fault } from '@sockeye/sim';
import { fingerprintOf } from '@sockeye/claims';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Form, Line } from '../../examples/protocols/forms.ts';
import { ACTIONS, FORMS } from '../../examples/protocols/forms.ts';
import { CLIENT, SERVER } from '../../examples/protocols/play.ts';
import { everySchedule, performed, trialOf } from './schedules.ts';

const named = FORMS.map((form) => [form.name, form] as const);
const LINES: ReadonlyArray<Line> = ['perfect', 'ordered', 'unordered'];

test('the forms have names of their own, and what is broken names what mends it', () => {
  expect(new Set(FORMS.map(({ name }) => name)).size).toBe(FORMS.length);
  for (const { name, play, holds, breaks, repaired } of FORMS) {
    expect(play.name).toBe(name);
    if (breaks === undefined) {
      expect([holds, repaired], name).toEqual(['unordered', undefined]);
      continue;
    }
    expect(LINES.indexOf(breaks.on), name).toBe(LINES.indexOf(holds) + 1);
    const better = FORMS.find((form) => form.name === repaired);
    expect(LINES.indexOf(better?.holds ?? 'perfect'), name).toBeGreaterThanOrEqual(LINES.indexOf(breaks.on));
  }
});

describe.each(named)('%s', (_, { play, claims }) => {
  test('keeps its claims on a perfect line, whatever the length of the file', () => {
    const { least = 0, most = 0 } = play.sizes['octets'] ?? {};
    for (const octets of new Set([least, least + 1, 511, 512, 513, 1_024, 1_025, most])) {
      if (octets > most) continue;
      expect(performed(play, claims, trialOf(play, [], { octets })).breaches, `${octets} octets`).toEqual([]);
    }
  });
});

describe.each(named)('%s', { timeout: 60_000 }, (_, { play, claims, holds }) => {
  test(`keeps its claims under every schedule of at most two faults on its line: ${holds}`, () => {
    const { runs, broken } = everySchedule(play, claims, holds, 2);
    expect(runs).toBeGreaterThan(holds === 'perfect' ? 0 : 100);
    expect(broken).toEqual([]);
  });
});

/** Up to twelve datagrams struck at random. */
const faultsOf = (actions: ReadonlyArray<Action>): fc.Arbitrary<ReadonlyArray<Fault>> =>
  fc.uniqueArray(
    fc
      .record({
        forth: fc.boolean(),
        occurrence: fc.integer({ min: 1, max: 8 }),
        action: fc.constantFrom(...actions),
      })
      .map(({ forth, occurrence, action }): Fault => ({
        _tag: 'Script',
        direction: forth ? { from: CLIENT, to: SERVER } : { from: SERVER, to: CLIENT },
        meaning: 'udp',
        occurrence,
        action,
      })),
    {
      maxLength: 12,
      selector: (fault) => (fault._tag === 'Script' ? `${fault.direction.from} ${fault.occurrence}` : ''),
    },
  );

type Broken = Form & { readonly breaks: NonNullable<Form['breaks']> };

const broken = FORMS.filter((form): form is Broken => form.breaks !== undefined);

describe.each(broken.map((form) => [form.name, form] as const))('%s', (_, { play, breaks }) => {
  const { claim, on, kind } = breaks;

  const isBrokenBy = (faults: ReadonlyArray<Fault>): boolean =>
    performed(play, [claim], trialOf(play, faults)).breaches.some(({ violation }) => violation.kind === kind);

  test(`breaks ${claim.name} on a line that is ${on}: found at random, and shrunk to two faults at most`, () => {
    const found = fc.check(
      fc.property(faultsOf(ACTIONS[on]), (faults) => !isBrokenBy(faults)),
      { seed: 1, numRuns: 500 },
    );
    const faults = found.counterexample?.[0] ?? [];
    expect(faults.length).toBeGreaterThan(0);
    expect(faults.length).toBeLessThanOrEqual(2);
    // Minimal: without any one of them nothing of the kind happens.
    faults.forEach((_, i) => expect(isBrokenBy(faults.toSpliced(i, 1))).toBe(false));
    expect(fingerprintOf(claim, { kind })).toMatch(/^[0-9a-f]{16}$/);
  });
});
