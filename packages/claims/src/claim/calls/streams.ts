// The streams of a trace, as the programs saw them: who connected, wrote, read, and ended. Made of answered calls alone, so it says the
// same of the simulator and of real sockets.
//
// Which end reads what which other end wrote, calls do not say: a program need not know its own port. So an end may belong to any end of
// the other side at the same address, until what it read contradicts what that one wrote.
import type { AnyRequest, Bytes, Endpoint, Errno, Instant } from '@sockeye/core';
import { ANY_ADDRESS, MSG_OOB, MSG_PEEK, MSG_TRUNC, showEndpoint } from '@sockeye/core';
import type { EventId, TraceEvent } from '@sockeye/sim';
import type { EventKind } from '@sockeye/sim';
import { E } from '../../basis/fp.ts';

/** A happening: which event, and when. */
export interface Moment {
  readonly event: EventId;
  readonly at: Instant;
}

/** One end of a connection. */
export interface StreamEnd {
  readonly host: string;
  readonly process: number;
  readonly side: 'client' | 'server';
  /** Where the server listens. */
  readonly server: Endpoint;
  /** A call to connect was answered, or the connection was accepted. */
  readonly isOpen: boolean;
  /** What was given to `send`, in order: answered, or waiting to be. */
  readonly offered: ReadonlyArray<Bytes>;
  readonly offeredLength: number;
  /** How many of these `send` has taken. */
  readonly taken: number;
  /** A call that still waits offers so many. */
  readonly waiting: number;
  readonly read: ReadonlyArray<Bytes>;
  readonly readLength: number;
  readonly lastRead: Moment | undefined;
  /** When `recv` first answered with nothing. */
  readonly ended: Moment | undefined;
  /** What it read after that. */
  readonly readBeyond: Moment | undefined;
  /** The first error that a call answered. */
  readonly failed: Errno | undefined;
  /** Will it write no more? And read no more? */
  readonly isShut: boolean;
  readonly isDeaf: boolean;
  /** Flags were used that make the octets another matter: urgent text, octets that were thrown away. */
  readonly isOpaque: boolean;
  /** The ends that it cannot belong to, and how far the others were compared. */
  readonly refuted: ReadonlyArray<string>;
  readonly compared: Readonly<Record<string, number>>;
}

/** All streams so far. */
export interface Streams {
  readonly ends: Readonly<Record<string, StreamEnd>>;
  /** Which end a descriptor is, by host, process and descriptor. */
  readonly handles: Readonly<Record<string, string>>;
  /** Where the sockets of these descriptors are bound. */
  readonly bound: Readonly<Record<string, Endpoint>>;
  /** The first end whose octets contradict every end that it could belong to. */
  readonly contradiction: (Moment & { readonly end: string; readonly offset: number }) | undefined;
}

export const NO_STREAMS: Streams = { ends: {}, handles: {}, bound: {}, contradiction: undefined };

/** What must be told for it. */
export const STREAM_KINDS: ReadonlyArray<EventKind> = ['Called', 'Waits', 'Exited'];

const handleOf = (host: string, process: number, fd: number): string => `${host}/${process}/${fd}`;

const fdOf = (request: AnyRequest): number | undefined => ('fd' in request ? request.fd : undefined);

const withEnd = (streams: Streams, key: string, change: Partial<StreamEnd>): Streams => {
  const end = streams.ends[key];
  return end === undefined ? streams : { ...streams, ends: { ...streams.ends, [key]: { ...end, ...change } } };
};

const newEnd = (host: string, process: number, side: StreamEnd['side'], server: Endpoint): StreamEnd => ({
  host,
  process,
  side,
  server,
  isOpen: side === 'server',
  offered: [],
  offeredLength: 0,
  taken: 0,
  waiting: 0,
  read: [],
  readLength: 0,
  lastRead: undefined,
  ended: undefined,
  readBeyond: undefined,
  failed: undefined,
  isShut: false,
  isDeaf: false,
  isOpaque: false,
  refuted: [],
  compared: {},
});

/** Octet by octet, from an offset on, as far as both go. */
const agree = (read: ReadonlyArray<Bytes>, offered: ReadonlyArray<Bytes>, from: number, to: number): boolean => {
  let [i, skippedI, j, skippedJ] = [0, 0, 0, 0];
  while (i < read.length && skippedI + (read[i]?.length ?? 0) <= from) skippedI += read[i++]?.length ?? 0;
  while (j < offered.length && skippedJ + (offered[j]?.length ?? 0) <= from) skippedJ += offered[j++]?.length ?? 0;
  let a = read[i];
  let b = offered[j];
  for (let at = from; at < to; at++) {
    while (a !== undefined && at - skippedI >= a.length) {
      skippedI += a.length;
      a = read[++i];
    }
    while (b !== undefined && at - skippedJ >= b.length) {
      skippedJ += b.length;
      b = offered[++j];
    }
    if (a?.[at - skippedI] !== b?.[at - skippedJ]) return false;
  }
  return true;
};

