import { E } from '../../basis/fp.ts';
import { pop } from '../../basis/heap.ts';
import type { Input, Transition } from '../../basis/layer.ts';
import { NOTHING, note, say } from '../../basis/layer.ts';
import type { Instant } from '../../basis/time.ts';
import type { Caller, SocketService } from '../../socket/Service.ts';
import { pathNames } from '../../socket/calls/files.ts';
import { concluded } from './disk.ts';
import { rules } from './rules.ts';
import { answered, makeReady, runFrom, suspend } from './run.ts';
import type { ConsoleService } from './Service.ts';
import type { ProcessesConfig, ProcessState, Thread } from './State.ts';
import { begun, withWaiting } from './State.ts';
import type { Turn, Word } from './Turn.ts';
import { begin } from './Turn.ts';

/** Takes a thread whose call was just asked. */
const takeAsked = (turn: Turn, { process, thread }: Caller): Thread | undefined => {
  const { asked } = turn.state;
  const found = asked.find(({ caller }) => caller.process === process && caller.thread === thread);
  if (found !== undefined) turn.state.asked = asked.length === 1 ? NOTHING : asked.filter((other) => other !== found);
  return found;
};

/** Takes a thread that waits. */
const takeWaiting = (turn: Turn, caller: Caller): Thread | undefined => {
  const process = turn.state.processes.get(caller.process);
  const found = process?.waiting.get(caller.thread);
  if (process === undefined || found === undefined) return undefined;
  const waiting = process.waiting.remove(caller.thread);
  turn.state.processes = turn.state.processes.set(caller.process, withWaiting(process, waiting));
  return found;
};

const start = (turn: Turn, { process, program, input, root }: ConsoleService['request']): void => {
  if (turn.state.processes.has(process)) {
    turn.said = say(turn.said, note(rules['running-already'], `process ${process}`));
    return;
  }
  const names = pathNames(root ?? '/');
  turn.state.processes = turn.state.processes.set(process, begun(input, typeof names === 'string' ? NOTHING : names));
  runFrom(turn, { caller: { process, thread: 0 }, program, draws: 0 });
};

/** The sockets have answered a call, or say that it waits: then it is another thread's turn. */
const told = (turn: Turn, indication: SocketService['indication']): void => {
  const { caller } = indication;
  if (indication._tag === 'Waits') {
    const thread = takeAsked(turn, caller);
    if (thread === undefined) return;
    suspend(turn, thread);
    runFrom(turn, undefined);
    return;
  }
  const thread = takeAsked(turn, caller) ?? takeWaiting(turn, caller);
  if (thread === undefined) return;
  concluded(turn, caller, thread.request, indication.reply);
  answered(turn, thread, indication.reply);
  runFrom(turn, { caller, program: thread.resume(indication.reply), draws: thread.draws });
};

/** Whoever gave way can go on now; sleepers when it is time. */
const isDue = ({ ready, sleepers }: ProcessState, now: Instant): boolean =>
  ready.length > 0 || (sleepers !== undefined && sleepers.key <= now);

/** Sleepers wake, and threads that gave way go on. */
const wake = (turn: Turn): void => {
  turn.state.calls = 0;
  for (;;) {
    const { sleepers } = turn.state;
    if (sleepers === undefined || sleepers.key > turn.now) break;
    turn.state.sleepers = pop(sleepers);
    const thread = takeWaiting(turn, sleepers.value);
    if (thread === undefined) continue;
    const reply = E.right(undefined);
    answered(turn, thread, reply);
    makeReady(turn, thread.caller, thread.resume(reply), thread.draws);
  }
  runFrom(turn, undefined);
};

/**
 * One step of the floor: one thread is resumed, and runs as far as it can.
 *
 * @category step
 * @since 0.1.0
 */
export const step =
  (config: ProcessesConfig) =>
  (state: ProcessState, input: Input<ConsoleService, SocketService>, now: Instant): Transition<ProcessState, Word> => {
    const turn = begin(config, state, now);
    if (input._tag === 'Requested') start(turn, input.request);
    else if (input._tag === 'Indicated') told(turn, input.indication);
    else if (isDue(state, now)) wake(turn);
    else return [state, NOTHING];
    return [turn.state, turn.said];
  };
