import { utf8 } from '../../../basis/bytes.ts';
import { over } from '../../../basis/over.ts';
import { program } from '../../../program/block.ts';
import type { Fails } from '../../../program/calls.ts';
import { setsockopt } from '../../../program/calls.ts';
import { andThen, attempt } from '../../../program/control.ts';
import { succeed } from '../../../program/nodes.ts';
import type { Program } from '../../../program/Program.ts';
import type { Fd } from '../../../socket/calls/Calls.ts';
import type { Endpoint } from '../../../wire/addresses.ts';
import { converse } from '../../converse.ts';
import type { ConnectionLimits } from '../../serve/index.ts';
import { listening, serveConnections } from '../../serve/index.ts';
import { telnet } from '../index.ts';
import { LIMITS } from '../limits.ts';
import { plainStream } from '../plainStream.ts';
import type { TelnetConfig } from '../State.ts';
import type { TerminalConfig } from './State.ts';
import { terminal } from './terminal.ts';

/** What the server does itself, and what it lets a client do. */
const WILLING: TelnetConfig = {
  local: ['ECHO', 'SUPPRESS-GO-AHEAD', 'BINARY', 'STATUS', 'TIMING-MARK'],
  remote: ['SUPPRESS-GO-AHEAD', 'BINARY', 'TERMINAL-TYPE', 'NAWS'],
  terminalTypes: [],
  window: undefined,
  toleratesLoneIac: false,
  limits: LIMITS,
};

const CONNECTIONS: ConnectionLimits = { connections: 2_000, perAddress: 1_500 };

/** One session, on a connection that is this program's from now on. */
export const terminalSession = (config: TerminalConfig, connection: Fd): Program<never, null> => {
  const layer = over(terminal(config), over(telnet(WILLING), plainStream));
  const session = converse(layer, connection, {
    state: null,
    opening: [{ _tag: 'Begin' }],
    hear: (state) => succeed([state, []] as const),
  });
  return andThen(attempt(setsockopt(connection, 'TCP_NODELAY', true)), () => session);
};

/**
 * A Telnet server, for ever.
 *
 * Takes   where to listen, who may log in, and the limits
 * Fails   when it cannot listen, or no longer accept
 *
 * @example
 * telnetServer(endpoint(LOOPBACK, 2323), { ...TERMINAL, accounts: [{ name: 'bob', password: 'secret' }] })
 *
 * @category calls
 * @since 0.1.0
 */
export const telnetServer = (
  local: Endpoint,
  config: TerminalConfig,
  connections: ConnectionLimits = CONNECTIONS,
): Program<Fails<'socket' | 'setsockopt' | 'bind' | 'listen' | 'getsockname' | 'accept'>, never> =>
  program(function* () {
    const listener = yield* listening(local);
    return yield* serveConnections({
      listener,
      limits: connections,
      refused: utf8('Too many users, try again later.\r\n'),
      session: (connection) => terminalSession(config, connection),
    });
  });