/** May these two be the ends of one connection, as far as addresses tell? */
export const canBelong = (a: StreamEnd, b: StreamEnd): boolean =>
  a.side !== b.side &&
  a.server.port === b.server.port &&
  (a.server.address === b.server.address || a.server.address === ANY_ADDRESS || b.server.address === ANY_ADDRESS);

/** The ends that an end may belong to, still. */
export const peersOf = (streams: Streams, key: string): ReadonlyArray<readonly [string, StreamEnd]> => {
  const end = streams.ends[key];
  if (end === undefined) return [];
  return Object.entries(streams.ends).filter(
    ([other, peer]) => canBelong(end, peer) && !end.refuted.includes(other) && !peer.refuted.includes(key),
  );
};

/** Compares what an end read with what a peer offered; whoever contradicts is refuted. */
const compare = (streams: Streams, reader: string, writer: string, now: Moment): Streams => {
  const [r, w] = [streams.ends[reader], streams.ends[writer]];
  if (r === undefined || w === undefined || r.isOpaque || w.isOpaque) return streams;
  if (!canBelong(r, w) || r.refuted.includes(writer)) return streams;
  const from = r.compared[writer] ?? 0;
  const to = Math.min(r.readLength, w.offeredLength);
  if (to <= from) return streams;
  if (agree(r.read, w.offered, from, to)) {
    return withEnd(streams, reader, { compared: { ...r.compared, [writer]: to } });
  }
  const next = withEnd(streams, reader, { refuted: [...r.refuted, writer] });
  if (next.contradiction !== undefined || peersOf(next, reader).length > 0) return next;
  return { ...next, contradiction: { ...now, end: reader, offset: from } };
};

/** Compares whatever an end has to do with. */
const compareAll = (streams: Streams, key: string, now: Moment): Streams => {
  let next = streams;
  for (const other of Object.keys(streams.ends)) {
    if (other === key) continue;
    next = compare(next, key, other, now);
    next = compare(next, other, key, now);
  }
  return next;
};

const offer = (streams: Streams, key: string, bytes: Bytes, taken: number | undefined, now: Moment): Streams => {
  const end = streams.ends[key];
  if (end === undefined) return streams;
  // What a waiting call had offered is offered anew with its answer.
  const kept = end.offeredLength - end.waiting;
  const before = end.waiting === 0 ? end.offered : end.offered.slice(0, -1);
  const octets = taken === undefined ? bytes : bytes.subarray(0, taken);
  const next = withEnd(streams, key, {
    offered: octets.length === 0 ? before : [...before, octets],
    offeredLength: kept + octets.length,
    waiting: taken === undefined ? octets.length : 0,
    taken: end.taken + (taken ?? 0),
  });
  return compareAll(next, key, now);
};

const take = (streams: Streams, key: string, octets: Bytes, now: Moment): Streams => {
  const end = streams.ends[key];
  if (end === undefined) return streams;
  if (octets.length === 0) return end.ended === undefined ? withEnd(streams, key, { ended: now }) : streams;
  const next = withEnd(streams, key, {
    read: [...end.read, octets],
    readLength: end.readLength + octets.length,
    lastRead: now,
    readBeyond: end.ended === undefined ? end.readBeyond : (end.readBeyond ?? now),
  });
  return compareAll(next, key, now);
};

const opened = (
  streams: Streams,
  handle: string,
  event: Extract<TraceEvent, { readonly _tag: 'Called' | 'Waits' }>,
  server: Endpoint,
  isOpen: boolean,
): Streams => {
  const known = streams.handles[handle];
  if (known !== undefined) return isOpen ? withEnd(streams, known, { isOpen }) : streams;
  const key = `${handle}#${event.id}`;
  return {
    ...streams,
    handles: { ...streams.handles, [handle]: key },
    ends: { ...streams.ends, [key]: { ...newEnd(event.host, event.process, 'client', server), isOpen } },
  };
};

const without = <A>(table: Readonly<Record<string, A>>, key: string): Readonly<Record<string, A>> => {
  if (!Object.hasOwn(table, key)) return table;
  const { [key]: _, ...rest } = table;
  return rest;
};

const isFatal = (errno: Errno): boolean => errno !== 'EAGAIN' && errno !== 'EINPROGRESS' && errno !== 'EALREADY';

