// Frames with a tag of IEEE 802.1Q, written by hand.
import { describe, expect, test } from 'vitest';
import {
  dissect,
  ethernetCodec,
  frameFromOctets,
  frameLength,
  frameOf,
  hex,
  isWritten,
  octetsWithFcs,
  showDissection,
  valueOf,
} from '@sockeye/core';
import type { EthernetFrame } from '@sockeye/core';
import { flat } from './arbitraries.ts';
import { octetsFrom } from './golden.ts';

// VLAN 100, priority 3, drop eligible: 011 1 0000 0110 0100. An echo request from 10.0.0.1 to 10.0.0.2.
const TAGGED = octetsFrom(`
  0200 0000 0002 0200 0000 0001 8100 7064 0800
  4500 001c 0001 0000 4001 66de 0a00 0001 0a00 0002
  0800 f7fd 0001 0001 0000 0000 0000 0000 0000 0000 0000`);

const read = (octets: Uint8Array): EthernetFrame => {
  const value = ethernetCodec.decode(octets);
  return value._tag === 'Right' ? value.right : expect.fail('not read');
};

describe('a tagged frame', () => {
  test('is read: tag, inner type, and the packet inside', () => {
    expect(flat(read(TAGGED))).toMatchObject({
      etherType: 0x8100,
      payload: {
        _tag: 'Tagged',
        priority: 3,
        dropEligible: true,
        vlan: 100,
        etherType: 0x0800,
        payload: { _tag: 'Ipv4', protocol: 1, payload: { _tag: 'Icmp', type: 8, rest: 0x00010001, payload: '' } },
      },
    });
  });

  test('is written as it was, and its length is known without writing it', () => {
    expect(hex(ethernetCodec.encode(read(TAGGED)))).toBe(hex(TAGGED));
    const frame = frameOf(read(TAGGED));
    expect(isWritten(frame)).toBe(false);
    expect(frameLength(frame)).toBe(TAGGED.length);
    expect(valueOf(frameFromOctets(octetsWithFcs(frame)))._tag).toBe('Right');
  });

  test('is dissected', () => {
    const lines = showDissection(dissect(TAGGED, false)).split('\n');
    expect(lines.slice(1, 13)).toEqual([
      '  0–14 ethernet (02:00:00:00:00:01 → 02:00:00:00:00:02)',
      '    0–6 destination = 02:00:00:00:00:02',
      '    6–12 source = 02:00:00:00:00:01',
      '    12–14 etherType = 0x8100 (VLAN tag)',
      '  14–18 vlan (VLAN 100)',
      '    14–15 bits 0–3 priority = 3',
      '    14–15 bits 3–4 dropEligible = 1',
      '    14–16 bits 4–16 vlan = 100',
      '    16–18 etherType = 0x0800 (IPv4)',
      '  18–46 ipv4 (10.0.0.1 → 10.0.0.2)',
      '    18–19 bits 0–4 version = 4',
      '    18–19 bits 4–8 headerLength = 5 (20 octets)',
    ]);
    expect(lines.join('\n')).toContain('checksum = 0xf7fd [right]');
    expect(lines.join('\n')).not.toContain('!!');
  });

  test('that is broken inside says what is wrong there', () => {
    const struck = TAGGED.slice();
    struck[40] = 1;
    expect(read(struck).payload).toMatchObject({
      _tag: 'Tagged',
      payload: { payload: { _tag: 'Malformed', error: { header: 'icmp', field: 'checksum' } } },
    });
    expect(hex(ethernetCodec.encode(read(struck)))).toBe(hex(struck));
  });

  test('whose tag is cut off says so', () => {
    const cut = TAGGED.subarray(0, 17);
    expect(read(cut).payload).toMatchObject({ _tag: 'Malformed', error: { header: 'vlan', field: 'length' } });
    expect(showDissection(dissect(cut, false))).toContain('!! length: 3 octets, where the header has 4');
  });
});

describe('a frame with two tags', () => {
  // A provider's VLAN 7 around a customer's VLAN 100.
  const double = Uint8Array.from([...TAGGED.subarray(0, 12), 0x88, 0xa8, 0x00, 0x07, ...TAGGED.subarray(12)]);

  test('is read up to the second one, and written as it was', () => {
    expect(flat(read(double))).toMatchObject({
      etherType: 0x88a8,
      payload: {
        _tag: 'Tagged',
        vlan: 7,
        etherType: 0x8100,
        payload: { _tag: 'Raw', octets: hex(TAGGED.subarray(14)) },
      },
    });
    expect(hex(ethernetCodec.encode(read(double)))).toBe(hex(double));
  });
});
