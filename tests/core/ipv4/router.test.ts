// What a router does with the packets of others: each sentence is one of RFC 1812.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concatBytes } from '../../../packages/core/src/basis/bytes.ts';
import { rope, toBytes } from '../../../packages/core/src/basis/rope.ts';
import { readQuote } from '../../../packages/core/src/ipv4/quote.ts';
import type { Routing } from '../../../packages/core/src/ipv4/routing.ts';
import { linkTo, lookup } from '../../../packages/core/src/ipv4/routing.ts';
import { payloadOctets } from '../../../packages/core/src/ipv4/send.ts';
import type { Ipv4Address } from '../../../packages/core/src/wire/addresses.ts';
import { inPrefix, ipv4Address, LIMITED_BROADCAST, prefixMask } from '../../../packages/core/src/wire/addresses.ts';
import { ipv4Length } from '../../../packages/core/src/wire/ipv4.ts';
import type { IcmpMessage, Ipv4Packet } from '../../../packages/core/src/wire/packets.ts';
import { fired, indications, requests } from '../laws.ts';
import { ALL_OF_US, datagram, FAR, GATEWAY, GROUP, LOOP, NONE, packet, payloadOf, THEM } from '../likely.ts';
import type { Said } from './host.ts';
import { router } from './host.ts';

const ACROSS = ipv4Address(10, 0, 1, 1);
const OUR_SIDE_THERE = ipv4Address(10, 0, 1, 254);
const BEYOND = ipv4Address(10, 0, 2, 9);

/** The message of the one ICMP error that was sent, and the packet around it. */
const errorOf = (
  said: Said,
): { readonly sent: Ipv4Packet; readonly message: IcmpMessage; readonly nextHop: Ipv4Address } => {
  const [asked, ...others] = requests(said);
  expect(others).toEqual([]);
  const payload = asked?.packet.payload;
  if (asked === undefined || payload?._tag !== 'Icmp') return expect.fail('no ICMP error was sent');
  return { sent: asked.packet, message: payload, nextHop: asked.nextHop };
};

