// Who says nothing changes nothing: over random networks, programs and faults, one more host that is idle leaves every event
// as it was, to the octet and the nanosecond.
import { run } from '@sockeye/sim';
import type { TraceEvent } from '@sockeye/sim';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { staged } from './stage.ts';
import { lineOf, parting } from './threads.ts';

interface Cable {
  readonly between: readonly [string, string];
  readonly [setting: string]: unknown;
}

interface Network {
  readonly seed: number;
  readonly hosts: Readonly<Record<string, object>>;
  readonly switches: ReadonlyArray<string>;
  readonly hubs: ReadonlyArray<string>;
  readonly routers: Readonly<Record<string, object>>;
  readonly cables: ReadonlyArray<Cable>;
  readonly processes: ReadonlyArray<object>;
}

const fault = fc.oneof(
  fc.integer({ min: 1, max: 30 }).map((percent) => `loss ${percent}%`),
  fc.integer({ min: 1, max: 30 }).map((percent) => `duplicate ${percent}%`),
  fc.integer({ min: 1, max: 20 }).map((percent) => `corrupt ${percent}%`),
  fc.integer({ min: 1, max: 30 }).map((percent) => `reorder ${percent}% gap 2`),
  fc.constantFrom('delay 2ms 1ms', 'loss 20% 50%', 'delay 1ms'),
);

/** Each kind once, for a cable has one of each. */
const faults = fc.uniqueArray(fault, { maxLength: 3, selector: (words) => words.slice(0, words.indexOf(' ')) });

const line = fc.record({
  rate: fc.constantFrom({}, { rate: '1Mbit' }, { rate: '100Mbit' }),
  delay: fc.integer({ min: 1, max: 20 }),
  queue: fc.constantFrom(5, 100),
  mtu: fc.constantFrom(1500, 576),
  faults,
});

const asCable = (
  a: string,
  b: string,
  { rate, delay, ...more }: typeof line extends fc.Arbitrary<infer L> ? L : never,
) => ({
  between: [a, b] as const,
  delay: `${delay}ms`,
  ...rate,
  ...more,
});

const SHAPES = ['pair', 'switch', 'hub', 'router'] as const;

