// Claims that UDP does not keep: one fault each breaks them.
import { text } from '@sockeye/core';
import type { Claim, Verdict } from '@sockeye/claims';
import { claim, HOLDS, undecided, violated } from '@sockeye/claims';

interface Heard {
  readonly last: string;
  readonly verdict: Verdict;
}

/** Letters are read in the order of the alphabet, none twice. */
export const inOrder: Claim = claim<Heard>({
  name: 'tests.inOrder',
  kind: 'safety',
  says: 'Letters are read in order, and none twice.',
  source: 'our own',
  kinds: ['Wrote'],
  goals: [{ says: 'a letter was read', kinds: ['Wrote'], isMet: ({ _tag }) => _tag === 'Wrote' }],
  initial: { last: '', verdict: HOLDS },
  hear: (memory, event) => {
    if (event._tag !== 'Wrote' || memory.verdict._tag === 'Violated') return memory;
    const letter = text(event.octets);
    if (letter > memory.last) return { last: letter, verdict: HOLDS };
    const kind = letter === memory.last ? 'twice' : 'order';
    return { last: letter, verdict: violated(kind, `${letter} after ${memory.last}`, event.at, event.id) };
  },
  judge: ({ verdict }) => verdict,
});

/** The first letter is read. */
export const complete: Claim = claim<number>({
  name: 'tests.complete',
  kind: 'liveness',
  says: 'The letter A is read.',
  source: 'our own',
  kinds: ['Wrote'],
  goals: [],
  initial: 0,
  hear: (count, event) => (event._tag === 'Wrote' && text(event.octets) === 'A' ? count + 1 : count),
  judge: (count, end) => {
    if (count > 0) return HOLDS;
    return end === undefined ? undecided('it goes on') : violated('missing', 'A was not read', end.at);
  },
});