const answered = (streams: Streams, event: Extract<TraceEvent, { readonly _tag: 'Called' }>): Streams => {
  const { request, reply, host, process } = event;
  const fd = fdOf(request);
  const now: Moment = { event: event.id, at: event.at };
  if (request.call === 'socket') {
    if (E.isLeft(reply)) return streams;
    const handle = handleOf(host, process, reply.right as number);
    const { handles, bound } = streams;
    return { ...streams, handles: without(handles, handle), bound: without(bound, handle) };
  }
  if (fd === undefined) return streams;
  const handle = handleOf(host, process, fd);
  const key = streams.handles[handle];
  if (E.isLeft(reply)) {
    if (key === undefined || !isFatal(reply.left)) return streams;
    const end = streams.ends[key];
    return end?.failed === undefined ? withEnd(streams, key, { failed: reply.left }) : streams;
  }
  if (request.call === 'bind') return { ...streams, bound: { ...streams.bound, [handle]: request.local } };
  if (request.call === 'accept') {
    const server = streams.bound[handle];
    if (server === undefined) return streams;
    const { fd: connection } = reply.right as { readonly fd: number };
    const its = handleOf(host, process, connection);
    const born = `${its}#${event.id}`;
    const next = {
      ...streams,
      handles: { ...streams.handles, [its]: born },
      ends: { ...streams.ends, [born]: newEnd(host, process, 'server', server) },
    };
    return compareAll(next, born, now);
  }
  if (request.call === 'connect') {
    return request.family === 'unspecified' ? streams : opened(streams, handle, event, request.remote, true);
  }
  return key === undefined ? streams : spoken(streams, key, handle, event, now);
};

/** A call on a connection was answered, and not with an error. */
const spoken = (
  streams: Streams,
  key: string,
  handle: string,
  { request, reply }: Extract<TraceEvent, { readonly _tag: 'Called' }>,
  now: Moment,
): Streams => {
  const answer = E.isRight(reply) ? reply.right : undefined;
  if (request.call === 'send' || request.call === 'write' || request.call === 'sendto') {
    const flags = request.call === 'write' ? 0 : (request.flags ?? 0);
    const next = offer(streams, key, request.bytes, answer as number, now);
    return (flags & MSG_OOB) === 0 ? next : withEnd(next, key, { isOpaque: true });
  }
  if (request.call === 'recv' || request.call === 'read' || request.call === 'recvfrom') {
    const flags = request.call === 'read' ? 0 : (request.flags ?? 0);
    if ((flags & MSG_PEEK) !== 0 || request.size === 0) return streams;
    if ((flags & (MSG_OOB | MSG_TRUNC)) !== 0) return withEnd(streams, key, { isOpaque: true });
    const octets = request.call === 'recvfrom' ? (answer as { readonly bytes: Bytes }).bytes : (answer as Bytes);
    return take(streams, key, octets, now);
  }
  if (request.call === 'shutdown') {
    return withEnd(streams, key, {
      ...(request.how === 'read' ? {} : { isShut: true }),
      ...(request.how === 'write' ? {} : { isDeaf: true }),
    });
  }
  if (request.call !== 'close') return streams;
  const next = withEnd(streams, key, { isShut: true, isDeaf: true });
  return { ...next, handles: without(next.handles, handle) };
};

const waiting = (streams: Streams, event: Extract<TraceEvent, { readonly _tag: 'Waits' }>): Streams => {
  const { request, host, process } = event;
  const fd = fdOf(request);
  if (fd === undefined) return streams;
  const handle = handleOf(host, process, fd);
  if (request.call === 'connect') return opened(streams, handle, event, request.remote, false);
  if (request.call !== 'send' && request.call !== 'write') return streams;
  const key = streams.handles[handle];
  return key === undefined ? streams : offer(streams, key, request.bytes, undefined, { event: event.id, at: event.at });
};

/** A process that ends closes what it has. */
const exited = (streams: Streams, host: string, process: number): Streams => {
  let next = streams;
  for (const [key, end] of Object.entries(streams.ends)) {
    if (end.host === host && end.process === process && !(end.isShut && end.isDeaf)) {
      next = withEnd(next, key, { isShut: true, isDeaf: true });
    }
  }
  return next;
};

/**
 * The streams after one event more.
 *
 * @category claims
 * @since 0.1.0
 */
export const follow = (streams: Streams, event: TraceEvent): Streams => {
  if (event._tag === 'Called') return answered(streams, event);
  if (event._tag === 'Waits') return waiting(streams, event);
  return event._tag === 'Exited' && event.thread === 0 ? exited(streams, event.host, event.process) : streams;
};

/** An end in words. */
export const showEnd = ({ host, side, server }: StreamEnd): string =>
  side === 'client' ? `${host}, connected to ${showEndpoint(server)}` : `${host}, accepted at ${showEndpoint(server)}`;
