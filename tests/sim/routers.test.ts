// Networks of more than one link: hosts, routers between them, and what becomes of packets on their way.
import type { Frame, HostState, Ipv4Packet, Ipv4Payload, MacAddress } from '@sockeye/core';
import {
  ETHER_TYPE,
  equalBytes,
  frameOf,
  internetChecksum,
  IP_PROTOCOL,
  NO_BYTES,
  octetsOf,
  parseIpv4,
  rope,
  valueOf,
} from '@sockeye/core';
import type { Run, TraceEvent, Wire } from '@sockeye/sim';
import {
  inject,
  jsonl,
  ladder,
  pcapng,
  readScenario,
  run,
  showProblem,
  stage,
  strace,
  tcpdump,
  writeScenario,
} from '@sockeye/sim';
import { host } from '@sockeye/core';
import fc from 'fast-check';
import { either as E } from 'fp-ts';
import { describe, expect, test } from 'vitest';
import { play, program, staged } from './stage.ts';

const TEXT = 'abcdefghijklmnopqrstuvwxyz'.repeat(120);

/** Hosts a and b, and `count` routers in a row between them: 10.0.0.0/24 at a, 10.0.<count>.0/24 at b. Router i joins networks i and i + 1. */
const row = (
  count: number,
  says: { readonly cables?: ReadonlyArray<object>; readonly processes?: ReadonlyArray<object> } = {},
): object => {
  const routers = Object.fromEntries(
    Array.from({ length: count }, (_, i) => [
      `r${i + 1}`,
      {
        interfaces: [`10.0.${i}.254/24`, `10.0.${i + 1}.253/24`],
        routes: [
          ...(i < count - 1 ? [`10.0.${count}.0/24 via 10.0.${i + 1}.254`] : []),
          ...(i > 0 ? [`default via 10.0.${i}.253`] : []),
        ],
      },
    ]),
  );
  return {
    hosts: {
      a: { address: '10.0.0.1/24', gateway: '10.0.0.254' },
      b: { address: `10.0.${count}.2/24`, gateway: `10.0.${count}.253` },
    },
    routers,
    cables: Array.from({ length: count + 1 }, (_, i) => ({
      between: [i === 0 ? 'a' : `r${i}`, i === count ? 'b' : `r${i + 1}`],
      delay: '1ms',
      ...says.cables?.[i],
    })),
    processes: says.processes ?? [],
  };
};

const echo = (family: 'tcp' | 'udp', input: string, network: number): ReadonlyArray<object> => [
  { on: 'b', run: `${family} echo 10.0.${network}.2 7` },
  { on: 'a', run: `${family} send 10.0.${network}.2 7`, input },
];

const packetsOn = (events: ReadonlyArray<TraceEvent>, line: string): ReadonlyArray<Ipv4Packet> =>
  events.flatMap((event) => {
    if (event._tag !== 'FrameSent' || event.line !== line) return [];
    const value = valueOf(event.data);
    return E.isRight(value) && value.right.payload._tag === 'Ipv4' ? [value.right.payload] : [];
  });

const rulesOf = (events: ReadonlyArray<TraceEvent>, name: string): ReadonlyArray<string> =>
  events.flatMap((event) => (event._tag === 'Note' && event.host === name ? [event.rule.id] : []));

const detailsOf = (events: ReadonlyArray<TraceEvent>, rule: string): ReadonlyArray<string> =>
  events.flatMap((event) =>
    event._tag === 'Note' && event.rule.id === rule ? [`${event.host}: ${event.detail}`] : [],
  );

const output = (events: ReadonlyArray<TraceEvent>, name: string): string =>
  events
    .flatMap((event) =>
      event._tag === 'Wrote' && event.host === name && event.fd === 1 ? [new TextDecoder().decode(event.octets)] : [],
    )
    .join('');

/** From a, the first host, to interface 0 of the first router. */
const FROM = 0x020000000001 as MacAddress;
const TO = 0x020100010000 as MacAddress;

