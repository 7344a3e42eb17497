// When events are due, and whether they were on time. Microseconds since the start.
import { showSeconds } from '../parse/time.ts';
import type { ScriptEvent } from '../Script.ts';
import { Failure } from './Failure.ts';
import type { Run } from './Run.ts';

/** When an event is due; undefined: at any time. */
export interface Due {
  readonly from: number;
  readonly to: number;
}

/** The beginning on which relative times count: the end of the event before, or, between two inbound packets, when the first was due. */
export const baseOf = (run: Run, event: ScriptEvent): number => {
  const { action } = event;
  const isInbound = 'way' in action && action.way === 'in';
  return isInbound && run.inboundBefore !== undefined ? run.inboundBefore : run.endpoint.now;
};

export const dueOf = (run: Run, event: ScriptEvent): Due | undefined => {
  const { time } = event;
  if (time._tag === 'Any') return undefined;
  const base = time._tag === 'After' ? baseOf(run, event) : 0;
  return { from: base + time.from, to: base + (time.to ?? time.from) };
};

const shown = (microseconds: number): string => {
  const sign = microseconds < 0 ? '-' : '';
  const whole = Math.abs(microseconds);
  const fraction = Math.round((whole % 1) * 1000);
  return `${sign}${showSeconds(Math.floor(whole))}${fraction === 0 ? '' : ` s ${fraction} ns`}`;
};

/**
 * Was something on time? |actual − expected| ≤ max (tolerance, percent · span), where the span is the time since the event before
 * was expected; of a call's return, the call's own duration.
 */
export const checkTime = (run: Run, line: number, what: string, due: Due, actual: number, span: number): void => {
  run.timings.push({ line, expected: due.from, actual });
  const { tolerance, tolerancePercent } = run.settings;
  const allowed = Math.max(tolerance, (tolerancePercent / 100) * span);
  if (actual >= due.from - allowed && actual <= due.to + allowed) return;
  const expected = due.to > due.from ? `${shown(due.from)}~${shown(due.to)}` : shown(due.from);
  const deviation = actual < due.from ? actual - due.from : actual - due.to;
  throw new Failure(
    line,
    `${what}: expected at ${expected}, happened at ${shown(actual)} (${deviation < 0 ? 'early' : 'late'} by ` +
      `${shown(Math.abs(deviation))}, tolerance ${shown(allowed)})`,
  );
};
