import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addFragment, NOTHING_ASSEMBLED } from '../../../packages/core/src/ipv4/reassembly.ts';
import { instant } from '../../../packages/core/src/basis/time.ts';
import { ipv4Address } from '../../../packages/core/src/wire/addresses.ts';
import { internetChecksum } from '../../../packages/core/src/wire/checksum.ts';
import { codepointOf, marked, markHeader, withCodepoint } from '../../../packages/core/src/wire/ecn.ts';
import { optionsLength, readOptions, writeOptions } from '../../../packages/core/src/wire/optionsOnWire.ts';
import type { Ipv4Packet } from '../../../packages/core/src/wire/packets.ts';
import { showEcn } from '../../../packages/core/src/wire/tcpOptions.ts';

const packet = (typeOfService: number, fragmentOffset = 0, moreFragments = false): Ipv4Packet => ({
  _tag: 'Ipv4',
  typeOfService,
  identification: 1,
  dontFragment: false,
  moreFragments,
  fragmentOffset,
  timeToLive: 64,
  protocol: 200,
  source: ipv4Address(10, 0, 0, 1),
  destination: ipv4Address(10, 0, 0, 2),
  options: new Uint8Array(0),
  payload: { _tag: 'Raw', octets: new Uint8Array(8) },
});

test('a mark goes on packets whose ends understand it, and leaves the class of service alone', () => {
  expect(marked(packet(0xb8))).toBeUndefined();
  for (const codepoint of [1, 2, 3] as const) {
    const made = marked(packet(withCodepoint(0xb8, codepoint)));
    expect(made?.typeOfService).toBe(0xbb);
  }
});

test('a header that is marked in place has the checksum that summing anew would give', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 20, maxLength: 20 }),
      fc.integer({ min: 0, max: 255 }),
      (header, service) => {
        header[1] = service;
        header[10] = 0;
        header[11] = 0;
        const view = new DataView(header.buffer);
        view.setUint16(10, internetChecksum(header));
        const before = header.slice();
        const did = markHeader(view, 0);
        expect(did).toBe(codepointOf(service) !== 0);
        expect(header[1]).toBe(did ? service | 3 : service);
        expect(internetChecksum(header)).toBe(0);
        if (!did) expect(header).toEqual(before);
      },
    ),
  );
});

// RFC 3168 §5.3: two fragments, and the codepoint of the whole; undefined: it is dropped.
test.each([
  [0, 0, 0],
  [2, 2, 2],
  [2, 3, 3],
  [3, 2, 3],
  [1, 3, 3],
  [3, 3, 3],
  [0, 3, undefined],
  [3, 0, undefined],
] as const)('fragments with codepoints %i and %i make a packet with %s', (first, second, whole) => {
  const octets = new Uint8Array(8);
  const kept = addFragment(NOTHING_ASSEMBLED, packet(0x10 | first, 0, true), octets, instant(0));
  if (kept._tag !== 'Kept') throw new Error(kept._tag);
  const made = addFragment(kept.reassembly, packet(0x10 | second, 8), octets, instant(0));
  expect(made._tag === 'Whole' ? made.packet.typeOfService : undefined).toBe(
    whole === undefined ? undefined : 0x10 | whole,
  );
});

test('the option of Accurate ECN is read back as it was written, in both orders and all lengths', () => {
  const counter = fc.integer({ min: 0, max: 0xff_ffff });
  fc.assert(
    fc.property(fc.constantFrom(0 as const, 1 as const), fc.array(counter, { maxLength: 3 }), (order, counters) => {
      const option = { kind: 'ECN', order, counters } as const;
      const length = optionsLength([option]);
      const bytes = new Uint8Array(length);
      const memory = { bytes, view: new DataView(bytes.buffer) };
      expect(writeOptions([option], memory, 0)).toBe(length);
      expect(bytes[0]).toBe(order === 0 ? 172 : 174);
      expect(bytes[1]).toBe(2 + 3 * counters.length);
      expect(readOptions(memory, 0, length)).toEqual({ _tag: 'Right', right: [option] });
    }),
  );
  expect(showEcn(0, [1, 0, 1])).toBe('ECN e0b 1 ceb 0 e1b 1');
  expect(showEcn(1, [1, 0])).toBe('ECN e1b 1 ceb 0');
});