const probe = (destination: string, says: Partial<Ipv4Packet> & { readonly payload: Ipv4Payload }): Frame =>
  frameOf({
    destination: TO,
    source: FROM,
    etherType: ETHER_TYPE.ipv4,
    payload: {
      _tag: 'Ipv4',
      typeOfService: 0,
      identification: 1,
      dontFragment: false,
      moreFragments: false,
      fragmentOffset: 0,
      timeToLive: 64,
      protocol: IP_PROTOCOL.icmp,
      source: parseIpv4('10.0.0.1')!,
      destination: parseIpv4(destination)!,
      options: NO_BYTES,
      ...says,
    },
  });

const ping = (length = 8): Ipv4Payload => ({
  _tag: 'Icmp',
  type: 8,
  code: 0,
  rest: 0x0007_0001,
  payload: rope(new Uint8Array(length)),
});

/** Puts a frame on the first line, a→r1, and runs to the end. */
const sent = (description: object, frame: Frame, wire: Wire = 'lazy'): Run<HostState> => {
  const [world, events] = inject(staged(description, wire).world, 0, frame);
  const rest = run(world, { steps: 20_000 });
  return { ...rest, events: [...events, ...rest.events] };
};

const WIRES: ReadonlyArray<Wire> = ['lazy', 'eager', 'bytes'];

