import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rope, toBytes } from '../../../packages/core/src/basis/rope.ts';
import { ipv4Address, LIMITED_BROADCAST } from '../../../packages/core/src/wire/addresses.ts';
import { ICMP_TYPE, isIcmpError } from '../../../packages/core/src/wire/icmpTypes.ts';
import { encodeIpv4, ipv4Length } from '../../../packages/core/src/wire/ipv4.ts';
import type { IcmpMessage, Ipv4Packet } from '../../../packages/core/src/wire/packets.ts';
import { carve, viewOf } from '../../../packages/core/src/wire/slab.ts';
import { encodeTransport } from '../../../packages/core/src/wire/transport.ts';
import { fired, indications, requests } from '../laws.ts';
import { ALL_OF_US, datagram, FAR, GROUP, LOOP, NONE, OTHER, packet, packets, payloadOf, THEM, US } from '../likely.ts';
import { host } from './host.ts';

const SECOND = 1_000_000_000;

const octetsOf = (whole: Ipv4Packet): Uint8Array => {
  const { memory, at } = carve(ipv4Length(whole));
  return viewOf(memory, at, encodeIpv4(whole, memory, at));
};

const message = (type: number, code = 0, rest = 0, octets: Uint8Array = payloadOf(40)): IcmpMessage => ({
  _tag: 'Icmp',
  type,
  code,
  rest,
  payload: rope(octets),
});

describe('an error that we send', () => {
  test('comes from the address that was asked, and quotes header and payload of the packet', () => {
    const refused = packet({ payload: datagram(7, 9, 30), options: Uint8Array.of(1, 1, 1, 0) });
    const said = host().refuse(refused);
    expect(fired(said)).toEqual(['ipv4.error-sent']);
    expect(requests(said)).toMatchObject([
      { nextHop: THEM, packet: { source: US, destination: THEM, protocol: 1, typeOfService: 0xc0 } },
    ]);
    const sent = requests(said)[0]?.packet.payload;
    expect(sent).toMatchObject({ _tag: 'Icmp', type: 3, code: 3, rest: 0 });
    expect(sent?._tag === 'Icmp' ? toBytes(sent.payload) : undefined).toEqual(octetsOf(refused));
  });

  test('of a protocol that nobody speaks has code 2', () => {
    const said = host().refuse(
      packet({ protocol: 200, payload: { _tag: 'Raw', octets: payloadOf(9) } }),
      'protocol-unreachable',
    );
    expect(requests(said)).toMatchObject([{ packet: { payload: { type: 3, code: 2 } } }]);
  });

  test('is never larger than 576 octets', () => {
    const sent = requests(host().refuse(packet({ payload: datagram(7, 9, 1400) })))[0]?.packet;
    expect(sent === undefined ? 0 : ipv4Length(sent)).toBe(576);
  });

  test('goes through the gateway to a sender that is far away', () => {
    expect(requests(host().refuse(packet({ source: FAR })))).toMatchObject([{ packet: { destination: FAR } }]);
  });

  test('about a packet of our own reaches us, and no budget is touched', () => {
    const us = host();
    for (let i = 0; i < 100; i++) us.refuse(packet({ source: US, destination: LOOP }));
    expect(indications(us.wake(0))).toHaveLength(100);
  });

  test.each<[string, Partial<Ipv4Packet>]>([
    ...[3, 4, 5, 11, 12].map((type): [string, Partial<Ipv4Packet>] => [
      `an ICMP error of type ${type}`,
      { protocol: 1, payload: message(type) },
    ]),
    [
      'an ICMP error that cannot be read',
      {
        protocol: 1,
        payload: { _tag: 'Malformed', octets: Uint8Array.of(3), error: { header: 'icmp', field: 'x', reason: 'y' } },
      },
    ],
    [
      'the first fragment of an ICMP error',
      { protocol: 1, moreFragments: true, payload: { _tag: 'Raw', octets: Uint8Array.of(11, 0) } },
    ],
    ['a broadcast', { destination: ALL_OF_US }],
    ['the limited broadcast', { destination: LIMITED_BROADCAST }],
    ['a group', { destination: GROUP }],
    ['a later fragment', { fragmentOffset: 8 }],
    ['a packet from nobody', { source: NONE }],
    ['a packet from all', { source: ALL_OF_US }],
    ['a packet from a group', { source: GROUP }],
    ['a packet from 240/4', { source: ipv4Address(250, 0, 0, 1) }],
  ])('is never about %s', (_, says) => {
    const said = host().refuse(packet(says));
    expect(fired(said)).toEqual(['ipv4.error-withheld']);
    expect(requests(said)).toEqual([]);
  });

  test('is withheld by exactly these reasons, whatever the packet', () => {
    fc.assert(
      fc.property(packets, (refused) => {
        const first =
          refused.payload._tag === 'Icmp'
            ? refused.payload.type
            : 'octets' in refused.payload
              ? refused.payload.octets[0]
              : 0;
        const wrong = [NONE, ALL_OF_US, LIMITED_BROADCAST, GROUP];
        const withheld =
          (refused.protocol === 1 && isIcmpError(first ?? 0)) ||
          wrong.slice(1).includes(refused.destination) ||
          wrong.includes(refused.source) ||
          refused.fragmentOffset > 0;
        expect(fired(host().refuse(refused)).includes('ipv4.error-withheld')).toBe(withheld);
      }),
    );
  });

  test('is one of fifty at once, and of a thousand a second', () => {
    const us = host();
    const sent = (at: number): number => requests(us.refuse(packet(), 'port-unreachable', at)).length;
    let burst = 0;
    for (let i = 0; i < 60; i++) burst += sent(SECOND);
    expect(burst).toBe(50);
    expect(fired(us.all())).toContain('ipv4.error-limited');
    let later = 0;
    for (let at = SECOND; at < 2 * SECOND; at += 100_000) later += sent(at);
    expect(later).toBe(999);
    let rested = 0;
    for (let i = 0; i < 60; i++) rested += sent(10 * SECOND);
    expect(rested).toBe(50);
  });
});

