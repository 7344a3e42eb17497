// The bulk work: one TCP flow over one cable, in virtual time. 100 Mbit/s, 10 ms one way, buffers of 1 MiB, a queue of 1,000.
import type { Endpoint, HostState, Program } from '@sockeye/core';
import { accept, andThen, bind, listen, program, setsockopt, socket } from '@sockeye/core';
import type { Fault, Wire, World } from '@sockeye/sim';
import { pairsOf } from './pairs.ts';
import { drain, fill, opened } from './programs.ts';

export const BUFFER = 1_048_576;

/** Accepts once, reads until the end, and answers how much that was. */
const sink = (local: Endpoint): Program<unknown, number> =>
  program(function* () {
    const listener = yield* socket('stream');
    yield* setsockopt(listener, 'SO_RCVBUF', BUFFER);
    yield* bind(listener, local);
    yield* listen(listener, 1);
    const [connection] = yield* accept(listener);
    return yield* drain(connection);
  });

/** A world in which so many octets are about to be sent, by each of so many pairs. */
export const bulk = (length: number, wire: Wire, faults: ReadonlyArray<Fault> = [], pairs = 1): World<HostState> =>
  pairsOf({
    wire,
    faults,
    pairs,
    source: (remote) => andThen(opened(remote, BUFFER), (connection) => fill(connection, length)),
    sink,
  });
