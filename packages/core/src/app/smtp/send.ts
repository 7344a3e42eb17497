// Sending a message by SMTP, over calls.
import type { Bytes } from '../../basis/bytes.ts';
import { E } from '../../basis/fp.ts';
import type { Note } from '../../basis/note.ts';
import type { Rope } from '../../basis/rope.ts';
import { append, EMPTY_ROPE, rope, toBytes } from '../../basis/rope.ts';
import type { Duration } from '../../basis/time.ts';
import { seconds } from '../../basis/time.ts';
import { program } from '../../program/block.ts';
import type { Fails } from '../../program/calls.ts';
import { close, connect, getsockname, print, read, socket } from '../../program/calls.ts';
import { attempt, iterate } from '../../program/control.ts';
import { closing, lseek, open } from '../../program/files.ts';
import { fail } from '../../program/nodes.ts';
import type { Program } from '../../program/Program.ts';
import type { Fd } from '../../socket/calls/Calls.ts';
import { STDIN } from '../../socket/calls/Calls.ts';
import type { Errno } from '../../socket/calls/errno.ts';
import { strerror } from '../../socket/calls/errno.ts';
import type { Endpoint } from '../../wire/addresses.ts';
import { showIpv4 } from '../../wire/addresses.ts';
import { converse } from '../converse.ts';
import type { ClientFailure } from '../failures.ts';
import { clientFailure } from '../failures.ts';
import type { Identity } from '../mail/sasl.ts';
import { STUFFING, stuffed } from '../mail/stuffing.ts';
import type { RecipientResult, SmtpClientService } from './client/index.ts';
import { smtpClient } from './client/index.ts';
import type { Address, ReversePath } from './parse/address.ts';
import { showAddress } from './parse/address.ts';

/** A message, and where it goes. */
export interface Sending {
  readonly server: Endpoint;
  readonly from: ReversePath;
  readonly to: ReadonlyArray<Address>;
  /** The file of the message; undefined: standard input. */
  readonly file: string | undefined;
  readonly login?: Identity | undefined;
  /** The server has to answer within this time; by default five minutes. (RFC 5321 §4.5.3.2) */
  readonly patience?: Duration;
  /** Is told the dialogue. */
  readonly noted?: ((note: Note) => Program<never, unknown>) | undefined;
}

const PIECE = 32_768;
const PATIENCE = seconds(300);

/** What is known of a message before it is sent. */
interface Measure {
  /** Octets on the wire, dots not doubled. */
  readonly size: number | undefined;
  readonly isEightBit: boolean;
}

const isEightBit = (octets: Bytes): boolean => {
  for (let i = 0; i < octets.length; i++) if ((octets[i] ?? 0) > 127) return true;
  return false;
};

/** A dot at the start of a line, which is sent twice and counted once. */
const dots = (lines: Bytes): number => {
  let count = 0;
  for (let i = 0; i < lines.length; i++) if (lines[i] === 46 && (i === 0 || lines[i - 1] === 10)) count += 1;
  return count;
};

/** Reads a file once to know how large it is on the wire. */
const measured = (fd: Fd): Program<Fails<'read'>, Measure> =>
  iterate({ size: 0, isEightBit: false, stuffing: STUFFING }, (so) =>
    program(function* () {
      const octets = yield* read(fd, PIECE);
      const isLineStart = so.stuffing.place !== 'line';
      if (octets.length === 0) return E.right({ size: so.size + (isLineStart ? 0 : 2), isEightBit: so.isEightBit });
      const [stuffing, lines] = stuffed(so.stuffing, octets);
      const doubled = dots(lines) - (!isLineStart && lines[0] === 46 ? 1 : 0);
      return E.left({
        size: so.size + lines.length - doubled,
        isEightBit: so.isEightBit || isEightBit(octets),
        stuffing,
      });
    }),
  );

/**
 * A piece of the message that is full, or the last: the final dot goes with the octets before it, not behind them in a segment of its
 * own, which would wait until they are acknowledged. (RFC 9293 §3.7.4, the Nagle algorithm)
 */
const nextPiece = (fd: Fd): Program<Fails<'read'>, { readonly octets: Bytes; readonly isEnd: boolean }> =>
  iterate(EMPTY_ROPE, (piece: Rope) =>
    program(function* () {
      const octets = yield* read(fd, PIECE);
      const all = append(piece, rope(octets));
      return octets.length > 0 && all.length < PIECE
        ? E.left(all)
        : E.right({ octets: toBytes(all), isEnd: octets.length === 0 });
    }),
  );

