// A session of the SMTP client: one message to all its recipients over one connection. (RFC 5321 §3)
import type { Bytes } from '../../../basis/bytes.ts';
import { concatBytes, text, utf8 } from '../../../basis/bytes.ts';
import type { Input, Output } from '../../../basis/layer.ts';
import { indicate, note, request } from '../../../basis/layer.ts';
import type { Rule } from '../../../basis/note.ts';
import type { Instant } from '../../../basis/time.ts';
import { after } from '../../../basis/time.ts';
import type { LineReader } from '../../mail/lineReader.ts';
import { readLine } from '../../mail/lineReader.ts';
import { stuffed, stuffedEnd } from '../../mail/stuffing.ts';
import { rules as exchange } from '../../exchange/rules.ts';
import type { StreamService } from '../../stream/Service.ts';
import { showAddress } from '../parse/address.ts';
import type { Reply } from '../parse/reply.ts';
import { NO_REPLY, readReplyLine } from '../parse/reply.ts';
import { commandOf, mechanismOf, needsUtf8, offers } from './commands.ts';
import { rules } from '../rules.ts';
import type { ClientFailure, RecipientResult, SmtpClientService } from './Service.ts';
import type { SmtpClientConfig, SmtpClientState, Step } from './State.ts';

type Out = Output<SmtpClientService, StreamService>;
type Turn = readonly [state: SmtpClientState, said: ReadonlyArray<Out>];

/** A line of a reply of a server that means well is shorter. */
const LINE_LIMIT = 8_192;

const wordsOf = ({ lines }: Reply): string => lines.join(' ');

/** Sends the commands of these steps in one piece, and waits for their replies. */
const sent = (state: SmtpClientState, config: SmtpClientConfig, steps: ReadonlyArray<Step>): Turn => {
  const said = steps.map((step) => commandOf(state, config, step));
  return [
    { ...state, awaited: state.awaited.concat(steps) },
    [
      ...said.map(({ shown }): Out => note(exchange.said, shown)),
      request({ _tag: 'Send', octets: utf8(said.map(({ line }) => `${line}\r\n`).join('')) }),
    ],
  ];
};

const failed = (state: SmtpClientState, rule: Rule, failure: ClientFailure): Turn => [
  { ...state, stage: 'over', isTold: true, awaited: [], queued: [] },
  state.isTold
    ? [request({ _tag: 'Finish' })]
    : [note(rule, failure._tag), indicate({ _tag: 'Failed', failure }), request({ _tag: 'Abort' })],
];

/** The server says no to all of it: farewell, and the failure. */
const refusedAll = (state: SmtpClientState, config: SmtpClientConfig, reply: Reply): Turn => {
  const failure: ClientFailure = { _tag: 'Refused', code: reply.code, says: wordsOf(reply) };
  const [next, said] = sent({ ...state, isTold: true, queued: [], awaited: [] }, config, [{ _tag: 'Quit' }]);
  return [next, [indicate({ _tag: 'Failed', failure }), ...said]];
};

/** What is not decided yet is decided by this reply; then farewell. */
const decided = (state: SmtpClientState, config: SmtpClientConfig, rule: Rule, reply: Reply): Turn => {
  const results = config.to.map(
    (address, at): RecipientResult =>
      state.results[at] ?? { address: showAddress(address), code: reply.code, says: wordsOf(reply) },
  );
  const told: ReadonlyArray<Out> = [note(rule, `${reply.code}`), indicate({ _tag: 'Result', results })];
  const done: SmtpClientState = { ...state, isTold: true, queued: [], stage: 'talking' };
  // A server that says 421 hears nothing more, and half a text is followed by nothing.
  const isCut = state.stage === 'sending';
  if (isCut || reply.code === 421) {
    return [
      { ...done, stage: 'over', awaited: [] },
      [...told, request(isCut ? { _tag: 'Abort' } : { _tag: 'Finish' })],
    ];
  }
  const [next, said] = sent(done, config, [{ _tag: 'Quit' }]);
  return [next, [...told, ...said]];
};

/** The next commands: all of them at once where the server takes them so. (RFC 2920) */
const proceed = (state: SmtpClientState, config: SmtpClientConfig): Turn => {
  if (state.awaited.length > 0) return [state, []];
  const { queued } = state;
  if (queued.length > 0) {
    if (offers(state, 'PIPELINING')) {
      const [next, said] = sent({ ...state, queued: [] }, config, queued);
      return [next, [note(rules['client-pipelined'], `${queued.length} commands`), ...said]];
    }
    return sent({ ...state, queued: queued.slice(1) }, config, queued.slice(0, 1));
  }
  // All of MAIL and RCPT are answered. Without anybody there is no text.
  const isAnybodyLeft = !state.isMailRefused && config.to.some((_, at) => state.results[at] === undefined);
  if (!isAnybodyLeft)
    return decided(state, config, rules['client-nobody-left'], { code: 554, lines: ['nobody is left'] });
  return sent(state, config, [{ _tag: 'Data' }]);
};

