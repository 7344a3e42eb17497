// A session of the POP3 client: login, one thing to do, QUIT. (RFC 1939)
import type { Bytes } from '../../../basis/bytes.ts';
import { hex, text, utf8 } from '../../../basis/bytes.ts';
import type { Input, Output } from '../../../basis/layer.ts';
import { indicate, note, request } from '../../../basis/layer.ts';
import type { Rule } from '../../../basis/note.ts';
import type { Instant } from '../../../basis/time.ts';
import { after } from '../../../basis/time.ts';
import type { LineReader } from '../../mail/lineReader.ts';
import { readLine } from '../../mail/lineReader.ts';
import { md5 } from '../../mail/md5.ts';
import { readText } from '../../mail/textReader.ts';
import { rules as exchange } from '../../exchange/rules.ts';
import type { StreamService } from '../../stream/Service.ts';
import { rules } from '../rules.ts';
import type { Pop3ClientService, Pop3Failure } from './Service.ts';
import type { Pop3ClientConfig, Pop3ClientState, Pop3Operation, Step } from './State.ts';

type Out = Output<Pop3ClientService, StreamService>;
type Turn = readonly [state: Pop3ClientState, said: ReadonlyArray<Out>];

const LINE_LIMIT = 8_192;

const sent = (state: Pop3ClientState, awaited: Step, line: string, shown: string = line): Turn => [
  { ...state, awaited },
  [note(exchange.said, shown), request({ _tag: 'Send', octets: utf8(`${line}\r\n`) })],
];

const ended = (state: Pop3ClientState, rule: Rule, failure: Pop3Failure | undefined, isClean: boolean): Turn => [
  { ...state, awaited: 'over' },
  [
    note(rule, failure?._tag ?? ''),
    indicate(failure === undefined ? { _tag: 'Done' } : { _tag: 'Failed', failure }),
    request(isClean ? { _tag: 'Finish' } : { _tag: 'Abort' }),
  ],
];

const commandOf = (operation: Pop3Operation): string => {
  const verb = operation._tag.toUpperCase();
  if (operation._tag === 'Top') return `${verb} ${operation.message} ${operation.lines}`;
  return 'message' in operation ? `${verb} ${operation.message}` : verb;
};

const quit = (state: Pop3ClientState): Turn => sent(state, 'quit', 'QUIT');

// msg-id at the end of the greeting: "<" what no blank is in "@" what no blank is in ">" ; RFC 1939 §7
const timestampOf = (words: string): string | undefined => /<[!-;=?-~]+@[!-;=?-~]+>/.exec(words)?.[0];

const byPassword = (state: Pop3ClientState, { login }: Pop3ClientConfig): Turn => {
  const [next, said] = sent(state, 'user', `USER ${login.name}`);
  return [next, [note(rules['client-by-password']), ...said]];
};

/** A reply of one line, to the step that waited for it. */
const heard = (state: Pop3ClientState, config: Pop3ClientConfig, isFine: boolean, words: string): Turn => {
  const refusedThen = (): Turn => {
    const [next, said] = quit({ ...state, failure: { _tag: 'Refused', says: words } });
    return [next, [note(rules['client-refused'], words), ...said]];
  };
  switch (state.awaited) {
    case 'greeting': {
      if (!isFine) return ended(state, rules['client-refused'], { _tag: 'Refused', says: words }, true);
      const timestamp = timestampOf(words);
      if (timestamp === undefined) return byPassword(state, config);
      const digest = hex(md5(utf8(timestamp + config.login.password)));
      const [next, said] = sent(state, 'apop', `APOP ${config.login.name} ${digest}`, `APOP ${config.login.name} ***`);
      return [next, [note(rules['client-apop']), ...said]];
    }
    case 'apop':
      return isFine ? loggedIn(state, config) : byPassword(state, config);
    case 'user':
      return isFine ? sent(state, 'pass', `PASS ${config.login.password}`, 'PASS ***') : refusedThen();
    case 'pass':
      return isFine ? loggedIn(state, config) : refusedThen();
    case 'operation':
      return isFine ? granted(state, config, words) : refusedThen();
    case 'quit': {
      const refusal: Pop3Failure | undefined = isFine ? undefined : { _tag: 'Refused', says: words };
      return ended(state, rules['client-ended'], state.failure ?? refusal, true);
    }
    case 'items':
    case 'message':
    case 'over':
      return [state, []];
  }
};

const loggedIn = (state: Pop3ClientState, { operation }: Pop3ClientConfig): Turn => {
  const [next, said] = sent(state, 'operation', commandOf(operation));
  return [next, [note(rules['client-logged-in']), ...said]];
};

