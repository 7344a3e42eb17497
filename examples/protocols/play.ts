// Two hosts, a clean cable, a file: what the protocols are tried in. Block i of the file is the i-th letter, so that a run can be read.
import type { Play, Staging } from '@sockeye/claims';
import type { Bytes, Endpoint, Program } from '@sockeye/core';
import { endpoint, host, ipv4Address, milliseconds, NO_BYTES, NO_TIME, port, seconds, utf8 } from '@sockeye/core';
import type { Topology } from '@sockeye/sim';

export const CLIENT = 'client';
export const SERVER = 'server';

const at = (last: number) => ({
  address: { address: ipv4Address(10, 0, 0, last), prefix: 24 },
  mac: undefined,
  gateway: undefined,
});

/** A delay there must be: without one nothing can be overtaken. */
const TOPOLOGY: Topology = {
  hosts: { [CLIENT]: at(1), [SERVER]: at(2) },
  routers: {},
  switches: [],
  hubs: [],
  cables: [
    { between: [CLIENT, SERVER], rate: undefined, delay: milliseconds(10), queue: 1_000, mtu: 1_500, faults: [] },
  ],
};

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** A file of so many octets: letters, over and over. */
export const letters = (octets: number): Bytes =>
  utf8(LETTERS.repeat(Math.ceil(octets / LETTERS.length)).slice(0, octets));

/** What a play of two programs is made of. */
export interface Two {
  readonly name: string;
  /** The server's port. */
  readonly port: number;
  readonly client: (server: Endpoint) => Program<unknown, unknown>;
  readonly server: (at: Endpoint) => Program<unknown, unknown>;
  /** Somebody else on the server's host, if there is anybody. */
  readonly stranger?: Program<unknown, unknown>;
  /** Which of them has the file. */
  readonly source: 'client' | 'server';
  /** Its length in octets. */
  readonly file: { readonly least: number; readonly usual: number; readonly most: number };
}

/** The play of two programs. */
export const playOf = ({ name, port: number, client, server, stranger, source, file }: Two): Play => ({
  name,
  sizes: { octets: file },
  stage: ({ octets = file.usual }): Staging => {
    const contents = letters(octets);
    const there = endpoint(ipv4Address(10, 0, 0, 2), port(number));
    const part = (on: 'client' | 'server', program: Program<unknown, unknown>) => ({
      on,
      program,
      words: `${name} ${on}`,
      input: source === on ? contents : NO_BYTES,
      at: NO_TIME,
      role: on,
    });
    const third = stranger === undefined ? [] : [{ ...part('server', stranger), words: 'stranger', input: NO_BYTES }];
    return {
      topology: TOPOLOGY,
      parts: [part('server', server(there)), ...third, part('client', client(there))],
      host,
    };
  },
  rage: seconds(30),
  patience: seconds(120),
});
