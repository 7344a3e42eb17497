import { O } from '../basis/fp.ts';
import { hashOfFour } from '../basis/hash.ts';
import type { Heap } from '../basis/heap.ts';
import { pop, push } from '../basis/heap.ts';
import type { Table } from '../basis/table.ts';
import { emptyTable } from '../basis/table.ts';
import type { Instant } from '../basis/time.ts';
import type { Endpoint, Port } from '../wire/addresses.ts';
import { ANY_ADDRESS } from '../wire/addresses.ts';
import type { Memory } from './fastOpen/Memory.ts';
import { NO_MEMORY, withoutDoor } from './fastOpen/Memory.ts';
import type { ConnectionId, TcpOptions } from './Service.ts';
import type { Tcb } from './Tcb.ts';
import { withArmed } from './Tcb.ts';
import { earliestTimer } from './Timers.ts';

/** A passive OPEN: the state LISTEN. */
export interface Listener {
  readonly id: ConnectionId;
  readonly local: Endpoint;
  readonly backlog: number;
  readonly options: TcpOptions;
  /** Connections that came through it and were not accepted yet, established or on the way there. */
  readonly waiting: number;
}

/** The floor: its connections, who listens, and when to look at which. */
export interface TcpState {
  readonly nextId: ConnectionId;
  readonly connections: Table<Tcb>;
  /** By port; the most specific address first. */
  readonly listeners: Table<ReadonlyArray<Listener>>;
  readonly listenerPorts: Table<Port>;
  /** By a hash of both ends; the few with the same hash are told apart by looking. */
  readonly pairs: Table<ReadonlyArray<ConnectionId>>;
  /** One entry for each armed block, and some that were overtaken: found without looking at all connections. */
  readonly alarms: Heap<ConnectionId> | undefined;
  /** Challenge ACKs that the running second still allows. (RFC 5961 §7) */
  readonly challenge: { readonly second: number; readonly left: number };
  /** Segments that were dropped because they could not be read. */
  readonly malformed: number;
  /** Cookies of servers, and what stands at the doors of listeners. (RFC 7413, RFC 4987) */
  readonly memory: Memory;
}

/** Nothing listens, nothing is connected. */
export const initial: TcpState = {
  nextId: 1,
  connections: emptyTable(),
  listeners: emptyTable(),
  listenerPorts: emptyTable(),
  pairs: emptyTable(),
  alarms: undefined,
  challenge: { second: -1, left: 0 },
  malformed: 0,
  memory: NO_MEMORY,
};

const state = (
  nextId: ConnectionId,
  connections: TcpState['connections'],
  listeners: TcpState['listeners'],
  listenerPorts: TcpState['listenerPorts'],
  pairs: TcpState['pairs'],
  alarms: TcpState['alarms'],
  challenge: TcpState['challenge'],
  malformed: number,
  memory: Memory,
): TcpState => ({ nextId, connections, listeners, listenerPorts, pairs, alarms, challenge, malformed, memory });

const pairKey = (local: Endpoint, remote: Endpoint): number =>
  hashOfFour(0, local.address, local.port, remote.address, remote.port);

const isSameEnd = (a: Endpoint, b: Endpoint): boolean => a.port === b.port && a.address === b.address;

/** The connection between these two ends, if there is one. */
export const findConnection = (s: TcpState, local: Endpoint, remote: Endpoint): Tcb | undefined => {
  const ids = s.pairs.get(pairKey(local, remote));
  if (ids === undefined) return undefined;
  for (let i = 0; i < ids.length; i++) {
    const t = s.connections.get(ids[i] ?? 0);
    if (t !== undefined && isSameEnd(t.remote, remote) && isSameEnd(t.local, local)) return t;
  }
  return undefined;
};

/** Who listens at this address and port: the listener of the address itself before that of every address. */
export const findListener = (s: TcpState, local: Endpoint): Listener | undefined => {
  const at = s.listeners.get(local.port) ?? [];
  return at.find((l) => l.local.address === local.address) ?? at.find((l) => l.local.address === ANY_ADDRESS);
};

/** A listener by its name. */
export const listenerOf = (s: TcpState, id: ConnectionId): Listener | undefined => {
  const at = s.listenerPorts.get(id);
  return at === undefined ? undefined : s.listeners.get(at)?.find((l) => l.id === id);
};

/** A new listener, or a changed one. */
export const putListener = (s: TcpState, listener: Listener): TcpState => {
  const { port } = listener.local;
  const others = (s.listeners.get(port) ?? []).filter((l) => l.id !== listener.id);
  return state(
    Math.max(s.nextId, listener.id + 1),
    s.connections,
    s.listeners.set(port, [...others, listener]),
    s.listenerPorts.set(listener.id, port),
    s.pairs,
    s.alarms,
    s.challenge,
    s.malformed,
    s.memory,
  );
};

