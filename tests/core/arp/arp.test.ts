import * as fc from 'fast-check';
import { option as O } from 'fp-ts';
import { describe, expect, test } from 'vitest';
import type { ArpConfig, ArpState } from '../../../packages/core/src/arp/index.ts';
import { arp, ARP_PARAMETERS } from '../../../packages/core/src/arp/index.ts';
import { rules } from '../../../packages/core/src/arp/rules.ts';
import type { ArpService } from '../../../packages/core/src/arp/Service.ts';
import { invariant } from '../../../packages/core/src/arp/State.ts';
import type { Output } from '../../../packages/core/src/basis/layer.ts';
import { DEADLINE_REACHED } from '../../../packages/core/src/basis/layer.ts';
import { instant } from '../../../packages/core/src/basis/time.ts';
import type { EthernetService } from '../../../packages/core/src/ethernet/Service.ts';
import type { Ipv4Address } from '../../../packages/core/src/wire/addresses.ts';
import { BROADCAST_MAC, ipv4Address, LIMITED_BROADCAST } from '../../../packages/core/src/wire/addresses.ts';
import type { ArpPacket, FramePayload } from '../../../packages/core/src/wire/packets.ts';
import { fired, indications, layerLaws, requests } from '../laws.ts';
import {
  addresses,
  ALL_OF_US,
  arps,
  FAR,
  frames,
  GROUP,
  GROUP_MAC,
  NONE,
  OTHER,
  OTHER_MAC,
  OUR_MAC,
  packet,
  packets,
  THEIR_MAC,
  THEM,
  US,
} from '../likely.ts';

type Said = ReadonlyArray<Output<ArpService, EthernetService>>;

const config: ArpConfig = { mac: OUR_MAC, address: US, prefix: 24 };
const SECOND = 1_000_000_000;

/** A floor that remembers its state and all that it said: for tests that read as a story. */
const story = (how: ArpConfig = config) => {
  const layer = arp(how);
  let state: ArpState = layer.initial;
  const all: Array<Output<ArpService, EthernetService>> = [];
  const hear = (input: Parameters<typeof layer.step>[1], at: number): Said => {
    const [next, said] = layer.step(state, input, instant(at));
    expect(invariant(how)(next)).toEqual([]);
    state = next;
    all.push(...said);
    return said;
  };
  return {
    send: (nextHop: Ipv4Address, at: number, what = packet({ destination: nextHop })): Said =>
      hear({ _tag: 'Requested', request: { nextHop, packet: what } }, at),
    doubt: (nextHop: Ipv4Address, at: number): Said =>
      hear({ _tag: 'Requested', request: { nextHop, packet: packet({ destination: nextHop }), inDoubt: true } }, at),
    arrives: (payload: FramePayload, at: number, etherType = 0x0806, group = false): Said =>
      hear({ _tag: 'Indicated', indication: { source: THEIR_MAC, group, etherType, payload } }, at),
    wake: (at: number): Said => hear(DEADLINE_REACHED, at),
    deadline: (): number | undefined => O.toUndefined(layer.deadline(state)),
    all: (): Said => all,
    state: (): ArpState => state,
  };
};

const says = (what: Partial<ArpPacket> = {}): ArpPacket => ({
  _tag: 'Arp',
  operation: 'reply',
  senderHardwareAddress: THEIR_MAC,
  senderProtocolAddress: THEM,
  targetHardwareAddress: OUR_MAC,
  targetProtocolAddress: US,
  ...what,
});

const question = (target: Ipv4Address) => ({
  destination: BROADCAST_MAC,
  etherType: 0x0806,
  payload: says({
    operation: 'request',
    senderHardwareAddress: OUR_MAC,
    senderProtocolAddress: US,
    targetHardwareAddress: 0 as never,
    targetProtocolAddress: target,
  }),
});

