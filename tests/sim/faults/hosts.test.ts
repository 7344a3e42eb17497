// Hosts that stand still, crash and come up again, and hosts whose clock is wrong.
import { instant } from '@sockeye/core';
import type { Duration } from '@sockeye/core';
import { readHostFault, run, showHostFault, shownAt, tcpdump, whenShown } from '@sockeye/sim';
import type { TraceEvent } from '@sockeye/sim';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { echo, play } from '../stage.ts';
import { every, network, toy, toyWorld } from '../toy.ts';
import { MS, of } from './through.ts';

const withHost = (faults: ReadonlyArray<string>): ReadonlyArray<TraceEvent> => {
  const topology = network({
    hosts: { client: { address: '10.0.0.1/24', faults }, server: { address: '10.0.0.2/24' } },
    cables: [{ between: ['client', 'server'] }],
  });
  const layers = { client: toy(every(10 * MS, 6)), server: toy(every(10 * MS, 6)) };
  return run(toyWorld({ topology, layers })).events;
};

const notes = (events: ReadonlyArray<TraceEvent>): ReadonlyArray<string> =>
  events.flatMap((event) => (event._tag === 'Note' ? [`${event.rule.id} ${event.at / MS}`] : []));

describe('a host that is paused', () => {
  test('sends and hears afterwards what was due in between, in order', () => {
    const events = withHost(['pause from 15ms until 35ms']);
    const sent = of(events, 'FrameSent').filter(({ host }) => host === 'client');
    expect(sent.map(({ at }) => at / MS)).toEqual([0, 10, 35, 35, 40, 50]);
    const heard = of(events, 'FrameDelivered').filter(({ host }) => host === 'client');
    expect(heard.map(({ at }) => at / MS)).toEqual([0, 10, 35, 35, 40, 50]);
    expect(notes(events)).toEqual(['outage.paused 20', 'outage.paused 20', 'outage.paused 30']);
  });
});

describe('a host that crashes', () => {
  test('hears nothing, and begins anew when it is up again', () => {
    const events = withHost(['crash at 15ms restart at 35ms']);
    const sent = of(events, 'FrameSent').filter(({ host }) => host === 'client');
    // Up again, the toy finds its whole timetable unsent.
    expect(sent.map(({ at }) => at / MS)).toEqual([0, 10, 35, 35, 35, 35, 40, 50]);
    const heard = of(events, 'FrameDelivered').filter(({ host }) => host === 'client');
    expect(heard.map(({ at }) => at / MS)).toEqual([0, 10, 40, 50]);
    expect(notes(events)).toEqual(['outage.crashed 15', 'outage.down 20', 'outage.down 30', 'outage.booted 35']);
  });

  test('and stays down is heard of no more', () => {
    const events = withHost(['crash at 15ms']);
    expect(of(events, 'FrameSent').filter(({ host }) => host === 'client').length).toBe(2);
  });

  const scenario = (faults: ReadonlyArray<string>, at: string): object => {
    const plain = echo('to be said again', { delay: '5ms' }) as {
      readonly hosts: Readonly<Record<string, object>>;
      readonly processes: ReadonlyArray<object>;
    };
    return {
      ...plain,
      hosts: { ...plain.hosts, server: { ...plain.hosts['server'], faults } },
      processes: [plain.processes[0], { ...plain.processes[1], at }],
    };
  };

  test('answers a connection of before with a reset, and serves the next one: its programs are started anew', () => {
    const through = play(scenario(['crash at 22ms restart at 200ms'], '0ms'));
    // What was sent while it was down is sent again, and meets a host that knows nothing of it.
    expect(tcpdump(through.events)).toMatch(/0\.27.* IP 10\.0\.0\.2\.7 > .*: Flags \[R\]/);
    const later = play(scenario(['crash at 12ms restart at 200ms'], '300ms'));
    const output = later.events.find((event) => event._tag === 'Exited' && event.host === 'client');
    expect(output?._tag === 'Exited' ? output.result._tag : undefined).toBe('Right');
    expect(later.events.filter((event) => event._tag === 'Started' && event.host === 'server').length).toBe(2);
  });
});

describe('a clock', () => {
  test('that is ahead or drifts is put back exactly: the first instant at which it shows a time', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e13 }),
        fc.integer({ min: 0, max: 1e10 }),
        fc.integer({ min: -500_000, max: 500_000 }),
        (time, ahead, ppm) => {
          const lead = ahead as Duration;
          const when = whenShown(instant(time), lead, ppm);
          expect(shownAt(when, lead, ppm)).toBeGreaterThanOrEqual(time);
          if (when > 0) expect(shownAt(instant(when - 1), lead, ppm)).toBeLessThan(time);
        },
      ),
    );
  });

  test('that is fast lets a host act sooner, and one that is slow later', () => {
    const sent = (faults: ReadonlyArray<string>): ReadonlyArray<number> =>
      of(withHost(faults), 'FrameSent').flatMap(({ host, at }) => (host === 'client' ? [at] : []));
    expect(sent(['clock ahead 20ms'])).toEqual([0, 0, 0, 10, 20, 30].map((ms) => ms * MS));
    expect(sent(['clock 250000ppm fast'])).toEqual([0, 8, 16, 24, 32, 40].map((ms) => ms * MS));
    expect(sent(['clock 500000ppm slow'])).toEqual([0, 20, 40, 60, 80, 100].map((ms) => ms * MS));
  });

  test('that is wrong on one side leaves an echo whole', () => {
    const plain = echo('exact', { delay: '5ms', faults: ['loss 20%'] }) as {
      readonly hosts: Readonly<Record<string, object>>;
    };
    const hosts = {
      ...plain.hosts,
      server: { ...plain.hosts['server'], faults: ['clock ahead 3s', 'clock 900ppm slow'] },
    };
    const { events } = play({ ...plain, hosts });
    const end = events.find((event) => event._tag === 'Exited' && event.host === 'client');
    expect(end?._tag === 'Exited' ? end.result._tag : undefined).toBe('Right');
  });
});

test.each([
  'pause from 1s until 2s',
  'crash at 3s',
  'crash at 3s restart at 5s',
  'clock ahead 3s',
  'clock 100ppm slow',
  'clock 2.5ppm fast',
])('"%s" is read, and written as it was read', (words) => {
  const read = readHostFault(words);
  expect(read === undefined ? read : showHostFault(read)).toBe(words);
});

test.each(['pause from 2s until 1s', 'crash at 3s restart at 2s', 'clock 1000000ppm slow', 'sleep'])(
  '"%s" is refused',
  (words) => {
    expect(readHostFault(words)).toBe(undefined);
    expect(() => withHost([words])).toThrow('is not a fault of a host, as in');
  },
);
