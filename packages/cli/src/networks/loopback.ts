// A scenario over this machine's own sockets.
import { once } from 'node:events';
import { Readable, Writable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import type { AnyRequest, Instant } from '@sockeye/core';
import { BEGINNING, between, instant, NO_TIME, utf8 } from '@sockeye/core';
import { run } from '@sockeye/node-adapter';
import type { ProcessSpec, Scenario, TraceEvent } from '@sockeye/sim';
import { NO_CAUSE } from '@sockeye/sim';
import type { Job } from '../programs/Recipe.ts';
import type { WaitingCall } from '../report/processes.ts';
import { DatagramFaults } from './DatagramFaults.ts';
import type { Neighbour } from './Neighbourhood.ts';
import { Neighbourhood } from './Neighbourhood.ts';
import { translate } from './translate.ts';

/** A process of the scenario, and the program that its words stand for. */
export interface Cast {
  readonly spec: ProcessSpec;
  readonly job: Job;
}

/** How a scenario went on real sockets. */
export interface Performance {
  readonly events: ReadonlyArray<TraceEvent>;
  readonly waiting: ReadonlyArray<WaitingCall>;
  readonly reason: 'Quiet' | 'Reached' | 'Interrupted';
  /** Nanoseconds that it took. */
  readonly took: Instant;
}

/**
 * When nothing was asked or answered for so many waits of so many milliseconds after the last client, servers have no work left.
 *
 * Waits are counted, and no clock is read: on a busy machine this process may stand still for as long as all of them together, and
 * find datagrams in its sockets when it goes on. Between two waits it looks there.
 */
const QUIET_WAITS = 3;
const QUIET = 50;

/** A server that is not ready by then will not be waited for; one that cannot have its place ends, and is not waited for either. */
const READY = 10_000;

/** Kinds of ends of a process; an event's own fields come later. */
type Untold = TraceEvent extends infer Event
  ? Event extends TraceEvent
    ? Omit<Event, 'id' | 'at' | 'cause'>
    : never
  : never;

/** Notes what happens, as the simulator would. */
class Trace {
  readonly events: Array<TraceEvent> = [];
  readonly waiting = new Map<string, WaitingCall>();
  private readonly beginning = performance.now();
  private readonly told: (event: TraceEvent) => void;

  constructor(told: (event: TraceEvent) => void) {
    this.told = told;
  }

  get milliseconds(): number {
    return performance.now() - this.beginning;
  }

  get now(): Instant {
    return instant(Math.round(this.milliseconds * 1_000_000));
  }

  tell(untold: Untold): void {
    // The three fields that every event has; whatever else it has is there.
    const event = { id: this.events.length, cause: NO_CAUSE, at: this.now, ...untold } as TraceEvent;
    this.events.push(event);
    this.told(event);
  }
}

const keyOf = ({ host, process, thread }: WaitingCall): string => `${host}/${process}/${thread}`;

const isReadiness = (request: AnyRequest, isStream: boolean): boolean =>
  request.call === 'listen' || (request.call === 'bind' && !isStream);

/** One process: its trace, when it is ready to be talked to, and when it is over. */
const begin = (
  { spec, job }: Cast,
  process: number,
  host: Neighbour,
  around: Neighbourhood,
  trace: Trace,
  faults: DatagramFaults,
  signal: AbortSignal,
): { readonly ready: Promise<unknown>; readonly over: Promise<void> } => {
  const name = host.name;
  const input = utf8(spec.input);
  trace.tell({ _tag: 'Started', host: name, process, words: spec.run, input });
  const output = (fd: 1 | 2): Writable =>
    new Writable({
      write: (chunk: Uint8Array, _encoding, written) => {
        const octets = new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length);
        trace.tell({ _tag: 'Wrote', host: name, process, fd, octets });
        written();
      },
    });
  let hasStream = false;
  const readiness = new AbortController();
  const isReady = (): void => readiness.abort();
  const ready = once(readiness.signal, 'abort');
  const { program, end } = translate(job.program, host, around, {
    judge: ({ address }) => {
      const to = around.neighbours.find((neighbour) => neighbour.address === address)?.name;
      return to === undefined || to === name ? [NO_TIME] : faults.judge(name, to, between(BEGINNING, trace.now));
    },
    asks: (thread, request) => {
      const call = { host: name, process, thread, request };
      trace.waiting.set(keyOf(call), call);
    },
    hears: (thread, request, reply) => {
      trace.waiting.delete(keyOf({ host: name, process, thread, request }));
      trace.tell({ _tag: 'Called', host: name, process, thread, request, reply });
      if (request.call === 'socket' && request.type === 'stream') hasStream = true;
      if (reply._tag === 'Right' && isReadiness(request, hasStream)) isReady();
    },
  });
  const surroundings = {
    stdin: Readable.from(input.length === 0 ? [] : [input]),
    stdout: output(1),
    stderr: output(2),
    signal,
  };
  const perform = async (): Promise<void> => {
    const result = await run(program, surroundings)();
    end();
    isReady();
    // Whoever was stopped from outside has not ended, and still waits for what it waited for.
    if (signal.aborted) return;
    for (const [key, call] of trace.waiting) {
      if (call.host === name && call.process === process) trace.waiting.delete(key);
    }
    trace.tell({ _tag: 'Exited', host: name, process, thread: 0, result });
  };
  const over = perform();
  // Whoever waits for it will hear; until then nobody listens, and Node would end the process for that.
  over.catch(isReady);
  return { ready, over };
};