const begun = (state: SmtpClientState, config: SmtpClientConfig): Turn => {
  if (needsUtf8(config) && !offers(state, 'SMTPUTF8')) {
    return refusedAll(state, config, { code: 550, lines: ['the server does not offer SMTPUTF8'] });
  }
  const steps: ReadonlyArray<Step> = [{ _tag: 'Mail' }, ...config.to.map((_, at): Step => ({ _tag: 'Rcpt', at }))];
  return proceed({ ...state, queued: steps }, config);
};

const shaken = (state: SmtpClientState, config: SmtpClientConfig, reply: Reply): Turn => {
  const next: SmtpClientState = {
    ...state,
    offers: reply.lines.slice(1).map((line) => line.toUpperCase().split(/[ =]+/)),
  };
  if (config.login === undefined) return begun(next, config);
  const mechanism = mechanismOf(next);
  if (mechanism === undefined) {
    return refusedAll(next, config, { code: 530, lines: ['the server offers neither PLAIN nor LOGIN'] });
  }
  return sent(next, config, [{ _tag: mechanism === 'PLAIN' ? 'AuthPlain' : 'AuthLogin' }]);
};

/** The text may come. */
const goAhead = (state: SmtpClientState): Turn => [
  { ...state, stage: 'sending', awaited: [] },
  [indicate({ _tag: 'Wanted' })],
];

const recipient = (state: SmtpClientState, config: SmtpClientConfig, at: number, reply: Reply): Turn => {
  const address = config.to[at];
  if (reply.code < 300 || address === undefined || state.isMailRefused) return proceed(state, config);
  const results = config.to.map((_, place) =>
    place === at ? { address: showAddress(address), code: reply.code, says: wordsOf(reply) } : state.results[place],
  );
  const [next, said] = proceed({ ...state, results }, config);
  return [next, [note(rules['client-recipient-refused'], `${reply.code}`), ...said]];
};

/** The server will have none of it: every recipient is refused with these words. */
const mailRefused = (state: SmtpClientState, config: SmtpClientConfig, reply: Reply): Turn => {
  const results = config.to.map((to) => ({ address: showAddress(to), code: reply.code, says: wordsOf(reply) }));
  return proceed({ ...state, isMailRefused: true, results, queued: [] }, config);
};

/** A whole reply, to the step that waited for it. */
const heard = (state: SmtpClientState, config: SmtpClientConfig, step: Step, reply: Reply): Turn => {
  const { code } = reply;
  const isFine = code < 300;
  const isChallenge = code === 334;
  if (code === 421 && step._tag !== 'Quit' && !state.isTold) {
    return decided(state, config, rules['client-closing'], reply);
  }
  switch (step._tag) {
    case 'Greeting':
      if (!isFine) return refusedAll(state, config, reply);
      return sent(state, config, [{ _tag: 'Ehlo' }]);
    case 'Ehlo':
      if (isFine) return shaken(state, config, reply);
      return code >= 500 ? sent(state, config, [{ _tag: 'Helo' }]) : refusedAll(state, config, reply);
    case 'Helo':
      return isFine ? shaken(state, config, { code, lines: [] }) : refusedAll(state, config, reply);
    case 'AuthLogin':
      return isChallenge ? sent(state, config, [{ _tag: 'AuthName' }]) : refusedAll(state, config, reply);
    case 'AuthName':
      return isChallenge ? sent(state, config, [{ _tag: 'AuthPassword' }]) : refusedAll(state, config, reply);
    case 'AuthPlain':
    case 'AuthPassword':
      return isFine ? begun(state, config) : refusedAll(state, config, reply);
    case 'Mail':
      return isFine ? proceed(state, config) : mailRefused(state, config, reply);
    case 'Rcpt':
      return recipient(state, config, step.at, reply);
    case 'Data':
      return code === 354 ? goAhead(state) : decided(state, config, rules['client-decided'], reply);
    case 'Text':
      return decided(state, config, rules['client-decided'], reply);
    case 'Quit':
      return [{ ...state, stage: 'over', awaited: [] }, [request({ _tag: 'Finish' })]];
  }
};

const RULES: Partial<Readonly<Record<Step['_tag'], Rule>>> = {
  Greeting: rules['client-greeted'],
  Helo: rules['client-old-server'],
  AuthPlain: rules['client-logged-in'],
  AuthPassword: rules['client-logged-in'],
};

