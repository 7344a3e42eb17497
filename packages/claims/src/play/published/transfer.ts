// A stream in one direction: a client connects, writes a text in pieces and closes; the server reads until the end.
import type { Bytes, Endpoint, Fd, Program } from '@sockeye/core';
import {
  accept,
  andThen,
  bind,
  close,
  connect,
  host,
  listen,
  program,
  recv,
  seconds,
  sendAll,
  socket,
  succeed,
} from '@sockeye/core';
import type { Play } from '../Play.ts';
import { AT_SERVER, CLIENT, part, SERVER, twoHosts } from './places.ts';
import { pieces, text } from './text.ts';

/** Reads until the end. */
export const drain = (fd: Fd, size: number): Program<unknown, void> =>
  andThen(recv(fd, size), (octets) => (octets.length === 0 ? succeed(undefined) : drain(fd, size)));

/** Accepts so many connections, one after another, and reads each until its end. */
export const reader = (at: Endpoint, connections = 1): Program<unknown, void> =>
  program(function* () {
    const listener = yield* socket('stream');
    yield* bind(listener, at);
    yield* listen(listener, connections);
    for (let i = 0; i < connections; i++) {
      const [connection] = yield* accept(listener);
      yield* drain(connection, 4_096);
      yield* close(connection);
    }
  });

/** Connects, writes, closes. */
export const writer = (to: Endpoint, said: ReadonlyArray<Bytes>): Program<unknown, void> =>
  program(function* () {
    const connection = yield* socket('stream');
    yield* connect(connection, to);
    for (const piece of said) yield* sendAll(connection, piece);
    yield* close(connection);
  });

export const transfer: Play = {
  name: 'transfer',
  sizes: { octets: { least: 1, usual: 3_000, most: 6_000 }, pieces: { least: 1, usual: 2, most: 4 } },
  rage: seconds(20),
  patience: seconds(600),
  stage: ({ octets = 3_000, pieces: count = 2 }) => ({
    host,
    topology: twoHosts,
    parts: [
      part(SERVER, 'read', 'client', reader(AT_SERVER)),
      part(CLIENT, `write ${octets} octets`, 'client', writer(AT_SERVER, pieces(text(octets), count))),
    ],
  }),
};

/** The same, as short as can be: for campaigns of many runs. */
export const shortTransfer: Play = {
  ...transfer,
  name: 'shortTransfer',
  sizes: { octets: { least: 1, usual: 300, most: 1_000 }, pieces: { least: 1, usual: 1, most: 2 } },
};
