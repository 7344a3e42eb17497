import type { CableService, ConsoleService, Layer } from '@sockeye/core';
import { hex, indicate, instant, milliseconds, note, succeed, utf8 } from '@sockeye/core';
import type { TraceEvent, World } from '@sockeye/sim';
import { build, heal, history, jsonl, pcapng, run, step, untilTime, whoWaits, why, withFaults } from '@sockeye/sim';
import { either as E, option as O } from 'fp-ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Timetable, ToyState } from './toy.ts';
import { datagram, every, network, pair, toy, toyWorld } from './toy.ts';

const MS = 1_000_000;

/** Two who talk: the server answers every frame, the client sends at intervals. */
const talk = (faults: ReadonlyArray<string>, seed = 1, more: object = {}): World<ToyState> =>
  toyWorld({
    seed,
    topology: pair({ delay: '3ms', rate: '10Mbit', faults, ...more }),
    layers: {
      client: toy(every(MS, 60)),
      server: toy([], () => [datagram(30, 2, 1)]),
    },
  });

const BAD = ['loss 10%', 'duplicate 10%', 'reorder 20% gap 2', 'corrupt 5%', 'delay 2ms 1ms'];

/** Where and what, without the numbers of events: two worlds may number differently and yet agree. */
const matters = (events: ReadonlyArray<TraceEvent>): ReadonlyArray<string> =>
  jsonl(events)
    .trim()
    .split('\n')
    .map((line) => line.replace(/"id":\d+,("cause":\d+,)?/, ''));

describe('a world', () => {
  test('is a value: step leaves the old one as it was, and gives the same answer again', () => {
    const world = talk(BAD);
    const first = step(world);
    const again = step(world);
    expect(jsonl(again[1])).toBe(jsonl(first[1]));
    expect(world.position).toBe(0);
    expect(run(first[0]).events.length).toBe(run(again[0]).events.length);
  });

  test('that has nothing on its agenda stays itself', () => {
    const world = run(talk([])).world;
    const [same, events] = step(world);
    expect(same).toBe(world);
    expect(events).toEqual([]);
  });

  test('runs as its steps do, in one go, in pieces of time, and in pieces of steps', () => {
    const world = talk(BAD);
    const whole = run(world);
    const moments = history(world);
    const stepped = moments.flatMap((moment) => moment.events);
    expect(jsonl(stepped)).toBe(jsonl(whole.events));
    expect(moments[moments.length - 1]!.world.now).toBe(whole.world.now);
    let current = world;
    const pieces: Array<TraceEvent> = [];
    for (let at = 7; at < 200; at += 7) {
      const piece = run(current, untilTime(milliseconds(at)));
      pieces.push(...piece.events);
      current = piece.world;
    }
    expect(jsonl(pieces)).toBe(jsonl(whole.events));
    let counted = world;
    const more: Array<TraceEvent> = [];
    for (;;) {
      const piece = run(counted, { steps: 3 });
      more.push(...piece.events);
      counted = piece.world;
      if (piece.reason._tag !== 'OutOfSteps') break;
    }
    expect(jsonl(more)).toBe(jsonl(whole.events));
  });

  test('tells its events in order: numbers without a gap, instants that never fall, causes that came before', () => {
    const { events } = run(talk(BAD));
    events.forEach((event, i) => {
      expect(event.id).toBe(i);
      expect(event.cause).toBeLessThan(event.id);
      if (i > 0) expect(event.at).toBeGreaterThanOrEqual(events[i - 1]!.at);
    });
  });

  test('lets what was put on the agenda first happen first at the same instant', () => {
    const world = toyWorld({
      topology: pair(),
      layers: { client: toy([[5, datagram(1)]]), server: toy([[5, datagram(2, 2, 1)]]) },
    });
    const sent = run(world).events.filter((event) => event._tag === 'FrameSent');
    expect(sent.map((event) => event.line)).toEqual(['client→server', 'server→client']);
  });
});

