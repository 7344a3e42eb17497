// What one run of a script remembers. Made when it begins, thrown away when it ends.
import type { Context } from '../calls/Context.ts';
import type { Outcome } from '../calls/Performed.ts';
import type { CallScript, ScriptEvent } from '../Script.ts';
import type { Tuning } from '../tuning/Tuning.ts';
import type { Live } from '../wire/live.ts';
import type { Value } from '../python/Ast.ts';

/** A call that has not returned yet. Times in microseconds since the start. */
export interface Blocked {
  readonly thread: number;
  readonly script: CallScript;
  readonly line: number;
  readonly began: number;
  readonly due: number;
  readonly read: () => Outcome;
}

/** A snippet with what it will see. */
export interface Snapshot {
  readonly code: string;
  readonly line: number;
  readonly names: ReadonlyMap<string, Value>;
}

/** How far an event, or a call's return, was from its time. */
export interface Timing {
  readonly line: number;
  readonly expected: number;
  readonly actual: number;
}

/** Changed in place, by one run alone. Times in microseconds since the start. */
export interface Run extends Context {
  /** The expected time of the event before. */
  expectedBefore: number;
  /** When the inbound packet before was due, if the event before was one. */
  inboundBefore: number | undefined;
  blocked: Blocked | undefined;
  /** Packets that were passed over: of other connections. */
  readonly passed: Array<Live>;
  readonly snapshots: Array<Snapshot>;
  readonly warnings: Array<string>;
  readonly timings: Array<Timing>;
  tuning: Tuning;
  /** Remote ports that were given to the peer's connections. */
  remotePorts: number;
}

/** The line that is performed, for messages. */
export type At = Pick<ScriptEvent, 'line'>;
