// Which cable is plugged in where.
import type { Topology } from './topology.ts';

/** An end of a cable: at whom, and at which port, counted from 0. A port of a router is its interface. */
export interface End {
  readonly node: string;
  readonly port: number;
}

/** `r1.0` names an interface, where nobody is called so and a router is called r1. */
const named = (topology: Topology, names: ReadonlyArray<string>, end: string): End | undefined => {
  if (names.includes(end)) return undefined;
  const [, node = '', number = ''] = /^(.+)\.(0|[1-9][0-9]{0,3})$/.exec(end) ?? [];
  return Object.hasOwn(topology.routers, node) ? { node, port: Number(number) } : undefined;
};

/** All names, in the order in which a world numbers its nodes. */
export const namesOf = (topology: Topology): ReadonlyArray<string> => [
  ...Object.keys(topology.hosts),
  ...topology.switches,
  ...topology.hubs,
  ...Object.keys(topology.routers),
];

/**
 * Plugs in the cables: those that name an interface first, then the others at the lowest port that is free, in their order.
 *
 * Takes   a network
 * Gives   both ends of each cable; a name that nobody has is given back as it stands
 * Fails   never
 *
 * @category constructors
 * @since 0.1.0
 */
export const attach = (topology: Topology): ReadonlyArray<readonly [End, End]> => {
  const names = namesOf(topology);
  const taken = new Map<string, Set<number>>();
  const portsOf = (node: string): Set<number> => {
    const known = taken.get(node) ?? new Set();
    taken.set(node, known);
    return known;
  };
  for (const { between } of topology.cables) {
    for (const end of between) {
      const interfaced = named(topology, names, end);
      if (interfaced !== undefined) portsOf(interfaced.node).add(interfaced.port);
    }
  }
  const plug = (end: string): End => {
    const interfaced = named(topology, names, end);
    if (interfaced !== undefined) return interfaced;
    const ports = portsOf(end);
    let port = 0;
    while (ports.has(port)) port += 1;
    ports.add(port);
    return { node: end, port };
  };
  return topology.cables.map(({ between: [a, b] }) => [plug(a), plug(b)] as const);
};
