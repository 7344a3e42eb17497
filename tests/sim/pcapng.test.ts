import { ACK, hex, octetsOf, octetsWithFcs, PSH, seconds, SYN, text } from '@sockeye/core';
import { jsonl, pcapng, run, untilTime } from '@sockeye/sim';
import { describe, expect, test } from 'vitest';
import { readCapture } from './pcapngReader.ts';
import { datagram, pair, segment, toy, toyWorld } from './toy.ts';

const MS = 1_000_000;

const world = toyWorld({
  topology: pair({
    delay: '20ms',
    faults: [
      'client→server data #1: lose',
      'client→server data #2: corrupt bit 100',
      'client→server SYN: duplicate after 1s',
      'server→client udp: delay 3s',
    ],
  }),
  layers: {
    client: toy([
      [0, segment(SYN, 0, 0)],
      [40 * MS, segment(ACK | PSH, 1, 1, 40)],
      [300 * MS, segment(ACK | PSH, 1, 1, 40)],
      [600 * MS + 123, segment(ACK | PSH, 1, 1, 41)],
    ]),
    server: toy([
      [5000 * MS, datagram(7, 2, 1)],
      [5001 * MS, datagram(8, 2, 1)],
    ]),
  },
});
const { events } = run(world);
const frames = events.filter((event) => event._tag === 'FrameSent' || event._tag === 'FrameDelivered');

describe.each([
  [false, 0],
  [true, 4],
])('a capture, with the frame check sequence: %s', (fcs, extra) => {
  const capture = readCapture(pcapng(world.setting, events, { fcs }));

  test('has an interface for each end, with name, addresses, nanoseconds and the length of the FCS', () => {
    expect(capture.interfaces.map((options) => text(options.get(2)!))).toEqual([
      'client: client→server',
      'server: server→client',
    ]);
    for (const [i, options] of capture.interfaces.entries()) {
      expect(hex(options.get(4)!)).toBe(`0a00000${i + 1}ffffffff`);
      expect(hex(options.get(6)!)).toBe(`02000000000${i + 1}`);
      expect(options.get(9)).toEqual(Uint8Array.of(9));
      expect(options.get(13)).toEqual(Uint8Array.of(extra));
    }
  });

  test('has every frame that was sent and every one that arrived, to the octet and the nanosecond, in order', () => {
    expect(capture.packets.length).toBe(frames.length);
    frames.forEach((event, i) => {
      const packet = capture.packets[i]!;
      expect(hex(packet.octets)).toBe(hex(fcs ? octetsWithFcs(event.data) : octetsOf(event.data)));
      expect(packet.original).toBe(packet.octets.length);
      expect(packet.nanoseconds).toBe(BigInt(event.at));
      expect(packet.interface).toBe(event.host === 'client' ? 0 : 1);
      const flags = new DataView(packet.options.get(2)!.buffer).getUint32(0, true);
      expect(flags & 3).toBe(event._tag === 'FrameSent' ? 2 : 1);
      expect((flags >> 5) & 15).toBe(extra);
    });
  });

  test('gives a frame the same name at both ends, and another one to each other frame and copy', () => {
    const named = new Map<string, number>();
    frames.forEach((event, i) => {
      const id = hex(capture.packets[i]!.options.get(5)!);
      expect(named.get(id) ?? event.frame).toBe(event.frame);
      named.set(id, event.frame);
    });
    expect(new Set(named.values()).size).toBe(named.size);
  });

  test('says on each frame that a fault touched what the fault did, and on a retransmission that it is one', () => {
    const comments = capture.packets.flatMap((packet, i) => {
      const comment = packet.options.get(1);
      return comment === undefined ? [] : [`${frames[i]!._tag} ${text(comment)}`];
    });
    expect(comments).toEqual([
      'FrameSent lost (client→server data #1: lose)',
      'FrameSent resent; corrupt bit 100 (client→server data #2: corrupt bit 100)',
      'FrameDelivered resent; corrupt bit 100 (client→server data #2: corrupt bit 100)',
      'FrameSent resent',
      'FrameDelivered resent',
      'FrameDelivered duplicate, late (client→server SYN #1: duplicate after 1s); overtaken',
      'FrameSent late (server→client udp #1: delay 3s)',
      'FrameDelivered late (server→client udp #1: delay 3s); overtaken',
    ]);
  });
});

describe('a capture', () => {
  test('at one host has only its interfaces, and what passes there', () => {
    const capture = readCapture(pcapng(world.setting, events, { host: 'server' }));
    expect(capture.interfaces.length).toBe(1);
    expect(capture.packets.length).toBe(frames.filter((event) => event.host === 'server').length);
  });

  test('of a part of a run, and of none, can be read', () => {
    expect(readCapture(pcapng(world.setting, [])).packets).toEqual([]);
    const first = run(world, untilTime(seconds(0)));
    expect(readCapture(pcapng(world.setting, first.events)).packets.length).toBe(1);
  });

  test('does not change what is captured', () => {
    const before = jsonl(events);
    pcapng(world.setting, events, { fcs: true });
    expect(jsonl(events)).toBe(before);
  });
});
