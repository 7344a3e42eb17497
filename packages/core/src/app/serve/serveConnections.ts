import { Map } from 'immutable';
import type { Bytes } from '../../basis/bytes.ts';
import { E } from '../../basis/fp.ts';
import type { Duration, Instant } from '../../basis/time.ts';
import { after, milliseconds, seconds } from '../../basis/time.ts';
import { program } from '../../program/block.ts';
import type { Fails } from '../../program/calls.ts';
import { accept, close, isAlive, now, poll, recv, send, shutdown, sleep } from '../../program/calls.ts';
import { andThen, attempt, iterate, spawn } from '../../program/control.ts';
import { fail, succeed } from '../../program/nodes.ts';
import type { Pid, Program } from '../../program/Program.ts';
import type { Fd } from '../../socket/calls/Calls.ts';
import { MSG_DONTWAIT } from '../../socket/calls/flags.ts';
import type { Endpoint, Ipv4Address } from '../../wire/addresses.ts';

/** How many connections there may be. */
export interface ConnectionLimits {
  readonly connections: number;
  /** From one address. */
  readonly perAddress: number;
}

/** A server: what it does with each connection, and with one too many. */
export interface Serving {
  readonly listener: Fd;
  readonly limits: ConnectionLimits;
  /** What one too many is answered before it is closed, in the words of the protocol. */
  readonly refused: Bytes;
  /** Has the connection to itself, and closes it; its error is its own affair. */
  readonly session: (connection: Fd, remote: Endpoint) => Program<unknown, unknown>;
}

/** Threads that were started, and for whom: some of them may be over. */
interface Guests {
  readonly sessions: Map<Pid, Ipv4Address>;
  /** Those that bid farewell to one too many. */
  readonly farewells: Map<Pid, Ipv4Address>;
  /** When somebody was refused last after all were looked at. */
  readonly full: Instant | undefined;
}

/** To look who is still there takes a call for each: not again so soon after somebody was refused for it. */
const LOOK_AGAIN = milliseconds(20);

/** So many of those refused may take their time to read why; more are closed at once. */
const FAREWELLS = 64;
const FAREWELL = seconds(1);

/** Out of descriptors, or of memory for them: it is tried again after a moment. */
const BREATH = milliseconds(20);

const countFrom = (sessions: Map<Pid, Ipv4Address>, address: Ipv4Address): number =>
  sessions.valueSeq().count((other) => other === address);

const hasRoom = ({ sessions }: Guests, { connections, perAddress }: ConnectionLimits, address: Ipv4Address): boolean =>
  sessions.size < connections && (sessions.size < perAddress || countFrom(sessions, address) < perAddress);

/** Those that are not over. */
const stillThere = (threads: Map<Pid, Ipv4Address>): Program<never, Map<Pid, Ipv4Address>> => {
  const pids = Array.from(threads.keys());
  return iterate([threads, 0] as readonly [Map<Pid, Ipv4Address>, number], ([left, index]) => {
    const pid = pids[index];
    if (pid === undefined) return succeed(E.right(left));
    return andThen(isAlive(pid), (there) => succeed(E.left([there ? left : left.delete(pid), index + 1] as const)));
  });
};

/** Says no, and waits a moment until it was read: what a peer has sent already would else reset the connection before. */
const farewell = (connection: Fd, words: Bytes, patience: Duration): Program<unknown, unknown> =>
  andThen(
    attempt(
      program(function* () {
        yield* send(connection, words, MSG_DONTWAIT);
        yield* shutdown(connection, 'write');
        yield* poll([{ fd: connection, events: ['in'] }], patience);
        yield* recv(connection, 65_536, MSG_DONTWAIT);
      }),
    ),
    () => close(connection),
  );

/**
 * Accepts connections for ever, each with a thread of its own: a slow peer delays nobody.
 *
 * One too many is answered the protocol's own refusal, and closed; the server goes on. So it does when descriptors run out, and when
 * a connection is gone before it was accepted.
 *
 * Takes   a listener, the limits, the refusal, and what to do with a connection
 * Fails   when the listener can no longer accept
 *
 * @category calls
 * @since 0.1.0
 */
export const serveConnections = ({ listener, limits, refused, session }: Serving): Program<Fails<'accept'>, never> => {
  const lookAgain = (guests: Guests): Program<never, Guests> =>
    andThen(stillThere(guests.sessions), (sessions) =>
      andThen(stillThere(guests.farewells), (farewells) => succeed({ sessions, farewells, full: guests.full })),
    );

  const begin = (guests: Guests, connection: Fd, remote: Endpoint): Program<never, Guests> =>
    andThen(spawn(session(connection, remote)), (pid) =>
      succeed({ ...guests, sessions: guests.sessions.set(pid, remote.address) }),
    );

  const refuse = (guests: Guests, connection: Fd, { address }: Endpoint): Program<never, Guests> =>
    guests.farewells.size >= FAREWELLS
      ? andThen(attempt(close(connection)), () => succeed(guests))
      : andThen(spawn(farewell(connection, refused, FAREWELL)), (pid) =>
          succeed({ ...guests, farewells: guests.farewells.set(pid, address) }),
        );

  const refuseNow = (guests: Guests, connection: Fd, remote: Endpoint): Program<never, Guests> =>
    andThen(now, (instant) => refuse({ ...guests, full: instant }, connection, remote));

  const admit = (guests: Guests, connection: Fd, remote: Endpoint): Program<never, Guests> => {
    if (hasRoom(guests, limits, remote.address)) return begin(guests, connection, remote);
    return andThen(now, (instant) => {
      const { full } = guests;
      if (full !== undefined && instant < after(full, LOOK_AGAIN)) return refuse(guests, connection, remote);
      return andThen(lookAgain(guests), (left) =>
        hasRoom(left, limits, remote.address) ? begin(left, connection, remote) : refuseNow(left, connection, remote),
      );
    });
  };

  const none: Guests = { sessions: Map(), farewells: Map(), full: undefined };
  return iterate(none, (guests): Program<Fails<'accept'>, E.Either<Guests, never>> =>
    andThen(attempt(accept(listener)), (answer): Program<Fails<'accept'>, E.Either<Guests, never>> => {
      if (E.isRight(answer)) {
        const [connection, remote] = answer.right;
        return andThen(admit(guests, connection, remote), (next) => succeed(E.left(next)));
      }
      // One that was gone before it was accepted, or that nobody waited for long enough, is no reason to stop.
      if (answer.left === 'ECONNABORTED' || answer.left === 'EAGAIN') return succeed(E.left(guests));
      return answer.left === 'EMFILE' ? andThen(sleep(BREATH), () => succeed(E.left(guests))) : fail(answer.left);
    }),
  );
};
