import { equalBytes, hex, isWritten, octetsWithFcs } from '@sockeye/core';
import type { Run, TraceEvent, Wire } from '@sockeye/sim';
import { history, jsonl, ladder, pcapng, run, strace, tcpdump } from '@sockeye/sim';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HostState } from '@sockeye/core';
import { echo, play, staged } from './stage.ts';

/** What an observer can see of a run, as text. */
const seen = ({ world, events, reason }: Run<HostState>): ReadonlyArray<string> => [
  jsonl(events),
  ladder(world.setting, events, { processes: true }),
  tcpdump(events, { host: 'server' }),
  strace(events),
  JSON.stringify(reason),
];

/** In what two runs differ: what can be seen of them, and the octets of their captures with and without frame check sequences. */
const differences = (a: Run<HostState>, b: Run<HostState>): ReadonlyArray<string> => {
  const there = seen(b);
  const captures = [true, false].filter(
    (fcs) => !equalBytes(pcapng(a.world.setting, a.events, { fcs }), pcapng(b.world.setting, b.events, { fcs })),
  );
  return [...seen(a).filter((text, i) => text !== there[i]), ...captures.map((fcs) => `captures, FCS: ${fcs}`)];
};

const percent = (most: number): fc.Arbitrary<number> => fc.integer({ min: 0, max: most });

const scenario: fc.Arbitrary<object> = fc
  .record({
    family: fc.constantFrom('tcp' as const, 'tcp' as const, 'udp' as const),
    size: fc.integer({ min: 0, max: 6000 }),
    rate: fc.constantFrom(undefined, '1Mbit', '10Mbit'),
    mtu: fc.constantFrom(1500, 576),
    queue: fc.constantFrom(1000, 4),
    loss: percent(30),
    duplicate: percent(30),
    corrupt: percent(30),
    reorder: percent(30),
    script: fc.constantFrom(
      'client→server data #2: corrupt',
      'server→client SYN-ACK: duplicate after 2s',
      'client→server arp: corrupt bit 300',
      'server→client frame #3: lose',
    ),
  })
  .map(({ family, size, rate, mtu, queue, loss, duplicate, corrupt, reorder, script }) =>
    echo(
      Array.from({ length: size }, (_, i) => 'abcdefghijklmnopqrstuvwxyz'.charAt(i % 26)).join(''),
      {
        ...(rate === undefined ? {} : { rate }),
        mtu,
        queue,
        delay: '5ms',
        faults: [
          `loss ${loss}% until 20s`,
          `duplicate ${duplicate}%`,
          `corrupt ${corrupt}% until 20s`,
          `reorder ${reorder}%`,
          'delay 3ms 1ms',
          script,
        ],
      },
      family,
    ),
  );

const WIRES: ReadonlyArray<Wire> = ['eager', 'bytes'];

/** A world whose clients talk through a switch, so that a struck frame has somewhere to be forwarded. */
const switched = (input: string, faults: ReadonlyArray<string>): object => ({
  ...echo(input, {}),
  switches: ['s'],
  cables: [
    { between: ['client', 's'], delay: '1ms', faults },
    { between: ['s', 'server'], delay: '1ms', faults },
  ],
});

describe('a lazy wire, an eager one, and one that carries nothing but bytes', () => {
  test('cannot be told apart, over random scenarios with faults', () => {
    fc.assert(
      fc.property(scenario, fc.integer({ min: 0, max: 4294967295 }), (description, seed) => {
        const lazy = play(description, 'lazy', seed);
        for (const wire of WIRES) expect(differences(lazy, play(description, wire, seed))).toEqual([]);
      }),
      { numRuns: 15 },
    );
  }, 60_000);

  test('cannot be told apart through a switch', () => {
    const description = switched('through a switch', ['corrupt 20% until 10s', 'loss 5% until 10s']);
    for (let seed = 0; seed < 10; seed++) {
      const lazy = play(description, 'lazy', seed);
      for (const wire of WIRES) expect(differences(lazy, play(description, wire, seed))).toEqual([]);
    }
  });

  test('differ in what is written: nothing on the lazy wire when nobody looks, and else what was looked at', () => {
    const frames = (
      events: ReadonlyArray<TraceEvent>,
    ): ReadonlyArray<Extract<TraceEvent, { readonly _tag: 'FrameSent' }>> =>
      events.filter(
        (event): event is Extract<TraceEvent, { readonly _tag: 'FrameSent' }> => event._tag === 'FrameSent',
      );
    const description = echo('a'.repeat(4000), {
      delay: '5ms',
      faults: ['loss 10% until 20s', 'duplicate 10%', 'reorder 20%'],
    });
    const lazy = play(description);
    expect(frames(lazy.events).filter((event) => isWritten(event.data)).length).toBe(0);
    ladder(lazy.world.setting, lazy.events);
    tcpdump(lazy.events);
    expect(frames(lazy.events).filter((event) => isWritten(event.data)).length).toBe(0);
    for (const event of frames(lazy.events).slice(0, 3)) octetsWithFcs(event.data);
    expect(frames(lazy.events).filter((event) => isWritten(event.data)).length).toBe(3);
    for (const wire of ['eager', 'bytes'] as const) {
      const { events } = play(description, wire);
      expect(frames(events).every((event) => isWritten(event.data))).toBe(true);
    }
  });

  test('give the same octets whenever they are looked at: at once, at the end, twice, after a rewind', () => {
    const description = echo('b'.repeat(3000), {
      delay: '5ms',
      faults: ['corrupt 10% until 20s', 'loss 10% until 20s'],
    });
    const { world } = staged(description);
    const late = run(world, { steps: 20_000 });
    const looked: Array<TraceEvent> = [];
    const moments = history(world, { steps: 20_000 });
    for (const { events } of moments) {
      for (const event of events) {
        if (event._tag === 'FrameSent') octetsWithFcs(event.data);
        looked.push(event);
      }
    }
    const whole = hex(pcapng(world.setting, late.events, { fcs: true }));
    expect(hex(pcapng(world.setting, looked, { fcs: true }))).toBe(whole);
    expect(hex(pcapng(world.setting, late.events, { fcs: true }))).toBe(whole);
    const middle = moments[Math.floor(moments.length / 2)]!.world;
    const again = [...late.events.slice(0, middle.position), ...run(middle, { steps: 20_000 }).events];
    expect(hex(pcapng(world.setting, again, { fcs: true }))).toBe(whole);
  });
});
