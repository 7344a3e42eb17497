import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instant } from '../../../packages/core/src/basis/time.ts';
import { ipv4 } from '../../../packages/core/src/ipv4/index.ts';
import type { Ipv4Address } from '../../../packages/core/src/wire/addresses.ts';
import { ANY_ADDRESS, ipv4Address, LIMITED_BROADCAST } from '../../../packages/core/src/wire/addresses.ts';
import { ipv4Length } from '../../../packages/core/src/wire/ipv4.ts';
import type { IcmpMessage } from '../../../packages/core/src/wire/packets.ts';
import { decodeTransport, encodeTransport } from '../../../packages/core/src/wire/transport.ts';
import { concatBytes } from '../../../packages/core/src/basis/bytes.ts';
import { rope } from '../../../packages/core/src/basis/rope.ts';
import { fired, indications, requests } from '../laws.ts';
import { ALL_OF_US, datagram, FAR, GATEWAY, GROUP, LOOP, packet, payloadOf, THEM, US } from '../likely.ts';
import { CONFIG, host } from './host.ts';

const message = (type: number): IcmpMessage => ({ _tag: 'Icmp', type, code: 0, rest: 0, payload: rope(payloadOf(40)) });

describe('the next hop', () => {
  test('is in doubt when the transport says so (MUST-20/advice)', () => {
    expect(requests(host().send(FAR, { inDoubt: true }))).toMatchObject([{ nextHop: GATEWAY, inDoubt: true }]);
    expect(requests(host().send(FAR, { inDoubt: false }))[0]).not.toHaveProperty('inDoubt');
  });

  test.each<[string, Ipv4Address, Ipv4Address]>([
    ['a host of our network is the host itself', THEM, THEM],
    ['anybody else is the gateway', FAR, GATEWAY],
    ['a group is the group', GROUP, GROUP],
    ['the broadcast of our network is that address', ALL_OF_US, ALL_OF_US],
    ['the limited broadcast is that address', LIMITED_BROADCAST, LIMITED_BROADCAST],
  ])('to %s', (_, destination, nextHop) => {
    expect(requests(host().send(destination))).toMatchObject([{ nextHop, packet: { source: US, destination } }]);
  });

  test.each<[string, Ipv4Address, Parameters<typeof host>[0], Ipv4Address | undefined]>([
    ['without a gateway, nobody', FAR, { gateway: undefined }, undefined],
    ['with a prefix of 0, everybody is a neighbour', FAR, { prefix: 0 }, undefined],
    ['0.0.0.0 is nobody', ANY_ADDRESS, {}, undefined],
    ['a source of 127/8 does not leave the host', THEM, {}, LOOP],
  ])('%s', (_, destination, config, source) => {
    const said = host(config).send(destination, { source: source ?? US });
    if (config?.prefix === 0) {
      expect(requests(said)).toMatchObject([{ nextHop: FAR }]);
      return;
    }
    expect(requests(said)).toEqual([]);
    expect(fired(said)).toEqual(['ipv4.no-route']);
    expect(indications(said)).toMatchObject([
      { _tag: 'Failed', error: { type: 3, code: 0, destination, protocol: 17 } },
    ]);
  });

  test('in a network of 31 bits, both addresses are hosts', () => {
    const us = host({ prefix: 31, address: ipv4Address(10, 0, 0, 0) });
    expect(requests(us.send(US))).toMatchObject([{ nextHop: US }]);
    expect(us.deadline()).toBeUndefined();
  });
});

describe('the header', () => {
  test('of a packet that may be fragmented takes the next identification; an atomic one takes none', () => {
    const us = host();
    const ids = [false, true, false].map(
      (dontFragment) => requests(us.send(THEM, { dontFragment })).map(({ packet: sent }) => sent.identification)[0],
    );
    const first = us.state().identification;
    expect(ids).toEqual([(first - 2) & 0xffff, 0, (first - 1) & 0xffff]);
  });

  test('begins its identifications where the seed says, and comes round after 65,536', () => {
    expect(host({ seed: 1 }).state().identification).not.toBe(host({ seed: 2 }).state().identification);
    const layer = ipv4(CONFIG);
    const request = { _tag: 'Send' as const, source: US, destination: THEM, protocol: 17, dontFragment: false };
    const input = { _tag: 'Requested' as const, request: { ...request, payload: datagram(1, 2) } };
    let state = layer.initial;
    const seen = new Set<number>();
    for (let i = 0; i < 65_536; i++) {
      seen.add(state.identification);
      state = layer.step(state, input, instant(0))[0];
    }
    expect(seen.size).toBe(65_536);
    expect(state.identification).toBe(layer.initial.identification);
  });

  test('says 64 hops, and one hop to a group', () => {
    expect(requests(host().send(THEM))[0]?.packet.timeToLive).toBe(64);
    expect(requests(host().send(GROUP))[0]?.packet.timeToLive).toBe(1);
  });
});

