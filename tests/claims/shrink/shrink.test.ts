// From a bad run to the smallest bad run: check, shrink, the counterexample as data, and its replay.
import { milliseconds } from '@sockeye/core';
import type { Checked, Claim, Counterexample, Trial, Trying } from '@sockeye/claims';
import {
  check,
  ddmin,
  fingerprintOf,
  judge,
  nearest,
  perform,
  readCounterexample,
  replay,
  screen,
  shrink,
  sliceOf,
  writeCounterexample,
} from '@sockeye/claims';
import { readFault, showFault } from '@sockeye/sim';
import fc from 'fast-check';
import { either as E } from 'fp-ts';
import { describe, expect, test } from 'vitest';
import { complete, inOrder } from './claims.ts';
import { letters, stream } from './plays.ts';

const right = <A>(value: E.Either<unknown, A>): A => {
  if (E.isLeft(value)) throw new Error(JSON.stringify(value.left));
  return value.right;
};

const faults = (...words: ReadonlyArray<string>): Trial['faults'] =>
  words.map((one) => ({ cable: 0, fault: right(readFault(one)) }));

/** Trials of a play under these faults, of any size and seed. */
const under = (...words: ReadonlyArray<string>): Trying<never> & { readonly name: string } => ({
  name: words.join(', '),
  trials: ({ sizes: { size } }) =>
    fc.record({
      sizes: fc.record({ size: fc.integer({ min: size?.usual ?? 1, max: size?.most ?? 1 }) }),
      seed: fc.integer({ min: 1, max: 1_000_000 }),
      faults: fc.constant(faults(...words)),
      hosts: fc.constant([]),
    }),
});

const counterexampleOf = (checked: Checked): Counterexample => {
  if (checked._tag === 'Holds') throw new Error('it holds');
  return checked.counterexample;
};

const found = (claim: Claim, ...words: ReadonlyArray<string>): Counterexample =>
  counterexampleOf(right(check(claim, letters, under(...words) as never, { runs: 50, seed: 3 })));

const words = ({ trial }: Counterexample): ReadonlyArray<string> => trial.faults.map(({ fault }) => showFault(fault));

const CASES: ReadonlyArray<readonly [Claim, ReadonlyArray<string>]> = [
  [inOrder, ['duplicate 30%', 'loss 10%', 'corrupt 10%']],
  [inOrder, ['delay 20ms 19ms', 'loss 20%']],
  [inOrder, ['reorder 40%', 'duplicate 5%', 'truncate 10%']],
  [complete, ['loss 60%', 'duplicate 20%', 'delay 5ms 4ms']],
  [complete, ['corrupt 70%', 'reorder 20%']],
];

describe('a counterexample', () => {
  test.each(CASES)('of $name under %s is small, 1-minimal and breaks the claim in the same way', (claim, network) => {
    const counterexample = found(claim, ...network);
    expect(counterexample.isMinimal).toBe(true);
    // ARP asks three times: whoever takes the letter away by taking all three questions has three faults.
    expect(counterexample.trial.faults.length).toBeLessThanOrEqual(3);
    expect(counterexample.from).toBeGreaterThanOrEqual(counterexample.trial.faults.length);
    const again = right(replay(counterexample, { plays: [letters], claims: [inOrder, complete] }));
    expect(again.isSame).toBe(true);
    expect(again.fingerprint).toBe(counterexample.fingerprint);
    // 1-minimal, counted by somebody else: without any one fault it is another breach, or none.
    const { trial } = counterexample;
    trial.faults.forEach((_, i) => {
      const less = right(perform(letters, { ...trial, faults: trial.faults.toSpliced(i, 1) }));
      const verdict = judge(claim, less.events, less.end);
      const print = verdict._tag === 'Violated' ? fingerprintOf(claim, verdict) : undefined;
      expect(print).not.toBe(counterexample.fingerprint);
    });
  });

  test('keeps its kind of breach: a letter twice does not become letters out of order', () => {
    const counterexample = found(inOrder, 'duplicate 50%');
    expect(counterexample.kind).toBe('twice');
    // The first letter is as good as any, and one letter is enough.
    expect(words(counterexample)).toEqual(['client→server udp #1: duplicate']);
    expect(counterexample.trial.sizes).toEqual({ size: 1 });
    expect(counterexample.trial.seed).toBe(0);
  });

  test('is made of the weakest faults that will do', () => {
    const counterexample = found(inOrder, 'delay 30ms 29ms');
    expect(counterexample.kind).toBe('order');
    expect(words(counterexample)).toEqual(['client→server udp #1: delay 1ms']);
    expect(counterexample.trial.sizes).toEqual({ size: 2 });
  });

  test('is JSON, and the same when it was read again', () => {
    const counterexample = found(complete, 'loss 60%');
    const json = JSON.stringify(writeCounterexample(counterexample));
    expect(right(readCounterexample(JSON.parse(json)))).toEqual(counterexample);
    expect(json).toContain('→');
    const other = readCounterexample({ ...(JSON.parse(json) as object), format: 'sockeye counterexample 9' });
    expect(E.isLeft(other) ? other.left[0]?.says : '').toContain('no counterexample of this version');
    expect(E.isLeft(readCounterexample(['no']))).toBe(true);
  });

  test('that names what nobody knows is refused, and says what there is', () => {
    const counterexample = found(complete, 'loss 60%');
    const said = replay(counterexample, { plays: [], claims: [inOrder] });
    expect(E.isLeft(said) ? said.left.map(({ says }) => says) : []).toEqual([
      'no play is called "tests.letters"; there are none. Replay it where it was found',
      'no claim is called "tests.complete"; there are tests.inOrder. Replay it where it was found',
    ]);
    const huge = { ...counterexample, trial: { ...counterexample.trial, sizes: { size: 1e9 } } };
    expect(E.isLeft(replay(huge, { plays: [letters], claims: [complete] }))).toBe(true);
  });

  test('is found again by the seed and the path of fast-check', () => {
    const network = under('loss 60%') as never;
    const { found: place, trial } = found(complete, 'loss 60%');
    const again = counterexampleOf(right(check(complete, letters, network, { seed: place.seed, path: place.path })));
    expect(again.trial).toEqual(trial);
  });

  test('is one screen, as wide as is asked for', () => {
    const counterexample = found(inOrder, 'delay 30ms 29ms');
    const again = right(replay(counterexample, { plays: [letters], claims: [inOrder] }));
    for (const width of [60, 80, 120]) {
      const shown = screen(counterexample, again, { width, lines: 30, command: 'sockeye replay x.json' });
      expect(shown.length).toBeLessThanOrEqual(30);
      expect(Math.max(...shown.map((line) => line.length))).toBeLessThanOrEqual(width);
    }
    const shown = screen(counterexample, again, { command: 'sockeye replay x.json' }).join('\n');
    expect(shown).toContain('✗ tests.inOrder');
    expect(shown).toContain('client→server udp #1: delay 1ms');
    expect(shown).toContain('nearest passing run: fault 1 left out');
    expect(shown).toContain('replay: sockeye replay x.json');
    expect(shown).toContain('overtaken');
  });

  test('says why: every fault that struck is in its slice, and the breach', () => {
    const counterexample = found(inOrder, 'delay 30ms 29ms');
    const again = right(replay(counterexample, { plays: [letters], claims: [inOrder] }));
    const { events } = again.performance;
    const breach = again.verdict._tag === 'Violated' ? again.verdict.event : undefined;
    const slice = sliceOf(events, breach);
    expect(slice[0]).toBe(breach);
    expect(slice).toContain(events.find(({ _tag }) => _tag === 'FrameDelayed')?.id);
    expect(slice.length).toBeLessThan(events.length);
    expect(nearest(counterexample.trial, again)?.differs?._tag).toBe('FrameDelayed');
  });
});