describe('the file of a line', () => {
  test('gives the order of one agenda: by instant, and at one instant by who was put there first', () => {
    const both = (faults: ReadonlyArray<string>, seed: number): World<ToyState> =>
      toyWorld({
        seed,
        topology: pair({ delay: '3ms', faults }),
        layers: {
          client: toy(every(MS, 40), () => [datagram(30)]),
          server: toy(every(MS, 40).map(([at]) => [at, datagram(20, 2, 1)] as const)),
        },
      });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4294967295 }), fc.boolean(), (seed, bad) => {
        const { events } = run(both(bad ? ['loss 5%', 'reorder 20% gap 2', 'delay 2ms 2ms', 'corrupt 5%'] : [], seed));
        const sent = new Map<number, number>();
        const lost = new Set<number>();
        const arrived: Array<readonly [at: number, sent: number]> = [];
        for (const event of events) {
          if (event._tag === 'FrameSent') sent.set(event.frame, event.id);
          if (event._tag === 'FrameLost') lost.add(event.frame);
          if (event._tag === 'FrameDelivered') arrived.push([event.at, sent.get(event.frame)!]);
        }
        expect(arrived.length).toBe(sent.size - lost.size);
        expect(arrived).toEqual(arrived.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]));
      }),
      { numRuns: 50 },
    );
  });
});

describe('a run that tells only some kinds', () => {
  test('tells those as if it told all, with their numbers and causes, and ends in the same world', () => {
    const kinds = fc.subarray(['FrameSent', 'FrameDelivered', 'FrameLost', 'FrameCorrupted', 'FrameDelayed'] as const);
    fc.assert(
      fc.property(kinds, fc.integer({ min: 0, max: 4294967295 }), (some, seed) => {
        const all = run(talk(BAD, seed));
        const told = run(talk(BAD, seed), { kinds: some });
        expect(jsonl(told.events)).toBe(jsonl(all.events.filter(({ _tag }) => some.some((kind) => kind === _tag))));
        expect(told.world.position).toBe(all.world.position);
        expect(told.world.now).toBe(all.world.now);
        expect(told.steps).toBe(all.steps);
      }),
      { numRuns: 30 },
    );
  });

  test('leaves the worlds that it began from as they were', () => {
    const world = run(talk(BAD), { steps: 20 }).world;
    const before = jsonl(run(world).events);
    run(world, { kinds: [] });
    run(world);
    expect(jsonl(run(world).events)).toBe(before);
  });
});

describe('a run', () => {
  test('of the same scenario and seed is the same to the last octet', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4294967295 }), (seed) => {
        const a = run(talk(BAD, seed));
        const b = run(talk(BAD, seed));
        expect(jsonl(b.events, { octets: true })).toBe(jsonl(a.events, { octets: true }));
        expect(hex(pcapng(b.world.setting, b.events, { fcs: true }))).toBe(
          hex(pcapng(a.world.setting, a.events, { fcs: true })),
        );
      }),
      { numRuns: 20 },
    );
  });

  test('under another seed is another one', () => {
    expect(jsonl(run(talk(BAD, 1)).events)).not.toBe(jsonl(run(talk(BAD, 2)).events));
  });

  test('ends with the reason: quiet, the instant, the steps, or the event that was waited for', () => {
    expect(run(talk([])).reason).toEqual({ _tag: 'Quiet' });
    const reached = run(talk([]), untilTime(milliseconds(10.5)));
    expect(reached.reason).toEqual({ _tag: 'Reached' });
    expect(reached.world.now).toBe(10.5 * MS);
    expect(run(talk([]), { steps: 5 })).toMatchObject({ reason: { _tag: 'OutOfSteps' }, steps: 5 });
    const heard = run(talk([]), { event: (event) => event._tag === 'FrameDelivered' });
    expect(heard.reason).toEqual({ _tag: 'Reached' });
    expect(heard.events.filter((event) => event._tag === 'FrameDelivered').length).toBe(1);
  });

  const request = { call: 'sleep', duration: milliseconds(1) } as const;

  /** A host whose process makes a call that waits, and is answered when the host hears a frame; then it is over, with thread or whole. */
  const waiter: Layer<ToyState, ConsoleService, CableService> = {
    ...toy([]),
    step: (state, input) => {
      const thread = { process: 1, thread: 0 };
      if (input._tag === 'Requested') return [state, [indicate({ _tag: 'Waits', ...thread, request })]];
      return [state, [indicate({ _tag: 'Answered', ...thread, request, reply: E.right(undefined) })]];
    },
  };

  const waiting = (sent: Timetable): World<ToyState> => {
    const made = build<ToyState>({
      topology: pair(),
      seed: 1,
      wire: 'lazy',
      host: ({ name }) => (name === 'server' ? waiter : toy(sent)),
      starts: [{ host: 'server', program: succeed(0), words: 'wait', input: utf8(''), when: instant(0) }],
    });
    return E.isRight(made) ? made.right : expect.fail('no world');
  };

  test('that can go no further while somebody waits is stuck, and says who waits for what', () => {
    const { reason, world, events } = run(waiting([]));
    expect(reason).toEqual({ _tag: 'Stuck', waiting: [{ host: 'server', process: 1, thread: 0, request }] });
    expect(whoWaits(world).length).toBe(1);
    expect(events.map((event) => event._tag)).toEqual(['Started', 'Waits']);
  });

  test('is quiet when the call was answered', () => {
    const { reason, world, events } = run(waiting([[MS, datagram()]]));
    expect(reason).toEqual({ _tag: 'Quiet' });
    expect(whoWaits(world)).toEqual([]);
    expect(events[events.length - 1]!._tag).toBe('Called');
  });
});

