import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ipv4, ipv4Router } from '../../../packages/core/src/ipv4/index.ts';
import { REASSEMBLY_LIMIT } from '../../../packages/core/src/ipv4/reassembly.ts';
import { rules } from '../../../packages/core/src/ipv4/rules.ts';
import { invariant } from '../../../packages/core/src/ipv4/State.ts';
import { instant } from '../../../packages/core/src/basis/time.ts';
import { rope } from '../../../packages/core/src/basis/rope.ts';
import type { Ipv4Address } from '../../../packages/core/src/wire/addresses.ts';
import { ipv4Address, LIMITED_BROADCAST } from '../../../packages/core/src/wire/addresses.ts';
import type { Ipv4Packet } from '../../../packages/core/src/wire/packets.ts';
import type { Said } from './host.ts';
import { fired, indications, layerLaws, requests } from '../laws.ts';
import {
  addresses,
  ALL_OF_US,
  datagram,
  FAR,
  GROUP,
  LOOP,
  malformed,
  messages,
  NONE,
  OTHER,
  packet,
  packets,
  payloadOf,
  datagrams,
  raws,
  THEM,
  US,
} from '../likely.ts';
import { CONFIG, host, router, ROUTER } from './host.ts';

const MINUTE = 60_000_000_000;

describe('a packet that arrives', () => {
  test('for us goes to its transport, and nothing is noted', () => {
    const us = host();
    const before = us.state();
    expect(us.arrives(packet())).toEqual([
      { _tag: 'Indicate', indication: { _tag: 'Arrived', packet: packet(), broadcast: false } },
    ]);
    expect(us.state()).toBe(before);
  });

  test.each([
    ['the limited broadcast', LIMITED_BROADCAST],
    ['the broadcast of our network', ALL_OF_US],
  ])('for %s goes to its transport, which is told so', (_, destination) => {
    expect(indications(host().arrives(packet({ destination }), 0, true))).toMatchObject([{ broadcast: true }]);
  });

  // MUST-63, MUST-57/segment
  test.each<[string, Partial<Ipv4Packet>, boolean, string]>([
    ['for another host', { destination: OTHER }, false, 'ipv4.not-ours'],
    ['for a group', { destination: GROUP }, true, 'ipv4.not-ours'],
    ['for 127.0.0.1', { destination: LOOP }, false, 'ipv4.not-ours'],
    ['for us in a frame for all', {}, true, 'ipv4.link-broadcast'],
    ['from ourselves', { source: US }, false, 'ipv4.martian'],
    ['from 127.0.0.1', { source: LOOP }, false, 'ipv4.martian'],
    ['from a group', { source: GROUP }, false, 'ipv4.martian'],
    ['from all hosts', { source: ALL_OF_US }, false, 'ipv4.martian'],
    ['from 240.0.0.1', { source: ipv4Address(240, 0, 0, 1) }, false, 'ipv4.martian'],
    ['from nobody', { source: NONE }, false, 'ipv4.martian'],
  ])('%s is dropped in silence', (_, says, group, rule) => {
    const us = host();
    const said = us.arrives(packet(says), 0, group);
    expect(fired(said)).toEqual([rule]);
    expect(said).toHaveLength(1);
  });

  test('from nobody to all is let through, as hosts begin', () => {
    expect(indications(host().arrives(packet({ source: NONE, destination: LIMITED_BROADCAST }), 0, true))).toHaveLength(
      1,
    );
  });

  test('that cannot be read is counted, with its field and the reason', () => {
    const us = host();
    const error = { header: 'ipv4', field: 'headerChecksum', reason: 'does not fit the header' };
    const said = us.arrives({ _tag: 'Malformed', octets: new Uint8Array(20), error });
    expect(said).toEqual([
      { _tag: 'Note', note: { rule: rules.malformed, detail: 'ipv4 headerChecksum: does not fit the header' } },
    ]);
    expect(us.state().counts.malformed).toBe(1);
  });

  test('whose payload cannot be read goes to the transport that it was meant for', () => {
    const error = { header: 'udp', field: 'checksum', reason: 'wrong' };
    const broken = packet({ payload: { _tag: 'Malformed', octets: new Uint8Array(9), error } });
    expect(indications(host().arrives(broken))).toEqual([{ _tag: 'Arrived', packet: broken, broadcast: false }]);
  });
});

