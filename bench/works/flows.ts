// Many connections between one pair of hosts: one after another, all at once, or idle.
import type { Duration, HostState, Program } from '@sockeye/core';
import {
  andThen,
  BEGINNING,
  between,
  iterate,
  microseconds,
  milliseconds,
  now,
  program,
  recv,
  seconds,
  sleep,
  spawn,
  succeed,
} from '@sockeye/core';
import type { Wire, World } from '@sockeye/sim';
import { either as E } from 'fp-ts';
import { pairsOf } from './pairs.ts';
import { drain, fill, opened, serve } from './programs.ts';

const BUFFER = 131_072;

/** Begins a thread so many times, with a pause after each. */
const begin = (count: number, pause: Duration, thread: Program<unknown, unknown>): Program<unknown, void> =>
  iterate<number, Program<unknown, E.Either<number, void>>>(count, (left) =>
    left === 0
      ? andThen(sleep(seconds(1_000)), () => succeed(E.right(undefined)))
      : andThen(spawn(thread), () => andThen(sleep(pause), () => succeed(E.left(left - 1)))),
  );

/** So many flows of so many octets, one begun each millisecond. */
export const flows = (count: number, octets: number, wire: Wire): World<HostState> =>
  pairsOf({
    wire,
    source: (remote) =>
      begin(
        count,
        milliseconds(1),
        andThen(opened(remote, BUFFER), (connection) => fill(connection, octets)),
      ),
    sink: (local) => serve(local, BUFFER, drain),
  });

/** When all connections stand, and all begin to send. */
const WHISTLE: Duration = seconds(1);

/**
 * So many octets in equal parts over so many connections, which first all stand and then all send at one instant.
 *
 * The cable is fast and its queue long, so that nothing is lost: growth is then of tables and agenda, not of recovery.
 */
export const split = (octets: number, connections: number, wire: Wire): World<HostState> =>
  pairsOf({
    wire,
    rate: 10_000_000_000,
    queue: 1_000_000,
    source: (remote) =>
      begin(
        connections,
        microseconds(50),
        program(function* () {
          const connection = yield* opened(remote, BUFFER);
          yield* sleep((WHISTLE - between(BEGINNING, yield* now)) as Duration);
          yield* fill(connection, octets / connections);
        }),
      ),
    sink: (local) => serve(local, BUFFER, drain),
  });

/** So many connections that are established and say nothing. */
export const idle = (connections: number, wire: Wire): World<HostState> =>
  pairsOf({
    wire,
    source: (remote) =>
      begin(
        connections,
        microseconds(100),
        andThen(opened(remote, BUFFER), (connection) => recv(connection, 1)),
      ),
    sink: (local) => serve(local, BUFFER, (connection) => recv(connection, 1)),
  });