describe('deadlines', () => {
  /** A host that moves its deadline away each time it hears a frame, like a retransmission timer. */
  const restless = (interval: number): Layer<ToyState & { at?: number }, ConsoleService, CableService> => ({
    initial: { all: [], done: 0, heard: 0 },
    step: (state, input, now) =>
      input._tag === 'DeadlineReached'
        ? [{ all: [], done: 0, heard: state.heard }, [note({ id: 'toy.rang', source: '', says: '' })]]
        : [{ all: [], done: 0, heard: state.heard + 1, at: now + interval }, []],
    deadline: (state) => (state.at === undefined ? O.none : O.some(instant(state.at))),
  });

  test('are kept when they move, and cost no storm of alarms', () => {
    const world = toyWorld({ topology: pair(), layers: { client: toy(every(MS, 1000)), server: restless(200 * MS) } });
    const { events, steps } = run(world);
    const rang = events.filter((event) => event._tag === 'DeadlineReached' && event.host === 'server');
    expect(rang.map((event) => event.at)).toEqual([999 * MS + 200 * MS]);
    // 1000 deadlines of the client, 1000 arrivals, and an alarm of the server each 200 ms or so.
    expect(steps).toBeLessThan(2010);
  });

  test('name as their cause the event after which they were set', () => {
    const { events } = run(toyWorld({ layers: { client: toy(every(MS, 3)), server: restless(200 * MS) } }));
    const rang = events.find((event) => event._tag === 'DeadlineReached' && event.host === 'server')!;
    const chain = why(events, rang.id);
    expect(chain.map((event) => event._tag)).toEqual([
      'DeadlineReached',
      'FrameDelivered',
      'FrameSent',
      'DeadlineReached',
      'DeadlineReached',
      'DeadlineReached',
    ]);
    expect(why(events, 10_000)).toEqual([]);
  });

  test('keep their cause when something happens in between that does not move them', () => {
    const { events } = run(
      toyWorld({
        layers: {
          client: toy([
            [0, datagram()],
            [100 * MS, datagram()],
          ]),
          server: toy([[50 * MS, datagram(20, 2, 1)]]),
        },
      }),
    );
    const [first, second] = events.filter((event) => event._tag === 'DeadlineReached' && event.host === 'client');
    expect(events.some((event) => event._tag === 'FrameDelivered' && event.host === 'client')).toBe(true);
    expect(second!.cause).toBe(first!.id);
  });
});

