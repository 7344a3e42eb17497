import type { Breach, Certificate, Claim, Portion } from '@sockeye/claims';
import {
  claim,
  explorePortion,
  HOLDS,
  judge,
  kindsOf,
  mergeCertificates,
  NO_CERTIFICATE,
  perform,
  schedulesOf,
  schedulesOver,
  usualSizes,
  violated,
  wholeOf,
} from '@sockeye/claims';
import { BEGINNING } from '@sockeye/core';
import type { Action } from '@sockeye/sim';
import { readFault } from '@sockeye/sim';
import { either as E } from 'fp-ts';
import { expect, test } from 'vitest';
import { arrival, DUPLICATE, exploring, LATE, LOSE, prefix, THREE_SEGMENTS } from './threeSegments.ts';

/** All portions, the next one chosen by `take`. */
const explored = (
  claims: ReadonlyArray<Claim>,
  actions: ReadonlyArray<Action>,
  faults: number,
  merges: boolean,
  take: (open: Array<Portion>) => Portion | undefined = (open) => open.pop(),
): Certificate => {
  const exploration = exploring(THREE_SEGMENTS, claims, actions);
  const open = [wholeOf(faults)];
  let certificate = NO_CERTIFICATE;
  for (let next = take(open); next !== undefined; next = take(open)) {
    const done = explorePortion(exploration, next, { merges });
    if (E.isLeft(done)) throw new Error(done.left);
    certificate = mergeCertificates(certificate, done.right.certificate);
    open.push(...done.right.later);
  }
  return certificate;
};

/** Breaks once timers have rung more often than that. */
const fewDeadlines = (most: number): Claim =>
  claim<number>({
    name: 'test.fewDeadlines',
    kind: 'safety',
    says: 'Timers ring seldom.',
    source: 'our own',
    kinds: ['DeadlineReached'],
    goals: [],
    initial: 0,
    hear: (count) => count + 1,
    judge: (count, end) => (count > most ? violated('too often', 'timers rang', end?.at ?? BEGINNING) : HOLDS),
  });

test('TCP keeps what it promises under every schedule of one fault', () => {
  const { schedules, claims } = explored([prefix(), arrival()], [LOSE, DUPLICATE, LATE], 1, true);
  expect(schedules).toEqual([1, 36]);
  // Twelve frames, three actions, and the clean run: Σ C(12, i) · 3ⁱ.
  expect(schedules.reduce((sum, count) => sum + count, 0)).toBe(schedulesOver(12, 3, 1));
  expect(claims['test.prefix']).toMatchObject({ broken: 0, undecided: 0 });
  expect(claims['test.arrival']).toMatchObject({ broken: 0, undecided: 0 });
});

test('merging changes neither the verdicts nor the counts nor the smallest breach', () => {
  const claims = [prefix(), arrival(), fewDeadlines(3)];
  const merged = explored(claims, [LOSE, DUPLICATE], 2, true);
  const plain = explored(claims, [LOSE, DUPLICATE], 2, false);
  expect(merged.merged).toBeGreaterThan(0);
  expect(plain.merged).toBe(0);
  expect(plain.runs).toBe(schedulesOf(plain));
  expect(merged.runs).toBeLessThan(plain.runs);
  expect(merged.schedules).toEqual(plain.schedules);
  expect(merged.claims['test.fewDeadlines']?.broken).toBeGreaterThan(0);
  expect(merged.claims).toEqual(plain.claims);
});

test('the order in which portions are explored changes nothing', () => {
  const forwards = explored([prefix(), fewDeadlines(3)], [LOSE, LATE], 2, true, (open) => open.shift());
  const backwards = explored([prefix(), fewDeadlines(3)], [LOSE, LATE], 2, true);
  expect(forwards).toEqual(backwards);
});

test('a breach is a trial that anybody can perform', () => {
  const breaking = fewDeadlines(3);
  const { claims } = explored([breaking], [LOSE, DUPLICATE, LATE], 1, true);
  const breach: Breach | undefined = claims['test.fewDeadlines']?.least;
  const faults = (breach?.faults ?? []).map(({ cable, fault }) => {
    const read = readFault(fault);
    if (E.isLeft(read)) throw new Error(read.left.says);
    return { cable, fault: read.right };
  });
  expect(faults.length).toBe(1);
  const trial = { play: THREE_SEGMENTS.name, sizes: usualSizes(THREE_SEGMENTS), seed: 1, faults, hosts: [] };
  const run = perform(THREE_SEGMENTS, trial, kindsOf([breaking]));
  if (E.isLeft(run)) throw new Error(JSON.stringify(run.left));
  expect(judge(breaking, run.right.events, run.right.end)).toMatchObject({ _tag: 'Violated', kind: 'too often' });
});

test('a portion whose schedule names a frame that is never sent is refused', () => {
  const exploration = exploring(THREE_SEGMENTS, [prefix()], [LOSE]);
  const schedule = [{ cable: 0, fault: 'client→server frame #99: lose' }];
  const done = explorePortion(exploration, { schedule, faults: 0, whole: true });
  expect(done).toEqual(E.left('no frame is sent to which "client→server frame #99: lose" on cable 0 could happen'));
});
