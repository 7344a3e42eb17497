import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Output } from '../../../packages/core/src/basis/layer.ts';
import { rope } from '../../../packages/core/src/basis/rope.ts';
import { instant } from '../../../packages/core/src/basis/time.ts';
import type { Ipv4Service, PacketError } from '../../../packages/core/src/ipv4/Service.ts';
import { udp } from '../../../packages/core/src/udp/index.ts';
import { rules } from '../../../packages/core/src/udp/rules.ts';
import type { UdpService } from '../../../packages/core/src/udp/Service.ts';
import type { UdpState } from '../../../packages/core/src/udp/State.ts';
import { invariant } from '../../../packages/core/src/udp/State.ts';
import type { Endpoint, Ipv4Address } from '../../../packages/core/src/wire/addresses.ts';
import { ANY_ADDRESS, endpoint, port } from '../../../packages/core/src/wire/addresses.ts';
import type { Ipv4Packet } from '../../../packages/core/src/wire/packets.ts';
import { encodeTransport } from '../../../packages/core/src/wire/transport.ts';
import { fired, indications, layerLaws, requests } from '../laws.ts';
import {
  addresses,
  ALL_OF_US,
  datagram,
  endpoints,
  FAR,
  LOOP,
  malformed,
  OTHER,
  packet,
  packets,
  payloadOf,
  ports,
  THEM,
  US,
} from '../likely.ts';

type Said = ReadonlyArray<Output<UdpService, Ipv4Service>>;

const layer = udp();

const story = () => {
  let state: UdpState = layer.initial;
  const all: Array<Output<UdpService, Ipv4Service>> = [];
  const hear = (input: Parameters<typeof layer.step>[1]): Said => {
    const [next, said] = layer.step(state, input, instant(0));
    expect(invariant(next)).toEqual([]);
    state = next;
    all.push(...said);
    return said;
  };
  return {
    bind: (user: number, local: Endpoint, remote?: Endpoint): Said =>
      hear({ _tag: 'Requested', request: { _tag: 'Bind', user, local, remote } }),
    unbind: (user: number): Said => hear({ _tag: 'Requested', request: { _tag: 'Unbind', user } }),
    send: (source: Endpoint, destination: Endpoint, length = 4): Said =>
      hear({ _tag: 'Requested', request: { _tag: 'Send', source, destination, payload: rope(payloadOf(length)) } }),
    arrives: (what: Ipv4Packet, broadcast = false): Said =>
      hear({ _tag: 'Indicated', indication: { _tag: 'Arrived', packet: what, broadcast } }),
    fails: (error: PacketError): Said => hear({ _tag: 'Indicated', indication: { _tag: 'Failed', error } }),
    state: (): UdpState => state,
    all: (): Said => all,
  };
};

const to = (destination: Ipv4Address, port: number, from: Endpoint = endpoint(THEM, 40_000)): Ipv4Packet =>
  packet({ source: from.address, destination, payload: datagram(from.port, port) });

const users = (said: Said): ReadonlyArray<number> =>
  indications(said).flatMap((told) => (told._tag === 'Arrived' ? [told.user] : []));

