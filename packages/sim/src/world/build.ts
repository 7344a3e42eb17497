import type { Bytes, CableConfig, HostConfig, Instant, Ipv4Address, MacAddress, Program } from '@sockeye/core';
import { BEGINNING, emptyTable, hash32, hashText, quietLine, router } from '@sockeye/core';
import { E, O } from '../basis/fp.ts';
import { row } from '../basis/row.ts';
import type { Purpose } from '../chance.ts';
import { draw, PURPOSE } from '../chance.ts';
import type { Problem } from '../data/record.ts';
import { compile, faultsOf } from '../fault/compile.ts';
import { FOREVER } from '../fault/More.ts';
import { NO_COUNTS } from '../fault/meaning.ts';
import { NO_CAUSE } from '../trace/Event.ts';
import type { End } from './attach.ts';
import { attach, namesOf } from './attach.ts';
import type { Draft } from './draft.ts';
import { draftOf, schedule, worldOf } from './draft.ts';
import { NO_FILE } from './file.ts';
import { outagesOf } from './outage.ts';
import { problemsOf } from './problems.ts';
import { skewed } from './skewed.ts';
import type { CableSpec, Topology } from './topology.ts';
import type { HostLayer, LineSetting, LineState, Node, Seat, Setting, Wire, World } from './World.ts';

/** A program that is started on a host. */
export interface Start {
  readonly host: string;
  readonly program: Program<unknown, unknown>;
  /** What was typed, for the trace. */
  readonly words: string;
  /** The whole of its standard input. */
  readonly input: Bytes;
  readonly when: Instant;
}

/** What a world is made of. `host` makes the machine of a host: core's `host`, or another layer of the same two services. */
export interface Plan<S> {
  readonly topology: Topology;
  readonly seed: number;
  readonly wire: Wire;
  readonly host: (config: HostConfig) => HostLayer<S>;
  readonly starts: ReadonlyArray<Start>;
}

/** 02:00:00:00:00:NN, for the NNth host: the bit of locally administered addresses is set. */
const hostMac = (number: number): MacAddress => (0x020000000000 + number) as MacAddress;

/** 02:01:RR:RR:II:II, for interface I of the Rth router: numbers of their own, which another host does not shift. */
const routerMac = (router: number, port: number): MacAddress =>
  (0x020100000000 + router * 0x10000 + port) as MacAddress;

const configOf = (cable: CableSpec): CableConfig => ({
  rate: cable.rate,
  delay: cable.delay,
  queue: cable.queue,
  mtu: cable.mtu,
});

const nodesOf = <S>(plan: Plan<S>, ends: ReadonlyArray<readonly [End, End]>): ReadonlyArray<Node<S>> => {
  const { topology } = plan;
  const hosts = Object.entries(topology.hosts);
  const mtuAt = (node: string, port: number): number =>
    topology.cables.find((_, index) => ends[index]?.some((end) => end.node === node && end.port === port) === true)
      ?.mtu ?? 1500;
  const names: ReadonlyMap<string, Ipv4Address> = new Map(hosts.map(([name, spec]) => [name, spec.address.address]));
  return [
    ...hosts.map(([name, spec], index): Node<S> => {
      const mac = spec.mac ?? hostMac(index + 1);
      const { address, prefix } = spec.address;
      const layer = plan.host({
        name,
        seed: hash32(plan.seed, hashText(name)),
        mac,
        address,
        prefix,
        mtu: mtuAt(name, 0),
        gateway: spec.gateway,
        names,
      });
      const faults = spec.faults ?? [];
      return { kind: 'host', name, address, mac, layer: skewed(layer, faults), outages: outagesOf(faults) };
    }),
    ...topology.switches.map((name): Node<S> => ({ kind: 'switch', name })),
    ...topology.hubs.map((name): Node<S> => ({ kind: 'hub', name })),
    ...Object.entries(topology.routers).map(([name, spec], index): Node<S> => {
      const interfaces = spec.interfaces.map(({ address, prefix }, port) => ({
        mac: routerMac(index + 1, port),
        address,
        prefix,
        mtu: mtuAt(name, port),
      }));
      const seed = hash32(plan.seed, hashText(name));
      return { kind: 'router', name, interfaces, layer: router({ name, seed, interfaces, routes: spec.routes }) };
    }),
  ];
};

const linesOf = (
  topology: Topology,
  ends: ReadonlyArray<readonly [End, End]>,
  names: ReadonlyArray<string>,
): ReadonlyArray<LineSetting> => {
  const lines: Array<LineSetting> = [];
  topology.cables.forEach((cable, index) => {
    const both = ends[index];
    if (both === undefined) return;
    const [a, b] = both;
    const parallel = ends
      .slice(0, index)
      .filter((other) => [a, b].every(({ node }) => other.some((end) => end.node === node)));
    const suffix = parallel.length === 0 ? '' : `/${parallel.length + 1}`;
    for (const [from, to] of [[a, b] as const, [b, a] as const]) {
      const name = `${from.node}→${to.node}${suffix}`;
      lines.push({
        name,
        from: names.indexOf(from.node),
        port: from.port,
        to: names.indexOf(to.node),
        key: hashText(name),
        config: configOf(cable),
      });
    }
  });
  return lines;
};

