// What the parts of the server have in common: the words they say, and how a session goes on.
import type { Output } from '../../../basis/layer.ts';
import { indicate, note, request } from '../../../basis/layer.ts';
import type { Rule } from '../../../basis/note.ts';
import type { Instant } from '../../../basis/time.ts';
import { after } from '../../../basis/time.ts';
import { NO_BYTES } from '../../../basis/bytes.ts';
import type { StreamService } from '../../stream/Service.ts';
import type { Reply } from '../parse/reply.ts';
import { showReply } from '../parse/reply.ts';
import type { SmtpService } from '../Service.ts';
import * as replies from './replies.ts';
import { rules } from '../rules.ts';
import type { Question, SmtpServerConfig, SmtpState } from './State.ts';

export type Out = Output<SmtpService, StreamService>;

/** The state after something was done, and what was said. */
export type Turn = readonly [state: SmtpState, said: ReadonlyArray<Out>];

/** Says a reply. */
export const say = (words: Reply): Out => request({ _tag: 'Send', octets: showReply(words) });

/** A command was done: its reply, and the rule that it follows. The client has its full time again. */
export const answered = (state: SmtpState, rule: Rule, words: Reply, detail = ''): Turn => [
  state,
  [note(rule, detail), say(words)],
];

/** Asks whoever keeps mail; nothing is read before it has answered. */
export const asked = (state: SmtpState, question: Question, indication: SmtpService['indication']): Turn => [
  { ...state, question },
  [indicate(indication)],
];

/** No transaction any more; what was written of it is thrown away. */
export const withoutTransaction = (state: SmtpState): Turn => {
  const draft = state.transaction?.draft;
  const next: SmtpState = { ...state, transaction: undefined, chunks: { afterCr: false, isBare: false } };
  return [next, draft === undefined ? [] : [indicate({ _tag: 'Discard', draft })]];
};

/** The session is over: what was not delivered never was. */
export const over = (state: SmtpState, words: ReadonlyArray<Out>): Turn => {
  const [next, discarded] = withoutTransaction(state);
  return [
    {
      ...next,
      stage: 'over',
      unread: NO_BYTES,
      hearing: { _tag: 'Command' },
      question: undefined,
      delayed: undefined,
    },
    [...discarded, ...words],
  ];
};

/** The last reply, and the end of what we send. */
export const farewell = (state: SmtpState, rule: Rule, words: Reply, detail = ''): Turn =>
  over(state, [note(rule, detail), say(words), request({ _tag: 'Finish' })]);

/** From now on the client has its full time. */
export const patient = (state: SmtpState, { limits }: SmtpServerConfig, now: Instant): SmtpState => ({
  ...state,
  patience: after(now, limits.idle),
  progress: 0,
});

/** An error: its reply; too many of them end the session. */
export const refused = (
  state: SmtpState,
  { limits }: SmtpServerConfig,
  rule: Rule,
  words: Reply,
  detail = '',
): Turn => {
  const next: SmtpState = { ...state, errors: state.errors + 1 };
  if (next.errors < limits.errors) return [next, [note(rule, detail), say(words)]];
  const [ended, said] = farewell(next, rules['too-many-errors'], replies.TOO_MANY_ERRORS, `${next.errors}`);
  return [ended, [note(rule, detail), say(words), ...said]];
};
