// TRANSACTION: what is there, and what goes. (RFC 1939 §5)
import type { Bytes } from '../../../basis/bytes.ts';
import { concatBytes, utf8 } from '../../../basis/bytes.ts';
import { indicate, note, request } from '../../../basis/layer.ts';
import { emptyTable } from '../../../basis/table.ts';
import type { Message } from '../../mail/Message.ts';
import { STUFFING, stuffed, stuffedEnd } from '../../mail/stuffing.ts';
import { uniqueOf } from '../../mail/names.ts';
import { rules } from '../rules.ts';
import type { Maildrop, Pop3Service } from '../Service.ts';
import type { Pop3ServerConfig, Pop3State, Sending } from './State.ts';
import { readTop, topOf } from './top.ts';
import type { Out, Turn } from './Turn.ts';
import { answered, asked, farewell, over, refused, say } from './Turn.ts';

const NO_SUCH = 'there is no such message';

/** Messages that are not marked, with their numbers. */
const left = (state: Pop3State, { messages }: Maildrop): ReadonlyArray<readonly [number: number, message: Message]> =>
  messages.flatMap((message, at) => (state.marked.has(at + 1) ? [] : [[at + 1, message] as const]));

const octetsOf = (messages: ReadonlyArray<readonly [number, Message]>): number =>
  messages.reduce((sum, [, { size }]) => sum + size, 0);

const messageOf = (state: Pop3State, { messages }: Maildrop, number: number): Message | undefined =>
  state.marked.has(number) ? undefined : messages[number - 1];

const hex8 = (number: number): string => number.toString(16).padStart(8, '0');

/**
 * The identifier of a message: the same in every session, and never another's.
 *
 * The part of its file's name that never changes is one already, where it has the form that the RFC asks for; else the number that
 * the mailbox gave it. (unique-id = 1*70(%x21-7E) ; §7)
 */
export const uniqueId = (message: Message, isOnly: boolean): string => {
  const unique = uniqueOf(message.base);
  return isOnly && /^[!-~]{1,70}$/.test(unique) ? unique : `uid-${hex8(message.uid)}`;
};

/** The identifiers of a maildrop, by place; two files whose names begin alike are told apart by their numbers. */
const identifiers = ({ messages }: Maildrop): ReadonlyArray<string> => {
  const seen = new Map<string, number>();
  for (const { base } of messages) seen.set(uniqueOf(base), (seen.get(uniqueOf(base)) ?? 0) + 1);
  return messages.map((message) => uniqueId(message, seen.get(uniqueOf(message.base)) === 1));
};

/** `STAT`: how many messages, and how many octets. */
export const stat = (state: Pop3State, maildrop: Maildrop): Turn => {
  const messages = left(state, maildrop);
  return answered(state, rules.listed, `${messages.length} ${octetsOf(messages)}`);
};

/** `LIST` and `UIDL`, of one message or of all. */
export const list = (
  state: Pop3State,
  config: Pop3ServerConfig,
  maildrop: Maildrop,
  what: 'List' | 'Uidl',
  number: number | undefined,
): Turn => {
  const ids = what === 'Uidl' ? identifiers(maildrop) : [];
  const word = (at: number, { size }: Message): string => `${at} ${what === 'Uidl' ? (ids[at - 1] ?? '') : size}`;
  if (number !== undefined) {
    const message = messageOf(state, maildrop, number);
    return message === undefined
      ? refused(state, config, rules['no-such-message'], NO_SUCH)
      : answered(state, rules.listed, word(number, message));
  }
  const messages = left(state, maildrop);
  const head = `+OK ${messages.length} messages (${octetsOf(messages)} octets)`;
  return [state, [note(rules.listed), say(head, ...messages.map(([at, message]) => word(at, message)), '.')]];
};

/** `DELE`: marked, and no more. */
export const dele = (state: Pop3State, config: Pop3ServerConfig, maildrop: Maildrop, number: number): Turn =>
  messageOf(state, maildrop, number) === undefined
    ? refused(state, config, rules['no-such-message'], NO_SUCH)
    : answered({ ...state, marked: state.marked.set(number, true) }, rules.marked, `message ${number} will be removed`);

/** `RSET` */
export const reset = (state: Pop3State, maildrop: Maildrop): Turn =>
  answered({ ...state, marked: emptyTable() }, rules.reset, `${maildrop.messages.length} messages`);

/** `RETR` and `TOP`: the first octets are read before anything is said, so that what cannot be read is refused. */
export const retrieve = (
  state: Pop3State,
  config: Pop3ServerConfig,
  maildrop: Maildrop,
  number: number,
  lines: number | undefined,
): Turn => {
  const message = messageOf(state, maildrop, number);
  if (message === undefined) return refused(state, config, rules['no-such-message'], NO_SUCH);
  const reading = { message, at: 0 };
  const sending: Sending = {
    reading,
    stuffing: STUFFING,
    top: lines === undefined ? undefined : topOf(lines),
    isBegun: false,
  };
  return asked({ ...state, sending }, 'read', { _tag: 'Read', reading });
};

const headOf = ({ reading, top }: Sending): Bytes =>
  utf8(top === undefined ? `+OK ${reading.message.size} octets\r\n` : '+OK\r\n');

/** More of a message, to the client; the next piece is read when the socket has taken this one. */
export const octetsRead = (
  state: Pop3State,
  { octets, next, isEnd }: Extract<Pop3Service['request'], { readonly _tag: 'Octets' }>,
): Turn => {
  const { sending } = state;
  if (sending === undefined) return [state, []];
  const [top, wanted, isEnough] = sending.top === undefined ? [undefined, octets, false] : readTop(sending.top, octets);
  const [stuffing, lines] = stuffed(sending.stuffing, wanted);
  const isLast = isEnd || isEnough;
  const pieces = [
    sending.isBegun ? new Uint8Array(0) : headOf(sending),
    lines,
    isLast ? stuffedEnd(stuffing) : new Uint8Array(0),
  ];
  const send: Out = request({ _tag: 'Send', octets: concatBytes(pieces) });
  if (isLast) return [{ ...state, sending: undefined }, [note(rules.retrieved, next.message.base), send]];
  return [{ ...state, sending: { reading: next, stuffing, top, isBegun: true } }, [send]];
};

/** The socket has taken the last piece. */
export const drained = (state: Pop3State): Turn => {
  const { sending } = state;
  return sending === undefined ? [state, []] : asked(state, 'read', { _tag: 'Read', reading: sending.reading });
};

/** A message that is gone, or breaks off: then the connection breaks too, so that nobody takes a part for the whole. */
export const unreadable = (state: Pop3State, config: Pop3ServerConfig): Turn => {
  const { sending } = state;
  if (sending?.isBegun === true) return over(state, [note(rules.unreadable), request({ _tag: 'Abort' })]);
  return refused({ ...state, sending: undefined }, config, rules.unreadable, 'the message is not there any more');
};

/** `QUIT` in TRANSACTION: UPDATE. (§6) */
export const update = (state: Pop3State, maildrop: Maildrop): Turn => {
  const messages = maildrop.messages.filter((_, at) => state.marked.has(at + 1));
  return asked({ ...state, stage: 'update' }, 'remove', { _tag: 'Remove', maildrop, messages });
};

/** What was to be removed is removed. */
export const removed = (state: Pop3State, failures: number): Turn =>
  farewell(
    state,
    rules.updated,
    failures === 0 ? '+OK goodbye' : `-ERR [SYS/TEMP] ${failures} messages were not removed`,
  );

/** The lock is renewed. */
export const renewed = (maildrop: Maildrop): Out => indicate({ _tag: 'Renew', maildrop });