const shown = (octets: Bytes): string => text(octets).replaceAll(/[^ -~\u00a0-\uffff]/g, '?');

const withReader = (state: SmtpClientState, reader: LineReader): SmtpClientState => ({ ...state, reader });

/** Lines of replies, until there are no more, or none is waited for. */
const received = (before: SmtpClientState, config: SmtpClientConfig, octets: Bytes, now: Instant): Turn => {
  const said: Array<Out> = [];
  let state = before;
  for (let at = 0; at < octets.length && state.stage !== 'over';) {
    const [reader, next, line] = readLine(state.reader, octets, at, LINE_LIMIT);
    at = next;
    state = withReader(state, reader);
    if (line === undefined && !reader.isTooLong) continue;
    const part = line === undefined || line.isTooLong ? undefined : readReplyLine(state.reply, line.octets);
    const [step] = state.awaited;
    // A server that has had enough says so in the middle of the text, which then never gets its end.
    if (state.stage === 'sending' && part !== undefined && 'done' in part && part.done.code >= 400) {
      const [last, words] = decided(state, config, rules['client-closing'], part.done);
      return [last, [...said, ...words]];
    }
    if (line !== undefined) said.push(note(exchange.heard, shown(line.octets)));
    if (part === undefined || step === undefined) {
      const says = part === undefined ? 'this is no reply' : 'a reply that nobody asked for';
      const [last, words] = failed(state, rules['client-broken-protocol'], { _tag: 'Protocol', says });
      return [last, [...said, ...words]];
    }
    if ('partial' in part) {
      state = { ...state, reply: part.partial };
      continue;
    }
    const rule = RULES[step._tag];
    if (rule !== undefined) said.push(note(rule, `${part.done.code}`));
    const waiting: SmtpClientState = {
      ...state,
      reply: NO_REPLY,
      awaited: state.awaited.slice(1),
      deadline: after(now, config.patience),
    };
    const [after_, words] = heard(waiting, config, step, part.done);
    state = after_;
    for (const word of words) said.push(word);
  }
  return [state, said];
};

/** More of the message: as it goes on the wire; after its end the reply is waited for. */
const textGiven = (
  state: SmtpClientState,
  config: SmtpClientConfig,
  { octets, isEnd }: SmtpClientService['request'],
  now: Instant,
): Turn => {
  if (state.stage !== 'sending' || state.isTextSent) return [state, []];
  const [stuffing, lines] = stuffed(state.stuffing, octets);
  const whole = isEnd ? concatBytes([lines, stuffedEnd(stuffing)]) : lines;
  const next: SmtpClientState = {
    ...state,
    stuffing,
    sent: state.sent + whole.length,
    isDraining: true,
    isTextSent: isEnd,
    deadline: after(now, config.patience),
  };
  const send: Out = request({ _tag: 'Send', octets: whole });
  if (!isEnd) return [next, [send]];
  const shownEnd: Out = note(exchange.said, `(${next.sent} octets of text)`);
  return [
    { ...next, stage: 'talking', awaited: [{ _tag: 'Text' }] },
    [note(rules['client-text'], `${next.sent} octets`), send, shownEnd],
  ];
};

/** The connection is gone. After QUIT, and when all is told, that is no news. */
const gone = (state: SmtpClientState): Turn => {
  if (state.stage === 'over') return [state, []];
  if (state.isTold) return [{ ...state, stage: 'over', awaited: [] }, [request({ _tag: 'Finish' })]];
  return failed(state, rules['client-gone'], { _tag: 'Ended' });
};

/** One input of a session. */
export const step = (
  state: SmtpClientState,
  config: SmtpClientConfig,
  input: Input<SmtpClientService, StreamService>,
  now: Instant,
): Turn => {
  if (state.stage === 'over') return [state, []];
  if (input._tag === 'Requested') return textGiven(state, config, input.request, now);
  if (input._tag === 'DeadlineReached') {
    if (state.deadline === undefined) return [{ ...state, deadline: after(now, config.patience) }, []];
    return now < state.deadline ? [state, []] : failed(state, rules['client-late'], { _tag: 'TimedOut' });
  }
  const told = input.indication;
  switch (told._tag) {
    case 'Received':
      return received(state, config, told.octets, now);
    case 'Finished':
    case 'Broken':
      return gone(state);
    case 'Drained':
      return state.stage === 'sending' && state.isDraining
        ? [{ ...state, isDraining: false, deadline: after(now, config.patience) }, [indicate({ _tag: 'Wanted' })]]
        : [state, []];
  }
};