describe('a datagram that arrives', () => {
  test('goes to whoever is bound to its port, with both ends', () => {
    const us = story();
    us.bind(1, endpoint(ANY_ADDRESS, 53));
    us.bind(2, endpoint(ANY_ADDRESS, 54));
    expect(indications(us.arrives(to(US, 53)))).toEqual([
      {
        _tag: 'Arrived',
        user: 1,
        source: endpoint(THEM, 40_000),
        destination: endpoint(US, 53),
        payload: rope(payloadOf(4)),
      },
    ]);
    expect(fired(us.all())).toEqual(['udp.delivered']);
  });

  test('goes to the most specific of those that it fits, whatever the order in which they were bound', () => {
    const bindings: ReadonlyArray<readonly [user: number, local: Endpoint, remote?: Endpoint]> = [
      [1, endpoint(ANY_ADDRESS, 53)],
      [2, endpoint(US, 53)],
      [3, endpoint(ANY_ADDRESS, 53), endpoint(THEM, 40_000)],
      [4, endpoint(US, 53), endpoint(THEM, 40_000)],
      [5, endpoint(OTHER, 53)],
      [6, endpoint(US, 53), endpoint(THEM, 40_001)],
      [7, endpoint(US, 53), endpoint(OTHER, 40_000)],
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray([...bindings], { minLength: 1 }), (bound) => {
        const us = story();
        for (const [user, local, remote] of bound) us.bind(user, local, remote);
        const fitting = bound.map(([user]) => user).filter((user) => user <= 4);
        const best = fitting.length === 0 ? [] : [fitting.reduce((a, b) => Math.max(a, b))];
        expect(users(us.arrives(to(US, 53)))).toEqual(best);
      }),
    );
  });

  test('goes to the one bound last, of equals', () => {
    const us = story();
    us.bind(1, endpoint(ANY_ADDRESS, 53));
    us.bind(2, endpoint(ANY_ADDRESS, 53));
    expect(users(us.arrives(to(US, 53)))).toEqual([2]);
  });

  test('is refused where nobody is bound', () => {
    const us = story();
    us.bind(1, endpoint(US, 54));
    us.bind(2, endpoint(LOOP, 53));
    const said = us.arrives(to(US, 53));
    expect(requests(said)).toEqual([{ _tag: 'Refuse', why: 'port-unreachable', packet: to(US, 53) }]);
    expect(fired(said)).toEqual(['udp.port-unreachable']);
    expect(us.state().counts.noPort).toBe(1);
  });

  test('that cannot be read is dropped in silence, with its field and the reason', () => {
    const us = story();
    us.bind(1, endpoint(ANY_ADDRESS, 53));
    const error = { header: 'udp', field: 'checksum', reason: 'does not fit' };
    const said = us.arrives(packet({ payload: { _tag: 'Malformed', octets: payloadOf(12), error } }));
    expect(said).toEqual([{ _tag: 'Note', note: { rule: rules.malformed, detail: 'checksum: does not fit' } }]);
    expect(us.state().counts.malformed).toBe(1);
  });
});

describe('a broadcast', () => {
  test('goes to all that it fits', () => {
    const us = story();
    us.bind(1, endpoint(ANY_ADDRESS, 53));
    us.bind(2, endpoint(US, 53));
    us.bind(3, endpoint(ALL_OF_US, 53));
    us.bind(4, endpoint(ANY_ADDRESS, 53), endpoint(THEM, 40_000));
    us.bind(5, endpoint(ANY_ADDRESS, 53), endpoint(OTHER, 40_000));
    expect(users(us.arrives(to(ALL_OF_US, 53), true))).toEqual([1, 3, 4]);
  });

  test('that nobody wants is met with silence', () => {
    const said = story().arrives(to(ALL_OF_US, 53), true);
    expect(fired(said)).toEqual(['udp.broadcast-unwanted']);
    expect(requests(said)).toEqual([]);
  });
});

describe('a binding', () => {
  test('is given up, and the port is free', () => {
    const us = story();
    us.bind(1, endpoint(ANY_ADDRESS, 53));
    us.unbind(1);
    us.unbind(1);
    expect(us.state()).toEqual(layer.initial);
    expect(requests(us.arrives(to(US, 53)))).toMatchObject([{ _tag: 'Refuse' }]);
  });

  test('moves when its user binds again', () => {
    const us = story();
    us.bind(1, endpoint(ANY_ADDRESS, 53));
    us.bind(1, endpoint(US, 54), endpoint(THEM, 9));
    expect(users(us.arrives(to(US, 53)))).toEqual([]);
    expect(users(us.arrives(to(US, 54)))).toEqual([]);
    expect(users(us.arrives(to(US, 54, endpoint(THEM, 9))))).toEqual([1]);
  });

  test('is one of 20,000, and found without looking at the others', () => {
    let state = layer.initial;
    for (let user = 1; user <= 20_000; user++) {
      const request = { _tag: 'Bind' as const, user, local: endpoint(ANY_ADDRESS, user), remote: undefined };
      state = layer.step(state, { _tag: 'Requested', request }, instant(0))[0];
    }
    expect(state.ports.get(port(12_345))).toHaveLength(1);
    const told = { _tag: 'Arrived' as const, packet: to(US, 12_345), broadcast: false };
    expect(users(layer.step(state, { _tag: 'Indicated', indication: told }, instant(0))[1])).toEqual([12_345]);
    expect(invariant(state)).toEqual([]);
  });
});

describe('a datagram of ours', () => {
  test('goes down with its ports, and with a checksum', () => {
    const said = story().send(endpoint(US, 7), endpoint(FAR, 9));
    expect(said).toEqual([
      {
        _tag: 'Request',
        request: {
          _tag: 'Send',
          source: US,
          destination: FAR,
          protocol: 17,
          dontFragment: false,
          payload: datagram(7, 9),
        },
      },
    ]);
  });

  test('may be as large as a packet has room for, and no larger', () => {
    const us = story();
    expect(requests(us.send(endpoint(US, 7), endpoint(FAR, 9), 65_507))).toHaveLength(1);
    expect(requests(us.send(endpoint(US, 7), endpoint(FAR, 9), 65_508))).toEqual([]);
    expect(fired(us.all())).toEqual(['udp.too-long']);
    expect(us.state().counts.tooLong).toBe(1);
  });
});