describe('rewind and fork', () => {
  test('every world on the way leads to the same end', () => {
    const world = talk(BAD);
    const whole = run(world);
    for (const moment of history(world).filter((_, i) => i % 9 === 0)) {
      const rest = run(moment.world);
      expect(jsonl(rest.events)).toBe(jsonl(whole.events.slice(moment.world.position)));
      expect(rest.world.now).toBe(whole.world.now);
    }
  });

  test('two futures agree in whatever the changed fault does not touch', () => {
    const world = run(talk(BAD), untilTime(milliseconds(20))).world;
    const fork = (faults: ReadonlyArray<string>): ReadonlyArray<TraceEvent> => {
      const changed = withFaults(world, 0, faults);
      return run(E.isRight(changed) ? changed.right : expect.fail(changed.left.join())).events;
    };
    const as = fork(BAD);
    expect(jsonl(as)).toBe(jsonl(run(world).events));
    const without = fork(BAD.filter((fault) => !fault.startsWith('corrupt')));
    const lost = (events: ReadonlyArray<TraceEvent>): ReadonlyArray<unknown> =>
      events.flatMap((event) => (event._tag === 'FrameLost' && event.line === 'client→server' ? [event.frame] : []));
    expect(lost(as).length).toBeGreaterThan(0);
    expect(lost(without)).toEqual(lost(as));
    expect(without.some((event) => event._tag === 'FrameCorrupted')).toBe(false);
  });

  test('a fault that is added later counts the frames from the beginning', () => {
    const world = run(talk([]), untilTime(milliseconds(20))).world;
    const changed = withFaults(world, 0, ['client→server udp #30: lose', 'client→server udp #3: lose']);
    const { events } = run(E.isRight(changed) ? changed.right : expect.fail('no world'));
    const lost = events.filter((event) => event._tag === 'FrameLost');
    expect(lost.map((event) => event.at)).toEqual([29 * MS]);
  });

  test('a healed world is lossless', () => {
    const world = heal(run(talk(BAD), untilTime(milliseconds(20))).world);
    const { events } = run(world);
    expect(events.some((event) => event._tag === 'FrameSent')).toBe(true);
    for (const event of events) {
      expect(['FrameSent', 'FrameDelivered', 'DeadlineReached']).toContain(event._tag);
    }
  });

  test('words that cannot be read, and cables that are not there, are told', () => {
    expect(withFaults(talk([]), 0, ['los 10%'])).toEqual(
      E.left([
        '"los 10%", at character 1: expected one of loss, duplicate, corrupt, reorder, delay, lose, ecn, seed, rate, limit, slot, queue, cut, hold, flap, mtu, clog, truncate, found "los"',
      ]),
    );
    expect(withFaults(talk([]), 1, [])).toEqual(E.left(['there is no cable 1']));
  });
});

describe('what does not matter changes nothing', () => {
  const base = matters(run(talk(BAD)).events);

  test('an idle host and an idle cable', () => {
    const world = toyWorld({
      topology: network({
        hosts: {
          idle: { address: '10.0.1.1/24' },
          client: { address: '10.0.0.1/24' },
          server: { address: '10.0.0.2/24' },
          lazy: { address: '10.0.1.2/24' },
        },
        cables: [
          { between: ['idle', 'lazy'], faults: ['loss 50%'] },
          { between: ['client', 'server'], delay: '3ms', rate: '10Mbit', faults: BAD },
        ],
      }),
      layers: { client: toy(every(MS, 60)), server: toy([], () => [datagram(30, 2, 1)]) },
    });
    expect(matters(run(world).events)).toEqual(base);
  });

  test('a rule that is set to nothing, and a script that names no frame', () => {
    const events = run(
      talk([...BAD.slice(1), 'loss 10%', 'client→server RST: lose', 'server→client data #9: corrupt']),
    ).events;
    expect(matters(events)).toEqual(base);
    const none = matters(run(talk([])).events);
    expect(matters(run(talk(['loss 0%', 'duplicate 0%', 'corrupt 0%', 'reorder 0%', 'delay 0ms'])).events)).toEqual(
      none,
    );
  });

  test('a fault that comes later leaves everything before it', () => {
    const events = matters(run(talk([...BAD, 'client→server udp #40: lose'])).events);
    const first = events.findIndex((line, i) => line !== base[i]);
    expect(events[first]).toContain('client→server#40');
  });
});
