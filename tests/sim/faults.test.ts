import { frameLength, octetsWithFcs, valueOf, ACK, FIN, PSH, RST, SYN } from '@sockeye/core';
import type { FrameEvent, TraceEvent } from '@sockeye/sim';
import { copyOf, heal, isFrameEvent, ordinalOf, run, untilTime, withFaults } from '@sockeye/sim';
import { milliseconds } from '@sockeye/core';
import { describe, expect, test } from 'vitest';
import { datagram, every, pair, segment, toy, toyWorld } from './toy.ts';

const MS = 1_000_000;

const through = (
  faults: ReadonlyArray<string>,
  frames = every(MS, 1000),
  cable: object = {},
): ReadonlyArray<TraceEvent> =>
  run(toyWorld({ topology: pair({ faults, ...cable }), layers: { client: toy(frames) } })).events;

const of = <Tag extends FrameEvent['_tag']>(
  events: ReadonlyArray<TraceEvent>,
  tag: Tag,
): ReadonlyArray<Extract<FrameEvent, { readonly _tag: Tag }>> =>
  events.filter((event): event is Extract<FrameEvent, { readonly _tag: Tag }> => event._tag === tag);

const count = (events: ReadonlyArray<TraceEvent>): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const event of events) if (isFrameEvent(event)) counts[event._tag] = (counts[event._tag] ?? 0) + 1;
  return counts;
};

describe('without faults', () => {
  test('every frame arrives once, in order, after the delay', () => {
    const events = through([], every(MS, 50), { delay: '20ms' });
    expect(count(events)).toEqual({ FrameSent: 50, FrameDelivered: 50 });
    of(events, 'FrameDelivered').forEach((event, i) => {
      expect(event.at).toBe(i * MS + 20 * MS);
      expect(ordinalOf(event.frame)).toBe(i + 1);
    });
  });

  test('a rate makes a frame take its time: 84 octets at 1 Mbit are 672 µs, of which 96 are the gap', () => {
    const events = through([], every(0, 3, datagram(18)), { rate: '1Mbit' });
    expect(of(events, 'FrameDelivered').map((event) => event.at)).toEqual([
      576_000,
      576_000 + 672_000,
      576_000 + 2 * 672_000,
    ]);
  });

  test('a full queue drops the last, and says so', () => {
    const events = through([], every(0, 10), { rate: '1Mbit', queue: 3 });
    expect(count(events)).toEqual({ FrameSent: 10, FrameDelivered: 4, FrameDropped: 6 });
    expect(of(events, 'FrameDropped').every((event) => event.reason === 'queue-full')).toBe(true);
  });

  test('a frame that is larger than the MTU does not fit', () => {
    const events = through([], [[0, datagram(1000)]], { mtu: 576 });
    expect(of(events, 'FrameDropped').map((event) => event.reason)).toEqual(['too-long']);
  });
});

describe('loss', () => {
  test.each([
    [0, 0, 0],
    [10, 70, 130],
    [50, 440, 560],
    [100, 1000, 1000],
  ])('at %d%% takes about that many of 1000', (percent, least, most) => {
    const events = through([`loss ${percent}%`]);
    const lost = of(events, 'FrameLost');
    expect(lost.length).toBeGreaterThanOrEqual(least);
    expect(lost.length).toBeLessThanOrEqual(most);
    expect(lost.every((event) => event.fault === `loss ${percent}%`)).toBe(true);
    expect(lost.length + of(events, 'FrameDelivered').length).toBe(1000);
  });

  test('is another one in the other direction, and under another seed', () => {
    const lostBy = (seed: number, from: 'client' | 'server'): ReadonlyArray<number> =>
      of(
        run(toyWorld({ seed, topology: pair({ faults: ['loss 10%'] }), layers: { [from]: toy(every(MS, 200)) } }))
          .events,
        'FrameLost',
      ).map((event) => ordinalOf(event.frame));
    expect(lostBy(1, 'client')).toEqual(lostBy(1, 'client'));
    expect(lostBy(1, 'client')).not.toEqual(lostBy(2, 'client'));
    expect(lostBy(1, 'client')).not.toEqual(lostBy(1, 'server'));
  });

  test('in one direction leaves the other alone', () => {
    const events = run(
      toyWorld({
        topology: pair({ faults: ['client→server: loss 100%'] }),
        layers: { client: toy(every(MS, 5)), server: toy(every(MS, 5)) },
      }),
    ).events;
    expect(of(events, 'FrameDelivered').map((event) => event.line)).toEqual(
      Array.from({ length: 5 }, () => 'server→client'),
    );
  });

  test('ceases at its time', () => {
    const events = through(['loss 100% until 500ms']);
    expect(of(events, 'FrameLost').length).toBe(500);
    expect(of(events, 'FrameLost').every((event) => event.at < 500 * MS)).toBe(true);
  });

  test('under correlation loses in bursts', () => {
    const lost = of(through(['loss 50% 75%']), 'FrameLost').map((event) => ordinalOf(event.frame));
    const bursts = lost.filter((ordinal, i) => ordinal !== (lost[i - 1] ?? -1) + 1).length;
    expect(lost.length / bursts).toBeGreaterThan(2.7);
  });
});

