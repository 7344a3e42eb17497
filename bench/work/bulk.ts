// The bulk work: one TCP flow over one cable, in virtual time. 100 Mbit/s, 10 ms one way, buffers of 1 MiB, a queue of 1,000.
import type { Endpoint, HostState, Program } from '@sockeye/core';
import {
  accept,
  andThen,
  bind,
  BEGINNING,
  close,
  connect,
  endpoint,
  host,
  ipv4Address,
  iterate,
  listen,
  milliseconds,
  NO_BYTES,
  program,
  recv,
  sendAll,
  setsockopt,
  socket,
  succeed,
} from '@sockeye/core';
import type { Fault, Wire, World } from '@sockeye/sim';
import { build } from '@sockeye/sim';
import { either as E } from 'fp-ts';

const BUFFER = 1_048_576;
const CHUNK = 65_536;
const SERVER: Endpoint = endpoint(ipv4Address(10, 0, 0, 2), 5001);

/** Reads until the end, and answers how much that was. */
const sink: Program<unknown, number> = program(function* () {
  const listener = yield* socket('stream');
  yield* setsockopt(listener, 'SO_RCVBUF', BUFFER);
  yield* bind(listener, SERVER);
  yield* listen(listener, 1);
  const [connection] = yield* accept(listener);
  const total = yield* iterate<number, Program<unknown, E.Either<number, number>>>(0, (count) =>
    andThen(recv(connection, CHUNK), (octets) =>
      succeed(octets.length === 0 ? E.right(count) : E.left(count + octets.length)),
    ),
  );
  yield* close(connection);
  return total;
});

/** Writes so many octets, 64 kB at a time. */
const source = (length: number): Program<unknown, void> =>
  program(function* () {
    const connection = yield* socket('stream');
    yield* setsockopt(connection, 'SO_SNDBUF', BUFFER);
    yield* connect(connection, SERVER);
    const chunk = Uint8Array.from({ length: CHUNK }, (_, i) => i & 255);
    yield* iterate<number, Program<unknown, E.Either<number, void>>>(length, (left) =>
      left === 0
        ? succeed(E.right(undefined))
        : andThen(sendAll(connection, left < CHUNK ? chunk.subarray(0, left) : chunk), () =>
            succeed(E.left(left - Math.min(left, CHUNK))),
          ),
    );
    yield* close(connection);
  });

/** A world in which so many octets are about to be sent. */
export const bulk = (length: number, wire: Wire, faults: ReadonlyArray<Fault> = []): World<HostState> => {
  const at = (last: number) => ({
    address: { address: ipv4Address(10, 0, 0, last), prefix: 24 },
    mac: undefined,
    gateway: undefined,
  });
  const world = build({
    topology: {
      hosts: { source: at(1), sink: at(2) },
      routers: {},
      switches: [],
      hubs: [],
      cables: [
        { between: ['source', 'sink'], rate: 100_000_000, delay: milliseconds(10), queue: 1_000, mtu: 1_500, faults },
      ],
    },
    seed: 1,
    wire,
    host,
    starts: [
      { host: 'sink', program: sink, words: 'sink', input: NO_BYTES, when: BEGINNING },
      { host: 'source', program: source(length), words: 'source', input: NO_BYTES, when: BEGINNING },
    ],
  });
  if (E.isLeft(world)) throw new Error(world.left.map((problem) => `${problem.path}: ${problem.says}`).join('\n'));
  return world.right;
};