/** The fragments of a datagram from them to us, as their host sends them. */
const fragmentsOf = (length: number, mtu = 68, identification = 9): ReadonlyArray<Ipv4Packet> => {
  const sent = requests(host({ address: THEM, mtu }).send(US, { payload: datagram(40_000, 53, length) }));
  return sent.map(({ packet: { moreFragments, fragmentOffset, payload } }) =>
    packet({ identification, moreFragments, fragmentOffset, payload }),
  );
};

const arrivalsOf = (said: Said): ReadonlyArray<Ipv4Packet> =>
  indications(said).flatMap((told) => (told._tag === 'Arrived' ? [told.packet] : []));

describe('fragments', () => {
  test('in any order, some of them twice, are one datagram', () => {
    const cases = fc
      .tuple(fc.integer({ min: 50, max: 600 }), fc.integer({ min: 68, max: 200 }))
      .map(([length, mtu]) => ({ length, parts: fragmentsOf(length, mtu) }))
      .filter(({ parts }) => parts.length > 1)
      .chain(({ length, parts }) =>
        fc
          .tuple(fc.shuffledSubarray([...parts], { minLength: parts.length }), fc.subarray([...parts]))
          .map(([order, again]) => ({ length, order, again })),
      );
    fc.assert(
      fc.property(cases, ({ length, order, again }) => {
        const us = host();
        const last = order[order.length - 1]!;
        // What comes twice comes before the last one: afterwards it would begin a datagram of its own.
        for (const part of [...order.slice(0, -1), ...again.filter((part) => part !== last)]) {
          const had = us.state();
          const said = us.arrives(part, 1);
          expect(indications(said)).toEqual([]);
          if (fired(said)[0] === 'ipv4.fragment-duplicate') expect(us.state()).toBe(had);
        }
        expect(us.deadline()).toBe(1 + MINUTE);
        const said = us.arrives(last, 2);
        expect(arrivalsOf(said)).toMatchObject([
          {
            moreFragments: false,
            fragmentOffset: 0,
            source: THEM,
            destination: US,
            payload: datagram(40_000, 53, length),
          },
        ]);
        expect(fired(said)).toEqual(['ipv4.reassembled']);
        expect(us.deadline()).toBeUndefined();
        expect(us.state().reassembly.cost).toBe(0);
      }),
    );
  });

  test('of different datagrams are kept apart', () => {
    const us = host();
    const [a, b] = [fragmentsOf(60, 68, 1), fragmentsOf(90, 68, 2)];
    const arrived = [a[0]!, b[0]!, b[1]!, a[1]!, b[2]!].flatMap((part) => arrivalsOf(us.arrives(part)));
    expect(arrived.map(({ payload }) => payload)).toEqual([datagram(40_000, 53, 60), datagram(40_000, 53, 90)]);
  });

  test('whose bits were struck are a datagram that its transport cannot read', () => {
    const us = host();
    const [first, second] = fragmentsOf(60);
    if (first?.payload._tag !== 'Raw') throw new Error('a fragment holds octets');
    us.arrives({
      ...first,
      payload: { _tag: 'Raw', octets: first.payload.octets.map((octet, i) => (i === 20 ? octet ^ 1 : octet)) },
    });
    expect(arrivalsOf(us.arrives(second!))).toMatchObject([
      { payload: { _tag: 'Malformed', error: { field: 'checksum' } } },
    ]);
  });

  test('that are not whole within a minute are given up, and their sender is told', () => {
    const us = host();
    us.arrives(fragmentsOf(90)[0]!, 5);
    us.arrives(fragmentsOf(90, 68, 10)[0]!, MINUTE - 1);
    // A later fragment does not begin the minute anew.
    us.arrives(fragmentsOf(90)[1]!, MINUTE);
    expect(us.wake(5 + MINUTE - 1)).toEqual([]);
    const said = us.wake(5 + MINUTE);
    expect(fired(said)).toEqual(['ipv4.reassembly-timeout', 'ipv4.error-sent']);
    expect(requests(said)).toMatchObject([
      { nextHop: THEM, packet: { source: US, destination: THEM, protocol: 1, payload: { type: 11, code: 1 } } },
    ]);
    expect(us.deadline()).toBe(2 * MINUTE - 1);
  });

  test('without the first one are given up in silence', () => {
    const us = host();
    us.arrives(fragmentsOf(60)[1]!, 0);
    expect(requests(us.wake(MINUTE))).toEqual([]);
    expect(fired(us.all())).toEqual(['ipv4.fragment-kept', 'ipv4.reassembly-timeout']);
  });

  const part = (fragmentOffset: number, length: number, moreFragments = true): Ipv4Packet =>
    packet({ fragmentOffset, moreFragments, payload: { _tag: 'Raw', octets: payloadOf(length) } });

  test.each([
    ['overlap the one before', [part(0, 16), part(8, 16)]],
    ['overlap the one behind', [part(16, 16), part(8, 16)]],
    ['end beyond the end', [part(16, 8, false), part(16, 16)]],
    ['name another end', [part(16, 8, false), part(24, 8, false)]],
    ['name an end before what is here', [part(16, 8), part(8, 8, false)]],
    ['name an end before the one that was named', [part(16, 8, false), part(8, 8, false)]],
    ['have a length that is no multiple of 8', [part(0, 16), part(16, 9)]],
    ['are empty', [part(0, 16), part(16, 0)]],
    ['go beyond the largest packet', [part(0, 16), part(65_528, 8)]],
  ])('that %s take their datagram with them', (_, [one, two]) => {
    const us = host();
    us.arrives(one!);
    expect(fired(us.arrives(two!))).toEqual(['ipv4.fragment-refused']);
    expect(us.state().reassembly.datagrams.size).toBe(0);
    expect(us.state().counts.fragments).toBe(1);
  });

  test('never hold more octets than the limit: the oldest datagrams give way', () => {
    const us = host();
    for (let i = 0; i < 80; i++) us.arrives({ ...part(8, 65_000), identification: i }, i);
    expect(us.state().reassembly.cost).toBeLessThanOrEqual(REASSEMBLY_LIMIT);
    expect(fired(us.all())).toContain('ipv4.reassembly-full');
    expect(us.deadline()).toBe(80 - us.state().reassembly.datagrams.size + MINUTE);
  });
});