/** How it went, as far as it has gone. */
interface Told {
  readonly results: ReadonlyArray<RecipientResult> | undefined;
  readonly failure: Extract<SmtpClientService['indication'], { readonly _tag: 'Failed' }>['failure'] | undefined;
}

type SendError = Fails<'socket' | 'connect' | 'getsockname' | 'read' | 'lseek'> | ClientFailure;

const hearing =
  (fd: Fd) =>
  (
    told: Told,
    asked: SmtpClientService['indication'],
  ): Program<Fails<'read'>, readonly [Told, ReadonlyArray<SmtpClientService['request']>]> =>
    program(function* () {
      switch (asked._tag) {
        case 'Wanted': {
          const { octets, isEnd } = yield* nextPiece(fd);
          return [told, [{ _tag: 'Text', octets, isEnd } as const]] as const;
        }
        case 'Result':
          return [{ ...told, results: asked.results }, []] as const;
        case 'Failed':
          return [{ ...told, failure: asked.failure }, []] as const;
      }
    });

const failureOf = ({ failure }: Told): SendError => {
  switch (failure?._tag) {
    case 'Refused':
      return clientFailure('Refused', `refused: ${failure.code} ${failure.says}`);
    case 'Protocol':
      return clientFailure('ProtocolBroken', failure.says);
    case 'TimedOut':
      return 'ETIMEDOUT';
    case 'Ended':
    case undefined:
      return clientFailure('EndedEarly', 'the connection ended before the server had answered');
  }
};

/** A line for each recipient; and an error where one was refused. */
const reported = (sending: Sending, told: Told): Program<SendError, void> =>
  program(function* () {
    const { failure } = told;
    const all =
      failure?._tag === 'Refused'
        ? sending.to.map((to) => ({ address: showAddress(to), code: failure.code, says: failure.says }))
        : (told.results ?? []);
    for (const { address, code } of all) {
      yield* print(code < 300 ? `accepted ${address}` : `refused ${address} ${code}`);
    }
    if (told.results === undefined) return yield* fail(failureOf(told));
    const refused = all.filter(({ code }) => code >= 300);
    const [first] = refused;
    if (first !== undefined) {
      yield* fail(clientFailure('Refused', `${refused.length} of ${all.length} refused: ${first.code} ${first.says}`));
    }
  });

/** Whoever names a file that cannot be read has used the client wrongly. */
const readable = <A>(name: string, asked: Program<Errno, A>): Program<ClientFailure, A> =>
  program(function* () {
    const answer = yield* attempt(asked);
    return E.isRight(answer)
      ? answer.right
      : yield* fail(clientFailure('Misused', `${name} cannot be read: ${strerror(answer.left)}`));
  });

const talked = (sending: Sending, file: Fd, { size, isEightBit: is8 }: Measure): Program<SendError, Told> =>
  program(function* () {
    const connection = yield* socket('stream');
    const reached = yield* attempt(connect(connection, sending.server));
    if (E.isLeft(reached)) {
      yield* attempt(close(connection));
      return yield* fail(reached.left);
    }
    const own = yield* getsockname(connection);
    const client = smtpClient({
      name: `[${showIpv4(own.address)}]`,
      login: sending.login,
      from: sending.from,
      to: sending.to,
      size,
      isEightBit: is8,
      patience: sending.patience ?? PATIENCE,
    });
    const nothing: Told = { results: undefined, failure: undefined };
    return yield* converse(
      client,
      connection,
      { state: nothing, hear: hearing(file) },
      { hearsWhileSending: true, ...(sending.noted === undefined ? {} : { noted: sending.noted }) },
    );
  });

/**
 * Sends one message to all its recipients over one connection, and prints what became of each.
 *
 * Prints `accepted ADDRESS` or `refused ADDRESS CODE`, a line for each recipient in their order.
 *
 * Takes   the server, who sends, to whom, and the message with any line ends
 * Fails   where a recipient was refused, with what the server said; where the server broke the protocol or the connection ended; and
 *         with what the calls say
 *
 * @category calls
 * @since 0.1.0
 */
export const sendMail = (sending: Sending): Program<SendError, void> =>
  program(function* () {
    if (sending.file === undefined) {
      return yield* reported(sending, yield* talked(sending, STDIN, { size: undefined, isEightBit: true }));
    }
    const name = sending.file.slice(1);
    const file = yield* readable(name, open(sending.file, 'read'));
    const told = yield* closing(
      file,
      program(function* () {
        const measure = yield* readable(name, measured(file));
        yield* lseek(file, 0);
        return yield* talked(sending, file, measure);
      }),
    );
    return yield* reported(sending, told);
  });