/** One network: two to four hosts, of which the first is the server, joined in one of four ways. */
const network: fc.Arbitrary<Network> = fc
  .record({
    seed: fc.nat(),
    shape: fc.constantFrom(...SHAPES),
    clients: fc.integer({ min: 1, max: 3 }),
    lines: fc.tuple(line, line, line, line),
    talks: fc.array(
      fc.record({
        family: fc.constantFrom('tcp', 'udp'),
        client: fc.nat({ max: 2 }),
        length: fc.constantFrom(0, 1, 30, 600, 3000),
        at: fc.constantFrom(0, 0, 1, 5, 30, 1000),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  })
  .map(({ seed, shape, clients, lines, talks }) => {
    const count = shape === 'pair' ? 1 : shape === 'router' ? Math.min(2, clients) : clients;
    const isRouted = shape === 'router';
    const address = (i: number): string => (isRouted ? `10.0.${i}.1` : `10.0.0.${i + 1}`);
    const names = ['server', 'one', 'two', 'three'].slice(0, count + 1);
    const hosts = Object.fromEntries(
      names.map((name, i) => [
        name,
        { address: `${address(i)}/24`, ...(isRouted ? { gateway: `10.0.${i}.254` } : {}) },
      ]),
    );
    return {
      seed: seed % 4294967296,
      hosts,
      switches: shape === 'switch' ? ['middle'] : [],
      hubs: shape === 'hub' ? ['middle'] : [],
      // One interface more than there are cables.
      routers: isRouted
        ? { middle: { interfaces: Array.from({ length: count + 2 }, (_, i) => `10.0.${i}.254/24`) } }
        : {},
      cables:
        shape === 'pair'
          ? [asCable('server', 'one', lines[0])]
          : names.map((name, i) => asCable(name, 'middle', lines[i] ?? lines[0])),
      processes: [
        { on: 'server', run: `tcp echo ${address(0)} 7` },
        { on: 'server', run: `udp echo ${address(0)} 7` },
        ...talks.map(({ family, client, length, at }) => ({
          on: names[1 + (client % count)],
          run: `${family} send ${address(0)} 7`,
          input: 'x'.repeat(length),
          at: `${at}ms`,
        })),
      ],
    };
  });

/** Where the one who says nothing is put: among the hosts, and at what. */
const placing = fc.record({ first: fc.boolean(), joined: fc.constantFrom('nothing', 'another', 'middle') });

/** The hardware addresses that hosts have without being told, told; so that it does not matter where in the list another one stands. */
const told = (hosts: Network['hosts']): Network['hosts'] =>
  Object.fromEntries(
    Object.entries(hosts).map(([name, spec], i) => [name, { mac: `02:00:00:00:00:0${i + 1}`, ...spec }]),
  );

const IDLE: ReadonlySet<string> = new Set(['idle', 'idler']);

const withIdle = (base: Network, { first, joined }: { readonly first: boolean; readonly joined: string }): Network => {
  const hasMiddle = base.cables.some(({ between }) => between.includes('middle'));
  const at = joined === 'middle' && !hasMiddle ? 'another' : joined;
  const spare = Object.keys(base.hosts).length;
  const address = base.routers['middle'] === undefined ? '10.0.0.77/24' : `10.0.${spare}.77/24`;
  const mac = first ? [{ mac: '02:00:00:00:07:01' }, { mac: '02:00:00:00:07:02' }] : [{}, {}];
  const more: Network['hosts'] = {
    idle: { address, ...mac[0] },
    ...(at === 'another' ? { idler: { address: '10.7.7.7/24', ...mac[1] } } : {}),
  };
  const own: ReadonlyArray<Cable> =
    at === 'another'
      ? [{ between: ['idle', 'idler'], delay: '3ms', faults: ['loss 50%', 'duplicate 50%'] }]
      : at === 'middle'
        ? [{ between: ['idle', 'middle'], delay: '1ms', faults: ['loss 10%', 'corrupt 50%'] }]
        : [];
  return {
    ...base,
    hosts: first ? { ...more, ...told(base.hosts) } : { ...base.hosts, ...more },
    // At a switch it takes the last port; a cable of its own may stand anywhere.
    cables: first && at === 'another' ? [...own, ...base.cables] : [...base.cables, ...own],
  };
};

/** What concerns the idle host alone: it hears what is for all, and a hub brings it everything. */
const isIts = (event: TraceEvent): boolean =>
  ('host' in event && IDLE.has(event.host)) ||
  ('line' in event && event.line.split('→').some((name) => IDLE.has(name)));

const eventsOf = (description: Network): ReadonlyArray<TraceEvent> =>
  run(staged(description).world, { steps: 20_000 }).events;

describe('one more host that says nothing', { timeout: 60_000 }, () => {
  test('leaves every event as it was, wherever it is put, in random networks with random programs and faults', () => {
    const seen = { events: 0, heard: 0, struck: 0 };
    fc.assert(
      fc.property(network, placing, (base, place) => {
        const before = eventsOf(base);
        const after = eventsOf(withIdle(base, place));
        expect(
          parting(
            after.filter((event) => !isIts(event)).map((event) => lineOf(event, false)),
            before.map((event) => lineOf(event, false)),
          ),
        ).toBe(undefined);
        seen.events += before.length;
        seen.heard += after.length - before.length;
        seen.struck += before.filter(({ _tag }) => _tag === 'FrameLost' || _tag === 'FrameCorrupted').length;
      }),
      { numRuns: 150 },
    );
    // Much happened, the idle ones heard of it, and faults struck.
    expect(seen.events).toBeGreaterThan(10_000);
    expect(seen.heard).toBeGreaterThan(100);
    expect(seen.struck).toBeGreaterThan(100);
  });

  test('leaves the hardware addresses of routers as they are', () => {
    const hosts = { a: { address: '10.0.0.1/24', gateway: '10.0.0.254' }, b: { address: '10.0.1.1/24' } };
    const routed = {
      seed: 1,
      switches: [],
      hubs: [],
      processes: [],
      routers: { middle: { interfaces: ['10.0.0.254/24', '10.0.1.254/24'] } },
    };
    const cables = [{ between: ['a', 'middle'] as const }, { between: ['b', 'middle'] as const }];
    const macs = (more: object): ReadonlyArray<number> =>
      staged({ ...routed, cables, hosts: { ...hosts, ...more } }).world.setting.nodes.flatMap((node) =>
        node.kind === 'router' ? node.interfaces.map(({ mac }) => mac) : [],
      );
    expect(macs({})).toEqual([0x020100010000, 0x020100010001]);
    expect(macs({ c: { address: '10.7.0.1/24' } })).toEqual(macs({}));
  });
});