const lineState = (seed: number, setting: LineSetting, cable: CableSpec, names: ReadonlyArray<string>): LineState => {
  const from = names[setting.from] ?? '';
  const to = names[setting.to] ?? '';
  // The number before the first one, for correlated draws: the ordinal 0 is no frame's.
  const first = (purpose: Purpose): number => draw(seed, setting.key, 0, 0, purpose);
  return {
    line: quietLine(setting.config),
    file: NO_FILE,
    sent: 0,
    counts: NO_COUNTS,
    memory: {
      loss: first(PURPOSE.loss),
      duplicate: first(PURPOSE.duplicate),
      corrupt: first(PURPOSE.corrupt),
      reorder: first(PURPOSE.reorder),
      delay: first(PURPOSE.delay),
      counter: 0,
      models: undefined,
    },
    script: faultsOf(cable.faults, from, to),
    faults: compile(cable.faults, from, to),
  };
};

const seatOf = <S>(node: Node<S>): Seat<S> => {
  if (node.kind === 'switch' || node.kind === 'hub') return { kind: 'bridge', stations: emptyTable() };
  if (node.kind === 'router') {
    // A router that has heard nothing waits for nothing.
    return { kind: 'router', state: node.layer.initial, alarms: undefined, deadline: undefined, since: NO_CAUSE };
  }
  const { initial } = node.layer;
  const deadline = O.toUndefined(node.layer.deadline(initial));
  const alarms = deadline === undefined ? undefined : { at: deadline, later: undefined };
  return { kind: 'host', state: initial, alarms, deadline, since: NO_CAUSE, waiting: emptyTable() };
};

/** Puts the first deadlines and the starts on the agenda. */
const wind = <S>(draft: Draft<S>, plan: Plan<S>, names: ReadonlyArray<string>): ReadonlyArray<Problem> => {
  const problems: Array<Problem> = [];
  const processes = new Map<string, number>();
  draft.setting.nodes.forEach((node, index) => {
    if (node.kind !== 'host') return;
    const deadline = O.toUndefined(node.layer.deadline(node.layer.initial));
    if (deadline !== undefined) schedule(draft, deadline, { _tag: 'Alarm', node: index });
    for (const { kind, since, until } of node.outages) {
      if (kind !== 'crash') continue;
      schedule(draft, since, { _tag: 'Turn', node: index, isUp: false });
      if (until < FOREVER) schedule(draft, until, { _tag: 'Turn', node: index, isUp: true });
    }
  });
  plan.starts.forEach((start, index) => {
    const node = names.indexOf(start.host);
    const host = draft.setting.nodes[node];
    if (host?.kind !== 'host') {
      problems.push({
        path: `processes[${index}].on`,
        says: `no host is called ${start.host}; there are ${Object.keys(plan.topology.hosts).join(', ')}`,
      });
      return;
    }
    const process = (processes.get(start.host) ?? 0) + 1;
    processes.set(start.host, process);
    const { program, words, input } = start;
    schedule(draft, start.when, { _tag: 'Start', node, process, words, program, input });
    // Whoever was started before a crash, or would have been, is started anew when the host is up again.
    for (const { kind, until } of host.outages) {
      if (kind === 'crash' && until < FOREVER && start.when < until) {
        schedule(draft, until, { _tag: 'Start', node, process, words, program, input });
      }
    }
  });
  return problems;
};

/**
 * Makes a world: all is quiet, the clock stands at the beginning, and the programs are about to be started.
 *
 * Takes   the plan
 * Gives   the world
 * Fails   with everything that does not fit together, each with its place in the plan
 *
 * @category constructors
 * @since 0.1.0
 */
export const build = <S>(plan: Plan<S>): E.Either<ReadonlyArray<Problem>, World<S>> => {
  const { topology } = plan;
  const ends = attach(topology);
  const wrong = problemsOf(topology, ends);
  if (wrong.length > 0) return E.left(wrong);
  const names = namesOf(topology);
  const nodes = nodesOf(plan, ends);
  const lines = linesOf(topology, ends, names);
  const setting: Setting<S> = {
    seed: plan.seed,
    wire: plan.wire,
    nodes,
    lines,
    frail: nodes.some((node) => node.kind === 'host' && node.outages.length > 0),
    ports: nodes.map((node, at) => {
      const mine = lines.flatMap((line, index) => (line.from === at ? [index] : []));
      return node.kind === 'router'
        ? node.interfaces.map((_, port) => mine.find((index) => lines[index]?.port === port))
        : mine;
    }),
  };
  const draft = draftOf<S>({
    setting,
    now: BEGINNING,
    position: 0,
    created: 0,
    agenda: undefined,
    seats: row(nodes.map(seatOf)),
    lines: row(
      topology.cables.flatMap((cable, index) =>
        [2 * index, 2 * index + 1].flatMap((at) => {
          const line = lines[at];
          return line === undefined ? [] : [lineState(plan.seed, line, cable, names)];
        }),
      ),
    ),
  });
  const problems = wind(draft, plan, names);
  return problems.length > 0 ? E.left(problems) : E.right(worldOf(draft));
};
