import { E } from '../../basis/fp.ts';
import type { Duration } from '../../basis/time.ts';
import { program } from '../../program/block.ts';
import type { Fails } from '../../program/calls.ts';
import { bind, close, getsockname, listen, print, setsockopt, socket } from '../../program/calls.ts';
import { attempt, iterate, spawn } from '../../program/control.ts';
import { fail } from '../../program/nodes.ts';
import type { Program } from '../../program/Program.ts';
import type { Fd } from '../../socket/calls/Calls.ts';
import type { Endpoint } from '../../wire/addresses.ts';
import { showEndpoint } from '../../wire/addresses.ts';
import { BACKLOG } from './messages.ts';
import { echoConnections } from './tcp.ts';
import { echoDatagrams } from './udp.ts';

/** How often a free port of TCP is sought that is free for UDP as well. */
const TRIES = 16;

/** A listener and a datagram socket on one port. Where any port will do (port 0), TCP chooses and UDP follows, if it can. */
const bothOn = (
  local: Endpoint,
): Program<
  Fails<'socket' | 'setsockopt' | 'bind' | 'listen' | 'getsockname' | 'close'>,
  readonly [listener: Fd, datagrams: Fd, at: Endpoint]
> =>
  iterate(1, (tries) =>
    program(function* () {
      const listener = yield* socket('stream');
      yield* setsockopt(listener, 'SO_REUSEADDR', true);
      yield* bind(listener, local);
      const at = yield* getsockname(listener);
      const datagrams = yield* socket('datagram');
      const answer = yield* attempt(bind(datagrams, at));
      if (E.isRight(answer)) {
        yield* listen(listener, BACKLOG);
        return E.right([listener, datagrams, at] as const);
      }
      yield* close(datagrams);
      yield* close(listener);
      return local.port === 0 && answer.left === 'EADDRINUSE' && tries < TRIES
        ? E.left(tries + 1)
        : yield* fail(answer.left);
    }),
  );

/**
 * Echo over TCP and UDP on one port; its first line says which.
 *
 * Every connection has a thread of its own, and gives its descriptor back however it ends.
 *
 * Takes   where to listen, and after how long a stalled connection is dropped; undefined: never
 *
 * @category calls
 * @since 0.1.0
 */
export const serveEcho = (
  local: Endpoint,
  idle?: Duration,
): Program<Fails<'socket' | 'setsockopt' | 'bind' | 'listen' | 'getsockname' | 'close' | 'accept'>, never> =>
  program(function* () {
    const [listener, datagrams, at] = yield* bothOn(local);
    yield* print(`listening on ${showEndpoint(at)}`);
    yield* spawn(echoDatagrams(datagrams));
    return yield* echoConnections(listener, idle);
  });
