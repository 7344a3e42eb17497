// The datagrams of a trace, as the programs saw them: what was sent where, and what was received where. Made of answered calls alone.
import type { Bytes, Endpoint } from '@sockeye/core';
import { ANY_ADDRESS, equalBytes, MSG_PEEK, showEndpoint } from '@sockeye/core';
import type { EventId, EventKind, TraceEvent } from '@sockeye/sim';
import { E } from '../../basis/fp.ts';
import type { Moment } from './streams.ts';

/** A datagram that was sent. */
export interface SentDatagram {
  readonly to: Endpoint;
  readonly bytes: Bytes;
  /** How many receivers got it, so far. */
  readonly received: number;
}

/** Something about a datagram that was received. */
export interface Oddity extends Moment {
  readonly says: string;
}

/** All datagrams so far. */
export interface Datagrams {
  readonly sent: ReadonlyArray<SentDatagram>;
  /** Where the sockets of these descriptors are: bound, or connected. */
  readonly bound: Readonly<Record<string, Endpoint>>;
  readonly connected: Readonly<Record<string, Endpoint>>;
  readonly arrivals: number;
  /** The latest in the order of sending that a receiver got, by its place in `sent`. */
  readonly latest: number;
  /** The first that nobody sent there; that came twice; that came before an earlier one; whose length was told wrong. */
  readonly unsent: Oddity | undefined;
  readonly twice: Oddity | undefined;
  readonly overtaken: Oddity | undefined;
  readonly mismeasured: Oddity | undefined;
}

export const NO_DATAGRAMS: Datagrams = {
  sent: [],
  bound: {},
  connected: {},
  arrivals: 0,
  latest: -1,
  unsent: undefined,
  twice: undefined,
  overtaken: undefined,
  mismeasured: undefined,
};

export const DATAGRAM_KINDS: ReadonlyArray<EventKind> = ['Called'];

const isSame = (a: Endpoint, b: Endpoint): boolean =>
  a.port === b.port && (a.address === b.address || a.address === ANY_ADDRESS || b.address === ANY_ADDRESS);

/** A receiver may have had no room for the whole of it: then `length` tells how much there was. */
const isThe = (sent: Bytes, got: Bytes, length: number): boolean =>
  sent.length === length && equalBytes(sent.subarray(0, got.length), got);

const received = (
  datagrams: Datagrams,
  at: Endpoint,
  got: Bytes,
  length: number,
  size: number,
  event: EventId,
  moment: Moment,
): Datagrams => {
  const arrivals = datagrams.arrivals + 1;
  const odd = (says: string): Oddity => ({ event, at: moment.at, says });
  const isMine = ({ to, bytes }: SentDatagram): boolean => isSame(to, at) && isThe(bytes, got, length);
  const fresh = datagrams.sent.findIndex((one) => one.received === 0 && isMine(one));
  const index = fresh >= 0 ? fresh : datagrams.sent.findIndex(isMine);
  const mismeasured =
    datagrams.mismeasured ??
    (got.length === Math.min(size, length)
      ? undefined
      : odd(`${got.length} octets were passed on of ${length}, with room for ${size}`));
  if (index < 0) {
    const says = `${showEndpoint(at)} received ${length} octets that nobody sent there as one datagram`;
    return { ...datagrams, arrivals, mismeasured, unsent: datagrams.unsent ?? odd(says) };
  }
  const sent = datagrams.sent.map((one, i) => (i === index ? { ...one, received: one.received + 1 } : one));
  return {
    ...datagrams,
    arrivals,
    sent,
    mismeasured,
    latest: Math.max(datagrams.latest, index),
    twice: datagrams.twice ?? (fresh >= 0 ? undefined : odd(`datagram ${index + 1} was received twice`)),
    overtaken:
      datagrams.overtaken ??
      (index < datagrams.latest && fresh >= 0
        ? odd(`datagram ${index + 1} was received after datagram ${datagrams.latest + 1}`)
        : undefined),
  };
};

/**
 * The datagrams after one event more.
 *
 * @category claims
 * @since 0.1.0
 */
export const followDatagrams = (datagrams: Datagrams, event: TraceEvent): Datagrams => {
  if (event._tag !== 'Called' || E.isLeft(event.reply) || !('fd' in event.request)) return datagrams;
  const { request, reply, host, process } = event;
  const handle = `${host}/${process}/${request.fd}`;
  if (request.call === 'bind') return { ...datagrams, bound: { ...datagrams.bound, [handle]: request.local } };
  if (request.call === 'connect') {
    return { ...datagrams, connected: { ...datagrams.connected, [handle]: request.remote } };
  }
  if (request.call === 'sendto' || request.call === 'send') {
    const to = request.call === 'sendto' ? request.remote : datagrams.connected[handle];
    if (to === undefined) return datagrams;
    return { ...datagrams, sent: [...datagrams.sent, { to, bytes: request.bytes, received: 0 }] };
  }
  const at = datagrams.bound[handle];
  if (request.call !== 'recvfrom' || at === undefined || ((request.flags ?? 0) & MSG_PEEK) !== 0) return datagrams;
  const { bytes, length } = reply.right as { readonly bytes: Bytes; readonly length: number };
  return received(datagrams, at, bytes, length, request.size, event.id, { event: event.id, at: event.at });
};
