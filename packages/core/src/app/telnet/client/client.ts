// A Telnet client between standard input and standard output.
import type { Bytes } from '../../../basis/bytes.ts';
import { concatBytes, NO_BYTES } from '../../../basis/bytes.ts';
import { E } from '../../../basis/fp.ts';
import type { Input } from '../../../basis/layer.ts';
import type { Note } from '../../../basis/note.ts';
import type { Instant } from '../../../basis/time.ts';
import { BEGINNING, between, seconds } from '../../../basis/time.ts';
import { program } from '../../../program/block.ts';
import type { Fails } from '../../../program/calls.ts';
import {
  close,
  connect,
  now,
  poll,
  read,
  recv,
  sendAll,
  setsockopt,
  shutdown,
  socket,
  writeAll,
} from '../../../program/calls.ts';
import { andThen, attempt, iterate } from '../../../program/control.ts';
import { fail, succeed } from '../../../program/nodes.ts';
import type { Program } from '../../../program/Program.ts';
import type { Fd } from '../../../socket/calls/Calls.ts';
import { STDIN, STDOUT } from '../../../socket/calls/Calls.ts';
import type { Endpoint } from '../../../wire/addresses.ts';
import { rules as exchange } from '../../exchange/rules.ts';
import type { FromNetwork } from '../../lineEnds.ts';
import { fromNetwork, lastOf, NOTHING_HELD, toNetwork } from '../../lineEnds.ts';
import { LIMITS } from '../limits.ts';
import type { TelnetService, UrgentStreamService } from '../Service.ts';
import type { TelnetState, Window } from '../State.ts';
import { initial } from '../State.ts';
import { step } from '../step.ts';

/** What a client is like. */
export interface TelnetClient {
  /** What the terminal is called; undefined: it has no name. */
  readonly terminal: string | undefined;
  readonly window: Window | undefined;
  /** Is told what is agreed. */
  readonly noted?: (note: Note) => Program<never, unknown>;
}

const CHUNK = 65_536;

/**
 * When standard input has ended, the server has so long to say more before it is told so: many servers end a session at that word, and
 * what they were still about to answer is lost.
 */
const SILENCE = seconds(1);

/** A connection at one instant. */
interface Talk {
  readonly telnet: TelnetState;
  readonly input: 'open' | 'ended' | 'told';
  /** The end of a line that has not come yet. */
  readonly held: FromNetwork;
  readonly heardAt: Instant;
  readonly isOver: boolean;
}

type Told = TelnetService['indication'];
type Trouble = Fails<'recv' | 'send' | 'write' | 'read' | 'shutdown'>;

/** As a line of the dialogue: what was agreed. Text is not shown, for a password may be in it. */
const noteOf = (told: Told): Note | undefined => {
  if (told._tag !== 'Option') return undefined;
  const verb = told.side === 'remote' ? (told.enabled ? 'WILL' : 'WONT') : told.enabled ? 'DO' : 'DONT';
  return { rule: exchange.heard, detail: `IAC ${verb} ${told.option}` };
};

/** A connection's client, as a loop over what comes from both sides. */
const talking = (fd: Fd, noted: TelnetClient['noted']) => {
  const through = (talk: Talk, input: Input<TelnetService, UrgentStreamService>): Program<Trouble, Talk> =>
    program(function* () {
      const [telnet, words] = step(talk.telnet, input, BEGINNING);
      const sent: Array<Bytes> = [];
      const came: Array<Bytes> = [];
      for (const word of words) {
        if (word._tag === 'Request' && 'octets' in word.request) sent.push(word.request.octets);
        if (word._tag !== 'Indicate') continue;
        if (word.indication._tag === 'Received') came.push(word.indication.octets);
        const note = noteOf(word.indication);
        if (note !== undefined && noted !== undefined) yield* noted(note);
      }
      if (sent.length > 0) yield* sendAll(fd, concatBytes(sent));
      const [held, text] = fromNetwork(talk.held, came.length === 0 ? NO_BYTES : concatBytes(came));
      if (text.length > 0) yield* writeAll(STDOUT, text);
      return { ...talk, telnet, held };
    });

  const receive = (talk: Talk, instant: Instant): Program<Trouble, Talk> =>
    andThen(recv(fd, CHUNK), (octets) => {
      if (octets.length === 0)
        return andThen(writeAll(STDOUT, lastOf(talk.held)), () => succeed({ ...talk, isOver: true }));
      return through({ ...talk, heardAt: instant }, { _tag: 'Indicated', indication: { _tag: 'Received', octets } });
    });

  const type = (talk: Talk, instant: Instant): Program<Trouble, Talk> =>
    andThen(read(STDIN, CHUNK), (octets): Program<Trouble, Talk> => {
      if (octets.length === 0) return succeed({ ...talk, input: 'ended', heardAt: instant });
      return through(talk, { _tag: 'Requested', request: { _tag: 'Send', octets: toNetwork(octets) } });
    });

  const turn = (talk: Talk): Program<Trouble, E.Either<Talk, Talk>> =>
    program(function* () {
      if (talk.isOver) return E.right(talk);
      const instant = yield* now;
      const until = (talk.heardAt + SILENCE) as Instant;
      if (talk.input === 'ended' && instant >= until) {
        yield* shutdown(fd, 'write');
        return E.left({ ...talk, input: 'told' as const });
      }
      const own = talk.input === 'open' ? [{ fd: STDIN, events: ['in' as const] }] : [];
      const patience = talk.input === 'ended' ? between(instant, until) : undefined;
      const found = yield* attempt(poll([{ fd, events: ['in'] }, ...own], patience));
      const ready = E.isRight(found) ? found.right.map((one) => one.fd) : [];
      const heard = ready.includes(fd) ? yield* receive(talk, yield* now) : talk;
      if (heard.isOver || !ready.includes(STDIN)) return E.left(heard);
      return E.left(yield* type(heard, yield* now));
    });

  return turn;
};

/**
 * Standard input to a Telnet server, and its text to standard output, until it closes.
 *
 * Lines end with LF here and with CR LF there.
 *
 * Takes   the server, and what our terminal is like
 *
 * @category calls
 * @since 0.1.0
 */
export const telnetClient = (
  server: Endpoint,
  { terminal, window, noted }: TelnetClient,
): Program<Trouble | Fails<'socket' | 'connect' | 'close'>, void> =>
  program(function* () {
    const fd = yield* socket('stream');
    yield* connect(fd, server);
    yield* attempt(setsockopt(fd, 'TCP_NODELAY', true));
    const telnet = initial({
      local: [
        'SUPPRESS-GO-AHEAD',
        'TIMING-MARK',
        ...(terminal === undefined ? [] : (['TERMINAL-TYPE'] as const)),
        ...(window === undefined ? [] : (['NAWS'] as const)),
      ],
      remote: ['ECHO', 'SUPPRESS-GO-AHEAD', 'STATUS'],
      terminalTypes: terminal === undefined ? [] : [terminal],
      window,
      toleratesLoneIac: false,
      limits: LIMITS,
    });
    const begun: Talk = { telnet, input: 'open', held: NOTHING_HELD, heardAt: yield* now, isOver: false };
    const ended = yield* attempt(iterate(begun, talking(fd, noted)));
    yield* attempt(close(fd));
    if (E.isLeft(ended)) return yield* fail(ended.left);
  });
