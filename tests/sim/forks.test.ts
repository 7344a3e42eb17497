// Rewind and fork at every event of a run: from each world that was kept, the rest comes again as it was; and where one frame is
// struck otherwise, the two futures part at that frame, and in nothing that does not depend on it.
import type { HostState } from '@sockeye/core';
import type { TraceEvent, World } from '@sockeye/sim';
import { ordinalOf, run, step, withFaults } from '@sockeye/sim';
import { either as E } from 'fp-ts';
import { describe, expect, test } from 'vitest';
import { staged } from './stage.ts';
import { independent, lineOf, parting } from './threads.ts';

interface Cable {
  readonly between: readonly [string, string];
  readonly rate?: string;
  readonly delay?: string;
  readonly mtu?: number;
  readonly faults?: ReadonlyArray<string>;
}

interface Story {
  readonly name: string;
  readonly description: { readonly cables: ReadonlyArray<Cable>; readonly [part: string]: unknown };
  /** What must have happened in it, so that the story is the one that its name says. */
  readonly tells: ReadonlyArray<(event: TraceEvent) => boolean>;
}

const fires =
  (rule: string) =>
  (event: TraceEvent): boolean =>
    event._tag === 'Note' && event.rule.id === rule;

const is =
  (tag: TraceEvent['_tag']) =>
  (event: TraceEvent): boolean =>
    event._tag === tag;

const TEXT = Array.from({ length: 1500 }, (_, i) => 'abcdefghijklmnopqrstuvwxyz'.charAt(i % 26)).join('');

const STORIES: ReadonlyArray<Story> = [
  {
    name: 'a TCP transfer with loss, and another pair that knows nothing of it',
    description: {
      seed: 3,
      hosts: {
        client: { address: '10.0.0.1/24' },
        server: { address: '10.0.0.2/24' },
        anna: { address: '10.0.1.1/24' },
        otto: { address: '10.0.1.2/24' },
      },
      cables: [
        { between: ['client', 'server'], rate: '10Mbit', delay: '20ms', faults: ['loss 10%', 'duplicate 5%'] },
        { between: ['anna', 'otto'], delay: '15ms', faults: ['loss 10%', 'delay 2ms 1ms'] },
      ],
      processes: [
        { on: 'server', run: 'tcp echo 10.0.0.2 7' },
        { on: 'client', run: 'tcp send 10.0.0.2 7', input: TEXT + TEXT },
        { on: 'otto', run: 'tcp echo 10.0.1.2 7' },
        { on: 'anna', run: 'tcp send 10.0.1.2 7', input: TEXT + TEXT + TEXT, at: '50ms' },
      ],
    },
    tells: [is('FrameLost'), is('FrameDuplicated'), is('DeadlineReached'), is('Exited')],
  },
  {
    name: 'UDP that is exchanged on a bad line, in fragments',
    description: {
      seed: 2,
      hosts: {
        client: { address: '10.0.0.1/24' },
        server: { address: '10.0.0.2/24' },
        anna: { address: '10.0.1.1/24' },
        otto: { address: '10.0.1.2/24' },
      },
      cables: [
        {
          between: ['client', 'server'],
          delay: '5ms',
          faults: ['loss 5%', 'duplicate 10%', 'corrupt 10%', 'reorder 20% gap 2', 'delay 2ms 1ms'],
        },
        { between: ['anna', 'otto'], delay: '7ms', faults: ['corrupt 10%'] },
      ],
      processes: [
        { on: 'server', run: 'udp echo 10.0.0.2 7' },
        { on: 'client', run: 'udp send 10.0.0.2 7', input: Array.from({ length: 20 }, (_, i) => `${i}\n`).join('') },
        { on: 'client', run: 'udp send 10.0.0.2 7', input: TEXT + TEXT, at: '100ms' },
        { on: 'otto', run: 'udp echo 10.0.1.2 7' },
        { on: 'anna', run: 'udp send 10.0.1.2 7', input: TEXT, at: '1ms' },
        { on: 'anna', run: 'udp send 10.0.1.2 7', input: 'b\n', at: '103ms' },
      ],
    },
    tells: [is('FrameCorrupted'), is('FrameDuplicated'), is('FrameHurried'), fires('ethernet.malformed')],
  },
  {
    name: 'two networks that ask by ARP, and a router between them',
    description: {
      seed: 5,
      hosts: {
        client: { address: '10.0.1.1/24', gateway: '10.0.1.254' },
        other: { address: '10.0.3.1/24', gateway: '10.0.3.254' },
        server: { address: '10.0.2.1/24', gateway: '10.0.2.254' },
        anna: { address: '10.0.9.1/24' },
        otto: { address: '10.0.9.2/24' },
      },
      routers: { r1: { interfaces: ['10.0.1.254/24', '10.0.2.254/24', '10.0.3.254/24'] } },
      cables: [
        { between: ['client', 'r1'], delay: '5ms', rate: '10Mbit' },
        { between: ['r1', 'server'], delay: '20ms', mtu: 576, faults: ['loss 5%'] },
        { between: ['other', 'r1'], delay: '3ms' },
        { between: ['anna', 'otto'], delay: '3ms' },
      ],
      processes: [
        { on: 'server', run: 'tcp echo 10.0.2.1 7' },
        { on: 'server', run: 'udp echo 10.0.2.1 7' },
        { on: 'client', run: 'tcp send 10.0.2.1 7', input: TEXT },
        { on: 'other', run: 'udp send 10.0.2.1 7', input: 'a\nb\nc\n', at: '80ms' },
        { on: 'otto', run: 'udp echo 10.0.9.2 7' },
        { on: 'anna', run: 'udp send 10.0.9.2 7', input: 'a\n', at: '200ms' },
      ],
    },
    tells: [fires('arp.asked'), fires('ipv4.forwarded'), is('FrameLost')],
  },
  {
    name: 'a server that spawns a thread for each of its clients, on one switch',
    description: {
      seed: 8,
      hosts: {
        server: { address: '10.0.0.9/24' },
        one: { address: '10.0.0.1/24' },
        two: { address: '10.0.0.2/24' },
        three: { address: '10.0.0.3/24' },
      },
      switches: ['s'],
      cables: [
        { between: ['server', 's'], delay: '1ms', rate: '100Mbit' },
        { between: ['one', 's'], delay: '5ms', faults: ['loss 10%'] },
        { between: ['two', 's'], delay: '7ms', faults: ['duplicate 10%'] },
        { between: ['three', 's'], delay: '9ms' },
      ],
      processes: [
        { on: 'server', run: 'tcp echo 10.0.0.9 7' },
        { on: 'one', run: 'tcp send 10.0.0.9 7', input: 'one' },
        { on: 'two', run: 'tcp send 10.0.0.9 7', input: 'two', at: '10ms' },
        { on: 'three', run: 'tcp send 10.0.0.9 7', input: 'three', at: '20ms' },
      ],
    },
    tells: [(event) => event._tag === 'Called' && event.host === 'server' && event.thread === 3, is('FrameLost')],
  },
];

