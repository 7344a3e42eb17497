// Every schedule of at most so many faults: a tree, whose branches are the frames that a run without the next fault has sent.
import type { Claim, Play, Sizes, Trial, Violation } from '@sockeye/claims';
import { judge, kindsOf, perform, usualSizes } from '@sockeye/claims';
import type { Action, EventKind, Fault, FrameSent, TraceEvent } from '@sockeye/sim';
import { readings } from '@sockeye/sim';
import type { Line } from '../../examples/protocols/forms.ts';
import { ACTIONS } from '../../examples/protocols/forms.ts';

/** A claim that is broken, and how. */
export interface Breach {
  readonly claim: Claim;
  readonly violation: Violation;
}

export const trialOf = (
  play: Play,
  faults: ReadonlyArray<Fault>,
  sizes: Sizes = usualSizes(play),
  seed = 1,
): Trial => ({
  play: play.name,
  sizes,
  seed,
  faults: faults.map((fault) => ({ cable: 0, fault })),
  hosts: [],
});

/** What a trial's run tells of these kinds, and which claims it breaks. A run that was cut off decides nothing: that is a fault of the test. */
export const performed = (
  play: Play,
  claims: ReadonlyArray<Claim>,
  trial: Trial,
  kinds: ReadonlyArray<EventKind> = [],
): { readonly events: ReadonlyArray<TraceEvent>; readonly breaches: ReadonlyArray<Breach>; readonly steps: number } => {
  const made = perform(play, trial, [...kindsOf(claims), ...kinds]);
  if (made._tag === 'Left') throw new Error(made.left.map(({ path, says }) => `${path}: ${says}`).join('\n'));
  const { events, end, steps } = made.right;
  const breaches = claims.flatMap((claim) => {
    const verdict = judge(claim, events, end);
    if (verdict._tag === 'Undecided') throw new Error(`${claim.name} is undecided: ${verdict.says}`);
    return verdict._tag === 'Violated' ? [{ claim, violation: verdict }] : [];
  });
  return { events, breaches, steps };
};

/** How a search through all schedules went. */
export interface Searched {
  readonly runs: number;
  readonly broken: ReadonlyArray<{ readonly faults: ReadonlyArray<Fault>; readonly breaches: ReadonlyArray<Breach> }>;
}

/** What may be struck: every frame, or only those that carry a datagram. */
export type Struck = 'frame' | 'udp';

const scripted = (line: string, meaning: Struck, occurrence: number, action: Action): Fault => {
  const [from = '', to = ''] = line.split('→');
  return { _tag: 'Script', direction: { from, to }, meaning, occurrence, action };
};

/** All of them, on a line of that kind. What already breaks a claim is not made worse. */
export const everySchedule = (
  play: Play,
  claims: ReadonlyArray<Claim>,
  line: Line,
  most: number,
  struck: Struck = 'frame',
): Searched => {
  let runs = 0;
  const broken: Array<Searched['broken'][number]> = [];
  const search = (faults: ReadonlyArray<Fault>, after: number): void => {
    const { events, breaches } = performed(play, claims, trialOf(play, faults), ['FrameSent']);
    runs += 1;
    if (breaches.length > 0) broken.push({ faults, breaches });
    if (breaches.length > 0 || faults.length === most) return;
    const counts = new Map<string, number>();
    const read = readings(events);
    const sent = events.filter(
      (event) =>
        event._tag === 'FrameSent' && (struck === 'frame' || (read.get(event.frame)?.label.startsWith('UDP') ?? false)),
    ) as ReadonlyArray<FrameSent>;
    for (const [i, { line: where }] of sent.entries()) {
      const occurrence = (counts.get(where) ?? 0) + 1;
      counts.set(where, occurrence);
      if (i < after) continue;
      for (const action of ACTIONS[line]) search([...faults, scripted(where, struck, occurrence, action)], i + 1);
    }
  };
  search([], 0);
  return { runs, broken };
};