describe('IPv4 between two hosts', () => {
  test('brings every datagram over, whatever the MTU between them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 68, max: 1500 }), fc.array(fc.nat(3000), { maxLength: 6 }), (mtu, lengths) => {
        const them = host({ address: THEM, mtu });
        const us = host();
        const arrived = lengths.flatMap((length) =>
          requests(them.send(US, { payload: datagram(1, 2, length) })).flatMap(({ packet: sent }) =>
            arrivalsOf(us.arrives(sent)),
          ),
        );
        expect(arrived.map(({ payload }) => payload)).toEqual(lengths.map((length) => datagram(1, 2, length)));
      }),
      { numRuns: 40 },
    );
  });
});

describe('every rule', () => {
  test('is fired by one of these stories', () => {
    const us = host({ gateway: undefined });
    us.send(LOOP);
    us.wake(0);
    us.send(FAR);
    us.send(THEM, { protocol: 200, payload: { _tag: 'Raw', octets: payloadOf(70_000) } });
    us.send(THEM, { payload: datagram(1, 2, 2000) });
    us.send(THEM, { payload: datagram(1, 2, 2000), dontFragment: true });
    us.unresolved(THEM, packet({ source: US, destination: THEM }));
    us.arrives({ _tag: 'Malformed', octets: new Uint8Array(1), error: { header: 'ipv4', field: 'x', reason: 'y' } });
    us.arrives(packet({ source: US }));
    us.arrives(packet({ destination: OTHER }));
    us.arrives(packet(), 0, true);
    const [first, second] = fragmentsOf(60);
    us.arrives(first!);
    us.arrives(first!);
    us.arrives(second!);
    us.arrives(packet({ moreFragments: true, payload: { _tag: 'Raw', octets: payloadOf(1) } }));
    us.arrives(first!);
    us.wake(MINUTE);
    for (let i = 0; i < 80; i++) {
      us.arrives(
        packet({
          identification: i,
          fragmentOffset: 8,
          moreFragments: true,
          payload: { _tag: 'Raw', octets: payloadOf(65_000) },
        }),
        MINUTE,
      );
    }
    us.refuse(packet({ destination: ALL_OF_US }));
    for (let i = 0; i < 51; i++) us.refuse(packet(), 'port-unreachable', MINUTE);
    const about = (source: Ipv4Address) =>
      packet({
        protocol: 1,
        payload: {
          _tag: 'Icmp',
          type: 3,
          code: 3,
          rest: 0,
          payload: rope(
            Uint8Array.of(
              0x45,
              0,
              0,
              28,
              0,
              0,
              0,
              0,
              64,
              17,
              0,
              0,
              source >>> 24,
              0,
              0,
              source & 255,
              10,
              0,
              0,
              2,
              0,
              1,
              0,
              2,
              0,
              8,
              0,
              0,
            ),
          ),
        },
      });
    us.arrives(about(US));
    us.arrives(about(OTHER));
    const onward = router();
    const beyond = ipv4Address(10, 0, 1, 1);
    onward.arrives(packet({ source: THEM, destination: beyond }));
    onward.arrives(packet({ source: THEM, destination: beyond, timeToLive: 1 }));
    onward.arrives(packet({ source: THEM, destination: GROUP }));
    expect([...new Set(fired([...us.all(), ...onward.all()]))].toSorted()).toEqual(
      Object.values(rules)
        .map(({ id }) => id)
        .toSorted(),
    );
  });
});

