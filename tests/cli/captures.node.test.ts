// The readers of captures, by themselves: whatever a file holds, they tell packets that lie in it, and fail by `Unreadable` alone.
import { pcapng } from '@sockeye/sim';
import { describe, expect, test } from 'vitest';
import { Cursor, Unreadable } from '../../packages/cli/src/capture/Capture.ts';
import { isPcap, readPcap } from '../../packages/cli/src/capture/pcap.ts';
import { isPcapng, readPcapng } from '../../packages/cli/src/capture/pcapng.ts';
import { arbitraryOctets, isEnough, struckOctets, survives } from '../core/wire/strikes.ts';
import { echo, play } from '../sim/stage.ts';

const FILE = 'tests/cli/captures.node.test.ts';

const words = (isLittle: boolean, ...numbers: ReadonlyArray<number>): ReadonlyArray<number> =>
  numbers.flatMap((n) => {
    const octets = [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255];
    return isLittle ? octets.toReversed() : octets;
  });

const frame = Array.from({ length: 60 }, (_, i) => i);

/** Three packets in tcpdump's old format. */
const old = (isLittle: boolean, link: number): Uint8Array =>
  Uint8Array.from([
    ...words(isLittle, 0xa1b2c3d4, isLittle ? 0x00040002 : 0x00020004, 0, 0, 65_535, link),
    ...[1, 2, 3].flatMap((second) => words(isLittle, second, 5, frame.length, frame.length).concat(frame)),
  ]);

/** A section of the new format with an interface, a block that nobody knows, and a simple packet. */
const simple = (isLittle: boolean): ReadonlyArray<number> => [
  ...words(isLittle, 0x0a0d0d0a, 28, 0x1a2b3c4d, isLittle ? 1 : 0x00010000, 0xffffffff, 0xffffffff, 28),
  ...words(isLittle, 1, 20, isLittle ? 1 : 0x00010000, 48, 20),
  ...words(isLittle, 0x4242, 16, 7, 16),
  ...words(isLittle, 3, 64, frame.length),
  ...frame.slice(0, 48),
  ...words(isLittle, 64),
];

const ours = ['tcp', 'udp'].map((family) => {
  const { world, events } = play(echo('hi', { faults: ['corrupt 20%'] }, family as 'tcp' | 'udp'));
  return Uint8Array.from(pcapng(world.setting, events.slice(0, 12), { fcs: true }));
});

const valid: ReadonlyArray<Uint8Array> = [
  ...ours,
  old(true, 1),
  old(false, 0x24000001),
  Uint8Array.from([...simple(true), ...simple(false)]),
  Uint8Array.from([...simple(false), ...simple(true)]),
];

/** Where in these files lengths stand. */
const LENGTHS = [0, 4, 28, 32, 36, 48, 52, 56, 60, 64, 68, 72, 76, 80, 84, 88, 92, 96, 100, 104].map(
  (at) => [at, 4] as const,
);

/** Every packet of a file, up to where it cannot be read. */
const packetsOf = (
  octets: Uint8Array,
): { readonly kept: number; readonly count: number; readonly isWhole: boolean } => {
  let kept = 0;
  let count = 0;
  try {
    const cursor = new Cursor(octets);
    const packets = isPcap(cursor) ? readPcap(cursor) : isPcapng(cursor) ? readPcapng(cursor) : [];
    for (const packet of packets) {
      count += 1;
      kept += packet.octets.length;
      if (packet.octets.buffer !== octets.buffer) throw new Error('a packet that is not of this file');
      if (packet.at < 0n || packet.fcsLength < 0) throw new Error('less than nothing');
    }
    return { kept, count, isWhole: true };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { kept, count, isWhole: false };
  }
};

describe('the readers of captures', { timeout: 60_000 }, () => {
  test('read what is valid', () => {
    expect(valid.map((file) => packetsOf(file)).map(({ isWhole }) => isWhole)).toEqual(valid.map(() => true));
    expect(valid.slice(2).map((file) => packetsOf(file).count)).toEqual([3, 3, 2, 2]);
  });

  test('survive a hundred thousand files', () => {
    const seen = { packets: 0, whole: 0, broken: 0 };
    const tried = survives(
      'survive',
      FILE,
      (die, isArbitrary) => {
        if (!isArbitrary) return struckOctets(die, valid, LENGTHS);
        const octets = arbitraryOctets(die);
        // Behind a right beginning arbitrary octets are looked at, and not only their first word.
        const head = valid[die.below(valid.length)]!;
        if (die.below(4) > 0) octets.set(head.subarray(0, Math.min(octets.length, [4, 24, 28, 48][die.below(4)]!)));
        return octets;
      },
      (octets) => {
        const { kept, count, isWhole } = packetsOf(octets);
        // No octet belongs to two packets.
        if (kept > octets.length) throw new Error(`${kept} octets of packets in ${octets.length}`);
        seen.packets += count;
        if (isWhole) seen.whole += 1;
        else seen.broken += 1;
      },
    );
    expect(isEnough(tried, seen.packets, seen.whole, seen.broken)).toBe(true);
  });

  test.each([
    ['an interface of less than its fields', [...words(true, 1, 16, 1, 16)], 'too short for its type'],
    ['a packet that reaches past its block', [...words(true, 6, 32, 0, 0, 0, 4, 4, 32)], 'does not fit its block'],
    ['a simple packet without its length', [...words(true, 3, 12, 12)], 'too short for its type'],
  ])('refuse %s', (_, block, says) => {
    const file = Uint8Array.from([...simple(true), ...block]);
    expect(() => [...readPcapng(new Cursor(file))]).toThrow(says);
  });
});
