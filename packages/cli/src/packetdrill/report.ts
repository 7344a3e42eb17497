// What is said of scripts, for people and as JSON.
import type { ScriptVerdict } from '@sockeye/sim';
import { showScriptProblem } from '@sockeye/sim';
import { EXIT } from '../exits.ts';
import { visible } from '../report/visible.ts';

/** How many scripts ended how. */
export interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly unreadable: number;
}

export const NO_SCRIPTS: Count = { passed: 0, failed: 0, skipped: 0, unreadable: 0 };

/** One script more. */
export const counted = (count: Count, verdict: ScriptVerdict): Count => {
  switch (verdict._tag) {
    case 'Passed':
      return { ...count, passed: count.passed + 1 };
    case 'Failed':
      return { ...count, failed: count.failed + 1 };
    case 'Skipped':
      return { ...count, skipped: count.skipped + 1 };
    case 'Unreadable':
      return { ...count, failed: count.failed + 1, unreadable: count.unreadable + 1 };
  }
};

/** A script that could not be judged did not pass. */
export const exitOf = ({ failed, skipped, unreadable }: Count): number =>
  unreadable > 0 ? EXIT.usage : failed + skipped > 0 ? EXIT.failed : EXIT.done;

/** The last line. */
export const summary = ({ passed, failed, skipped }: Count): string =>
  `${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`;

const indented = (lines: ReadonlyArray<string>): string => lines.map((line) => `\n  ${line}`).join('');

/** The largest deviation of an event from its time, in microseconds. */
const worst = (verdict: Extract<ScriptVerdict, { readonly _tag: 'Passed' }>): string => {
  let line = 0;
  let most = 0;
  for (const { line: at, expected, actual } of verdict.timings) {
    if (Math.abs(actual - expected) > Math.abs(most)) {
      most = actual - expected;
      line = at;
    }
  }
  return most === 0 ? 'every event exactly on time' : `farthest from its time: line ${line}, by ${most} µs`;
};

const REASON = /^[^\n]*/;

/** A script's line, and what else is known of it: what failed as it is written, with `verbose` warnings and deviations. */
export const shown = (verdict: ScriptVerdict, verbose: boolean): string => {
  switch (verdict._tag) {
    case 'Passed':
      return `ok ${verdict.file}${verbose ? indented([worst(verdict), ...verdict.warnings, ...verdict.printed].map(visible)) : ''}`;
    case 'Failed': {
      const more = [verdict.text, ...(verbose ? verdict.warnings : [])];
      return `not ok ${verdict.file}:${verdict.line}: ${visible(verdict.says)}${indented(more.map(visible))}`;
    }
    case 'Skipped':
      return `skip ${verdict.file}:${verdict.line}: ${visible(verdict.says)}`;
    case 'Unreadable': {
      const whole = showScriptProblem(verdict.problem);
      const [reason = ''] = REASON.exec(whole) ?? [];
      return `not ok ${visible(reason)}\n${whole.slice(reason.length + 1)}`;
    }
  }
};

/** The same as one object. */
export const documentOf = (verdict: ScriptVerdict): object => {
  switch (verdict._tag) {
    case 'Passed':
      return {
        file: verdict.file,
        verdict: 'passed',
        warnings: verdict.warnings,
        printed: verdict.printed,
        timings: verdict.timings,
      };
    case 'Failed': {
      const { file, line, says, text, warnings } = verdict;
      return { file, verdict: 'failed', line, reason: says, text, warnings };
    }
    case 'Skipped':
      return { file: verdict.file, verdict: 'skipped', line: verdict.line, reason: verdict.says };
    case 'Unreadable': {
      const { file, line, column, says, text } = verdict.problem;
      return { file, verdict: 'unreadable', line, column, reason: says, text };
    }
  }
};
