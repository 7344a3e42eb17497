// System calls: issued, answered at once or later, compared.
import type { Outcome, Performed } from '../calls/Performed.ts';
import { performerOf } from '../calls/table.ts';
import { Arguments, BadArgument } from '../calls/Values.ts';
import { symbolNumber } from '../constants/symbols.ts';
import { showCallScript } from '../print.ts';
import type { CallScript, ScriptEvent } from '../Script.ts';
import { checkTime } from './clock.ts';
import { Failure } from './Failure.ts';
import type { Run } from './Run.ts';

/** One error under two names is one error. */
const isSameErrno = (run: Run, a: string, b: string): boolean => {
  const { dialect } = run.settings;
  return a === b || (symbolNumber(dialect, a) !== undefined && symbolNumber(dialect, a) === symbolNumber(dialect, b));
};

const shownResult = ({ result, errno }: Outcome): string => `${result}${errno === undefined ? '' : ` ${errno}`}`;

const compare = (run: Run, script: CallScript, outcome: Outcome, line: number): void => {
  const found = [...outcome.differences];
  if (script.result !== 'any' && script.result !== outcome.result) {
    found.unshift(
      `result: expected ${script.resultText}${script.errno === undefined ? '' : ` ${script.errno}`}, got ${shownResult(outcome)}`,
    );
  } else if (
    script.errno !== undefined &&
    outcome.errno !== undefined &&
    !isSameErrno(run, script.errno, outcome.errno)
  ) {
    found.push(`error: expected ${script.errno}, got ${outcome.errno}`);
  }
  if (found.length > 0) throw new Failure(line, `${showCallScript(script)}: ${found.join('; ')}`);
};

/** Has the call that blocks returned? Then it is compared, and when it did. */
export const checkBlocked = (run: Run): void => {
  const { blocked } = run;
  const reply = blocked === undefined ? undefined : run.endpoint.replyOf(blocked.thread);
  if (blocked === undefined || reply === undefined) return;
  run.blocked = undefined;
  compare(run, blocked.script, blocked.read(), blocked.line);
  const { began, due, line, script } = blocked;
  const actual = run.endpoint.microsecondsOf(reply.at);
  checkTime(run, line, `return of ${script.name}`, { from: due, to: due }, actual, due - began);
};

const SECOND = 1_000_000;

/** One call at a time: the next one waits for it, but no longer than a second. */
export const awaitBlocked = (run: Run): void => {
  const { blocked } = run;
  if (blocked === undefined) return;
  const { endpoint } = run;
  endpoint.runUntil(() => endpoint.replyOf(blocked.thread) !== undefined, endpoint.now + SECOND);
  checkBlocked(run);
  if (run.blocked !== undefined) {
    throw new Failure(blocked.line, `${showCallScript(blocked.script)}: still blocked when the next call is due`);
  }
};

const performed = (run: Run, script: CallScript, line: number): Performed => {
  const performer = performerOf(script.name);
  if (performer === undefined) throw new Failure(line, `there is no system call ${script.name}`);
  try {
    return performer(new Arguments(script.items, run.settings.dialect), script, run);
  } catch (thrown) {
    if (thrown instanceof BadArgument) throw new Failure(line, `${script.name}: ${thrown.message}`);
    throw thrown;
  }
};

/** Performs a call at its time, which has come. */
export const performCall = (run: Run, script: CallScript, event: ScriptEvent, began: number): void => {
  const { line, time } = event;
  const call = performed(run, script, line);
  if (call._tag === 'Done') {
    compare(run, script, call.outcome, line);
    return;
  }
  // The base of both times is where the event before ended: `began` less the distance that the script gives.
  const base = time._tag === 'After' ? began - time.from : 0;
  const due = script.end === undefined ? began : base + script.end;
  const thread = run.endpoint.call(call.request);
  const outcome = (): Outcome => {
    const reply = run.endpoint.replyOf(thread);
    if (reply === undefined) throw new Failure(line, `${script.name} has no answer`);
    try {
      return call.read(reply.reply);
    } catch (thrown) {
      if (thrown instanceof BadArgument) throw new Failure(line, `${script.name}: ${thrown.message}`);
      throw thrown;
    }
  };
  if (script.end !== undefined) {
    run.blocked = { thread, script, line, began, due, read: outcome };
    checkBlocked(run);
    return;
  }
  if (run.endpoint.replyOf(thread) === undefined) {
    throw new Failure(line, `${showCallScript(script)}: it blocks, and the script does not say until when`);
  }
  compare(run, script, outcome(), line);
};
