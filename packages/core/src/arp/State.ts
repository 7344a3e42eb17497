import { Map } from 'immutable';
import type { Fifo } from '../basis/fifo.ts';
import { toArray } from '../basis/fifo.ts';
import { O } from '../basis/fp.ts';
import type { Heap } from '../basis/heap.ts';
import type { Duration, Instant } from '../basis/time.ts';
import { seconds } from '../basis/time.ts';
import type { Ipv4Address, MacAddress } from '../wire/addresses.ts';
import type { Ipv4Packet } from '../wire/packets.ts';

/** The numbers that RFC 826 leaves open. */
export interface ArpParameters {
  /** How long an address is believed after it was last heard of. (RFC 1122 §2.3.2.1: of the order of a minute) */
  readonly timeout: Duration;
  /** How long to wait for a reply before asking again. (RFC 1122 §2.3.2.1: at most one request a second to one destination) */
  readonly retransmit: Duration;
  /** How often one question is asked. */
  readonly tries: number;
  /** How many packets may wait for one next hop; the oldest gives way. (Linux: 101) */
  readonly queue: number;
  /** How many addresses are remembered. (Linux: gc_thresh3) */
  readonly entries: number;
}

export const PARAMETERS: ArpParameters = {
  timeout: seconds(60),
  retransmit: seconds(1),
  tries: 3,
  queue: 101,
  entries: 1024,
};

/** Who we are on this link. */
export interface ArpConfig {
  readonly mac: MacAddress;
  readonly address: Ipv4Address;
  /** Length of the network's prefix: it says which address is the broadcast of this link. */
  readonly prefix: number;
  /** Addresses that are known without asking, and never change. */
  readonly static?: ReadonlyArray<{ readonly address: Ipv4Address; readonly mac: MacAddress }>;
  readonly parameters?: ArpParameters;
}

/** A neighbour whose hardware address is known until an instant; undefined: for ever. */
export interface Resolved {
  readonly _tag: 'Resolved';
  readonly mac: MacAddress;
  readonly expires: Instant | undefined;
}

/** A neighbour that was asked for `tries` times; `due` is when to ask again, or to give up. */
export interface Incomplete {
  readonly _tag: 'Incomplete';
  readonly tries: number;
  readonly due: Instant;
  readonly waiting: Fifo<Ipv4Packet>;
}

export type Neighbour = Resolved | Incomplete;

/** The translation table of RFC 826, and who in it is being asked for. */
export interface ArpState {
  readonly table: Map<Ipv4Address, Neighbour>;
  /**
   * By `due`, the neighbours that are being asked for, each at least once. An entry whose question was
   * answered stays behind, but never at the top: so the deadline is read, and not looked for.
   */
  readonly asking: Heap<Ipv4Address> | undefined;
  /** Packets that gave way to younger ones while they waited. */
  readonly dropped: number;
  /** ARP packets that could not be read or believed. */
  readonly ignored: number;
}

export const initial = (config: ArpConfig): ArpState => ({
  table: Map<Ipv4Address, Neighbour>(
    (config.static ?? []).map(({ address, mac }) => [address, { _tag: 'Resolved', mac, expires: undefined }]),
  ),
  asking: undefined,
  dropped: 0,
  ignored: 0,
});

/** When to ask again, or to give up. What expires is noticed when it is used: an idle host is not woken to forget. */
export const deadline = (state: ArpState): O.Option<Instant> =>
  state.asking === undefined ? O.none : O.some(state.asking.key as Instant);

/** What is wrong with a state; nothing, ever. */
export const invariant =
  (config: ArpConfig) =>
  (state: ArpState): ReadonlyArray<string> => {
    const parameters = config.parameters ?? PARAMETERS;
    const broken: Array<string> = [];
    let first: Instant | undefined;
    state.table.forEach((neighbour, address) => {
      if (neighbour._tag === 'Resolved') return;
      if (first === undefined || neighbour.due < first) first = neighbour.due;
      if (neighbour.tries < 1 || neighbour.tries > parameters.tries) broken.push(`asked for ${address} too often`);
      if (neighbour.waiting.length > parameters.queue) broken.push(`too many packets wait for ${address}`);
      if (toArray(neighbour.waiting).length !== neighbour.waiting.length) broken.push('a count of packets is wrong');
      if (neighbour.waiting.length === 0) broken.push(`nobody waits for ${address}`);
    });
    if (state.asking?.key !== first) broken.push('the deadline is not that of the first question');
    if (state.table.size > parameters.entries + (config.static?.length ?? 0)) broken.push('the table is too large');
    return broken;
  };
