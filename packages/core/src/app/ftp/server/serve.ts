import { utf8 } from '../../../basis/bytes.ts';
import { program } from '../../../program/block.ts';
import type { Fails } from '../../../program/calls.ts';
import type { Program } from '../../../program/Program.ts';
import type { Endpoint } from '../../../wire/addresses.ts';
import type { ConnectionLimits } from '../../serve/index.ts';
import { listening, serveConnections } from '../../serve/index.ts';
import { reply } from '../replies.ts';
import type { SessionConfig } from './session.ts';
import { ftpSession } from './session.ts';

/** How many may be connected at once. */
const CONNECTIONS: ConnectionLimits = { connections: 2_000, perAddress: 1_500 };

/**
 * An FTP server, for ever: each user's root is the root of the process.
 *
 * Takes   where to listen, who may log in, and the limits
 * Fails   when it cannot listen, or no longer accept
 *
 * @example
 * ftpServer(endpoint(LOOPBACK, 2121), { accounts: [{ name: 'bob', password: 'secret' }], anonymous: false, limits: FTP_LIMITS })
 *
 * @category calls
 * @since 0.1.0
 */
export const ftpServer = (
  local: Endpoint,
  config: SessionConfig,
  connections: ConnectionLimits = CONNECTIONS,
): Program<Fails<'socket' | 'setsockopt' | 'bind' | 'listen' | 'getsockname' | 'accept'>, never> =>
  program(function* () {
    const listener = yield* listening(local);
    return yield* serveConnections({
      listener,
      limits: connections,
      refused: utf8(reply(421, 'Too many users, try again later.')),
      session: (connection, remote) => ftpSession(config, connection, remote),
    });
  });