/** Every world on the way, each before a step, and what the step told. */
const kept = (
  world: World<HostState>,
): { readonly worlds: ReadonlyArray<World<HostState>>; readonly events: ReadonlyArray<TraceEvent> } => {
  const worlds: Array<World<HostState>> = [];
  const events: Array<TraceEvent> = [];
  for (let current = world; current.agenda !== undefined;) {
    worlds.push(current);
    if (worlds.length > 5000) throw new Error('the story does not end');
    const [next, told] = step(current);
    events.push(...told);
    current = next;
  }
  return { worlds, events };
};

/** What may become of a frame instead; `isFeltBehind`: the line is free sooner or later than it was. */
const CHANGES: ReadonlyArray<{ readonly words: string; readonly isFeltBehind: boolean }> = [
  { words: 'lose', isFeltBehind: true },
  { words: 'delay 4ms', isFeltBehind: false },
  { words: 'duplicate', isFeltBehind: true },
  { words: 'corrupt bit 150', isFeltBehind: false },
];

describe.each(STORIES)('$name', { timeout: 60_000 }, ({ description, tells }) => {
  const { world } = staged(description);
  const { worlds, events } = kept(world);
  const lines = events.map((event) => lineOf(event, true));
  const bare = events.map((event) => lineOf(event, false));

  test('is what it says, and many events long', () => {
    expect(events.length).toBeGreaterThan(150);
    expect(tells.map((tell) => events.some(tell))).toEqual(tells.map(() => true));
  });

  test('comes again as it was from every world that was kept', () => {
    for (const from of worlds) {
      const again = run(from).events.map((event) => lineOf(event, true));
      expect(parting(again, lines.slice(from.position)), `from event ${from.position}`).toBe(undefined);
    }
    // Even now, after they all ran: nobody changed the first of them.
    const last = run(world).events.map((event) => lineOf(event, true));
    expect(parting(last, lines)).toBe(undefined);
  });

  test('goes another way from every world that was kept, once one frame fares otherwise, in what depends on that frame alone', () => {
    const seen = { parted: 0, dependent: 0, independent: 0 };
    worlds.forEach((from, number) => {
      const place = events.findIndex((event) => event.id >= from.position && event._tag === 'FrameSent');
      const sent = events[place];
      if (sent?._tag !== 'FrameSent') return;
      const line = world.setting.lines.findIndex(({ name }) => name === sent.line);
      const cable = description.cables[line >> 1]!;
      const change = CHANGES[number % CHANGES.length]!;
      const words = `${sent.line} frame #${ordinalOf(sent.frame)}: ${change.words}`;
      const forked = withFaults(from, line >> 1, [words, ...(cable.faults ?? [])]);
      const child = run(E.isRight(forked) ? forked.right : expect.fail(forked.left.join())).events;
      const childLines = child.map((event) => lineOf(event, false));
      const parentLines = bare.slice(from.position);
      const fork = `from event ${from.position}, ${words}`;

      // Up to the frame, and with its sending, both are the same; and the first difference is about this very frame.
      const first = childLines.findIndex((text, i) => text !== parentLines[i]);
      if (first === -1 && childLines.length === parentLines.length) return;
      seen.parted += 1;
      expect(first, fork).toBeGreaterThan(place - from.position);
      const parted = child[first]!;
      expect('frame' in parted && parted.frame === sent.frame, fork).toBe(true);

      // After it, whatever does not depend on the frame is there in both, to the octet and the nanosecond, in the same order.
      const isFeltBehind = change.isFeltBehind && (cable.rate !== undefined || hasGaps(cable));
      const cut = { sent: sent.id, line: sent.line, isFeltBehind };
      const [untouched, alike] = independent([events.slice(from.position), child], cut);
      const a = untouched.map((event) => lineOf(event, false));
      const b = alike.map((event) => lineOf(event, false));
      expect(parting(b, a), fork).toBe(undefined);
      seen.dependent += child.length - alike.length;
      seen.independent += alike.filter((event) => event.id > sent.id).length;
    });
    // Else these were properties of nothing.
    expect(seen.parted).toBeGreaterThan(worlds.length / 2);
    expect(seen.dependent).toBeGreaterThan(1000);
    expect(seen.independent).toBeGreaterThan(1000);
  });
});

/** A cable that lets every n-th frame jump ahead counts the frames that were sent. */
const hasGaps = (cable: Cable): boolean => cable.faults?.some((fault) => fault.startsWith('reorder')) ?? false;
