import type { AnyRequest, ArpService, Bytes, Input, Instant, SocketService, TcpStatus } from '@sockeye/core';
import { DEADLINE_REACHED, instant, ipv4Codec, microseconds } from '@sockeye/core';
import type { Errno } from '@sockeye/core';
import { E, O } from '../../basis/fp.ts';
import type { Live } from '../wire/live.ts';
import { liveOf } from '../wire/live.ts';
import type { Settings } from './Settings.ts';
import type { StackState, TestStack } from './stack.ts';
import { stackOf } from './stack.ts';
import type { Tuning } from '../tuning/Tuning.ts';

/** When the script's clock shows 0: late enough that nothing is confused with the beginning of the world. */
const START: Instant = instant(100_000_000_000);

/** The answer to a call, and when it came. */
export interface Reply {
  readonly at: Instant;
  readonly reply: E.Either<Errno, unknown>;
}

/** One process, which makes all calls; each call is a thread of its own. */
const PROCESS = 1;

/** So many deadlines may pass without a packet before the wait is given up. */
const PATIENCE = 100_000;

/**
 * The stack under test, in virtual time: what it is told, what it sends and answers, and when.
 *
 * Local to one run. The stack itself is a pure function; here its latest state is kept.
 */
export class Endpoint {
  private readonly settings: Settings;
  private stack: TestStack;
  private state: StackState;
  /** What left the stack and was not looked at yet. */
  readonly sent: Array<Live> = [];
  private readonly replies = new Map<number, Reply>();
  private threads = 0;
  private clock: Instant = START;

  constructor(settings: Settings, tuning: Tuning) {
    this.settings = settings;
    this.stack = stackOf(settings, tuning);
    this.state = this.stack.layer.initial;
  }

  /** Microseconds since the script began; fractions are possible. */
  get now(): number {
    return this.microsecondsOf(this.clock);
  }

  microsecondsOf(at: Instant): number {
    return (at - START) / 1_000;
  }

  /** The same stack with other settings: it goes on from the state it is in. */
  retune(tuning: Tuning): void {
    this.stack = stackOf(this.settings, tuning);
  }

  private hear(input: Input<SocketService, ArpService>): void {
    const [state, outputs] = this.stack.layer.step(this.state, input, this.clock);
    this.state = state;
    for (const word of outputs) {
      if (word._tag === 'Request') this.sent.push(liveOf(word.request.packet, this.clock));
      else if (word._tag === 'Indicate' && word.indication._tag === 'Answered') {
        this.replies.set(word.indication.caller.thread, { at: this.clock, reply: word.indication.reply });
      }
    }
  }

  /** Makes a call, and gives its thread: the name of its answer. */
  call(request: AnyRequest): number {
    this.threads += 1;
    const thread = this.threads;
    this.hear({ _tag: 'Requested', request: { _tag: 'Call', caller: { process: PROCESS, thread }, request } });
    return thread;
  }

  /** The answer of a call, if it has come. */
  replyOf(thread: number): Reply | undefined {
    return this.replies.get(thread);
  }

  /** A packet arrives as octets, which are read as those of any packet are. Gives why it cannot be read. */
  arrive(octets: Bytes): string | undefined {
    const read = ipv4Codec.decode(octets);
    if (E.isLeft(read)) return read.left[0]?.message ?? 'it cannot be read';
    this.hear({ _tag: 'Indicated', indication: { _tag: 'PacketArrived', packet: read.right, group: false } });
    return undefined;
  }

  private get deadline(): Instant | undefined {
    const next = this.stack.layer.deadline(this.state);
    return O.isSome(next) ? next.value : undefined;
  }

  private passDeadline(at: Instant): void {
    if (at > this.clock) this.clock = at;
    this.hear(DEADLINE_REACHED);
  }

  /** Lets time pass until an instant: deadlines before it are met in order, those of the instant itself come after the event. */
  runTo(microsecondsSince: number): void {
    const target = (START + microseconds(microsecondsSince)) as Instant;
    for (let next = this.deadline; next !== undefined && next < target; next = this.deadline) this.passDeadline(next);
    if (target > this.clock) this.clock = target;
  }

  /** Lets time pass until something is true, but not beyond a limit. Gives whether it became true. */
  runUntil(isDone: () => boolean, limit: number): boolean {
    const last = START + microseconds(limit);
    for (let i = 0; i < PATIENCE; i++) {
      if (isDone()) return true;
      const next = this.deadline;
      if (next === undefined || next > last) return false;
      this.passDeadline(next);
    }
    return isDone();
  }

  /** The states of all floors, for whoever looks. */
  get floors(): StackState {
    return this.state;
  }

  /** What STATUS tells of a connection. Asking changes nothing. (RFC 9293 §3.10.6) */
  statusOf(connection: number): TcpStatus | undefined {
    const [, outputs] = this.stack.tcp.step(
      this.state.storeys[1].tcp,
      { _tag: 'Requested', request: { _tag: 'Status', connection } },
      this.clock,
    );
    for (const word of outputs) {
      if (word._tag === 'Indicate' && word.indication._tag === 'Status') return word.indication.status;
    }
    return undefined;
  }
}
