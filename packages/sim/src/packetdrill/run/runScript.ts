// A script from its first event to its last.
import type { Defines } from '../lexer.ts';
import { parseScript } from '../parse/script.ts';
import { showAction } from '../print.ts';
import type { Names } from '../python/evaluate.ts';
import { runPython } from '../python/evaluate.ts';
import type { Script, ScriptEvent, Shell } from '../Script.ts';
import { performShell } from '../shell/performShell.ts';
import { tuningOf } from '../tuning/Tuning.ts';
import { checkTime, dueOf } from './clock.ts';
import { Endpoint } from './Endpoint.ts';
import { Failure } from './Failure.ts';
import { awaitBlocked, checkBlocked, performCall } from './performCall.ts';
import { performInbound, performOutbound } from './performPacket.ts';
import type { Run } from './Run.ts';
import type { RunOptions, Settings } from './Settings.ts';
import { settingsOf } from './Settings.ts';
import { showLive } from './showLive.ts';
import { snapshot } from './snapshot.ts';
import type { Verdict } from './Verdict.ts';

const begin = (settings: Settings): Run => {
  const tuning = tuningOf(settings.profile);
  return {
    settings,
    endpoint: new Endpoint(settings, tuning),
    open: new Map(),
    epolls: new Map(),
    conversations: [],
    underTest: undefined,
    expectedBefore: 0,
    inboundBefore: undefined,
    blocked: undefined,
    passed: [],
    snapshots: [],
    warnings: [],
    timings: [],
    tuning,
    remotePorts: 0,
  };
};

/** Lets the stack live until an instant, and looks whether a call returned meanwhile. */
const liveUntil = (run: Run, at: number): void => {
  const { endpoint } = run;
  const { blocked } = run;
  if (blocked !== undefined) endpoint.runUntil(() => endpoint.replyOf(blocked.thread) !== undefined, at);
  checkBlocked(run);
  endpoint.runTo(at);
  checkBlocked(run);
};

const performAction = (run: Run, event: ScriptEvent, at: number): void => {
  const { action, line } = event;
  switch (action._tag) {
    case 'Call':
      performCall(run, action, event, at);
      return;
    case 'Shell':
      performShell(run, action, line);
      return;
    case 'Code':
      run.snapshots.push({ code: action.code, line, names: snapshot(run) });
      return;
    case 'Tcp':
    case 'Udp':
    case 'Icmp':
      performInbound(run, action, line);
  }
};

/** Performs an event, and remembers what the next one must know of it. */
const perform = (run: Run, event: ScriptEvent): void => {
  const { action, line } = event;
  const due = dueOf(run, event);
  if ('way' in action && action.way === 'out') {
    performOutbound(run, action, event, due);
    run.inboundBefore = undefined;
    run.expectedBefore = due?.from ?? run.endpoint.now;
    return;
  }
  // The parser lets only outbound packets happen at any time.
  const at = due?.from ?? run.endpoint.now;
  if (action._tag === 'Call') {
    liveUntil(run, at);
    awaitBlocked(run);
  } else liveUntil(run, at);
  const happens = run.endpoint.now;
  checkTime(run, line, showAction(action), { from: at, to: at }, happens, at - run.expectedBefore);
  performAction(run, event, at);
  checkBlocked(run);
  run.inboundBefore = 'way' in action ? at : undefined;
  run.expectedBefore = at;
};

/** What is left when the last event is over. */
const finish = (run: Run): void => {
  if (run.blocked !== undefined) {
    const { line, script } = run.blocked;
    throw new Failure(line, `${script.name} is still blocked at the end of the script`);
  }
  if (!run.settings.failOnLeftovers) return;
  const left = [...run.passed, ...run.endpoint.sent];
  const [first] = left;
  if (first !== undefined) {
    throw new Failure(0, `${left.length} packets that nobody expected; the first: ${showLive(run, first)}`);
  }
};

/** All snippets, in order, in one name space. */
const runSnippets = (run: Run, printed: Array<string>): void => {
  const names: Names = new Map();
  for (const { code, line, names: own } of run.snapshots) {
    for (const [name, value] of own) names.set(name, value);
    const wrong = runPython(code, names, printed);
    if (wrong !== undefined) throw new Failure(line, wrong);
  }
};

const shell = (run: Run, command: Shell | undefined, isCleanUp: boolean): void => {
  if (command !== undefined) performShell(run, command, command.line, isCleanUp);
};

const refuse = ({ ipVersion, udpEncapsulation }: Settings): void => {
  if (ipVersion !== 'ipv4') throw new Failure(1, `not supported: ${ipVersion}`, 'skipped');
  if (udpEncapsulation !== undefined) throw new Failure(1, 'not supported: TCP over UDP', 'skipped');
};

/**
 * Runs a script against the pure stack, in virtual time.
 *
 * Takes   a script, its file's name and its source, for messages; which stack is played, and how strictly it is judged
 * Gives   the verdict: passed, failed (where, what was expected, what came), or skipped, with the reason
 * Fails   never
 *
 * @category calls
 * @since 0.1.0
 */
export const runScript = (file: string, source: string, script: Script, options: RunOptions = {}): Verdict => {
  const settings = settingsOf(script, options);
  const run = begin(settings);
  const printed: Array<string> = [];
  try {
    if (settings.dryRun) return { _tag: 'Passed', file, warnings: [], timings: [], printed: [] };
    refuse(settings);
    shell(run, script.setUp, false);
    for (const event of script.events) perform(run, event);
    finish(run);
    shell(run, script.cleanUp, true);
    runSnippets(run, printed);
    return { _tag: 'Passed', file, warnings: run.warnings, timings: run.timings, printed };
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    const line = thrown.line === 0 ? (script.events[script.events.length - 1]?.line ?? 1) : thrown.line;
    if (thrown.kind === 'skipped') return { _tag: 'Skipped', file, line, says: thrown.message };
    const text = source.split('\n')[line - 1]?.trim() ?? '';
    return { _tag: 'Failed', file, line, says: thrown.message, text, warnings: run.warnings };
  }
};

const NO_DEFINES: Defines = new Map();

/**
 * Reads a script, and runs it.
 *
 * @example
 * runSource('a.pkt', '0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3')._tag // 'Passed'
 *
 * @category calls
 * @since 0.1.0
 */
export const runSource = (
  file: string,
  source: string,
  options: RunOptions = {},
  defines: Defines = NO_DEFINES,
): Verdict => {
  const script = parseScript(file, source, defines);
  return script._tag === 'Left'
    ? { _tag: 'Unreadable', file, problem: script.left }
    : runScript(file, source, script.right, options);
};