describe('a packet for others', () => {
  test.each([
    ['on a network of ours goes to its host', ACROSS, ACROSS],
    ['behind a route goes to its gateway', BEYOND, ipv4Address(10, 0, 1, 1)],
    ['behind two routes follows the longer prefix', ipv4Address(10, 0, 2, 200), ipv4Address(10, 0, 1, 2)],
  ])('%s', (_, destination, nextHop) => {
    const came = packet({ destination });
    const said = router().arrives(came);
    expect(requests(said)).toEqual([{ nextHop, packet: { ...came, timeToLive: 63 } }]);
    expect(fired(said)).toEqual(['ipv4.forwarded']);
    expect(indications(said)).toEqual([]);
  });

  test('for which there is no route comes back as net unreachable, from the side of its sender', () => {
    const said = router().arrives(packet({ destination: FAR, timeToLive: 1 }));
    const { sent, message, nextHop } = errorOf(said);
    expect(nextHop).toBe(THEM);
    expect([sent.source, sent.destination, message.type, message.code]).toEqual([GATEWAY, THEM, 3, 0]);
    expect(readQuote(message.payload)).toMatchObject({ source: THEM, destination: FAR, protocol: 17 });
  });

  test('from the other side is answered from the address on that side', () => {
    const { sent, nextHop } = errorOf(router().arrives(packet({ source: BEYOND, destination: FAR })));
    expect([sent.source, nextHop]).toEqual([OUR_SIDE_THERE, ACROSS]);
  });

  test.each([0, 1])('with a time to live of %d goes no further, and its sender is told', (timeToLive) => {
    const said = router().arrives(packet({ destination: ACROSS, timeToLive }));
    const { message } = errorOf(said);
    expect([message.type, message.code, message.rest]).toEqual([11, 0, 0]);
    expect(fired(said)).toEqual(['ipv4.time-exceeded', 'ipv4.error-sent']);
  });

  test('with a time to live of 2 leaves with 1', () => {
    expect(requests(router().arrives(packet({ destination: ACROSS, timeToLive: 2 })))).toMatchObject([
      { packet: { timeToLive: 1 } },
    ]);
  });

  test('which is too large and must not be cut comes back with the MTU of the next link', () => {
    const large = packet({ destination: ACROSS, dontFragment: true, payload: datagram(1, 2, 549) });
    expect(ipv4Length(large)).toBe(577);
    const { message } = errorOf(router().arrives(large));
    expect([message.type, message.code, message.rest]).toEqual([3, 4, 576]);
    const fits = packet({ destination: ACROSS, dontFragment: true, payload: datagram(1, 2, 548) });
    expect(requests(router().arrives(fits))).toEqual([{ nextHop: ACROSS, packet: { ...fits, timeToLive: 63 } }]);
  });

  test('whose next hop answers no ARP is told to its sender, and to no transport of ours', () => {
    const said = router().unresolved(ACROSS, packet({ destination: ACROSS, timeToLive: 63 }));
    const { message } = errorOf(said);
    expect([message.type, message.code]).toEqual([3, 1]);
    expect(indications(said)).toEqual([]);
  });

  test.each<[string, Partial<Ipv4Packet>, boolean]>([
    ['came in a frame for all', { destination: ACROSS }, true],
    ['is for a group', { destination: GROUP }, false],
    ['is for 127/8', { destination: LOOP }, false],
    ['is for 0/8', { destination: ipv4Address(0, 1, 2, 3) }, false],
    ['is for 240/4', { destination: ipv4Address(240, 0, 0, 1) }, false],
    ['comes from 0/8', { source: ipv4Address(0, 1, 2, 3), destination: ACROSS }, false],
    ['comes from 127/8', { source: LOOP, destination: ACROSS }, false],
    ['comes from a group', { source: GROUP, destination: ACROSS }, false],
    ['comes from all', { source: LIMITED_BROADCAST, destination: ACROSS }, false],
    ['comes from all hosts of a network of ours', { source: ALL_OF_US, destination: ACROSS }, false],
    ['comes from nobody', { source: NONE, destination: ACROSS }, false],
    ['claims to come from us', { source: OUR_SIDE_THERE, destination: ACROSS }, false],
  ])('that %s goes no further, and nobody is told', (_, says, group) => {
    const said = router().arrives(packet(says), 0, group);
    expect([...requests(said), ...indications(said)]).toEqual([]);
    expect(['ipv4.not-forwarded', 'ipv4.martian']).toContain(fired(said)[0]);
  });

  test.each([
    ['the limited broadcast', LIMITED_BROADCAST],
    ['the broadcast of another network of ours', ipv4Address(10, 0, 1, 255)],
  ])('to %s is ours to hear, and goes no further', (_, destination) => {
    const said = router().arrives(packet({ destination }), 0, true);
    expect(requests(said)).toEqual([]);
    expect(indications(said)).toMatchObject([{ _tag: 'Arrived', broadcast: true }]);
  });

  test('that is itself an ICMP error is never answered with another', () => {
    const payload: IcmpMessage = { _tag: 'Icmp', type: 3, code: 1, rest: 0, payload: rope(payloadOf(40)) };
    const said = router().arrives(packet({ destination: FAR, protocol: 1, payload }));
    expect(requests(said)).toEqual([]);
    expect(fired(said)).toEqual(['ipv4.no-route', 'ipv4.error-withheld']);
  });

  test('costs an error only within the limit of the house: 50 at once', () => {
    const us = router();
    const sent = Array.from({ length: 60 }, () => requests(us.arrives(packet({ destination: FAR }))).length);
    expect(sent.reduce((sum, one) => sum + one, 0)).toBe(50);
  });
});

