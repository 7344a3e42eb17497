import { program } from '../../program/block.ts';
import type { Fails } from '../../program/calls.ts';
import { bind, getsockname, listen, print, setsockopt, socket } from '../../program/calls.ts';
import type { Program } from '../../program/Program.ts';
import type { Fd } from '../../socket/calls/Calls.ts';
import type { Endpoint } from '../../wire/addresses.ts';
import { showEndpoint } from '../../wire/addresses.ts';

/** How many connections may wait to be accepted. */
const BACKLOG = 511;

/**
 * Listens, and says where: `listening on HOST:PORT` is the first line that a server prints.
 *
 * Takes   where to listen; port 0 is any that is free
 * Gives   the listener
 *
 * @category calls
 * @since 0.1.0
 */
export const listening = (
  local: Endpoint,
): Program<Fails<'socket' | 'setsockopt' | 'bind' | 'listen' | 'getsockname'>, Fd> =>
  program(function* () {
    const listener = yield* socket('stream');
    yield* setsockopt(listener, 'SO_REUSEADDR', true);
    yield* bind(listener, local);
    yield* listen(listener, BACKLOG);
    yield* print(`listening on ${showEndpoint(yield* getsockname(listener))}`);
    return listener;
  });