describe('a claim that holds', () => {
  test('says how often it was tried, and which goals were met', () => {
    const held = right(check(inOrder, letters, under('loss 20%') as never, { runs: 30 }));
    expect(held).toMatchObject({ _tag: 'Holds', runs: 30, undecided: 0, goals: { 'a letter was read': 30 } });
  });

  test('is told that it was not tried, where no run met its goal', () => {
    const held = right(check(inOrder, letters, under('loss 100%') as never, { runs: 5 }));
    expect(held).toMatchObject({ _tag: 'Holds', goals: { 'a letter was read': 0 } });
  });

  test('under faults that cannot stand there is a problem, not a success', () => {
    expect(E.isLeft(check(inOrder, letters, under('nobody→server: loss 5%') as never))).toBe(true);
  });
});

describe('shrinking', () => {
  test('gives a trial without faults where the claim is broken without any', () => {
    const never: Claim = { ...complete, name: 'tests.never', judge: (_, end) => complete.judge(0 as never, end) };
    const trial: Trial = {
      play: 'tests.letters',
      sizes: { size: 20 },
      seed: 9,
      faults: faults('loss 30%', 'duplicate 30%', 'delay 9ms 8ms'),
      hosts: [],
    };
    expect(right(shrink(letters, never, trial))?.trial.faults).toEqual([]);
  });

  test('begins a candidate at the last world before what is changed, and so spares steps', () => {
    // The twenty-fourth letter comes twice: nearly all of the run lies before it.
    const trial: Trial = {
      play: 'tests.letters',
      sizes: { size: 26 },
      seed: 0,
      faults: faults(
        'client→server udp #24: delay 1ms',
        'client→server udp #24: duplicate',
        'client→server udp #25: lose',
      ),
      hosts: [],
    };
    const small = right(shrink(letters, inOrder, trial));
    expect(small?.isMinimal).toBe(true);
    expect(small?.trial.faults).toHaveLength(1);
    expect(small?.spared ?? 0).toBeGreaterThan(0);
  });

  test('of a trial that breaks nothing gives nothing', () => {
    const trial: Trial = { play: 'tests.stream', sizes: { size: 10 }, seed: 1, faults: [], hosts: [] };
    expect(right(shrink(stream(undefined), inOrder, { ...trial, faults: [] }))).toBeUndefined();
  });

  test('faults of hosts too: a pause that is not needed goes', () => {
    const trial: Trial = {
      play: 'tests.letters',
      sizes: { size: 8 },
      seed: 2,
      faults: faults('duplicate 60%'),
      hosts: [{ host: 'server', fault: { _tag: 'Pause', since: milliseconds(1), until: milliseconds(40) } }],
    };
    expect(right(shrink(letters, inOrder, trial))?.trial.hosts).toEqual([]);
  });
});

test('ddmin leaves what is needed, and nothing else', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { maxLength: 6 }), (needed) => {
      const all = Array.from({ length: 61 }, (_, i) => i);
      const left = ddmin(all, (part) => needed.every((one) => part.includes(one)));
      expect(left.toSorted((a, b) => a - b)).toEqual(needed.toSorted((a, b) => a - b));
    }),
    { seed: 1, numRuns: 100 },
  );
});
