// The floors from UDP and echo down to Ethernet as one stack, and two of them on one wire.
import * as fc from 'fast-check';
import { option as O } from 'fp-ts';
import { describe, expect, test } from 'vitest';
import { arp } from '../../packages/core/src/arp/index.ts';
import { invariant as arpInvariant } from '../../packages/core/src/arp/State.ts';
import { beside } from '../../packages/core/src/basis/beside.ts';
import { hex } from '../../packages/core/src/basis/bytes.ts';
import { DEADLINE_REACHED, request } from '../../packages/core/src/basis/layer.ts';
import { over } from '../../packages/core/src/basis/over.ts';
import { rope, toBytes } from '../../packages/core/src/basis/rope.ts';
import { instant } from '../../packages/core/src/basis/time.ts';
import { ethernet } from '../../packages/core/src/ethernet/index.ts';
import { invariant as ethernetInvariant } from '../../packages/core/src/ethernet/State.ts';
import { icmp } from '../../packages/core/src/icmp/index.ts';
import { ipv4 } from '../../packages/core/src/ipv4/index.ts';
import type { Ipv4Service } from '../../packages/core/src/ipv4/Service.ts';
import { invariant as ipv4Invariant } from '../../packages/core/src/ipv4/State.ts';
import { udp } from '../../packages/core/src/udp/index.ts';
import { invariant as udpInvariant } from '../../packages/core/src/udp/State.ts';
import type { Ipv4Address, MacAddress } from '../../packages/core/src/wire/addresses.ts';
import { ANY_ADDRESS, endpoint } from '../../packages/core/src/wire/addresses.ts';
import type { Frame } from '../../packages/core/src/wire/frame.ts';
import { forgetValue, frameFromOctets, frameOf, octetsWithFcs } from '../../packages/core/src/wire/frame.ts';
import { layerLaws } from './laws.ts';
import { ALL_OF_US, endpoints, FAR, frames, GATEWAY, LOOP, OUR_MAC, payloadOf, THEIR_MAC, THEM, US } from './likely.ts';

const route = (told: Ipv4Service['indication']) => {
  const protocol = told._tag === 'Arrived' ? told.packet.protocol : told.error.protocol;
  if (protocol === 17) return 'udp' as const;
  if (protocol === 1) return 'icmp' as const;
  return told._tag === 'Arrived'
    ? [request({ _tag: 'Refuse' as const, why: 'protocol-unreachable' as const, packet: told.packet })]
    : [];
};

const stack = (address: Ipv4Address, mac: MacAddress) => {
  const config = { address, mac, prefix: 24, mtu: 576, gateway: GATEWAY, seed: 1 };
  return over(beside({ icmp: icmp(), udp: udp() }, route), over(ipv4(config), over(arp(config), ethernet(config))));
};

type Stack = ReturnType<typeof stack>;
type Heard = Parameters<Stack['step']>[1];
type Asked = Extract<Heard, { readonly _tag: 'Requested' }>['request'];
type Word = ReturnType<Stack['step']>[1][number];
type Told = Extract<Word, { readonly _tag: 'Indicate' }>['indication'];

/** Two hosts on one wire that takes no time; `wire` is what it does to a frame. What each is told, in order. */
const conversation = (wire: (frame: Frame) => Frame, asks: ReadonlyArray<readonly [who: 0 | 1, asked: Asked]>) => {
  const hosts = [stack(US, OUR_MAC), stack(THEM, THEIR_MAC)] as const;
  const states = [hosts[0].initial, hosts[1].initial];
  const told: Array<readonly [who: number, told: Told]> = [];
  const rules: Array<string> = [];
  let now = 0;
  const queue: Array<readonly [who: 0 | 1, heard: Heard]> = [];
  const settle = (): void => {
    for (;;) {
      const next = queue.shift();
      if (next === undefined) return;
      const [who, heard] = next;
      const [state, said] = hosts[who].step(states[who]!, heard, instant(now));
      states[who] = state;
      for (const word of said) {
        if (word._tag === 'Note') rules.push(word.note.rule.id);
        else if (word._tag === 'Indicate') told.push([who, word.indication]);
        else queue.push([who === 0 ? 1 : 0, { _tag: 'Indicated', indication: wire(word.request) }]);
      }
    }
  };
  for (const [who, asked] of asks) {
    queue.push([who, { _tag: 'Requested', request: asked }]);
    settle();
    for (const host of [0, 1] as const) {
      for (let due = hosts[host].deadline(states[host]!); O.isSome(due); due = hosts[host].deadline(states[host]!)) {
        now = Math.max(now, due.value);
        queue.push([host, DEADLINE_REACHED]);
        settle();
      }
    }
  }
  return { told, rules, now };
};

const ping = (destination: Ipv4Address, data: Uint8Array): Asked => ({
  to: 'icmp',
  request: { _tag: 'EchoRequest', source: US, destination, identifier: 7, sequence: 1, data },
});
const bind = (user: number, port: number): Asked => ({
  to: 'udp',
  request: { _tag: 'Bind', user, local: endpoint(ANY_ADDRESS, port), remote: undefined },
});
const send = (destination: Ipv4Address, port: number, length: number): Asked => ({
  to: 'udp',
  request: {
    _tag: 'Send',
    source: endpoint(US, 40_000),
    destination: endpoint(destination, port),
    payload: rope(payloadOf(length)),
  },
});