/** Waits for whatever comes first: a promise, so many milliseconds, or the end of all. */
const orLater = async (promise: Promise<unknown>, milliseconds: number, signal: AbortSignal): Promise<void> => {
  const stop = new AbortController();
  const late = setTimeout(milliseconds, undefined, { signal: AbortSignal.any([signal, stop.signal]) }).catch(
    () => undefined,
  );
  await Promise.race([promise, late]);
  stop.abort();
};

/** Starts each process when its time has come, and after the servers before it are ready. */
const startAll = async (
  casts: ReadonlyArray<Cast>,
  around: Neighbourhood,
  trace: Trace,
  faults: DatagramFaults,
  signal: AbortSignal,
): Promise<ReadonlyArray<{ readonly job: Job; readonly over: Promise<void> }>> => {
  const numbers = new Map<string, number>();
  const numbered = casts.map((cast) => {
    const process = (numbers.get(cast.spec.on) ?? 0) + 1;
    numbers.set(cast.spec.on, process);
    return { cast, process };
  });
  const started: Array<{ readonly job: Job; readonly over: Promise<void> }> = [];
  for (const { cast, process } of numbered.toSorted((a, b) => a.cast.spec.at - b.cast.spec.at)) {
    const host = around.named(cast.spec.on);
    if (host === undefined || signal.aborted) continue;
    const rest = cast.spec.at / 1_000_000 - trace.milliseconds;
    // oxlint-disable-next-line no-await-in-loop -- they start one after another
    if (rest > 0) await orLater(new Promise(() => undefined), rest, signal);
    const { ready, over } = begin(cast, process, host, around, trace, faults, signal);
    started.push({ job: cast.job, over });
    // oxlint-disable-next-line no-await-in-loop -- they start one after another
    if (cast.job.role === 'server') await orLater(ready, READY, signal);
  }
  return started;
};

const untilQuiet = async (trace: Trace, signal: AbortSignal): Promise<void> => {
  for (let waits = 0, heard = trace.events.length; waits < QUIET_WAITS && !signal.aborted;) {
    // oxlint-disable-next-line no-await-in-loop -- this is waiting
    await orLater(new Promise(() => undefined), QUIET, signal);
    waits = trace.events.length === heard ? waits + 1 : 0;
    heard = trace.events.length;
  }
};

/**
 * Runs the processes of a scenario on this machine's own sockets.
 *
 * Servers, which never end, are stopped when all clients have ended and nothing happens any more; where there are no clients,
 * only the time or an interrupt ends the run.
 *
 * Takes   the hosts, the processes; how many seconds it may last (undefined: any); who may interrupt; who is told each event
 * Gives   what happened, in the words of the scenario
 */
export const performOnLoopback = async (
  scenario: Pick<Scenario, 'hosts' | 'cables' | 'seed'>,
  casts: ReadonlyArray<Cast>,
  seconds: number | undefined,
  interrupted: AbortSignal,
  told: (event: TraceEvent) => void = () => undefined,
): Promise<Performance> => {
  const stop = new AbortController();
  const timeout = new AbortController();
  const signal = AbortSignal.any([stop.signal, timeout.signal, interrupted]);
  const timer =
    seconds === undefined
      ? undefined
      : globalThis.setTimeout(() => timeout.abort(), Math.min(seconds * 1_000, 2 ** 31 - 1));
  const trace = new Trace(told);
  const around = new Neighbourhood(scenario);
  const faults = new DatagramFaults(scenario);
  const started = await startAll(casts, around, trace, faults, signal);
  const clients = started.filter(({ job }) => job.role === 'client');
  await Promise.all((clients.length > 0 ? clients : started).map(({ over }) => over));
  await untilQuiet(trace, signal);
  const took = trace.now;
  const reason = interrupted.aborted ? 'Interrupted' : timeout.signal.aborted ? 'Reached' : 'Quiet';
  stop.abort();
  await Promise.all(started.map(({ over }) => over));
  globalThis.clearTimeout(timer);
  return { events: trace.events, waiting: Array.from(trace.waiting.values()), reason, took };
};
