// The control connection as a client has it: a command, and its reply.
import type { Bytes } from '../../../basis/bytes.ts';
import { NO_BYTES, utf8 } from '../../../basis/bytes.ts';
import { E } from '../../../basis/fp.ts';
import type { Input } from '../../../basis/layer.ts';
import type { Note } from '../../../basis/note.ts';
import { BEGINNING } from '../../../basis/time.ts';
import { program } from '../../../program/block.ts';
import type { Fails } from '../../../program/calls.ts';
import { recv, sendAll } from '../../../program/calls.ts';
import { andThen, iterate } from '../../../program/control.ts';
import { fail, succeed } from '../../../program/nodes.ts';
import type { Program } from '../../../program/Program.ts';
import type { Fd } from '../../../socket/calls/Calls.ts';
import type { Endpoint } from '../../../wire/addresses.ts';
import { printable } from '../../exchange/index.ts';
import { rules as exchange } from '../../exchange/rules.ts';
import type { ClientFailure } from '../../failures.ts';
import { clientFailure } from '../../failures.ts';
import { initial, PLAIN } from '../../telnet/State.ts';
import type { TelnetState } from '../../telnet/State.ts';
import type { TelnetService, UrgentStreamService } from '../../telnet/Service.ts';
import { step } from '../../telnet/step.ts';
import type { Reply } from './replies.ts';
import { NO_REPLY, readReply } from './replies.ts';

/** A control connection at one instant. */
export interface Control {
  readonly fd: Fd;
  readonly local: Endpoint;
  readonly remote: Endpoint;
  readonly telnet: TelnetState;
  /** Text that has come and was not read. */
  readonly unread: Bytes;
  /** Is told each line of the dialogue; passwords are not in it. */
  readonly noted: ((note: Note) => Program<never, unknown>) | undefined;
}

/** What a client can fail with. */
export type Trouble = ClientFailure | Fails<'recv' | 'send'>;

/** What goes on with a control connection: it, and what came of it. */
export type With<A> = readonly [control: Control, answer: A];

/** A control connection on which nothing was said. */
export const controlOn = (fd: Fd, local: Endpoint, remote: Endpoint, noted: Control['noted']): Control => ({
  fd,
  local,
  remote,
  telnet: initial(PLAIN),
  unread: NO_BYTES,
  noted,
});

const tell = ({ noted }: Control, rule: Note['rule'], line: string): Program<never, unknown> =>
  noted === undefined ? succeed(undefined) : noted({ rule, detail: printable(utf8(line)) });

/** Through Telnet: what is to be sent is sent, and the text that came is what is given. */
const through = (
  control: Control,
  input: Input<TelnetService, UrgentStreamService>,
): Program<Trouble, With<ReadonlyArray<Bytes>>> => {
  const [telnet, words] = step(control.telnet, input, BEGINNING);
  const came: Array<Bytes> = [];
  const sent: Array<Bytes> = [];
  for (const word of words) {
    if (word._tag === 'Indicate' && word.indication._tag === 'Received') came.push(word.indication.octets);
    if (word._tag === 'Request' && 'octets' in word.request) sent.push(word.request.octets);
  }
  return andThen(
    iterate(0, (count) => {
      const octets = sent[count];
      return octets === undefined
        ? succeed(E.right(undefined))
        : andThen(sendAll(control.fd, octets), () => succeed(E.left(count + 1)));
    }),
    () => succeed([{ ...control, telnet }, came] as const),
  );
};

const showReply = (control: Control, { lines }: Reply): Program<never, unknown> =>
  iterate(0, (count) => {
    const line = lines[count];
    return line === undefined
      ? succeed(E.right(undefined))
      : andThen(tell(control, exchange.heard, line), () => succeed(E.left(count + 1)));
  });

const joined = (pieces: ReadonlyArray<Bytes>): Bytes => {
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
};

/** Waits for the next reply. */
export const hear = (start: Control): Program<Trouble, With<Reply>> =>
  iterate({ control: start, begun: NO_REPLY }, ({ control, begun }) =>
    program(function* () {
      const read = readReply(begun, control.unread);
      if (read._tag === 'Broken') return yield* fail(clientFailure('ProtocolBroken', read.says));
      if (read._tag === 'Reply') {
        yield* showReply(control, read.reply);
        return E.right([{ ...control, unread: read.rest }, read.reply] as const);
      }
      const octets = yield* recv(control.fd, 65_536);
      if (octets.length === 0) {
        return yield* fail(clientFailure('EndedEarly', 'the server has closed the control connection'));
      }
      const [next, came] = yield* through(control, { _tag: 'Indicated', indication: { _tag: 'Received', octets } });
      return E.left({ control: { ...next, unread: joined(came) }, begun: read.begun });
    }),
  );

/** What no argument may hold: it would end the line, or the name. */
const FORBIDDEN = /[\0\r\n]/;

/**
 * Says a command, and waits for nothing.
 *
 * Takes   the verb, its argument if it has one, and what a listing of the dialogue shows in place of the argument
 * Fails   before anything is sent, where the argument could not be one
 */
export const say = (
  control: Control,
  verb: string,
  argument?: string,
  shown: string | undefined = argument,
): Program<Trouble, Control> =>
  program(function* () {
    if (argument !== undefined && FORBIDDEN.test(argument)) {
      return yield* fail(clientFailure('Misused', `what goes with ${verb} may hold no CR, LF or NUL`));
    }
    const line = argument === undefined ? verb : `${verb} ${argument}`;
    yield* tell(control, exchange.said, shown === undefined ? verb : `${verb} ${shown}`);
    const octets = utf8(`${line}\r\n`);
    const [next] = yield* through(control, { _tag: 'Requested', request: { _tag: 'Send', octets } });
    return next;
  });

/** A command and its reply. */
export const ask = (control: Control, verb: string, argument?: string, shown?: string): Program<Trouble, With<Reply>> =>
  andThen(say(control, verb, argument, shown), hear);

/** The server has said no. */
export const refused = ({ lines }: Reply): ClientFailure => clientFailure('Refused', lines.at(-1) ?? '');

/** A reply that must begin with one of these digits: 2 done, 3 more is wanted, 1 it begins. */
export const expecting = (digits: string, asked: Program<Trouble, With<Reply>>): Program<Trouble, With<Reply>> =>
  andThen(asked, ([control, reply]): Program<ClientFailure, With<Reply>> => {
    const digit = String(reply.code).charAt(0);
    if (digits.includes(digit)) return succeed([control, reply] as const);
    return fail(
      digit === '4' || digit === '5'
        ? refused(reply)
        : clientFailure('ProtocolBroken', `this reply fits nothing that was asked: ${reply.lines.at(-1) ?? ''}`),
    );
  });