describe('a packet for the router', () => {
  test.each([
    ['on the side where it came', GATEWAY],
    ['on another side', OUR_SIDE_THERE],
  ])('at its address %s arrives', (_, destination) => {
    const said = router().arrives(packet({ destination, timeToLive: 1 }));
    expect(requests(said)).toEqual([]);
    expect(indications(said)).toMatchObject([{ _tag: 'Arrived', broadcast: false }]);
  });
});

test('a packet of the router itself that nobody answers for comes back to its transport', () => {
  const said = router().unresolved(ACROSS, packet({ source: OUR_SIDE_THERE, destination: ACROSS }));
  expect(requests(said)).toEqual([]);
  expect(indications(said)).toMatchObject([{ _tag: 'Failed', error: { type: 3, code: 1 } }]);
});

test('fragments, also of fragments, fit the next link, and are the octets of the whole', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4000 }), fc.nat(100), fc.boolean(), (length, eighths, more) => {
      const fragmentOffset = eighths * 8;
      const isPart = more || fragmentOffset > 0;
      const whole = packet({
        destination: ACROSS,
        moreFragments: more,
        fragmentOffset,
        payload: isPart ? { _tag: 'Raw', octets: payloadOf(length) } : datagram(1, 2, length),
      });
      const octets = payloadOctets(whole);
      const parts = requests(router().arrives(whole)).map(({ packet: part }) => part);
      expect(concatBytes(parts.map(payloadOctets))).toEqual(octets);
      let at = fragmentOffset;
      parts.forEach((part, index) => {
        expect(ipv4Length(part)).toBeLessThanOrEqual(576);
        expect([part.fragmentOffset, part.timeToLive, part.identification]).toEqual([at, 63, whole.identification]);
        expect(part.moreFragments).toBe(more || index < parts.length - 1);
        at += payloadOctets(part).length;
      });
    }),
  );
});

describe('the longest match', () => {
  const addresses = fc.nat(0xffffffff).map((n) => n as Ipv4Address);
  /** Networks that hold each other, as drawn numbers seldom would. */
  const prefixes = fc.record({ address: addresses, prefix: fc.constantFrom(0, 1, 4, 8, 16, 24, 31, 32) });
  const tables: fc.Arbitrary<Routing> = fc
    .record({
      interfaces: fc.array(prefixes, { minLength: 1, maxLength: 3 }),
      routes: fc.array(fc.record({ at: prefixes, gateway: addresses }), { maxLength: 5 }),
    })
    .map(({ interfaces, routes }) => ({
      interfaces: interfaces.map((our) => ({ ...our, mtu: 1500, broadcast: LIMITED_BROADCAST })),
      routes: routes
        .map(({ at, gateway }) => ({
          network: ((at.address & prefixMask(at.prefix)) >>> 0) as Ipv4Address,
          prefix: at.prefix,
          gateway,
        }))
        .toSorted((a, b) => b.prefix - a.prefix),
    }));

  test('is what a look at every network gives', () => {
    fc.assert(
      fc.property(tables, addresses, (table, destination) => {
        const own = table.interfaces
          .filter(({ address, prefix }) => inPrefix(destination, address, prefix))
          .map(({ prefix }) => prefix);
        const led = table.routes.filter(({ network, prefix }) => inPrefix(destination, network, prefix));
        const longest = Math.max(-1, ...own, ...led.map(({ prefix }) => prefix));
        const found = lookup(destination, table);
        if (longest < 0) expect(found).toBeUndefined();
        else if (own.includes(longest)) expect(found).toBe(destination);
        else expect(led.filter(({ prefix }) => prefix === longest).map(({ gateway }) => gateway)).toContain(found);
        const link = linkTo(destination, table);
        expect(table.interfaces[link]?.prefix).toBe(own.length === 0 ? undefined : Math.max(...own));
      }),
    );
  });

  test('quotes what it could not send', () => {
    const payload = datagram(40_000, 53, 4);
    const { message } = errorOf(router().arrives(packet({ destination: FAR, payload })));
    expect(toBytes(message.payload).length).toBe(20 + 8 + 4);
  });
});