describe('duplication', () => {
  test('makes about as many copies as it says; each arrives after its own frame has its name', () => {
    const events = through(['duplicate 10%']);
    const copies = of(events, 'FrameDuplicated');
    expect(copies.length).toBeGreaterThan(70);
    expect(copies.length).toBeLessThan(130);
    expect(of(events, 'FrameDelivered').length).toBe(1000 + copies.length);
    for (const event of copies) {
      expect(copyOf(event.copy)).toBe(1);
      expect(ordinalOf(event.copy)).toBe(ordinalOf(event.frame));
    }
  });

  test('with loss of the same frame cancels: one goes on, and no copy', () => {
    expect(count(through(['duplicate 100%', 'loss 100%'], every(MS, 20)))).toEqual({
      FrameSent: 20,
      FrameDelivered: 20,
    });
  });

  test('judges the copy by itself', () => {
    const events = through(['duplicate 100%', 'loss 50%']);
    // Half lose both draws and cancel; of the rest each copy is lost with one half.
    const lost = of(events, 'FrameLost');
    expect(lost.every((event) => copyOf(event.frame) === 1)).toBe(true);
    expect(lost.length).toBeGreaterThan(200);
    expect(lost.length).toBeLessThan(300);
  });

  test('a full queue takes copy and original', () => {
    const events = through(['duplicate 100%'], every(0, 5), { rate: '1Mbit', queue: 1 });
    const dropped = of(events, 'FrameDropped');
    expect(dropped.length + of(events, 'FrameDelivered').length).toBe(10);
    expect(dropped.filter((event) => copyOf(event.frame) === 0).length).toBe(4);
  });
});

describe('reordering', () => {
  test('gap 5 at 100% lets every fifth frame jump ahead of the delay', () => {
    const events = through(['reorder 100% gap 5'], every(MS, 20), { delay: '10ms' });
    expect(of(events, 'FrameHurried').map((event) => ordinalOf(event.frame))).toEqual([5, 10, 15, 20]);
    for (const event of of(events, 'FrameDelivered')) {
      const jumps = ordinalOf(event.frame) % 5 === 0;
      expect(event.at).toBe((ordinalOf(event.frame) - 1) * MS + (jumps ? 0 : 10 * MS));
    }
  });

  test('at 25% lets about a quarter jump', () => {
    const jumped = of(through(['reorder 25%', 'delay 10ms']), 'FrameHurried').length;
    expect(jumped).toBeGreaterThan(200);
    expect(jumped).toBeLessThan(300);
  });
});

describe('delay', () => {
  test('adds to the cable, and jitter is uniform around it', () => {
    const events = through(['delay 20ms 5ms'], every(MS, 2000), { delay: '1ms' });
    const waits = of(events, 'FrameDelivered').map((event) => event.at - (ordinalOf(event.frame) - 1) * MS - MS);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(15 * MS);
    expect(Math.max(...waits)).toBeLessThan(25 * MS);
    const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length;
    expect(Math.abs(mean - 20 * MS)).toBeLessThan(0.3 * MS);
    for (const quarter of [15, 17.5, 20, 22.5]) {
      const share = waits.filter((wait) => wait >= quarter * MS && wait < (quarter + 2.5) * MS).length / waits.length;
      expect(Math.abs(share - 0.25)).toBeLessThan(0.05);
    }
  });

  test('without jitter keeps the order, and ceases at its time', () => {
    const events = through(['delay 20ms until 10ms'], every(MS, 20));
    for (const event of of(events, 'FrameDelivered')) {
      const sent = (ordinalOf(event.frame) - 1) * MS;
      expect(event.at).toBe(sent < 10 * MS ? sent + 20 * MS : sent);
    }
  });
});

describe('corruption', () => {
  test('flips exactly one bit of the octets that were sent, the FCS included, and the receiver notices', () => {
    const events = through(['corrupt 100%'], every(MS, 300));
    const sent = new Map(of(events, 'FrameSent').map((event) => [event.frame, event.data]));
    const bits = new Map(of(events, 'FrameCorrupted').map((event) => [event.frame, event.bit]));
    const places = new Set<number>();
    for (const event of of(events, 'FrameDelivered')) {
      const before = octetsWithFcs(sent.get(event.frame)!);
      const after = octetsWithFcs(event.data);
      const bit = bits.get(event.frame)!;
      places.add(bit >> 3);
      expect(frameLength(event.data)).toBe(before.length - 4);
      after.forEach((octet, i) => expect(octet ^ before[i]!).toBe(i === bit >> 3 ? 0x80 >> (bit & 7) : 0));
      expect(valueOf(event.data)._tag).toBe('Left');
    }
    // 64 octets, the last four of them the FCS: nearly each was hit.
    expect(places.size).toBeGreaterThan(58);
    expect(Math.max(...places)).toBeGreaterThan(59);
  });

  test('does not touch the frame as its sender has it, nor its copy', () => {
    const events = through(
      ['client→server frame #1: corrupt bit 0', 'client→server frame #1: duplicate'],
      every(MS, 1),
    );
    expect(valueOf(of(events, 'FrameSent')[0]!.data)._tag).toBe('Right');
    const arrived = of(events, 'FrameDelivered').map((event) => [copyOf(event.frame), valueOf(event.data)._tag]);
    expect(arrived).toEqual([
      [1, 'Right'],
      [0, 'Left'],
    ]);
  });
});