describe.each([
  ['IPv4', () => ipv4({ ...CONFIG, mtu: 576 })],
  ['IPv4 of a router', () => ipv4Router(ROUTER)],
] as const)('%s', (name, make) => {
  layerLaws(
    name,
    make,
    {
      requests: fc.oneof(
        fc.record({
          _tag: fc.constant('Send' as const),
          source: fc.constantFrom(US, LOOP),
          destination: addresses,
          protocol: fc.constantFrom(1, 17, 200),
          dontFragment: fc.boolean(),
          payload: fc.oneof(datagrams, messages, raws),
        }),
        fc.record({
          _tag: fc.constant('Refuse' as const),
          why: fc.constantFrom('protocol-unreachable' as const, 'port-unreachable' as const),
          packet: packets,
        }),
      ),
      indications: fc.oneof(
        {
          weight: 5,
          arbitrary: fc.record({ _tag: fc.constant('PacketArrived' as const), packet: packets, group: fc.boolean() }),
        },
        {
          weight: 1,
          arbitrary: fc.record({
            _tag: fc.constant('PacketArrived' as const),
            packet: malformed('ipv4'),
            group: fc.boolean(),
          }),
        },
        {
          weight: 1,
          arbitrary: fc.record({ _tag: fc.constant('Unresolved' as const), nextHop: addresses, packet: packets }),
        },
      ),
    },
    invariant,
  );
});

test('a packet to ourselves that causes another one is no endless loop within one instant', () => {
  const layer = ipv4(CONFIG);
  const sent = layer.step(
    layer.initial,
    {
      _tag: 'Requested',
      request: { _tag: 'Refuse', why: 'port-unreachable', packet: packet({ source: US, destination: LOOP }) },
    },
    instant(3),
  );
  const [state, said] = layer.step(sent[0], { _tag: 'DeadlineReached' }, instant(3));
  expect(indications(said)).toMatchObject([
    { _tag: 'Failed', error: { type: 3, code: 3, destination: LOOP, reporter: LOOP } },
  ]);
  expect(layer.deadline(state)._tag).toBe('None');
});