describe('an error that we receive', () => {
  const ours = packet({ source: US, destination: FAR, payload: datagram(0x1234, 53, 20) });
  const about = (quote: Uint8Array, type = 3, code = 3, rest = 0): Ipv4Packet =>
    packet({ source: OTHER, protocol: 1, payload: message(type, code, rest, quote) });

  test('is handed to the transport whose packet it quotes, with the reporter and the first octets', () => {
    const said = host().arrives(about(octetsOf(ours)));
    expect(fired(said)).toEqual(['ipv4.error-received']);
    expect(indications(said)).toEqual([
      {
        _tag: 'Failed',
        error: {
          type: 3,
          code: 3,
          mtu: 0,
          reporter: OTHER,
          source: US,
          destination: FAR,
          protocol: 17,
          quoted: encodeTransport(ours.payload, US, FAR),
        },
      },
    ]);
  });

  test('may quote no more than the header and eight octets, whatever options it has', () => {
    fc.assert(
      fc.property(fc.nat(10), fc.nat(12), (words, more) => {
        const quoted = octetsOf({ ...ours, options: new Uint8Array(words * 4).fill(1) }).slice(
          0,
          20 + words * 4 + 8 + more,
        );
        expect(indications(host().arrives(about(quoted)))).toMatchObject([{ _tag: 'Failed', error: { protocol: 17 } }]);
        const short = quoted.slice(0, 20 + words * 4 + 7);
        expect(fired(host().arrives(about(short)))).toEqual(['ipv4.error-ignored']);
      }),
    );
  });

  test('says the MTU of the next hop, where it is about fragmentation', () => {
    expect(indications(host().arrives(about(octetsOf(ours), 3, 4, 1400)))).toMatchObject([
      { error: { code: 4, mtu: 1400 } },
    ]);
    expect(indications(host().arrives(about(octetsOf(ours), 11, 0, 1400)))).toMatchObject([
      { error: { type: 11, mtu: 0 } },
    ]);
  });

  test.each<[string, Ipv4Packet]>([
    ['a packet of somebody else', about(octetsOf({ ...ours, source: OTHER }))],
    [
      'a later fragment',
      about(octetsOf({ ...ours, fragmentOffset: 8, payload: { _tag: 'Raw', octets: payloadOf(16) } })),
    ],
    ['nothing', about(new Uint8Array(0))],
    ['a packet of another version', about(octetsOf(ours).map((octet, i) => (i === 0 ? 0x65 : octet)))],
    ['a header shorter than a header', about(octetsOf(ours).map((octet, i) => (i === 0 ? 0x44 : octet)))],
  ])('is ignored when it quotes %s', (_, error) => {
    const us = host();
    expect(fired(us.arrives(error))).toEqual(['ipv4.error-ignored']);
    expect(us.state().counts.errors).toBe(1);
  });

  test.each([
    ['Source Quench', ICMP_TYPE.sourceQuench],
    ['Redirect', ICMP_TYPE.redirect],
  ])('is ignored when it is a %s', (_, type) => {
    expect(fired(host().arrives(about(octetsOf(ours), type, 0)))).toEqual(['ipv4.error-ignored']);
  });

  test('never throws, whatever it quotes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.constantFrom(3, 11, 12), (quoted, type) => {
        expect(host().arrives(about(quoted, type)).length).toBeGreaterThan(0);
      }),
    );
  });

  test('and what we send understand each other', () => {
    const them = host({ address: THEM });
    const us = host();
    const sent = requests(us.send(THEM, { payload: datagram(1234, 53, 20) }))[0]!.packet;
    const error = requests(them.refuse(sent))[0]!.packet;
    expect(indications(us.arrives(error))).toMatchObject([
      { _tag: 'Failed', error: { type: 3, code: 3, reporter: THEM, source: US, destination: THEM, protocol: 17 } },
    ]);
  });
});
