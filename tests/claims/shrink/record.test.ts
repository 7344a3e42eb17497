// Whatever chance and models do to a run, the recorded script does it again: frame by frame, octet by octet, at the same instants.
import { hex, octetsWithFcs } from '@sockeye/core';
import type { Play, Trial } from '@sockeye/claims';
import { perform, record } from '@sockeye/claims';
import type { TraceEvent } from '@sockeye/sim';
import { isFrameEvent, jsonl, ordinalOf, readFault, readHostFault, showFault } from '@sockeye/sim';
import fc from 'fast-check';
import { either as E } from 'fp-ts';
import { describe, expect, test } from 'vitest';
import { letters, stream } from './plays.ts';

/** A run without the words of faults: what hosts and processes saw and did, and what was put on cables and arrived. */
const outline = (events: ReadonlyArray<TraceEvent>): ReadonlyArray<string> =>
  events.flatMap((event) => {
    if (event._tag === 'FrameSent' || event._tag === 'FrameDelivered') {
      const { at, line, frame, host } = event;
      return [`${at} ${event._tag} ${line}#${ordinalOf(frame)} ${host} ${hex(octetsWithFcs(event.data))}`];
    }
    if (isFrameEvent(event)) return [];
    return [jsonl([event]).replace(/"id":\d+,("cause":\d+,)?/, '')];
  });

const fault = (cable: number, words: string): Trial['faults'][number] => {
  const read = readFault(words);
  if (E.isLeft(read)) throw new Error(`${words}: ${read.left.says}`);
  return { cable, fault: read.right };
};

const trialOf = (
  play: Play,
  size: number,
  seed: number,
  words: ReadonlyArray<string>,
  hosts: ReadonlyArray<string> = [],
): Trial => ({
  play: play.name,
  sizes: { size },
  seed,
  faults: words.map((one) => fault(0, one)),
  hosts: hosts.map((one) => {
    const read = readHostFault(one);
    if (read === undefined) throw new Error(one);
    return { host: 'server', fault: read };
  }),
});

const performed = (play: Play, trial: Trial): ReadonlyArray<TraceEvent> => {
  const run = perform(play, trial);
  if (E.isLeft(run)) throw new Error(run.left.map(({ path, says }) => `${path}: ${says}`).join('\n'));
  return run.right.events;
};

const recorded = (play: Play, trial: Trial): Trial => {
  const script = record(play, trial);
  if (E.isLeft(script)) throw new Error(script.left.map(({ says }) => says).join('\n'));
  return script.right;
};

const sameRun = (play: Play, trial: Trial): Trial => {
  const script = recorded(play, trial);
  expect(script.faults.every((placed) => placed.fault._tag === 'Script')).toBe(true);
  expect(outline(performed(play, script))).toEqual(outline(performed(play, trial)));
  return script;
};

