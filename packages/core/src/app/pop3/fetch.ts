// One thing done by POP3, over calls.
import { E } from '../../basis/fp.ts';
import type { Note } from '../../basis/note.ts';
import type { Duration } from '../../basis/time.ts';
import { seconds } from '../../basis/time.ts';
import { program } from '../../program/block.ts';
import type { Fails } from '../../program/calls.ts';
import { close, connect, print, socket, writeAll } from '../../program/calls.ts';
import { attempt } from '../../program/control.ts';
import { fail } from '../../program/nodes.ts';
import type { Program } from '../../program/Program.ts';
import { STDOUT } from '../../socket/calls/Calls.ts';
import type { Endpoint } from '../../wire/addresses.ts';
import { converse } from '../converse.ts';
import type { ClientFailure } from '../failures.ts';
import { clientFailure } from '../failures.ts';
import type { Identity } from '../mail/sasl.ts';
import type { Pop3ClientService, Pop3Failure, Pop3Operation } from './client/index.ts';
import { pop3Client } from './client/index.ts';

/** What is to be done, and where. */
export interface Fetching {
  readonly server: Endpoint;
  readonly login: Identity;
  readonly operation: Pop3Operation;
  /** The server has to answer within this time; by default a minute. */
  readonly patience?: Duration;
  /** Is told the dialogue. */
  readonly noted?: ((note: Note) => Program<never, unknown>) | undefined;
}

const PATIENCE = seconds(60);

type FetchError = Fails<'socket' | 'connect' | 'write'> | ClientFailure;

/** How it went; undefined: nobody has said yet. */
type Told = 'done' | Pop3Failure | undefined;

const heard = (
  told: Told,
  said: Pop3ClientService['indication'],
): Program<Fails<'write'>, readonly [Told, ReadonlyArray<never>]> =>
  program(function* () {
    switch (said._tag) {
      case 'Item':
        yield* print(said.words);
        return [told, []] as const;
      case 'Octets':
        yield* writeAll(STDOUT, said.octets);
        return [told, []] as const;
      case 'Done':
        return ['done', []] as const;
      case 'Failed':
        return [said.failure, []] as const;
    }
  });

const failureOf = (failure: Pop3Failure | undefined): FetchError => {
  switch (failure?._tag) {
    case 'Refused':
      return clientFailure('Refused', `refused: ${failure.says}`);
    case 'Protocol':
      return clientFailure('ProtocolBroken', failure.says);
    case 'TimedOut':
      return 'ETIMEDOUT';
    case 'Ended':
    case undefined:
      return clientFailure('EndedEarly', 'the connection ended before the server had answered');
  }
};

/**
 * Logs in by POP3, does one thing, and ends the session.
 *
 * STAT, LIST and UIDL are printed an item a line; messages go to standard output as they are.
 *
 * Takes   the server, who logs in, and what is to be done
 * Fails   where the server refused, with what it said; where it broke the protocol or the connection ended; and with what the
 *         calls say
 *
 * @category calls
 * @since 0.1.0
 */
export const fetchMail = ({ server, login, operation, patience, noted }: Fetching): Program<FetchError, void> =>
  program(function* () {
    const connection = yield* socket('stream');
    const reached = yield* attempt(connect(connection, server));
    if (E.isLeft(reached)) {
      yield* attempt(close(connection));
      return yield* fail(reached.left);
    }
    const told = yield* converse(
      pop3Client({ login, operation, patience: patience ?? PATIENCE }),
      connection,
      { state: undefined as Told, hear: heard },
      noted === undefined ? {} : { noted },
    );
    if (told !== 'done') yield* fail(failureOf(told));
  });
