// Who stands where in the published plays.
import type { Endpoint, Program } from '@sockeye/core';
import { endpoint, ipv4Address, milliseconds, NO_BYTES, NO_TIME } from '@sockeye/core';
import type { CableSpec, HostSpec, Topology } from '@sockeye/sim';
import type { Part } from '../Play.ts';

export const CLIENT = 'client';
export const SERVER = 'server';

/** Where the server of every play listens. */
export const AT_SERVER: Endpoint = endpoint(ipv4Address(10, 0, 0, 2), 7);

/** A host of the network 10.0.0.0/24. */
export const hostAt = (last: number): HostSpec => ({
  address: { address: ipv4Address(10, 0, 0, last), prefix: 24 },
  mac: undefined,
  gateway: undefined,
});

/** A clean cable: 10 Mbit/s, 10 ms, the queue of Linux. */
export const cleanCable = (a: string, b: string): CableSpec => ({
  between: [a, b],
  rate: 10_000_000,
  delay: milliseconds(10),
  queue: 1_000,
  mtu: 1_500,
  faults: [],
});

/** Two hosts and a cable. */
export const twoHosts: Topology = {
  hosts: { [CLIENT]: hostAt(1), [SERVER]: hostAt(2) },
  routers: {},
  switches: [],
  hubs: [],
  cables: [cleanCable(CLIENT, SERVER)],
};

/** A program on a host, from the beginning. */
export const part = (on: string, words: string, role: Part['role'], program: Program<unknown, unknown>): Part => ({
  on,
  program,
  words,
  input: NO_BYTES,
  at: NO_TIME,
  role,
});
