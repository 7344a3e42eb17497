// Family 13: headers and options of no possible form, octet by octet.
import { describe, expect, test } from 'vitest';
import { E } from '../../../../packages/core/src/basis/fp.ts';
import { rope } from '../../../../packages/core/src/basis/rope.ts';
import { ipv4Address } from '../../../../packages/core/src/wire/addresses.ts';
import { complement, pseudoHeaderSum, sum } from '../../../../packages/core/src/wire/checksum.ts';
import { ACK, SYN } from '../../../../packages/core/src/wire/control.ts';
import { IP_PROTOCOL } from '../../../../packages/core/src/wire/names.ts';
import { memoryOf } from '../../../../packages/core/src/wire/slab.ts';
import { decodeTcp, encodeTcp } from '../../../../packages/core/src/wire/tcp.ts';
import { pattern, segment } from '../pair.ts';
import { accepted, MSS, opening, stamp, STAMPING } from './peer.ts';

const FROM = ipv4Address(10, 0, 0, 1);
const TO = ipv4Address(10, 0, 0, 2);

/** A segment with these octets as options, its checksum as it must be, and 30 octets of zeros in memory behind it, or fewer. */
const read = (options: ReadonlyArray<number>, offset = 5 + options.length / 4, text = 8, behind = 30): string => {
  const length = 20 + options.length + text;
  const memory = memoryOf(new Uint8Array(length + behind));
  encodeTcp(segment({ control: ACK, payload: rope(pattern(options.length + text)) }), memory, 0, FROM, TO);
  memory.bytes.set(options, 20);
  memory.bytes[12] = offset << 4;
  memory.view.setUint16(16, 0);
  memory.view.setUint16(
    16,
    complement(sum(memory.view, 0, length, pseudoHeaderSum(FROM, TO, IP_PROTOCOL.tcp, length))),
  );
  const found = decodeTcp(memory, 0, length, FROM, TO);
  return E.isLeft(found) ? found.left.field : 'taken';
};

describe('a header', () => {
  test.each([0, 1, 4])('of %d words is refused', (offset) => {
    expect(read([], offset)).toBe('dataOffset');
  });

  test('longer than its packet is refused, by one word or by many', () => {
    expect(read([1, 1, 1, 1], 6, 0)).toBe('taken');
    expect(read([1, 1, 1, 1], 7, 0)).toBe('dataOffset');
    expect(read([1, 1, 1, 1], 9, 8)).toBe('dataOffset');
    expect(read([1, 1, 1, 1], 15, 8)).toBe('dataOffset');
  });
});

describe('an option (MUST-7)', () => {
  test.each([
    ['of length 1', [99, 1, 1, 1]],
    ['of length 1, a known one', [2, 1, 1, 1]],
    ['one octet past the header', [99, 5, 1, 1]],
    ['four octets past the header', [99, 8, 1, 1]],
    ['far past the header', [2, 255, 1, 1]],
    ['without room for its length', [1, 1, 1, 99]],
  ])('%s is refused', (_, options) => {
    expect(read(options)).toBe('options');
  });

  test.each([
    ['that fills the header', [99, 4, 1, 1]],
    ['of the least length', [99, 2, 1, 1]],
    ['behind the end of the list, where anything may stand', [0, 99, 1, 1]],
  ])('%s is taken', (_, options) => {
    expect(read(options)).toBe('taken');
  });

  test('without room for its length, where memory ends with the header, is refused and not read', () => {
    expect(read([1, 1, 1, 99], 6, 0, 0)).toBe('options');
  });
});

describe('values that are out of bounds', () => {
  test('a scale of more than 14 is taken for 14 (RFC 7323 §2.3)', () => {
    const peer = accepted({ syn: [MSS, { kind: 'wscale', shift: 15 }], wnd: 1 });
    expect(peer.tcb.fixed.sendShift).toBe(14);
    expect(peer.tcb.snd.wnd).toBe(1 << 14);
  });

  test('the window of a SYN,ACK is not scaled, whatever both agree upon (RFC 7323 §2.2)', () => {
    const peer = opening({ options: { receiveBuffer: 1_000_000 } });
    peer.says({ seq: 0, ack: 1, control: SYN | ACK, wnd: 1_000, options: [MSS, { kind: 'wscale', shift: 7 }] });
    expect(peer.tcb.snd.wnd).toBe(1_000);
    expect(peer.tcb.fixed.receiveShift).toBeGreaterThan(0);
  });

  test('an option of a known kind and another length says nothing', () => {
    const peer = accepted({ profile: STAMPING, syn: [MSS, stamp(1_000)] });
    expect(peer.tcb.fixed.timestamps).toBe(true);
    const other = accepted({ profile: STAMPING, syn: [MSS, { kind: 'unknown', number: 8, octets: pattern(3) }] });
    expect(other.tcb.fixed.timestamps).toBe(false);
  });
});
