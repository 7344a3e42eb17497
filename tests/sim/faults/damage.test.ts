// Corruption that one check or the other does not notice.
import { ACK, octetsWithFcs, PSH, valueOf } from '@sockeye/core';
import type { Frame } from '@sockeye/core';
import { readFault, showFault, strikeOctets } from '@sockeye/sim';
import { either as E } from 'fp-ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { datagram, every, segment } from '../toy.ts';
import { MS, of, through } from './through.ts';

const FRAMES = every(MS, 200, segment(ACK | PSH, 1, 1, 200));

const pairs = (words: string, frames = FRAMES): ReadonlyArray<readonly [sent: Frame, got: Frame]> => {
  const events = through([words], frames);
  const sent = new Map(of(events, 'FrameSent').map(({ frame, data }) => [frame, data]));
  return of(events, 'FrameDelivered').map(({ frame, data }) => [sent.get(frame)!, data] as const);
};

/** What the receiver makes of them: how many it reads, and how many of those are not what was sent. */
const read = (words: string): readonly [read: number, wrong: number] => {
  let right = 0;
  let wrong = 0;
  for (const [sent, got] of pairs(words)) {
    const value = valueOf(got);
    if (E.isLeft(value) || value.right.payload._tag !== 'Ipv4' || value.right.payload.payload._tag !== 'Tcp') continue;
    right += 1;
    if (octetsWithFcs(sent).some((octet, i) => octet !== octetsWithFcs(got)[i])) wrong += 1;
  }
  return [right, wrong];
};

describe('damage', () => {
  test('of one bit is noticed by the FCS, and with an FCS made right by the sum of IP or TCP, or by nobody at the addresses', () => {
    expect(read('corrupt 100%')).toEqual([0, 0]);
    for (const [sent, got] of pairs('corrupt 100% fcs')) {
      const value = valueOf(got);
      const at = octetsWithFcs(sent).findIndex((octet, i) => octet !== octetsWithFcs(got)[i]);
      // Only Ethernet's own header, and the padding, have no other check.
      if (E.isRight(value) && value.right.payload._tag === 'Ipv4' && value.right.payload.payload._tag === 'Tcp') {
        expect(at).toBeLessThan(14);
      }
    }
  });

  test.each(['two-flips', 'swap'])('%s is noticed by the FCS', (how) => {
    expect(read(`corrupt 100% ${how}`)).toEqual([0, 0]);
  });

  test.each(['two-flips', 'swap'])(
    '%s with an FCS made right is noticed by nobody: TCP is handed what nobody sent',
    (how) => {
      const [right, wrong] = read(`corrupt 100% ${how} fcs`);
      // Some strike the header of the segment so that it cannot be read at all; no sum notices any.
      expect(right).toBeGreaterThan(150);
      expect(wrong).toBe(right);
      for (const { how: said } of of(through([`corrupt 100% ${how} fcs`], FRAMES), 'FrameCorrupted')) {
        expect(said).toContain('FCS made right');
      }
    },
  );

  test('in a burst flips its first and its last bit, none outside it, and the FCS notices up to 32', () => {
    for (const [sent, got] of pairs('corrupt 100% burst 9')) {
      const before = octetsWithFcs(sent);
      const bits: Array<number> = [];
      octetsWithFcs(got).forEach((octet, i) => {
        for (let b = 0; b < 8; b++) if ((((octet ^ before[i]!) >> (7 - b)) & 1) === 1) bits.push(8 * i + b);
      });
      expect(bits[bits.length - 1]! - bits[0]!).toBe(8);
      expect(valueOf(got)._tag).toBe('Left');
    }
  });

  test('by a script strikes the frame that it names', () => {
    const events = through(['client→server data #3: corrupt swap fcs'], FRAMES);
    expect(of(events, 'FrameCorrupted').map(({ how }) => how)).toEqual(['two words swapped, FCS made right']);
  });

  test('that a frame has no place for does nothing', () => {
    expect(of(through(['corrupt 100% burst 9999'], every(MS, 3, datagram())), 'FrameCorrupted')).toEqual([]);
  });
});

test('two flips and a swap never change the sum of the words', () => {
  const sum = (octets: Uint8Array): number => {
    let total = 0;
    for (let i = 34; i + 1 < octets.length; i += 2) total += octets[i]! * 256 + octets[i + 1]!;
    return total % 65535;
  };
  const u32 = fc.integer({ min: 0, max: 4294967295 });
  const strike = fc.constantFrom({ _tag: 'TwoFlips' } as const, { _tag: 'Swap' } as const);
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 40, maxLength: 90 }), strike, u32, u32, (payload, how, place, second) => {
      const octets = new Uint8Array(payload.length);
      octets.set(payload);
      octets.set([8, 0, 0x45, 0, 0, octets.length - 14], 12);
      const before = octets.slice();
      const bit = strikeOctets(octets, how, place, second);
      expect(sum(octets)).toBe(sum(before));
      expect(octets.some((octet, i) => octet !== before[i])).toBe(bit !== undefined);
    }),
  );
});

test.each([
  'corrupt 1% burst 5',
  'corrupt 1% 25% two-flips fcs',
  'corrupt 1% swap fcs from 1s until 2s',
  'corrupt 1% fcs',
  'a→b data #3: corrupt bit 7 burst 3 fcs',
  'a→b data #3: corrupt two-flips',
])('"%s" is read, and written as it was read', (words) => {
  const value = readFault(words);
  expect(E.isRight(value) ? showFault(value.right) : value.left).toBe(words);
});

test('a bit that is named for a swap is refused', () => {
  expect(() => through(['client→server data: corrupt bit 4 swap'], [])).toThrow('leave the bit out');
});