describe('two hosts with a router between them', () => {
  test.each(WIRES)('echo by UDP, also with what must be cut on the way, on the %s wire', (wire) => {
    const { events } = play(row(1, { processes: echo('udp', TEXT, 1), cables: [{}, { mtu: 576 }] }), wire);
    expect(strace(events)).toMatch(/recvfrom\(.*3120/u);
    const there = packetsOn(events, 'r1→b');
    expect(there.filter(({ moreFragments }) => moreFragments).length).toBeGreaterThan(0);
    expect(rulesOf(events, 'b')).toContain('ipv4.reassembled');
    expect(rulesOf(events, 'r1')).toContain('ipv4.fragmented');
  });

  test.each(WIRES)('echo by TCP though one link loses, on the %s wire', (wire) => {
    for (let seed = 1; seed <= 3; seed++) {
      const cables = [{}, { mtu: 576, faults: ['loss 20% until 20s'] }];
      const { events } = play(row(1, { processes: echo('tcp', TEXT, 1), cables }), wire, seed);
      expect(output(events, 'a')).toBe(TEXT);
      expect(events.some(({ _tag }) => _tag === 'FrameLost')).toBe(true);
    }
  });

  test('ping each other, and the router at each of its addresses', () => {
    for (const to of ['10.0.1.2', '10.0.0.254', '10.0.1.253']) {
      const { events } = sent(row(1), probe(to, { payload: ping() }));
      expect(detailsOf(events, 'icmp.reply')).toEqual([`a: from ${to}`]);
    }
  });

  test('learn that nobody has an address on the other side', () => {
    const { events } = sent(row(1), probe('10.0.1.77', { payload: ping() }));
    expect(detailsOf(events, 'ipv4.error-received')).toHaveLength(1);
    expect(detailsOf(events, 'icmp.failed')).toEqual(['a: to 10.0.1.77']);
    expect(rulesOf(events, 'r1')).toContain('ipv4.host-unreachable');
  });

  test('learn that no route leads to a network', () => {
    const { events } = sent(row(1), probe('192.0.2.1', { payload: ping() }));
    expect(tcpdump(events, { host: 'a' })).toContain('ICMP net 192.0.2.1 unreachable');
  });
});

describe('three routers in a row', () => {
  test.each([
    [1, '10.0.0.254'],
    [2, '10.0.1.254'],
    [3, '10.0.2.254'],
  ])(
    'answer a time to live of %d at the router that it reaches: the way that traceroute finds',
    (timeToLive, reporter) => {
      const { events } = sent(row(3), probe('10.0.3.2', { timeToLive, payload: ping() }));
      const told = detailsOf(events, 'ipv4.error-received');
      expect(told).toHaveLength(1);
      expect(told[0]).toMatch(new RegExp(`^a: .*, from ${reporter}$`, 'u'));
      expect(tcpdump(events, { host: 'a' })).toContain(`IP ${reporter} > 10.0.0.1: ICMP time exceeded in-transit`);
      expect(detailsOf(events, 'icmp.reply')).toEqual([]);
    },
  );

  test('let a time to live of 4 through', () => {
    const { events } = sent(row(3), probe('10.0.3.2', { timeToLive: 4, payload: ping() }));
    expect(detailsOf(events, 'icmp.reply')).toEqual(['a: from 10.0.3.2']);
  });
});

describe('a loop of routes', () => {
  const loop = {
    ...row(2),
    routers: {
      r1: { interfaces: ['10.0.0.254/24', '10.0.1.253/24'], routes: ['default via 10.0.1.254'] },
      r2: { interfaces: ['10.0.1.254/24', '10.0.2.253/24'], routes: ['default via 10.0.1.253'] },
    },
  };

  test('ends when the time to live does, and the sender is told', () => {
    const { events, reason } = sent(loop, probe('192.0.2.1', { payload: ping() }));
    expect(reason).toEqual({ _tag: 'Quiet' });
    const there = packetsOn(events, 'r1→r2').filter(({ destination }) => destination === parseIpv4('192.0.2.1'));
    const back = packetsOn(events, 'r2→r1').filter(({ destination }) => destination === parseIpv4('192.0.2.1'));
    expect(there.map(({ timeToLive }) => timeToLive)).toEqual(Array.from({ length: 32 }, (_, i) => 63 - 2 * i));
    expect(back.map(({ timeToLive }) => timeToLive)).toEqual(Array.from({ length: 31 }, (_, i) => 62 - 2 * i));
    expect(detailsOf(events, 'ipv4.error-received')).toHaveLength(1);
    expect(rulesOf(events, 'r2')).toContain('ipv4.time-exceeded');
  });
});

describe('a packet that must not be cut, and a link that is too narrow for it', () => {
  const narrow = (faults: ReadonlyArray<string>): object => row(2, { cables: [{ faults }, { mtu: 576 }, {}] });
  const large = probe('10.0.2.2', { dontFragment: true, payload: ping(1000) });

  test('the sender is told how much the link can carry', () => {
    const { events } = sent(narrow([]), large);
    expect(tcpdump(events, { host: 'a' })).toContain('10.0.2.2 unreachable - need to frag (mtu 576)');
    expect(packetsOn(events, 'r1→r2')).toEqual([]);
  });

  test('a black hole: when the error is lost, nobody ever hears of it', () => {
    const { events } = sent(narrow(['r1→a icmp #1: lose']), large);
    expect(rulesOf(events, 'r1')).toContain('ipv4.error-sent');
    expect(detailsOf(events, 'ipv4.error-received')).toEqual([]);
    expect(packetsOn(events, 'r1→r2')).toEqual([]);
  });

  test('what fits goes through', () => {
    const { events } = sent(narrow([]), probe('10.0.2.2', { dontFragment: true, payload: ping(548) }));
    expect(detailsOf(events, 'icmp.reply')).toEqual(['a: from 10.0.2.2']);
  });
});

describe('on every way through a row of routers', () => {
  const ways = fc.record({
    count: fc.integer({ min: 1, max: 4 }),
    timeToLive: fc.integer({ min: 0, max: 8 }),
    length: fc.integer({ min: 0, max: 1400 }),
    dontFragment: fc.boolean(),
    mtus: fc.array(fc.constantFrom(1500, 576, 296), { minLength: 5, maxLength: 5 }),
    to: fc.constantFrom('b', 'nobody'),
  });

  test('the time to live strictly falls, each header checksum is right, and all wires tell the same', () => {
    fc.assert(
      fc.property(ways, ({ count, timeToLive, length, dontFragment, mtus, to }) => {
        const network = row(count, { cables: mtus.map((mtu, i) => (i === 0 ? {} : { mtu })) });
        const frame = probe(to === 'b' ? `10.0.${count}.2` : '192.0.2.1', {
          timeToLive,
          dontFragment,
          payload: ping(length),
        });
        const [lazy, eager, bytes] = WIRES.map((wire) => sent(network, frame, wire)) as [
          Run<HostState>,
          Run<HostState>,
          Run<HostState>,
        ];
        let before = timeToLive + 1;
        for (let i = 0; i <= count; i++) {
          const line = `${i === 0 ? 'a' : `r${i}`}→${i === count ? 'b' : `r${i + 1}`}`;
          // Errors about it and replies to it are other packets; this one is the only one that a sent.
          const hops = packetsOn(bytes.events, line).filter(({ source }) => source === parseIpv4('10.0.0.1'));
          for (const hop of hops) {
            expect(hop.timeToLive).toBe(before - 1);
            expect(i === 0 || hop.timeToLive > 0).toBe(true);
          }
          if (hops.length > 0) before -= 1;
        }
        for (const event of bytes.events) {
          if (event._tag !== 'FrameSent') continue;
          const octets = octetsOf(event.data);
          if (octets[12] !== 8 || octets[13] !== 0) continue;
          expect(internetChecksum(octets.subarray(14, 14 + (octets[14]! & 15) * 4))).toBe(0);
        }
        for (const other of [eager, bytes]) {
          expect(jsonl(other.events)).toBe(jsonl(lazy.events));
          expect(
            equalBytes(
              pcapng(other.world.setting, other.events, { fcs: true }),
              pcapng(lazy.world.setting, lazy.events, { fcs: true }),
            ),
          ).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  test('faults on every link cannot tell the wires apart either', () => {
    const faults = ['loss 10% until 20s', 'corrupt 10% until 20s', 'duplicate 10%'];
    const description = row(2, {
      processes: echo('tcp', TEXT.slice(0, 1500), 2),
      cables: [{ faults }, { faults, mtu: 296 }, { faults }],
    });
    for (let seed = 1; seed <= 3; seed++) {
      const [lazy, ...others] = WIRES.map((wire) => play(description, wire, seed));
      expect(output(lazy!.events, 'a')).toBe(TEXT.slice(0, 1500));
      for (const other of others) {
        expect(jsonl(other.events)).toBe(jsonl(lazy!.events));
        expect(strace(other.events)).toBe(strace(lazy!.events));
      }
    }
  });
});

describe('what is shown of several links', () => {
  const { world, events } = sent(row(2), probe('10.0.2.2', { payload: ping() }));

  test('the ladder stands the routers between the hosts', () => {
    const [head = ''] = ladder(world.setting, events).split('\n');
    expect(head.trim().split(/ +/u)).toEqual(['a', 'r1', 'r2', 'b']);
  });

  test('a capture has an interface for each end of each cable, and hosts and routers say their addresses', () => {
    const { lines, nodes } = world.setting;
    expect(lines.map(({ name, from, port }) => `${name} ${nodes[from]?.name ?? ''}.${port}`)).toEqual([
      'a→r1 a.0',
      'r1→a r1.0',
      'r1→r2 r1.1',
      'r2→r1 r2.0',
      'r2→b r2.1',
      'b→r2 b.0',
    ]);
    const file = pcapng(world.setting, events, { host: 'r1' });
    const has = (...address: ReadonlyArray<number>): boolean =>
      file.some((_, at) => [...address, 255, 255, 255, 255].every((octet, i) => file[at + i] === octet));
    expect([has(10, 0, 0, 254), has(10, 0, 1, 253), has(10, 0, 1, 254)]).toEqual([true, true, false]);
  });

  test('tcpdump at a router hears all its links', () => {
    const heard = tcpdump(events, { host: 'r1' })
      .split('\n')
      .filter((line) => line.includes('echo request'));
    expect(heard).toHaveLength(2);
  });
});

describe('a network with routers on the desk', () => {
  const problems = (description: object): ReadonlyArray<string> => {
    const read = readScenario(description);
    if (E.isLeft(read)) return read.left.map(showProblem);
    const made = stage(read.right, { host, program });
    return E.isLeft(made) ? made.left.map(showProblem) : [];
  };
  const hosts = { a: { address: '10.0.0.1/24' } };
  const interfaces = ['10.0.0.254/24', '10.0.1.254/24'];

  test('is written as it is read', () => {
    const read = readScenario(row(3));
    const scenario = E.isRight(read) ? read.right : expect.fail(read.left.map(showProblem).join());
    expect(readScenario(JSON.parse(JSON.stringify(writeScenario(scenario))))).toEqual(E.right(scenario));
  });

  test('gives its cables the interfaces in order, those that name one first', () => {
    const { world } = staged({
      hosts: { ...hosts, b: { address: '10.0.1.2/24' } },
      routers: { r1: { interfaces } },
      cables: [{ between: ['b', 'r1'] }, { between: ['r1.0', 'a'] }],
    });
    expect(world.setting.lines.map(({ name, port }) => `${name} ${port}`)).toEqual([
      'b→r1 0',
      'r1→b 1',
      'r1→a 0',
      'a→r1 0',
    ]);
  });

  test('takes the MTU of each interface from its cable', () => {
    const { world } = staged(row(1, { cables: [{}, { mtu: 576 }] }));
    const router = world.setting.nodes.find(({ kind }) => kind === 'router');
    expect(router?.kind === 'router' ? router.interfaces.map(({ mtu }) => mtu) : []).toEqual([1500, 576]);
  });

  test.each<[object, string]>([
    [
      { hosts, routers: { r1: { interfaces: ['10.0.0.1/24'] } } },
      'routers.r1.interfaces[0]: a has this address already; each host needs its own',
    ],
    [
      { hosts, routers: { r1: { interfaces: ['10.0.1.1/24', '10.0.1.2/25'] } } },
      'routers.r1.interfaces[1]: it shares a network with interface 0; each interface needs a network of its own',
    ],
    [{ hosts, routers: { r1: { interfaces: [] } } }, 'routers.r1.interfaces: a router needs an interface'],
    [
      { hosts, routers: { r1: { interfaces, routes: ['10.0.3.0/24 via 10.9.9.9'] } } },
      'routers.r1.routes[0]: 10.9.9.9 is on no network of r1',
    ],
    [
      { hosts, routers: { r1: { interfaces, routes: ['default via 10.0.1.254'] } } },
      'routers.r1.routes[0]: 10.0.1.254 is r1 itself',
    ],
    [
      { hosts, routers: { r1: { interfaces, routes: ['10.0.3.1/24 via 10.0.1.1'] } } },
      'routers.r1.routes[0]: "10.0.3.1/24 via 10.0.1.1" is not a route, as in 10.0.3.0/24 via 10.0.2.1, or default via 10.0.2.1',
    ],
    [
      { hosts, routers: { r1: { interfaces } }, cables: [{ between: ['a', 'r1.2'] }] },
      'cables[0].between[1]: r1 has no interface 2; it has 2, counted from 0',
    ],
    [
      {
        hosts: { ...hosts, b: { address: '10.0.0.2/24' } },
        routers: { r1: { interfaces } },
        cables: [{ between: ['a', 'r1.0'] }, { between: ['b', 'r1.0'] }],
      },
      'cables[1].between[1]: r1.0 has a cable already',
    ],
    [{ hosts, routers: { a: { interfaces } } }, 'a: two have this name'],
  ])('that cannot be, %j, is told where', (description, says) => {
    expect(problems(description)).toContain(says);
  });
});