describe('a scripted fault', () => {
  const conversation = [
    [0, segment(SYN, 0, 0)],
    [1 * MS, segment(ACK, 1, 1)],
    [2 * MS, segment(ACK | PSH, 1, 1, 10)],
    [3 * MS, datagram()],
    [4 * MS, segment(ACK | PSH, 11, 1, 10)],
    [5 * MS, segment(ACK | PSH | FIN, 21, 1, 10)],
    [6 * MS, segment(ACK, 32, 2)],
    [7 * MS, datagram()],
    [8 * MS, segment(RST, 32, 0)],
  ] as const;

  test.each([
    ['SYN', [1]],
    ['ack', [2]],
    ['ack #2', [7]],
    ['data', [3]],
    ['data #3', [6]],
    ['FIN', [6]],
    ['udp', [4]],
    ['udp #2', [8]],
    ['RST', [9]],
    ['frame #5', [5]],
    ['SYN-ACK', []],
    ['data #4', []],
    ['arp', []],
  ])('%s: strikes the frame that it names, and no other', (selector, ordinals) => {
    const events = through([`client→server ${selector}: lose`], conversation);
    expect(of(events, 'FrameLost').map((event) => ordinalOf(event.frame))).toEqual(ordinals);
    expect(of(events, 'FrameDelivered').length).toBe(conversation.length - ordinals.length);
  });

  test('in the other direction strikes nothing here', () => {
    expect(of(through(['server→client SYN: lose'], conversation), 'FrameLost')).toEqual([]);
  });

  test('delays, doubles at once and doubles late', () => {
    const events = through(
      [
        'client→server SYN: delay 100ms',
        'client→server data #1: duplicate',
        'client→server data #2: duplicate after 1s',
      ],
      conversation,
    );
    const arrivals = of(events, 'FrameDelivered').map((event) => [
      ordinalOf(event.frame),
      copyOf(event.frame),
      event.at / MS,
    ]);
    expect(arrivals).toContainEqual([1, 0, 100]);
    expect(arrivals).toContainEqual([3, 1, 2]);
    expect(arrivals).toContainEqual([5, 0, 4]);
    expect(arrivals).toContainEqual([5, 1, 1004]);
    expect(count(events)['FrameDuplicated']).toBe(2);
  });

  test('beyond the end of its frame flips nothing', () => {
    const events = through(['client→server SYN: corrupt bit 512'], conversation);
    expect(of(events, 'FrameCorrupted')).toEqual([]);
    expect(of(through(['client→server SYN: corrupt bit 511'], conversation), 'FrameCorrupted').length).toBe(1);
  });

  test('stays when chance is healed', () => {
    const world = toyWorld({
      topology: pair({ faults: ['loss 100%', 'client→server frame #9: delay 1s'] }),
      layers: { client: toy(every(MS, 10)) },
    });
    const first = run(world, untilTime(milliseconds(4)));
    const rest = run(heal(first.world));
    expect(of(first.events, 'FrameLost').length).toBe(5);
    expect(of(rest.events, 'FrameLost').length).toBe(0);
    expect(of(rest.events, 'FrameDelayed').length).toBe(1);
  });
});

describe('settings that cannot act are refused with the reason', () => {
  test.each([
    [['reorder 25%'], {}, 'nothing delays them here'],
    [['loss 1%', 'loss 2%'], {}, 'has such a fault already'],
    [['client→server data: lose', 'client→server data #1: lose'], {}, 'has such a fault already'],
    [['client→sever data: lose'], {}, 'write client→server or server→client'],
    [['delay 5ms 20ms'], {}, 'the jitter is larger than the delay'],
  ])('%j', (faults, cable, says) => {
    expect(() => toyWorld({ topology: pair({ faults, ...cable }) })).toThrow(says);
    const changed = withFaults(toyWorld({}), 0, faults);
    expect(changed._tag === 'Left' ? changed.left.join('\n') : '').toContain(says);
  });

  test('reorder with a delay, of cable or fault, and one loss in each direction are accepted', () => {
    for (const cable of [
      { delay: '1ms', faults: ['reorder 25%'] },
      { faults: ['reorder 25%', 'delay 5ms'] },
      { faults: ['client→server: loss 1%', 'server→client: loss 2%'] },
    ]) {
      expect(toyWorld({ topology: pair(cable) }).setting.lines.length).toBe(2);
    }
  });
});