describe('a packet to ourselves', () => {
  test.each([
    ['at 127.0.0.1', LOOP],
    ['at any address of 127/8', ipv4Address(127, 9, 8, 7)],
    ['at our own address', US],
  ])('%s arrives at once, but only when whoever sent it has finished', (_, destination) => {
    const us = host();
    expect(requests(us.send(destination, {}, 5))).toEqual([]);
    us.send(destination, { payload: datagram(1, 2) }, 6);
    expect(us.deadline()).toBe(5);
    expect(indications(us.wake(6))).toMatchObject([
      { _tag: 'Arrived', broadcast: false, packet: { destination, payload: datagram(40_000, 53) } },
      { _tag: 'Arrived', broadcast: false, packet: { destination, payload: datagram(1, 2) } },
    ]);
    expect(us.deadline()).toBeUndefined();
  });

  test('is never cut, however large', () => {
    const us = host();
    us.send(LOOP, { payload: datagram(1, 2, 20_000) });
    expect(indications(us.wake(0))).toMatchObject([{ packet: { payload: datagram(1, 2, 20_000) } }]);
  });

  test('is read when its sender wrote octets', () => {
    const us = host();
    const octets = encodeTransport(datagram(1, 2), US, LOOP);
    us.send(LOOP, { payload: { _tag: 'Raw', octets } });
    expect(indications(us.wake(0))).toMatchObject([{ packet: { payload: datagram(1, 2) } }]);
  });

  test('a broadcast is heard by its sender too', () => {
    const us = host();
    expect(requests(us.send(ALL_OF_US))).toHaveLength(1);
    expect(indications(us.wake(0))).toMatchObject([{ _tag: 'Arrived', broadcast: true }]);
  });
});

describe('a packet larger than the MTU', () => {
  test('is cut at multiples of 8 octets, each part as large as may be, and says the same as the whole', () => {
    fc.assert(
      fc.property(fc.integer({ min: 68, max: 1600 }), fc.nat(5000), (mtu, length) => {
        const us = host({ mtu });
        const parts = requests(us.send(FAR, { payload: datagram(1, 2, length) })).map(({ packet: part }) => part);
        for (const [i, part] of parts.entries()) {
          expect(ipv4Length(part)).toBeLessThanOrEqual(mtu);
          expect(part.moreFragments).toBe(i < parts.length - 1);
          expect(part.identification).toBe(parts[0]?.identification);
          if (part.moreFragments) expect(ipv4Length(part)).toBeGreaterThan(mtu - 8);
        }
        if (parts.length === 1) {
          expect(parts[0]?.payload).toEqual(datagram(1, 2, length));
          return;
        }
        let at = 0;
        const octets = parts.map((part) => {
          expect(part.fragmentOffset).toBe(at);
          expect(at % 8).toBe(0);
          if (part.payload._tag !== 'Raw') throw new Error('a fragment holds octets');
          at += part.payload.octets.length;
          return part.payload.octets;
        });
        expect(decodeTransport(17, US, FAR, concatBytes(octets))).toEqual(datagram(1, 2, length));
      }),
    );
  });

  test('comes back, with the MTU, where it may not be cut', () => {
    const said = host().send(THEM, { dontFragment: true, payload: datagram(7, 9, 1473) });
    expect(requests(said)).toEqual([]);
    expect(fired(said)).toEqual(['ipv4.dont-fragment']);
    expect(indications(said)).toMatchObject([
      {
        _tag: 'Failed',
        error: { type: 3, code: 4, mtu: 1500, reporter: US, source: US, destination: THEM, protocol: 17 },
      },
    ]);
    expect(requests(host().send(THEM, { dontFragment: true, payload: datagram(7, 9, 1472) }))).toHaveLength(1);
  });

  test('is not sent where no packet could hold it', () => {
    const said = host().send(THEM, { protocol: 200, payload: { _tag: 'Raw', octets: payloadOf(65_516) } });
    expect(requests(said)).toEqual([]);
    expect(fired(said)).toEqual(['ipv4.too-long']);
    const most = host().send(THEM, { protocol: 200, payload: { _tag: 'Raw', octets: payloadOf(65_515) } });
    expect(requests(most)).toHaveLength(45);
  });
});

describe('a next hop that nobody answers for', () => {
  test('is a host unreachable to whoever sent', () => {
    const sent = packet({ source: US, destination: THEM, payload: datagram(0x1234, 53) });
    const said = host().unresolved(THEM, sent);
    expect(fired(said)).toEqual(['ipv4.host-unreachable']);
    expect(indications(said)).toMatchObject([{ _tag: 'Failed', error: { type: 3, code: 1, mtu: 0, reporter: US } }]);
    const [told] = indications(said);
    expect(told?._tag === 'Failed' ? [...told.error.quoted.subarray(0, 4)] : []).toEqual([0x12, 0x34, 0, 53]);
  });

  test('is said once for a datagram, by its first fragment', () => {
    const rest = packet({
      source: US,
      destination: THEM,
      fragmentOffset: 8,
      payload: { _tag: 'Raw', octets: payloadOf(8) },
    });
    expect(indications(host().unresolved(THEM, rest))).toEqual([]);
  });

  test.each([
    ['is not said of an error', 3, 0],
    ['is said of an echo request', 8, 1],
  ])('%s', (_, type, count) => {
    const sent = packet({ source: US, destination: THEM, protocol: 1, payload: message(type) });
    expect(indications(host().unresolved(THEM, sent))).toHaveLength(count);
  });
});