/** Nobody listens there any more. */
export const removeListener = (s: TcpState, listener: Listener): TcpState => {
  const { port } = listener.local;
  const others = (s.listeners.get(port) ?? []).filter((l) => l.id !== listener.id);
  const listeners = others.length === 0 ? s.listeners.remove(port) : s.listeners.set(port, others);
  const ports = s.listenerPorts.remove(listener.id);
  const memory = withoutDoor(s.memory, listener.id);
  return state(s.nextId, s.connections, listeners, ports, s.pairs, s.alarms, s.challenge, s.malformed, memory);
};

/** One connection fewer waits to be accepted. */
export const leaveQueue = (s: TcpState, id: ConnectionId): TcpState => {
  const listener = listenerOf(s, id);
  return listener === undefined || listener.waiting === 0
    ? s
    : putListener(s, { ...listener, waiting: listener.waiting - 1 });
};

/** A connection that did not exist before: its two ends lead to it from now on. */
export const addConnection = (s: TcpState, t: Tcb): TcpState => {
  const key = pairKey(t.local, t.remote);
  const pairs = s.pairs.set(key, [...(s.pairs.get(key) ?? []), t.id]);
  return state(
    Math.max(s.nextId, t.id + 1),
    s.connections.set(t.id, t),
    s.listeners,
    s.listenerPorts,
    pairs,
    s.alarms,
    s.challenge,
    s.malformed,
    s.memory,
  );
};

/** A connection after an event: stored, and armed if one of its timers is earlier than what it is armed for. */
export const putConnection = (s: TcpState, t: Tcb, left: number): TcpState => {
  const due = earliestTimer(t.timers);
  const armed = due < t.armed ? withArmed(t, due) : t;
  const alarms = due < t.armed ? push(s.alarms, due, t.id, t.id) : s.alarms;
  const challenge = left === s.challenge.left ? s.challenge : { second: s.challenge.second, left };
  return state(
    s.nextId,
    s.connections.set(t.id, armed),
    s.listeners,
    s.listenerPorts,
    s.pairs,
    alarms,
    challenge,
    s.malformed,
    s.memory,
  );
};

/** The block is deleted. */
export const removeConnection = (s: TcpState, t: Tcb): TcpState => {
  const key = pairKey(t.local, t.remote);
  const others = (s.pairs.get(key) ?? []).filter((id) => id !== t.id);
  const pairs = others.length === 0 ? s.pairs.remove(key) : s.pairs.set(key, others);
  const connections = s.connections.remove(t.id);
  return withoutStale(
    state(s.nextId, connections, s.listeners, s.listenerPorts, pairs, s.alarms, s.challenge, s.malformed, s.memory),
  );
};

/** Alarms of blocks that are gone, or were armed anew for an earlier time, are dropped when they come first. */
const withoutStale = (s: TcpState): TcpState => {
  let { alarms } = s;
  while (alarms !== undefined && s.connections.get(alarms.value)?.armed !== alarms.key) alarms = pop(alarms);
  return alarms === s.alarms ? s : withAlarms(s, alarms);
};

const withAlarms = (s: TcpState, alarms: TcpState['alarms']): TcpState =>
  state(s.nextId, s.connections, s.listeners, s.listenerPorts, s.pairs, alarms, s.challenge, s.malformed, s.memory);

/** Takes the first alarm that is due, and the connection it is for; undefined when none is due. */
export const takeAlarm = (
  s: TcpState,
  now: Instant,
): { readonly state: TcpState; readonly connection: Tcb | undefined } | undefined => {
  const first = s.alarms;
  if (first === undefined || first.key > now) return undefined;
  const t = s.connections.get(first.value);
  return { state: withAlarms(s, pop(first)), connection: t?.armed === first.key ? t : undefined };
};

/** The floor remembers something else of openings. */
export const withMemory = (s: TcpState, memory: Memory): TcpState =>
  memory === s.memory
    ? s
    : state(s.nextId, s.connections, s.listeners, s.listenerPorts, s.pairs, s.alarms, s.challenge, s.malformed, memory);

/** A segment could not be read. */
export const countMalformed = (s: TcpState): TcpState =>
  state(
    s.nextId,
    s.connections,
    s.listeners,
    s.listenerPorts,
    s.pairs,
    s.alarms,
    s.challenge,
    s.malformed + 1,
    s.memory,
  );

/** How many challenge ACKs may still be sent in the second of `now`. */
export const challengesLeft = (s: TcpState, now: Instant, most: number): TcpState => {
  const second = Math.floor(now / 1_000_000_000);
  return second === s.challenge.second
    ? s
    : state(
        s.nextId,
        s.connections,
        s.listeners,
        s.listenerPorts,
        s.pairs,
        s.alarms,
        { second, left: most },
        s.malformed,
        s.memory,
      );
};

/** The instant of the first alarm. It may be earlier than any timer, since timers that are put off are not looked for. */
export const deadline = (s: TcpState): O.Option<Instant> =>
  s.alarms === undefined ? O.none : O.some(s.alarms.key as Instant);
