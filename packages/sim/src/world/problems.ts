// What of a network cannot be, each with its place in the document.
import type { Ipv4Address } from '@sockeye/core';
import { inPrefix, showIpv4 } from '@sockeye/core';
import type { Problem } from '../data/record.ts';
import { faultProblem } from '../fault/codec.ts';
import { refusals } from '../fault/compile.ts';
import type { End } from './attach.ts';
import { namesOf } from './attach.ts';
import type { Cidr, RouterSpec, Topology } from './topology.ts';

/** Every address, with its place and whose it is. */
const addressesOf = (
  topology: Topology,
): ReadonlyArray<{ readonly path: string; readonly name: string; readonly address: Ipv4Address }> => [
  ...Object.entries(topology.hosts).map(([name, { address }]) => ({
    path: `hosts.${name}.address`,
    name,
    address: address.address,
  })),
  ...Object.entries(topology.routers).flatMap(([name, { interfaces }]) =>
    interfaces.map(({ address }, index) => ({ path: `routers.${name}.interfaces[${index}]`, name, address })),
  ),
];

const twins = (topology: Topology): ReadonlyArray<Problem> => {
  const addresses = addressesOf(topology);
  return addresses.flatMap(({ path, address }, index) => {
    const twin = addresses.slice(0, index).find((other) => other.address === address);
    return twin === undefined ? [] : [{ path, says: `${twin.name} has this address already; each host needs its own` }];
  });
};

const overlap = (a: Cidr, b: Cidr): boolean => inPrefix(a.address, b.address, Math.min(a.prefix, b.prefix));

const routerProblems = (name: string, { interfaces, routes }: RouterSpec): ReadonlyArray<Problem> => {
  const path = `routers.${name}`;
  const problems: Array<Problem> = [];
  if (interfaces.length === 0) problems.push({ path: `${path}.interfaces`, says: 'a router needs an interface' });
  interfaces.forEach((our, index) => {
    const other = interfaces.slice(0, index).findIndex((before) => overlap(before, our));
    if (other >= 0) {
      problems.push({
        path: `${path}.interfaces[${index}]`,
        says: `it shares a network with interface ${other}; each interface needs a network of its own`,
      });
    }
  });
  routes.forEach(({ gateway }, index) => {
    const here = interfaces.find(({ address, prefix }) => inPrefix(gateway, address, prefix));
    if (here === undefined) {
      problems.push({ path: `${path}.routes[${index}]`, says: `${showIpv4(gateway)} is on no network of ${name}` });
    } else if (here.address === gateway) {
      problems.push({ path: `${path}.routes[${index}]`, says: `${showIpv4(gateway)} is ${name} itself` });
    }
  });
  return problems;
};

const nodeProblems = (topology: Topology, ends: ReadonlyArray<readonly [End, End]>): ReadonlyArray<Problem> => {
  const problems: Array<Problem> = [];
  const cablesOf = (name: string): number => ends.filter(([a, b]) => a.node === name || b.node === name).length;
  for (const name of Object.keys(topology.hosts)) {
    const cables = cablesOf(name);
    if (cables > 1) {
      problems.push({
        path: `hosts.${name}`,
        says: `it has one interface, and ${cables} cables; join them with a switch`,
      });
    }
  }
  for (const [name, spec] of Object.entries(topology.routers)) problems.push(...routerProblems(name, spec));
  const names = namesOf(topology);
  names.forEach((name, index) => {
    if (names.indexOf(name) < index) problems.push({ path: name, says: 'two have this name' });
  });
  return problems;
};

const cableProblems = (topology: Topology, ends: ReadonlyArray<readonly [End, End]>): ReadonlyArray<Problem> => {
  const names = namesOf(topology);
  const plugged = new Set<string>();
  return topology.cables.flatMap(({ delay, rate, faults }, index) => {
    const path = `cables[${index}]`;
    const both = ends[index] ?? [];
    const problems = both.flatMap(({ node, port }, end): ReadonlyArray<Problem> => {
      const at = `${path}.between[${end}]`;
      if (!names.includes(node)) return [{ path: at, says: `nobody is called ${node}; there are ${names.join(', ')}` }];
      const interfaces = topology.routers[node]?.interfaces.length;
      if (interfaces === undefined) return [];
      if (port >= interfaces) {
        return [{ path: at, says: `${node} has no interface ${port}; it has ${interfaces}, counted from 0` }];
      }
      const key = `${node}.${port}`;
      if (plugged.has(key)) return [{ path: at, says: `${key} has a cable already` }];
      plugged.add(key);
      return [];
    });
    const [a, b] = both;
    if (a !== undefined && a.node === b?.node)
      problems.push({ path: `${path}.between`, says: 'a cable needs two different ends' });
    const between = [a?.node ?? '', b?.node ?? ''] as const;
    return [
      ...problems,
      ...refusals(faults, between, delay, rate).map((refusal) =>
        faultProblem(`${path}.faults`, refusal.index, refusal.says),
      ),
    ];
  });
};

/**
 * Everything in a network that does not fit together.
 *
 * Takes   the network, and where its cables are plugged in
 * Gives   the problems, each with its path; none, where a world can be made of it
 *
 * @category constructors
 * @since 0.1.0
 */
export const problemsOf = (topology: Topology, ends: ReadonlyArray<readonly [End, End]>): ReadonlyArray<Problem> => [
  ...twins(topology),
  ...nodeProblems(topology, ends),
  ...cableProblems(topology, ends),
];