/** The server agrees: what was asked for follows, or is in these words, or has no more to say. */
const granted = (state: Pop3ClientState, { operation }: Pop3ClientConfig, words: string): Turn => {
  switch (operation._tag) {
    case 'List':
    case 'Uidl':
      return [{ ...state, awaited: 'items' }, []];
    case 'Retr':
    case 'Top':
      return [{ ...state, awaited: 'message' }, []];
    case 'Dele':
      return quit(state);
    case 'Stat': {
      const [, count, octets] = /^([0-9]+) ([0-9]+)/.exec(words) ?? [];
      if (count === undefined || octets === undefined) {
        return ended(state, rules['client-broken-protocol'], { _tag: 'Protocol', says: 'STAT has two numbers' }, false);
      }
      const [next, said] = quit(state);
      return [next, [indicate({ _tag: 'Item', words: `${count} ${octets}` }), ...said]];
    }
  }
};

const broken = (state: Pop3ClientState, says: string): Turn =>
  ended(state, rules['client-broken-protocol'], { _tag: 'Protocol', says }, false);

/** A line of a list, or its end. */
const item = (state: Pop3ClientState, words: string): Turn => {
  if (words === '.') {
    const [next, said] = quit(state);
    return [next, [note(rules['client-read']), ...said]];
  }
  return [state, [indicate({ _tag: 'Item', words: words.startsWith('.') ? words.slice(1) : words })]];
};

const shown = (line: string): string => line.replaceAll(/[^ -~\u00a0-\uffff]/g, '?');

const line = (state: Pop3ClientState, config: Pop3ClientConfig, octets: Bytes): Turn => {
  const words = text(octets);
  const told = note(exchange.heard, shown(words));
  if (state.awaited === 'items') {
    const [next, said] = item(state, shown(words));
    return [next, [told, ...said]];
  }
  // "+ " is a challenge, which nobody asked for.
  const [, status, rest = ''] = /^(\+OK|-ERR)(?: ([^]*))?$/i.exec(words) ?? [];
  const [next, said] =
    status === undefined
      ? broken(state, 'this is no reply')
      : heard(state, config, status.toUpperCase() === '+OK', shown(rest));
  return [next, [told, ...said]];
};

const withReader = (state: Pop3ClientState, reader: LineReader): Pop3ClientState => ({ ...state, reader });

const received = (before: Pop3ClientState, config: Pop3ClientConfig, octets: Bytes, now: Instant): Turn => {
  const said: Array<Out> = [];
  let state: Pop3ClientState = { ...before, deadline: after(now, config.patience) };
  for (let at = 0; at < octets.length && state.awaited !== 'over';) {
    let turn: Turn;
    if (state.awaited === 'message') {
      const [reader, wanted, next, isEnd] = readText(state.text, octets, at);
      at = next;
      if (wanted.length > 0) said.push(indicate({ _tag: 'Octets', octets: wanted }));
      turn = [{ ...state, text: reader }, []];
      if (isEnd) {
        const [last, words] = quit({ ...state, text: reader });
        turn = [last, [note(rules['client-read']), ...words]];
      }
    } else {
      const [reader, next, whole] = readLine(state.reader, octets, at, LINE_LIMIT);
      at = next;
      state = withReader(state, reader);
      const isTooLong = reader.isTooLong || whole?.isTooLong === true;
      if (isTooLong) turn = broken(state, 'a line is too long');
      else if (whole === undefined) continue;
      else turn = line(state, config, whole.octets);
    }
    state = turn[0];
    for (const word of turn[1]) said.push(word);
  }
  return [state, said];
};

/** One input of a session. */
export const step = (
  state: Pop3ClientState,
  config: Pop3ClientConfig,
  input: Input<Pop3ClientService, StreamService>,
  now: Instant,
): Turn => {
  if (state.awaited === 'over' || input._tag === 'Requested') return [state, []];
  if (input._tag === 'DeadlineReached') {
    if (state.deadline === undefined) return [{ ...state, deadline: after(now, config.patience) }, []];
    return now < state.deadline ? [state, []] : ended(state, rules['client-late'], { _tag: 'TimedOut' }, false);
  }
  const told = input.indication;
  switch (told._tag) {
    case 'Received':
      return received(state, config, told.octets, now);
    case 'Finished':
    case 'Broken': {
      // A refusal was told before the end; of what was read nothing is in doubt either. Only DELE needs the answer to QUIT.
      const isRead = state.awaited === 'quit' && config.operation._tag !== 'Dele';
      const failure: Pop3Failure | undefined = state.failure ?? (isRead ? undefined : { _tag: 'Ended' });
      return ended(state, rules['client-gone'], failure, told._tag === 'Finished');
    }
    case 'Drained':
      return [state, []];
  }
};
