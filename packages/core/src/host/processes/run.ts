import type { Program, Pid } from '../../program/Program.ts';
import { advance } from '../../program/advance.ts';
import { dequeue, enqueue, first } from '../../basis/fifo.ts';
import { E } from '../../basis/fp.ts';
import { push } from '../../basis/heap.ts';
import { note, say } from '../../basis/layer.ts';
import { after } from '../../basis/time.ts';
import type { Duration } from '../../basis/time.ts';
import type { Errno } from '../../socket/calls/errno.ts';
import type { Caller } from '../../socket/Service.ts';
import { closeAll } from './disk.ts';
import { local } from './local.ts';
import { rules } from './rules.ts';
import type { Ready, Thread } from './State.ts';
import { CALLS_AT_ONCE, withThreads, withWaiting } from './State.ts';
import type { Turn } from './Turn.ts';
import { tell } from './Turn.ts';

/** A thread can go on, behind those that can already. */
export const makeReady = (turn: Turn, caller: Caller, program: Program<unknown, unknown>, draws: number): void => {
  turn.state.ready = enqueue(turn.state.ready, { caller, program, draws });
};

/** A thread waits: it is looked up again by its number. */
export const suspend = (turn: Turn, thread: Thread): void => {
  const { process: number, thread: index } = thread.caller;
  const process = turn.state.processes.get(number);
  if (process === undefined) return;
  turn.state.processes = turn.state.processes.set(number, withWaiting(process, process.waiting.set(index, thread)));
  tell(turn, { _tag: 'Waits', process: number, thread: index, request: thread.request });
};

/** A call was answered: a line of the trace. */
export const answered = (turn: Turn, thread: Thread, reply: E.Either<Errno, unknown>): void => {
  const { caller, request } = thread;
  tell(turn, { _tag: 'Answered', process: caller.process, thread: caller.thread, request, reply });
};

/** A thread is over. The first one takes its process with it: the other threads, and the descriptors. */
const exit = (turn: Turn, caller: Caller, result: E.Either<unknown, unknown>): void => {
  const { process, thread } = caller;
  const whole = turn.state.processes.get(process);
  if (whole !== undefined && thread !== 0) {
    turn.state.processes = turn.state.processes.set(
      process,
      withThreads(whole, whole.next, whole.alive.remove(thread)),
    );
  }
  if (thread === 0) {
    closeAll(turn, process);
    turn.state.processes = turn.state.processes.remove(process);
    turn.state.asked = turn.state.asked.filter((asked) => asked.caller.process !== process);
    turn.said = say(turn.said, { _tag: 'Request', request: { _tag: 'ProcessEnded', process } });
  }
  tell(turn, { _tag: 'Exited', process, thread, result });
};

/** A new thread of the same process; it begins when the one that spawned it waits. */
const spawn = (turn: Turn, caller: Caller, child: Program<unknown, unknown>): Pid => {
  const process = turn.state.processes.get(caller.process);
  const thread = process?.next ?? 0;
  if (process !== undefined) {
    const more = withThreads(process, thread + 1, process.alive.set(thread, true));
    turn.state.processes = turn.state.processes.set(caller.process, more);
    makeReady(turn, { process: caller.process, thread }, child, 0);
  }
  return thread as Pid;
};

const sleep = (turn: Turn, thread: Thread, duration: Duration): void => {
  const order = turn.state.nextSleeper;
  turn.state.nextSleeper = order + 1;
  turn.state.sleepers = push(turn.state.sleepers, after(turn.now, duration), order, thread.caller);
  suspend(turn, thread);
};

/** May one call more be made now? */
const spend = (turn: Turn): boolean => {
  if (turn.state.calls >= CALLS_AT_ONCE) return false;
  turn.state.calls += 1;
  return true;
};

/**
 * Lets a thread run until it waits, ends, gives way, or asks the sockets.
 *
 * Gives   true when it has asked the sockets: then nothing more may be said in this turn
 */
const run = (turn: Turn, { caller, program, draws: drawn }: Ready): boolean => {
  let current = program;
  let draws = drawn;
  for (;;) {
    const node = advance(current);
    if (node._tag === 'Return' || node._tag === 'Throw') {
      exit(turn, caller, node._tag === 'Return' ? E.right(node.value) : E.left(node.error));
      return false;
    }
    if (!spend(turn)) {
      turn.said = say(turn.said, note(rules.yielded, `process ${caller.process}, thread ${caller.thread}`));
      makeReady(turn, caller, node, draws);
      return false;
    }
    if (node._tag === 'Spawn') {
      current = node.resume(spawn(turn, caller, node.child));
      continue;
    }
    const { request, resume } = node;
    const reply = local(turn, caller, draws, request);
    if (request.call === 'random') draws += 1;
    const thread: Thread = { caller, request, resume, draws };
    if (reply !== undefined) {
      answered(turn, thread, reply);
      current = resume(reply);
    } else if (request.call === 'sleep') {
      sleep(turn, thread, request.duration);
      return false;
    } else {
      turn.state.asked = turn.state.asked.length === 0 ? [thread] : turn.state.asked.concat(thread);
      turn.said = say(turn.said, { _tag: 'Request', request: { _tag: 'Call', caller, request } });
      return true;
    }
  }
};

/** Lets a thread run, and after it whoever else can, until one asks the sockets or all calls of this instant are spent. */
export const runFrom = (turn: Turn, start: Ready | undefined): void => {
  let next = start;
  for (;;) {
    if (next === undefined) {
      next = turn.state.calls >= CALLS_AT_ONCE ? undefined : first(turn.state.ready);
      if (next === undefined) return;
      turn.state.ready = dequeue(turn.state.ready);
    }
    // A thread of a process that has ended meanwhile does not go on.
    if (turn.state.processes.has(next.caller.process) && run(turn, next)) return;
    next = undefined;
  }
};
