import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dissect, showDissection } from '../../../packages/core/src/wire/dissect.ts';
import type { Dissection } from '../../../packages/core/src/wire/dissection.ts';
import { frameOf, octetsOf, octetsWithFcs } from '../../../packages/core/src/wire/frame.ts';
import { icmpCodeName, icmpTypeName, isIcmpError } from '../../../packages/core/src/wire/icmpTypes.ts';
import { ipv4Length } from '../../../packages/core/src/wire/ipv4.ts';
import { etherTypeName, protocolName } from '../../../packages/core/src/wire/names.ts';
import { pseudoHeaderSum } from '../../../packages/core/src/wire/checksum.ts';
import { ethernetFrame } from './arbitraries.ts';
import { A, B, GOLDEN } from './golden.ts';

const all = (tree: Dissection): ReadonlyArray<Dissection> => [tree, ...tree.children.flatMap(all)];
const find = (tree: Dissection, name: string): Dissection => all(tree).find((part) => part.name === name)!;

describe('a dissection', () => {
  test('covers every bit of a frame once, and each part lies inside its whole', () => {
    fc.assert(
      fc.property(ethernetFrame, fc.boolean(), (value, hasFcs) => {
        const octets = hasFcs ? octetsWithFcs(frameOf(value)) : octetsOf(frameOf(value));
        const tree = dissect(octets, hasFcs);
        const covered = Array.from({ length: octets.length * 8 }, () => 0);
        for (const part of all(tree)) {
          for (const child of part.children) {
            expect(child.from).toBeGreaterThanOrEqual(part.from);
            expect(child.to).toBeLessThanOrEqual(part.to);
          }
          if (part.children.length > 0) continue;
          const first = part.from * 8 + (part.bits?.bit ?? 0);
          const width = part.bits?.width ?? (part.to - part.from) * 8;
          for (let bit = first; bit < first + width; bit++) covered[bit] = covered[bit]! + 1;
        }
        expect(covered.every((times) => times === 1)).toBe(true);
      }),
    );
  });

  test('covers every octet of any octets at all, and none twice', () => {
    fc.assert(
      fc.property(
        ethernetFrame,
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 4 }),
        fc.nat(),
        (value, changes, cut) => {
          const octets = octetsOf(frameOf(value)).slice();
          for (const [at, octet] of changes) octets[at % Math.min(octets.length, 60)] = octet;
          const struck = octets.subarray(0, octets.length - (cut % octets.length));
          const tree = dissect(struck, false);
          const covered = Array.from({ length: struck.length * 8 }, () => 0);
          for (const part of all(tree).filter(({ children }) => children.length === 0)) {
            const first = part.from * 8 + (part.bits?.bit ?? 0);
            const width = part.bits?.width ?? (part.to - part.from) * 8;
            for (let bit = first; bit < first + width; bit++) covered[bit] = covered[bit]! + 1;
          }
          expect(covered.every((times) => times === 1)).toBe(true);
          if (value.payload._tag === 'Ipv4' && changes.length === 0 && cut % octets.length === 0) {
            expect(find(tree, 'ipv4').to - 14).toBe(ipv4Length(value.payload));
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  test('finds nothing wrong with what we send', () => {
    fc.assert(
      fc.property(ethernetFrame, (value) => {
        const tree = dissect(octetsWithFcs(frameOf(value)), true);
        expect(tree.children.flatMap(({ error }) => error ?? [])).toEqual([]);
        expect(find(tree, 'frameCheckSequence').verdict).toBe('right');
        if (value.payload._tag !== 'Ipv4') return;
        const packet = tree.children[1]!;
        expect(packet.children.find(({ name }) => name === 'headerChecksum')!.verdict).toBe('right');
        const transport = packet.children.at(-1)!;
        const { payload } = value.payload;
        if (payload._tag === 'Raw' || payload._tag === 'Malformed') return;
        const absent = payload._tag === 'Udp' && !payload.checksummed;
        expect(transport.error).toBeUndefined();
        expect(transport.children.find(({ name }) => name === 'checksum')!.verdict).toBe(absent ? 'absent' : 'right');
      }),
    );
  });

  test('of a SYN with options, line by line', () => {
    expect(showDissection(dissect(GOLDEN[1]!.octets, true))).toMatchInlineSnapshot(`
      "0–78 frame (78 octets)
        0–14 ethernet (02:00:00:00:00:01 → 02:00:00:00:00:02)
          0–6 destination = 02:00:00:00:00:02
          6–12 source = 02:00:00:00:00:01
          12–14 etherType = 0x0800 (IPv4)
        14–74 ipv4 (10.0.0.1 → 10.0.0.2)
          14–15 bits 0–4 version = 4
          14–15 bits 4–8 headerLength = 5 (20 octets)
          15–16 typeOfService = 0
          16–18 totalLength = 60
          18–20 identification = 7238
          20–21 bits 0–1 reserved = 0
          20–21 bits 1–2 dontFragment = 1
          20–21 bits 2–3 moreFragments = 0
          20–22 bits 3–16 fragmentOffset = 0 (octet 0)
          22–23 timeToLive = 64
          23–24 protocol = 6 (TCP)
          24–26 headerChecksum = 0x0a74 [right]
          26–30 sourceAddress = 10.0.0.1
          30–34 destinationAddress = 10.0.0.2
          34–74 tcp (40000 → 80 SYN)
            34–36 sourcePort = 40000
            36–38 destinationPort = 80
            38–42 sequenceNumber = 3735928559
            42–46 acknowledgmentNumber = 0
            46–47 bits 0–4 dataOffset = 10 (40 octets)
            46–47 bits 4–7 reserved = 0
            46–47 bits 7–8 AE = 0
            47–48 bits 0–1 CWR = 0
            47–48 bits 1–2 ECE = 0
            47–48 bits 2–3 URG = 0
            47–48 bits 3–4 ACK = 0
            47–48 bits 4–5 PSH = 0
            47–48 bits 5–6 RST = 0
            47–48 bits 6–7 SYN = 1
            47–48 bits 7–8 FIN = 0
            48–50 window = 64240
            50–52 checksum = 0xdc9a [right]
            52–54 urgentPointer = 0
            54–74 options
              54–58 mss = maximum segment size 1460
              58–60 sackOK = SACK permitted
              60–70 TS = timestamps, value 1122867, echo 0
              70–71 nop = no operation
              71–74 wscale = window scale 7
        74–78 frameCheckSequence = 401982de [right]"
    `);
  });

  test('of an ICMP error shows the packet that it quotes', () => {
    expect(showDissection(dissect(GOLDEN[2]!.octets, true))).toMatchInlineSnapshot(`
      "0–78 frame (78 octets)
        0–14 ethernet (02:00:00:00:00:02 → 02:00:00:00:00:01)
          0–6 destination = 02:00:00:00:00:01
          6–12 source = 02:00:00:00:00:02
          12–14 etherType = 0x0800 (IPv4)
        14–74 ipv4 (10.0.0.2 → 10.0.0.1)
          14–15 bits 0–4 version = 4
          14–15 bits 4–8 headerLength = 5 (20 octets)
          15–16 typeOfService = 192
          16–18 totalLength = 60
          18–20 identification = 8
          20–21 bits 0–1 reserved = 0
          20–21 bits 1–2 dontFragment = 0
          20–21 bits 2–3 moreFragments = 0
          20–22 bits 3–16 fragmentOffset = 0 (octet 0)
          22–23 timeToLive = 64
          23–24 protocol = 1 (ICMP)
          24–26 headerChecksum = 0x65f7 [right]
          26–30 sourceAddress = 10.0.0.2
          30–34 destinationAddress = 10.0.0.1
          34–74 icmp (Destination Unreachable, port unreachable)
            34–35 type = 3 (Destination Unreachable)
            35–36 code = 3 (port unreachable)
            36–38 checksum = 0x111d [right]
            38–42 restOfHeader = 0
            42–74 ipv4 (10.0.0.1 → 10.0.0.2)
              42–43 bits 0–4 version = 4
              42–43 bits 4–8 headerLength = 5 (20 octets)
              43–44 typeOfService = 0
              44–46 totalLength = 32
              46–48 identification = 7
              48–49 bits 0–1 reserved = 0
              48–49 bits 1–2 dontFragment = 0
              48–49 bits 2–3 moreFragments = 0
              48–50 bits 3–16 fragmentOffset = 0 (octet 0)
              50–51 timeToLive = 64
              51–52 protocol = 17 (UDP)
              52–54 headerChecksum = 0x66c4 [right]
              54–58 sourceAddress = 10.0.0.1
              58–62 destinationAddress = 10.0.0.2
              62–74 udp (40000 → 53)
                62–64 sourcePort = 40000
                64–66 destinationPort = 53
                66–68 length = 12
                68–70 checksum = 0x8a97 [unverified]
                70–74 payload = 61626364 (4 octets)
        74–78 frameCheckSequence = a6aa6cfa [right]"
    `);
  });

  test('of an ARP request asks its question', () => {
    expect(find(dissect(GOLDEN[0]!.octets, true), 'arp').meaning).toBe('who has 10.0.0.2? Tell 10.0.0.1');
  });

  test('says what a wrong sum should be', () => {
    const octets = GOLDEN[1]!.octets.slice();
    octets[50] = 0;
    octets[24] = 0;
    octets[77] = 0;
    const tree = dissect(octets, true);
    const wrong = all(tree).filter(({ verdict }) => verdict === 'wrong');
    expect(wrong.map(({ name, meaning }) => `${name} ${meaning}`)).toEqual([
      'headerChecksum should be 0x0a74',
      'checksum should be 0xdc9a',
      expect.stringMatching(/^frameCheckSequence should be [0-9a-f]{8}$/),
    ]);
    expect(find(tree, 'ipv4').error?.field).toBe('headerChecksum');
    expect(find(tree, 'tcp').error?.field).toBe('checksum');
  });

  test('knows a sender whose card makes the checksums', () => {
    const octets = GOLDEN[1]!.octets.slice(0, -4);
    new DataView(octets.buffer).setUint16(50, pseudoHeaderSum(A, B, 6, 40));
    expect(find(dissect(octets, false), 'checksum')).toMatchObject({
      verdict: 'wrong',
      meaning: 'should be 0xdc9a; the sender has checksum offload on',
    });
  });

  test('of a frame without a header says so', () => {
    const tree = dissect(new Uint8Array(9), false);
    expect(find(tree, 'ethernet').error).toEqual({
      header: 'ethernet',
      field: 'length',
      reason: '9 octets, where the header has 14',
    });
    expect(find(tree, 'ethernet').children.map(({ name }) => name)).toEqual(['destination', 'rest']);
  });
});

describe('names', () => {
  test('are those of the registries', () => {
    expect(etherTypeName(0x0800)).toBe('IPv4');
    expect(etherTypeName(46)).toBe('length');
    expect(etherTypeName(0xffff)).toBeUndefined();
    expect(protocolName(6)).toBe('TCP');
    expect(protocolName(255)).toBeUndefined();
    expect(icmpTypeName(11)).toBe('Time Exceeded');
    expect(icmpCodeName(3, 4)).toBe('fragmentation needed and DF set');
    expect(icmpCodeName(8, 1)).toBeUndefined();
    expect([0, 3, 4, 5, 8, 11, 12, 13].filter(isIcmpError)).toEqual([3, 4, 5, 11, 12]);
  });
});
