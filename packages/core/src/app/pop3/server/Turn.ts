// What the parts of the server have in common: the words they say, and how a session goes on.
import { NO_BYTES, utf8 } from '../../../basis/bytes.ts';
import type { Output } from '../../../basis/layer.ts';
import { indicate, note, request } from '../../../basis/layer.ts';
import type { Rule } from '../../../basis/note.ts';
import { emptyTable } from '../../../basis/table.ts';
import type { Instant } from '../../../basis/time.ts';
import { after } from '../../../basis/time.ts';
import type { StreamService } from '../../stream/Service.ts';
import { rules } from '../rules.ts';
import type { Pop3Service } from '../Service.ts';
import type { Pop3ServerConfig, Pop3State } from './State.ts';

export type Out = Output<Pop3Service, StreamService>;

/** The state after something was done, and what was said. */
export type Turn = readonly [state: Pop3State, said: ReadonlyArray<Out>];

/** Says lines. */
export const say = (...lines: ReadonlyArray<string>): Out =>
  request({ _tag: 'Send', octets: utf8(lines.map((line) => `${line}\r\n`).join('')) });

/** It was done. */
export const answered = (state: Pop3State, rule: Rule, words: string, detail = ''): Turn => [
  state,
  [note(rule, detail), say(`+OK ${words}`)],
];

/** Asks whoever keeps mail; nothing is read before it has answered. */
export const asked = (
  state: Pop3State,
  question: Pop3State['question'],
  indication: Pop3Service['indication'],
): Turn => [{ ...state, question }, [indicate(indication)]];

/** The session is over: nothing is removed, and the maildrop is let go. */
export const over = (state: Pop3State, words: ReadonlyArray<Out>): Turn => {
  const { maildrop } = state;
  const next: Pop3State = {
    ...state,
    stage: 'over',
    unread: NO_BYTES,
    maildrop: undefined,
    marked: emptyTable(),
    sending: undefined,
    question: undefined,
    delayed: undefined,
    renewal: undefined,
  };
  return [next, [...(maildrop === undefined ? [] : [indicate({ _tag: 'Release', maildrop } as const)]), ...words]];
};

/** The last words, and the end of what we send. */
export const farewell = (state: Pop3State, rule: Rule, words: string): Turn =>
  over(state, [note(rule), say(words), request({ _tag: 'Finish' })]);

/** From now on the client has its full time. */
export const patient = (state: Pop3State, { limits }: Pop3ServerConfig, now: Instant): Pop3State => ({
  ...state,
  patience: after(now, limits.idle),
  progress: 0,
});

/** An error: its reply; too many of them end the session. */
export const refused = (state: Pop3State, { limits }: Pop3ServerConfig, rule: Rule, words: string): Turn => {
  const next: Pop3State = { ...state, errors: state.errors + 1 };
  const said: ReadonlyArray<Out> = [note(rule, words), say(`-ERR ${words}`)];
  if (next.errors < limits.errors) return [next, said];
  const [ended, more] = over(next, [note(rules['too-many-errors']), request({ _tag: 'Finish' })]);
  return [ended, [...said, ...more]];
};