describe('a packet to a neighbour', () => {
  test('waits until he has answered, and those after it go at once', () => {
    const us = story();
    expect(requests(us.send(THEM, 0))).toEqual([question(THEM)]);
    expect(requests(us.send(THEM, 1))).toEqual([]);
    expect(requests(us.arrives(says(), 500))).toEqual([
      { destination: THEIR_MAC, etherType: 0x0800, payload: packet({ destination: THEM }) },
      { destination: THEIR_MAC, etherType: 0x0800, payload: packet({ destination: THEM }) },
    ]);
    expect(us.deadline()).toBeUndefined();
    expect(requests(us.send(THEM, 600))).toEqual([
      { destination: THEIR_MAC, etherType: 0x0800, payload: packet({ destination: THEM }) },
    ]);
    expect(fired(us.all())).toEqual(['arp.asked', 'arp.merged']);
  });

  test('comes back when he was asked three times, a second apart, and kept silent', () => {
    const us = story();
    const [one, two] = [packet({ identification: 1 }), packet({ identification: 2 })];
    us.send(THEM, 0, one);
    us.send(THEM, SECOND / 2, two);
    expect(us.deadline()).toBe(SECOND);
    expect(requests(us.wake(SECOND))).toEqual([question(THEM)]);
    expect(us.deadline()).toBe(2 * SECOND);
    expect(requests(us.wake(2 * SECOND))).toEqual([question(THEM)]);
    expect(indications(us.wake(3 * SECOND))).toEqual([
      { _tag: 'Unresolved', nextHop: THEM, packet: one },
      { _tag: 'Unresolved', nextHop: THEM, packet: two },
    ]);
    expect(us.deadline()).toBeUndefined();
    expect(fired(us.all())).toEqual(['arp.asked', 'arp.asked-again', 'arp.asked-again', 'arp.unresolved']);
    expect(requests(us.send(THEM, 3 * SECOND))).toEqual([question(THEM)]);
  });

  test('asks again a minute after he was last heard of, and not before', () => {
    const us = story();
    us.arrives(says(), 0);
    us.arrives(says({ operation: 'request', targetProtocolAddress: OTHER }), 30 * SECOND);
    expect(requests(us.send(THEM, 90 * SECOND - 1))).toMatchObject([{ destination: THEIR_MAC }]);
    expect(requests(us.send(THEM, 90 * SECOND))).toEqual([question(THEM)]);
  });

  // MUST-20/advice: what the advice is worth, where there is one way only.
  test('asks again at once when the transport doubts the way: a neighbour may have got another station', () => {
    const us = story();
    us.arrives(says({ operation: 'request' }), 0);
    expect(requests(us.send(THEM, 1))).toMatchObject([{ destination: THEIR_MAC }]);
    expect(requests(us.doubt(THEM, 2))).toEqual([question(THEM)]);
    // A second doubt waits for the answer to the first.
    expect(requests(us.doubt(THEM, 3))).toEqual([]);
    const sent = requests(us.arrives(says({ senderHardwareAddress: OTHER_MAC }), 500));
    expect(sent.map(({ destination }) => destination)).toEqual([OTHER_MAC, OTHER_MAC]);
    expect(fired(us.all())).toContain('arp.doubted');
    expect(requests(us.send(THEM, 600))).toMatchObject([{ destination: OTHER_MAC }]);
  });

  test('does not doubt what never changes', () => {
    const us = story({ ...config, static: [{ address: THEM, mac: THEIR_MAC }] });
    expect(requests(us.doubt(THEM, 0))).toMatchObject([{ destination: THEIR_MAC }]);
  });

  test('is one of 101 that may wait; the oldest gives way', () => {
    const us = story();
    for (let i = 0; i < 103; i++) us.send(THEM, i, packet({ identification: i }));
    expect(us.state().dropped).toBe(2);
    const sent = requests(us.arrives(says(), 500)).map(({ payload }) => payload);
    expect(sent).toEqual(Array.from({ length: 101 }, (_, i) => packet({ identification: i + 2 })));
    expect(fired(us.all()).filter((id) => id === 'arp.queue-full')).toHaveLength(2);
  });

  test('to several neighbours: each is asked in his own time', () => {
    const us = story();
    us.send(THEM, 0);
    us.send(OTHER, SECOND / 2);
    expect(us.deadline()).toBe(SECOND);
    us.arrives(says(), SECOND / 2);
    expect(us.deadline()).toBe(1.5 * SECOND);
    expect(requests(us.wake(1.5 * SECOND))).toEqual([question(OTHER)]);
  });
});

describe('an address that needs no question', () => {
  test.each([
    ['the limited broadcast', LIMITED_BROADCAST, BROADCAST_MAC],
    ['the broadcast of our network', ALL_OF_US, BROADCAST_MAC],
    ['a group', GROUP, 0x01005e0000fb],
    ['a group whose high bits are lost', ipv4Address(239, 129, 2, 3), 0x01005e010203],
  ])('%s', (_, nextHop, destination) => {
    expect(story().send(nextHop, 0)).toEqual([
      { _tag: 'Request', request: { destination, etherType: 0x0800, payload: packet({ destination: nextHop }) } },
    ]);
  });

  test('there is no broadcast in a network of 31 bits', () => {
    const us = story({ ...config, prefix: 31, address: ipv4Address(10, 0, 0, 0) });
    expect(fired(us.send(US, 0))).toEqual(['arp.asked']);
  });

  test('a static entry, which no packet changes and no time', () => {
    const us = story({ ...config, static: [{ address: THEM, mac: OTHER_MAC }] });
    us.arrives(says(), 0);
    expect(requests(us.send(THEM, 1e15))).toMatchObject([{ destination: OTHER_MAC }]);
  });
});