/** The wires of the house: values, and bytes that the receiver reads and verifies. */
const wires = [
  ['carries values', (frame: Frame) => frame],
  ['carries bytes', forgetValue],
] as const;

describe.each(wires)('two hosts on a wire that %s', (_, wire) => {
  test('ping each other, also with data that must be cut', () => {
    for (const length of [0, 56, 5000]) {
      const { told } = conversation(wire, [[0, ping(THEM, payloadOf(length))]]);
      expect(told).toEqual([
        [
          0,
          {
            from: 'icmp',
            indication: { _tag: 'EchoReply', source: THEM, identifier: 7, sequence: 1, data: payloadOf(length) },
          },
        ],
      ]);
    }
  });

  test('ping themselves', () => {
    expect(conversation(wire, [[0, ping(LOOP, payloadOf(9))]]).told).toMatchObject([
      [0, { from: 'icmp', indication: { _tag: 'EchoReply', source: LOOP } }],
    ]);
  });

  test('learn that nobody is there, three seconds later', () => {
    const { told, now } = conversation(wire, [[0, ping(FAR, payloadOf(9))]]);
    expect(told).toEqual([
      [0, { from: 'icmp', indication: { _tag: 'EchoFailed', destination: FAR, identifier: 7, type: 3, code: 1 } }],
    ]);
    expect(now).toBe(3_000_000_000);
  });

  test('send datagrams of every size to each other, and to all', () => {
    const { told } = conversation(wire, [
      [1, bind(5, 53)],
      [0, bind(6, 53)],
      [0, send(THEM, 53, 3)],
      [0, send(THEM, 53, 9000)],
      [0, send(ALL_OF_US, 53, 4)],
    ]);
    const seen = told.map(([who, { indication }]) => [
      who,
      'payload' in indication ? toBytes(indication.payload).length : indication._tag,
    ]);
    expect(seen).toEqual([
      [1, 3],
      [1, 9000],
      [1, 4],
      [0, 4],
    ]);
  });

  test('tell each other that a port is nobody’s', () => {
    const { told, rules } = conversation(wire, [
      [0, bind(6, 40_000)],
      [0, send(THEM, 53, 3)],
    ]);
    expect(told).toEqual([
      [0, { from: 'udp', indication: { _tag: 'Failed', user: 6, type: 3, code: 3, remote: endpoint(THEM, 53) } }],
    ]);
    expect(rules).toEqual([
      'arp.asked',
      'arp.learnt',
      'arp.answered',
      'arp.merged',
      'udp.port-unreachable',
      'ipv4.error-sent',
      'ipv4.error-received',
      'udp.error-delivered',
    ]);
  });
});

test('two hosts tell the same on both wires, whatever they are asked', () => {
  const asks = fc.array(
    fc.tuple(
      fc.constantFrom(0 as const, 1 as const),
      fc.oneof(
        fc.tuple(fc.nat(3), fc.constantFrom(7, 53)).map(([user, port]) => bind(user, port)),
        fc
          .tuple(fc.constantFrom(US, THEM, ALL_OF_US, FAR, LOOP), fc.nat(1500))
          .map(([to, length]) => send(to, 53, length)),
        fc
          .tuple(fc.constantFrom(US, THEM, ALL_OF_US, LOOP), fc.nat(1500))
          .map(([to, length]) => ping(to, payloadOf(length))),
      ),
    ),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(asks, (given) => {
      const values = conversation((frame) => frame, given);
      const bytes = conversation(forgetValue, given);
      expect(bytes.rules).toEqual(values.rules);
      expect(bytes.told.length).toBe(values.told.length);
      expect(bytes.told.map(readable)).toEqual(values.told.map(readable));
    }),
  );
});

/** What is told, with payloads as octets: a rope of two chunks and one of one may hold the same. */
const readable = ([who, { indication }]: readonly [number, Told]): unknown =>
  'payload' in indication ? [who, indication.user, hex(toBytes(indication.payload))] : [who, indication];

layerLaws(
  'the stack from UDP to Ethernet',
  () => stack(US, OUR_MAC),
  {
    requests: fc.oneof(
      fc
        .tuple(fc.nat(3), endpoints, fc.option(endpoints, { nil: undefined }))
        .map(([user, local, remote]): Asked => ({ to: 'udp', request: { _tag: 'Bind', user, local, remote } })),
      fc.tuple(endpoints, endpoints, fc.nat(1200)).map(([source, destination, length]): Asked => ({
        to: 'udp',
        request: { _tag: 'Send', source, destination, payload: rope(payloadOf(length)) },
      })),
      fc.tuple(endpoints, fc.nat(1200)).map(([{ address }, length]) => ping(address, payloadOf(length))),
    ),
    indications: fc.oneof(frames.map(frameOf), fc.uint8Array({ maxLength: 90 }).map(frameFromOctets)),
    seen: (word) => (word._tag === 'Request' ? hex(octetsWithFcs(word.request)) : word),
  },
  ({ storeys: [transports, internet, addresses, station] }) => [
    ...udpInvariant(transports.udp),
    ...ipv4Invariant(internet),
    ...arpInvariant({ address: US, mac: OUR_MAC, prefix: 24 })(addresses),
    ...ethernetInvariant(station),
  ],
);
