// Data connections: to the client, or from it, and from nobody else.
import { E } from '../../../basis/fp.ts';
import { program } from '../../../program/block.ts';
import type { Fails } from '../../../program/calls.ts';
import {
  accept,
  bind,
  close,
  connect,
  getsockname,
  getsockopt,
  listen,
  setsockopt,
  socket,
} from '../../../program/calls.ts';
import { attempt } from '../../../program/control.ts';
import { fail } from '../../../program/nodes.ts';
import type { Program } from '../../../program/Program.ts';
import type { Fd } from '../../../socket/calls/Calls.ts';
import type { Endpoint, Ipv4Address } from '../../../wire/addresses.ts';
import { endpoint } from '../../../wire/addresses.ts';

type Trouble = Fails<'socket' | 'setsockopt' | 'bind' | 'listen' | 'getsockname' | 'connect'>;

/** Strangers may come first; so many of them may wait in front of the client. */
const BACKLOG = 8;

/** A descriptor that is given back where what follows fails. */
const withSocket = <Err, A>(use: (fd: Fd) => Program<Err, A>): Program<Err | Fails<'socket'>, A> =>
  program(function* () {
    const fd = yield* socket('stream');
    const used = yield* attempt(use(fd));
    if (E.isRight(used)) return used.right;
    yield* attempt(close(fd));
    return yield* fail(used.left);
  });

/**
 * Listens for one data connection, on the address at which the client has reached us and on a port that nobody could guess: the
 * system's choice.
 */
export const openListener = (local: Ipv4Address): Program<Trouble, readonly [listener: Fd, at: Endpoint]> =>
  withSocket((fd) =>
    program(function* () {
      yield* setsockopt(fd, 'SO_REUSEADDR', true);
      yield* bind(fd, endpoint(local, 0));
      yield* listen(fd, BACKLOG);
      return [fd, yield* getsockname(fd)] as const;
    }),
  );

/** Begins to connect to where the client listens, from the address that it knows us by. */
export const beginConnect = (local: Ipv4Address, remote: Endpoint): Program<Trouble, Fd> =>
  withSocket((fd) =>
    program(function* () {
      yield* setsockopt(fd, 'O_NONBLOCK', true);
      yield* bind(fd, endpoint(local, 0));
      const begun = yield* attempt(connect(fd, remote));
      return E.isLeft(begun) && begun.left !== 'EINPROGRESS' ? yield* fail(begun.left) : fd;
    }),
  );

/** How a connection that was begun has ended; undefined: it is there. */
export const connectError = (fd: Fd): Program<Fails<'getsockopt'>, Fails<'connect'> | undefined> =>
  program(function* () {
    const error = yield* getsockopt(fd, 'SO_ERROR');
    return error === 0 ? undefined : ('ECONNREFUSED' as const);
  });

/**
 * Takes the connection that waits.
 *
 * Gives   the data connection, when it comes from the client's address; the listener is closed then. Who else comes is sent away, so
 *         that nobody can steal a transfer or slip one in (RFC 2577 §3): undefined, and the listener goes on
 */
export const takeConnection = (
  listener: Fd,
  client: Ipv4Address,
): Program<Fails<'accept' | 'setsockopt' | 'close'>, Fd | undefined> =>
  program(function* () {
    const [connection, remote] = yield* accept(listener);
    if (remote.address !== client) {
      yield* close(connection);
      return undefined;
    }
    yield* close(listener);
    yield* setsockopt(connection, 'O_NONBLOCK', true);
    return connection;
  });