describe('packet reception (RFC 826)', () => {
  test('a request for us teaches us its sender, and is answered to him', () => {
    const us = story();
    expect(requests(us.arrives(says({ operation: 'request' }), 0, 0x0806, true))).toEqual([
      {
        destination: THEIR_MAC,
        etherType: 0x0806,
        payload: says({
          senderHardwareAddress: OUR_MAC,
          senderProtocolAddress: US,
          targetHardwareAddress: THEIR_MAC,
          targetProtocolAddress: THEM,
        }),
      },
    ]);
    expect(requests(us.send(THEM, 1))).toMatchObject([{ destination: THEIR_MAC }]);
    expect(fired(us.all())).toEqual(['arp.learnt', 'arp.answered']);
  });

  test('a request for somebody else teaches nothing and is not answered', () => {
    const us = story();
    expect(requests(us.arrives(says({ operation: 'request', targetProtocolAddress: OTHER }), 0))).toEqual([]);
    expect(us.state().table.size).toBe(0);
    expect(fired(us.all())).toEqual(['arp.not-for-us']);
  });

  test('the table is updated before the operation is looked at: our packets go before our answer', () => {
    const us = story();
    us.send(THEM, 0);
    expect(requests(us.arrives(says({ operation: 'request' }), 1)).map(({ etherType }) => etherType)).toEqual([
      0x0800, 0x0806,
    ]);
  });

  test('an announcement updates the entry that there is, and creates none', () => {
    const announcement = says({ operation: 'request', senderHardwareAddress: OTHER_MAC, targetProtocolAddress: THEM });
    const stranger = story();
    stranger.arrives(announcement, 0);
    expect(stranger.state().table.size).toBe(0);
    const us = story();
    us.arrives(says(), 0);
    us.arrives(announcement, 1);
    expect(requests(us.send(THEM, 2))).toMatchObject([{ destination: OTHER_MAC }]);
  });

  test('a probe is answered, and nobody is learnt from it', () => {
    const us = story();
    const said = us.arrives(says({ operation: 'request', senderProtocolAddress: NONE }), 0);
    expect(requests(said)).toMatchObject([{ destination: THEIR_MAC, payload: { targetProtocolAddress: NONE } }]);
    expect(us.state().table.size).toBe(0);
  });

  test('a neighbour with our own address is noted, and gets nothing', () => {
    const us = story();
    const said = us.arrives(says({ operation: 'request', senderProtocolAddress: US }), 0);
    expect(fired(said)).toEqual(['arp.conflict']);
    expect(requests(said)).toEqual([]);
    expect(us.state()).toMatchObject({ ignored: 1 });
  });

  test('our own packet, which comes back to us, says nothing new', () => {
    const said = story().arrives(says({ senderProtocolAddress: US, senderHardwareAddress: OUR_MAC }), 0);
    expect(fired(said)).toEqual(['arp.not-for-us']);
  });

  test.each([
    ['a group of stations', { senderHardwareAddress: GROUP_MAC }],
    ['all stations', { senderHardwareAddress: BROADCAST_MAC }],
    ['no station', { senderHardwareAddress: 0 as never }],
    ['a group of hosts', { senderProtocolAddress: GROUP }],
    ['all hosts', { senderProtocolAddress: ALL_OF_US }],
  ])('a sender that claims to be %s is not believed', (_, what) => {
    const us = story();
    const said = us.arrives(says({ operation: 'request', ...what }), 0);
    expect(fired(said)).toEqual(['arp.unbelievable']);
    expect(requests(said)).toEqual([]);
    expect(us.state().table.size).toBe(0);
  });
});