describe('a recorded trial', () => {
  test('of a clean line has no faults', () => {
    expect(sameRun(stream(undefined), trialOf(stream(undefined), 20_000, 1, [])).faults).toEqual([]);
    // A line that is slower than its sender drops by itself: that is no fault of the script.
    expect(sameRun(stream(1_000_000), trialOf(stream(1_000_000), 40_000, 1, [])).faults).toEqual([]);
  });

  test('names frames by what they mean', () => {
    const trial = trialOf(stream(10_000_000), 4_000, 3, ['loss 40%']);
    const words = sameRun(stream(10_000_000), trial).faults.map((placed) => showFault(placed.fault));
    expect(words.length).toBeGreaterThan(3);
    expect(words.every((one) => / (SYN|SYN-ACK|FIN|ack|arp|data \d+\.\.\d+) #\d+: lose$/.test(one))).toBe(true);
  });

  test.each([
    [['loss 20%']],
    [['duplicate 40%']],
    [['duplicate 40% after 30ms', 'loss 20%']],
    [['delay 10ms 10ms']],
    [['delay 20ms 15ms 50% distribution pareto', 'reorder 20% gap 3']],
    [['reorder 30%', 'duplicate 20%', 'corrupt 10%']],
    [['corrupt 20% burst 40']],
    [['corrupt 30% two-flips fcs', 'duplicate 50%']],
    [['corrupt 30% swap fcs']],
    [['truncate 25%', 'corrupt 25%']],
    [['loss gemodel 10% 30%', 'ecn']],
    [['lose at most 2 of 3', 'loss 60%']],
    [['rate 500kbit']],
    [['rate 300kbit', 'limit 3', 'loss 5%']],
    [['rate 1Mbit 10 48 5', 'delay 10ms 5ms']],
    [['slot 20ms 40ms packets 2']],
    [['delay 20ms', 'limit 2']],
    [['cut from 30ms until 2s']],
    [['hold from 30ms until 2s']],
    [['flap up 100ms down 50ms']],
    [['mtu 700 from 20ms until 3s']],
    [['clog 20% 100ms']],
    [['client→server: queue drophead 2']],
    [['client→server: queue red min 1 max 3']],
    [['client→server: queue codel target 1ms interval 10ms']],
    [['client→server: queue fq_codel limit 3']],
    [['client→server data #2: lose', 'server→client ack #1: hurry', 'loss 10%']],
  ])('runs in the same way: %s', (words) => {
    const readable = words.filter((one) => E.isRight(readFault(one)));
    expect(readable).toEqual(words);
    for (const seed of [1, 2, 3]) {
      sameRun(stream(1_000_000), trialOf(stream(1_000_000), 15_000, seed, words));
      sameRun(letters, trialOf(letters, 12, seed, words));
    }
  });

  test.each([
    ['pause from 12ms until 900ms'],
    ['crash at 15ms restart at 300ms'],
    ['crash at 15ms'],
    ['clock 200ppm fast'],
  ])('keeps the faults of hosts: %s', (host) => {
    for (const seed of [1, 2, 3]) {
      const trial = trialOf(stream(1_000_000), 15_000, seed, ['loss 10%', 'delay 5ms 5ms', 'duplicate 20%'], [host]);
      expect(sameRun(stream(1_000_000), trial).hosts).toEqual(trial.hosts);
    }
  });

  test('runs in the same way under anything', () => {
    const percent = fc.integer({ min: 1, max: 40 });
    const fault = fc.oneof(
      percent.map((p) => `loss ${p}%`),
      percent.map((p) => `duplicate ${p}%`),
      percent.map((p) => `corrupt ${p}% swap fcs`),
      percent.map((p) => `truncate ${p}%`),
      percent.map((p) => `reorder ${p}%`),
      fc.tuple(percent, percent).map(([a, b]) => `delay ${a + b}ms ${b}ms`),
      percent.map((p) => `rate ${p * 100}kbit`),
      percent.map((p) => `clog ${p}% 40ms`),
      percent.map((p) => `slot ${p}ms`),
      percent.map((p) => `hold from ${p}ms until ${3 * p}ms`),
      percent.map((p) => `client→server: queue droptail ${p}`),
    );
    fc.assert(
      fc.property(
        fc.uniqueArray(fault, { minLength: 1, maxLength: 5, selector: (words) => words.split(' ')[0] }),
        fc.integer({ min: 1, max: 9_999 }),
        fc.constantFrom(undefined, 400_000, 10_000_000),
        (words, seed, rate) => {
          const limited = words.filter((one) => rate !== undefined || !one.includes('queue'));
          const { faults } = sameRun(stream(rate), trialOf(stream(rate), 9_000, seed, limited));
          expect(faults.length).toBeLessThan(10_000);
        },
      ),
      { seed: 5, numRuns: 150 },
    );
  });

  test('of a recorded trial is the same script', () => {
    const play = stream(1_000_000);
    const once = recorded(play, trialOf(play, 9_000, 4, ['loss 20%', 'delay 10ms 9ms', 'duplicate 20%']));
    expect(recorded(play, once)).toEqual(once);
  });

  test('that cannot be performed says why', () => {
    const trial: Trial = { ...trialOf(letters, 3, 1, []), faults: [fault(0, 'nobody→server udp #1: lose')] };
    expect(E.isLeft(record(letters, trial))).toBe(true);
  });
});
