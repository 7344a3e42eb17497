import type { ScriptProblem } from '../Problem.ts';
import type { Timing } from './Run.ts';

/** How a script ended. */
export type Verdict =
  | {
      readonly _tag: 'Passed';
      readonly file: string;
      /** What was not as it should be, but is no failure. */
      readonly warnings: ReadonlyArray<string>;
      /** When each event was due, and when it happened: microseconds since the start. */
      readonly timings: ReadonlyArray<Timing>;
      /** What snippets printed. */
      readonly printed: ReadonlyArray<string>;
    }
  | {
      readonly _tag: 'Failed';
      readonly file: string;
      readonly line: number;
      readonly says: string;
      /** The line as written. */
      readonly text: string;
      readonly warnings: ReadonlyArray<string>;
    }
  /** It cannot be judged here: it needs what no pure stack has. */
  | { readonly _tag: 'Skipped'; readonly file: string; readonly line: number; readonly says: string }
  /** It is no script. */
  | { readonly _tag: 'Unreadable'; readonly file: string; readonly problem: ScriptProblem };