describe('what is no ARP packet', () => {
  test('goes up when it is, or should have been, one of IPv4', () => {
    const broken = {
      _tag: 'Malformed' as const,
      octets: new Uint8Array(3),
      error: { header: 'ipv4', field: 'x', reason: 'y' },
    };
    for (const payload of [packet(), broken]) {
      expect(story().arrives(payload, 0, 0x0800, true)).toEqual([
        { _tag: 'Indicate', indication: { _tag: 'PacketArrived', packet: payload, group: true } },
      ]);
    }
  });

  test('is dropped and counted when it should have been one of ARP', () => {
    const us = story();
    const error = { header: 'arp', field: 'hardwareType', reason: '6 is not 1' };
    us.arrives({ _tag: 'Malformed', octets: new Uint8Array(3), error }, 0);
    us.arrives({ _tag: 'Raw', octets: new Uint8Array(3) }, 0);
    expect(fired(us.all())).toEqual(['arp.malformed', 'arp.malformed']);
    expect(us.state().ignored).toBe(2);
  });

  test('is dropped when nobody knows its type', () => {
    const said = story().arrives({ _tag: 'Raw', octets: new Uint8Array(3) }, 0, 0x86dd);
    expect(said).toEqual([{ _tag: 'Note', note: { rule: rules['unknown-type'], detail: '0x86dd' } }]);
  });
});

describe('a full table', () => {
  const small: ArpConfig = { ...config, parameters: { ...ARP_PARAMETERS, entries: 3 } };
  const neighbour = (i: number): ArpPacket => says({ senderProtocolAddress: ipv4Address(10, 0, 0, 10 + i) });

  test('forgets the one who would be forgotten first', () => {
    const us = story(small);
    for (const i of [2, 0, 1]) us.arrives(neighbour(i), i);
    us.arrives(neighbour(3), 4);
    expect(us.state().table.has(ipv4Address(10, 0, 0, 10))).toBe(false);
    expect(us.state().table.size).toBe(3);
  });

  test('never forgets a question that is open: the packet that needs room comes back', () => {
    const us = story(small);
    for (let i = 0; i < 3; i++) us.send(ipv4Address(10, 0, 0, 10 + i), 0);
    const said = us.send(THEM, 1);
    expect(indications(said)).toMatchObject([{ _tag: 'Unresolved', nextHop: THEM }]);
    expect(fired(us.arrives(says(), 2))).toEqual(['arp.table-full']);
  });
});

test('a large table is not looked through: 1,000 questions are due in their order', () => {
  const us = story();
  for (let i = 0; i < 1000; i++) us.send(ipv4Address(10, 0, 1 + (i >> 8), i & 255), (i * 7919) % 1000);
  const due: Array<number> = [];
  for (let i = 0; i < 1000; i++) {
    const at = us.deadline() ?? -1;
    due.push(at);
    us.wake(at);
  }
  expect(due).toEqual(Array.from({ length: 1000 }, (_, i) => SECOND + i));
});

describe('every rule', () => {
  test('is fired by one of these stories', () => {
    const tight = story({ ...config, parameters: { ...ARP_PARAMETERS, queue: 1, entries: 1 } });
    tight.send(THEM, 0);
    tight.send(THEM, 0);
    tight.send(OTHER, 0);
    for (const at of [1, 2, 3]) tight.wake(at * SECOND);
    const us = story();
    us.arrives(says({ operation: 'request' }), 0);
    us.arrives(says(), 1);
    us.doubt(THEM, 1);
    us.arrives(says({ senderProtocolAddress: FAR, targetProtocolAddress: OTHER }), 1);
    us.arrives(says({ senderProtocolAddress: US }), 2);
    us.arrives(says({ senderProtocolAddress: GROUP }), 3);
    us.arrives({ _tag: 'Raw', octets: new Uint8Array(3) }, 4);
    us.arrives({ _tag: 'Raw', octets: new Uint8Array(3) }, 4, 5);
    expect([...new Set([...fired(tight.all()), ...fired(us.all())])].toSorted()).toEqual(
      Object.values(rules)
        .map(({ id }) => id)
        .toSorted(),
    );
  });
});

const indicated: fc.Arbitrary<EthernetService['indication']> = fc
  .tuple(
    fc.boolean(),
    fc.oneof(
      frames,
      arps.map((payload) => ({ source: THEIR_MAC, etherType: 0x0806, payload })),
    ),
  )
  .map(([group, { source, etherType, payload }]) => ({ source, group, etherType, payload }));

for (const [name, how] of [
  ['ARP', config],
  ['ARP with little room', { ...config, parameters: { ...ARP_PARAMETERS, entries: 2, queue: 2 } }],
] as const) {
  layerLaws(
    name,
    () => arp(how),
    { requests: fc.record({ nextHop: addresses, packet: packets }), indications: indicated },
    invariant(how),
  );
}