describe('an ICMP error', () => {
  const about = (from: Endpoint, destination: Endpoint, quoted?: Uint8Array): PacketError => ({
    type: 3,
    code: 3,
    mtu: 0,
    reporter: destination.address,
    source: from.address,
    destination: destination.address,
    protocol: 17,
    quoted:
      quoted ??
      encodeTransport(datagram(from.port, destination.port), from.address, destination.address).subarray(0, 8),
  });

  test('goes to the socket whose datagram it quotes: the connected one before the other', () => {
    const us = story();
    us.bind(1, endpoint(ANY_ADDRESS, 0x1234));
    us.bind(2, endpoint(US, 0x1234), endpoint(THEM, 0x5678));
    expect(indications(us.fails(about(endpoint(US, 0x1234), endpoint(THEM, 0x5678))))).toEqual([
      { _tag: 'Failed', user: 2, type: 3, code: 3, remote: endpoint(THEM, 0x5678) },
    ]);
    expect(indications(us.fails(about(endpoint(US, 0x1234), endpoint(FAR, 53))))).toMatchObject([{ user: 1 }]);
  });

  test('is not told to a connected socket when it is about somebody else', () => {
    const us = story();
    us.bind(2, endpoint(US, 0x1234), endpoint(THEM, 0x5678));
    const said = us.fails(about(endpoint(US, 0x1234), endpoint(FAR, 0x5678)));
    expect(fired(said)).toEqual(['udp.error-unwanted']);
    expect(indications(said)).toEqual([]);
  });

  test('that quotes too little is told to nobody', () => {
    const us = story();
    us.bind(1, endpoint(ANY_ADDRESS, 0));
    expect(indications(us.fails(about(endpoint(US, 0), endpoint(FAR, 0), new Uint8Array(3))))).toEqual([]);
  });
});

test('every rule is fired by one of these', () => {
  const us = story();
  us.bind(1, endpoint(ANY_ADDRESS, 53));
  us.arrives(to(US, 53));
  us.arrives(to(ALL_OF_US, 53), true);
  us.arrives(to(US, 54));
  us.arrives(to(ALL_OF_US, 54), true);
  us.arrives(packet({ payload: { _tag: 'Raw', octets: payloadOf(3) } }));
  us.send(endpoint(US, 7), endpoint(FAR, 9), 65_508);
  const error = { type: 3, code: 3, mtu: 0, reporter: THEM, source: US, destination: THEM, protocol: 17 };
  us.fails({ ...error, quoted: Uint8Array.of(0, 53, 0, 9) });
  us.fails({ ...error, quoted: Uint8Array.of(0, 54, 0, 9) });
  expect([...new Set(fired(us.all()))].toSorted()).toEqual(
    Object.values(rules)
      .map(({ id }) => id)
      .toSorted(),
  );
});

layerLaws(
  'UDP',
  udp,
  {
    requests: fc.oneof(
      fc.record({
        _tag: fc.constant('Bind' as const),
        user: fc.nat(4),
        local: endpoints,
        remote: fc.option(endpoints, { nil: undefined }),
      }),
      fc.record({ _tag: fc.constant('Unbind' as const), user: fc.nat(4) }),
      fc.record({
        _tag: fc.constant('Send' as const),
        source: endpoints,
        destination: endpoints,
        payload: fc.uint8Array().map(rope),
      }),
    ),
    indications: fc.oneof(
      fc.record({
        _tag: fc.constant('Arrived' as const),
        packet: fc.oneof(
          packets,
          malformed('udp').map((payload) => packet({ payload })),
        ),
        broadcast: fc.boolean(),
      }),
      fc.record({
        _tag: fc.constant('Failed' as const),
        error: fc
          .tuple(addresses, addresses, ports, ports, fc.nat(8))
          .map(([source, destination, ours, theirs, length]) => ({
            type: 3,
            code: 3,
            mtu: 0,
            reporter: destination,
            source,
            destination,
            protocol: 17,
            quoted: encodeTransport(datagram(ours, theirs), source, destination).subarray(0, length),
          })),
      }),
    ),
  },
  invariant,
);
