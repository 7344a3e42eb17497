// What the floor remembers of openings beyond the connections themselves: cookies of servers, and what stands at each
// listener's door.
import { Map } from 'immutable';
import type { Bytes } from '../../basis/bytes.ts';
import { NO_BYTES } from '../../basis/bytes.ts';
import type { Duration, Instant } from '../../basis/time.ts';
import { after, BEGINNING, NO_TIME } from '../../basis/time.ts';
import type { Ipv4Address } from '../../wire/addresses.ts';
import type { ConnectionId } from '../Service.ts';
import type { Tcb } from '../Tcb.ts';
import { isEarly } from './early.ts';

/** What a client knows of a server. (RFC 7413 §4.1.3) */
export interface KnownServer {
  /** Empty: it gave none yet. */
  readonly cookie: Bytes;
  readonly kind: 'FO' | 'FOEXP';
  /** The MSS that it named: text on a SYN must fit into it. */
  readonly mss: number;
  /** Requests that it left unanswered: 1, of kind 34; 2, of both kinds. */
  readonly unanswered: 0 | 1 | 2;
  /** SYNs with text that were lost, in a row, and when the last one was. (§4.1.3.1) */
  readonly losses: number;
  readonly lostAt: Instant;
}

/** What stands at the door of a listener. */
export interface Door {
  /** In SYN-RECEIVED, and not yet the user's. */
  readonly halfOpen: number;
  /** In SYN-RECEIVED, and the user's already. (RFC 7413 §4.2.2, PendingFastOpenRequests) */
  readonly early: number;
  /** Until when early ones that were reset still count, so that forged SYNs cannot be repeated at will. (RFC 7413 §5.1) */
  readonly resets: ReadonlyArray<Instant>;
  /** When a SYN cookie was sent last. */
  readonly cookieAt: Instant | undefined;
}

/** What the floor remembers of openings. */
export interface Memory {
  readonly servers: Map<Ipv4Address, KnownServer>;
  readonly doors: Map<ConnectionId, Door>;
  /** No Fast Open of ours before this instant: something on the way swallows it. And how often that was so in a row. */
  readonly pausedUntil: Instant;
  readonly pauses: number;
}

/** Nothing was opened yet. */
export const NO_MEMORY: Memory = { servers: Map(), doors: Map(), pausedUntil: BEGINNING, pauses: 0 };

/** A server of which nothing is known; shared. */
export const STRANGER: KnownServer = {
  cookie: NO_BYTES,
  kind: 'FO',
  mss: 0,
  unanswered: 0,
  losses: 0,
  lostAt: BEGINNING,
};

const EMPTY_DOOR: Door = { halfOpen: 0, early: 0, resets: [], cookieAt: undefined };

/** The door of a listener. */
export const doorOf = (m: Memory, listener: ConnectionId): Door => m.doors.get(listener) ?? EMPTY_DOOR;

const withDoor = (m: Memory, listener: ConnectionId, door: Door): Memory => ({
  servers: m.servers,
  doors: m.doors.set(listener, door),
  pausedUntil: m.pausedUntil,
  pauses: m.pauses,
});

/** The listener is gone. */
export const withoutDoor = (m: Memory, listener: ConnectionId): Memory =>
  m.doors.has(listener) ? { ...m, doors: m.doors.delete(listener) } : m;

/** Where a connection stands: at its listener's door, or not at any. */
const placeOf = (t: Tcb | undefined): 'halfOpen' | 'early' | 'none' => {
  if (t === undefined || t.fixed.listener === 0 || t.state !== 'SYN-RECEIVED') return 'none';
  return isEarly(t) ? 'early' : 'halfOpen';
};

/** A connection came to the door, or left it. `before` is undefined when it was born. */
export const throughDoor = (m: Memory, before: Tcb | undefined, now: Tcb): Memory => {
  const from = placeOf(before);
  const to = placeOf(now);
  if (from === to) return m;
  const { listener } = now.fixed;
  const door = m.doors.get(listener) ?? (before === undefined ? EMPTY_DOOR : undefined);
  // Nobody listens there any more.
  if (door === undefined) return m;
  const change = (place: 'halfOpen' | 'early'): number => (to === place ? 1 : 0) - (from === place ? 1 : 0);
  return withDoor(m, listener, {
    halfOpen: door.halfOpen + change('halfOpen'),
    early: door.early + change('early'),
    resets: door.resets,
    cookieAt: door.cookieAt,
  });
};

/** How long an early connection that was reset still counts. (Linux: 60 s) */
const RESET_COUNTS = 60_000_000_000 as Duration;

/** An early connection was reset: it counts for a while. */
export const withReset = (m: Memory, listener: ConnectionId, now: Instant): Memory => {
  const door = m.doors.get(listener);
  if (door === undefined) return m;
  const resets = door.resets.filter((until) => until > now);
  return withDoor(m, listener, { ...door, resets: [...resets, after(now, RESET_COUNTS)] });
};

/** PendingFastOpenRequests. (RFC 7413 §4.2.2, §5.1) */
export const pendingEarly = (m: Memory, listener: ConnectionId, now: Instant): number => {
  const door = doorOf(m, listener);
  return door.early + door.resets.filter((until) => until > now).length;
};

/** A SYN cookie is sent. */
export const withCookieSent = (m: Memory, listener: ConnectionId, now: Instant): Memory =>
  withDoor(m, listener, { ...doorOf(m, listener), cookieAt: now });

/** What is known of a server now. */
export const withServer = (m: Memory, address: Ipv4Address, server: KnownServer): Memory => ({
  servers: m.servers.set(address, server),
  doors: m.doors,
  pausedUntil: m.pausedUntil,
  pauses: m.pauses,
});

/** Each pause in a row is twice as long as the one before, up to so many doublings. (Linux) */
const MOST_DOUBLINGS = 6;

/** Something swallows Fast Open: none of ours for a while. A duration of 0 turns pauses off. */
export const paused = (m: Memory, first: Duration, now: Instant): Memory =>
  first === NO_TIME
    ? m
    : {
        ...m,
        pausedUntil: after(now, (first * (1 << Math.min(m.pauses, MOST_DOUBLINGS))) as Duration),
        pauses: m.pauses + 1,
      };

/** Text of a SYN was taken: the way is free. */
export const unpaused = (m: Memory): Memory => (m.pauses === 0 ? m : { ...m, pausedUntil: BEGINNING, pauses: 0 });
