import type { AnyRequest, Pid, Program } from '@sockeye/core';
import { advance } from '@sockeye/core';
import { answer } from './answer.ts';
import { within } from './errors.ts';
import type { Resources } from './Resources.ts';
import type { Reply } from './waits.ts';
import { wait } from './waits.ts';
import { E } from './fp.ts';

type AnyProgram = Program<unknown, unknown>;

/** A call that was answered: a line of the system-call trace. Thread 0 is the process itself. */
export type Observe = (thread: number, request: AnyRequest, reply: Reply) => void;

/** So many calls may be answered at once, one after another, before it is the other threads' turn. */
const TURN = 64;

/** So many turns may follow one another before Node's events are looked at: a loop that never waits starves nobody. */
const TURNS = 64;

const fit = (request: AnyRequest, reply: Reply): Reply =>
  reply._tag === 'Left' ? E.left(within(request.call, reply.left)) : reply;

/**
 * The threads of a process. Each runs until it waits; they take turns, and none runs inside another.
 *
 * Takes   what they share; who observes; what is told when thread 0 is over, or when a program throws, which is a bug
 */
export class Threads {
  private readonly turns: Array<() => void> = [];
  private isRunning = false;
  private isOver = false;
  private count = 0;
  private readonly alive = new Set<number>();
  /** What ends each wait. */
  private readonly waits = new Set<() => void>();
  private readonly resources: Resources;
  private readonly observe: Observe | undefined;
  private readonly ended: (result: E.Either<unknown, unknown>) => void;
  private readonly broken: (bug: unknown) => void;

  constructor(
    resources: Resources,
    observe: Observe | undefined,
    ended: (result: E.Either<unknown, unknown>) => void,
    broken: (bug: unknown) => void,
  ) {
    this.resources = resources;
    this.observe = observe;
    this.ended = ended;
    this.broken = broken;
  }

  start(program: AnyProgram): Pid {
    const thread = this.count;
    this.count += 1;
    this.alive.add(thread);
    this.enqueue(() => this.turn(thread, program));
    return thread as Pid;
  }

  isAlive(thread: number): boolean {
    return this.alive.has(thread);
  }

  /** No thread runs any further. */
  stop(): void {
    this.isOver = true;
    this.turns.length = 0;
    for (const end of Array.from(this.waits)) end();
    this.waits.clear();
  }

  private enqueue(turn: () => void): void {
    if (this.isOver) return;
    this.turns.push(turn);
    if (this.isRunning) return;
    this.isRunning = true;
    this.pump();
  }

  private readonly pump = (): void => {
    try {
      for (let i = 0; i < TURNS; i++) {
        const turn = this.turns.shift();
        if (turn === undefined) {
          this.isRunning = false;
          return;
        }
        turn();
      }
      setImmediate(this.pump);
    } catch (bug) {
      this.isRunning = false;
      this.broken(bug);
    }
  };

  private turn(thread: number, start: AnyProgram): void {
    let program = start;
    for (let i = 0; i < TURN; i++) {
      if (this.isOver) return;
      const at = advance(program);
      switch (at._tag) {
        case 'Return':
          this.alive.delete(thread);
          if (thread === 0) this.ended(E.right(at.value));
          return;
        case 'Throw':
          this.alive.delete(thread);
          if (thread === 0) this.ended(E.left(at.error));
          return;
        case 'Spawn':
          program = at.resume(this.start(at.child));
          break;
        case 'Call': {
          const { request, resume } = at;
          const outcome = answer(this.resources, request);
          if (outcome._tag === 'Wait') {
            this.wait(thread, request, outcome, resume);
            return;
          }
          program = resume(this.told(thread, request, outcome));
        }
      }
    }
    this.enqueue(() => this.turn(thread, program));
  }

  private told(thread: number, request: AnyRequest, reply: Reply): Reply {
    const fitting = fit(request, reply);
    this.observe?.(thread, request, fitting);
    return fitting;
  }

  private wait(
    thread: number,
    request: AnyRequest,
    outcome: Parameters<typeof wait>[0],
    resume: (reply: Reply) => AnyProgram,
  ): void {
    const end = wait(outcome, (reply) => {
      this.waits.delete(end);
      this.enqueue(() => this.turn(thread, resume(this.told(thread, request, reply))));
    });
    this.waits.add(end);
  }
}
