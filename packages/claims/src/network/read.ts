// A network from words: names of published ones, and faults in netem's words, as many as one likes.
//
//   network = item *( [ "+" / "," ] item )
//   item    = NAME of a published network / "loss" / "duplicate" / "reorder" / a fault in its words
//
// `lossy + dup`, `loss 10% reorder`, `dupDropReorder + crash`. A fault that is written out is constant, and ceases with the rage.
import type { Action, Fault, Strike } from '@sockeye/sim';
import { readFault, showFault } from '@sockeye/sim';
import fc from 'fast-check';
import { E } from '../basis/fp.ts';
import { unharmed } from './faults.ts';
import type { Letter, Network, NetworkSpec } from './Network.ts';
import { together } from './Network.ts';
import { dup, lossy, NETWORKS, reordering } from './published.ts';

/** netem's words without a number: chance decides how much. */
const BARE: Readonly<Record<string, Network>> = { loss: lossy, duplicate: dup, reorder: reordering };

/** What the faults without numbers of their own are, as letters of the matrix; the others do nothing that a claim could not survive. */
const LETTERS: Readonly<Record<string, ReadonlyArray<Letter>>> = {
  Loss: ['L'],
  Burst: ['L'],
  GilbertElliott: ['L'],
  FourState: ['L'],
  Truncation: ['L'],
  Duplication: ['D'],
  Reordering: ['R'],
  Cut: ['P'],
  Hold: ['P'],
  Flap: ['P'],
  Clog: ['P'],
};

const lettersOf = (fault: Fault): ReadonlyArray<Letter> => {
  if (fault._tag === 'Script') return lettersOfAction(fault.action);
  if (fault._tag === 'Delay') return fault.jitter > 0 ? ['R'] : [];
  if (fault._tag === 'Corruption') return lettersOfDamage(fault.strike);
  return LETTERS[fault._tag] ?? [];
};

const lettersOfDamage = (strike: Strike | undefined): ReadonlyArray<Letter> =>
  strike === undefined || strike._tag === 'Bits' ? ['C'] : ['C*'];

const lettersOfAction = (action: Action): ReadonlyArray<Letter> => {
  switch (action._tag) {
    case 'Lose':
      return ['L'];
    case 'Duplicate':
      return ['D'];
    case 'Delay':
      return ['J', 'R'];
    case 'Hurry':
      return ['R'];
    case 'Arrive':
      return ['J', 'R'];
    case 'Truncate':
      return ['C'];
    case 'Mark':
      return [];
    case 'Corrupt':
      return lettersOfDamage(action.strike);
  }
};

const constantly = (fault: Fault): NetworkSpec => ({
  name: showFault(fault),
  says: `There is ${showFault(fault)}.`,
  letters: lettersOf(fault),
  actions: fault._tag === 'Script' ? [fault.action] : [],
  onCable: ({ between: [a, b] }) => {
    const { direction } = fault;
    const isHere =
      direction === undefined ||
      (direction.from === a && direction.to === b) ||
      (direction.from === b && direction.to === a);
    return fc.constant(isHere ? [fault] : []);
  },
  onHost: unharmed,
});

/** The longest fault with which these words begin. */
const faultAt = (words: ReadonlyArray<string>): readonly [Fault, number] | undefined => {
  for (let length = words.length; length > 0; length--) {
    const read = readFault(words.slice(0, length).join(' '));
    if (E.isRight(read)) return [read.right, length];
  }
  return undefined;
};

const namesOf = (networks: ReadonlyArray<Network>): string => networks.map(({ name }) => name).join(', ');

/**
 * Reads a network.
 *
 * Takes   a name or words; the networks that may be named (default: the published ones)
 * Gives   the network; its name is the words
 * Fails   with what could not be read, and what would have been right
 *
 * @example
 * readNetwork('loss 10% reorder') // E.right({ name: 'loss 10% reorder', letters: ['L', 'R'], … })
 *
 * @category faults
 * @since 0.1.0
 */
export const readNetwork = (text: string, networks: ReadonlyArray<Network> = NETWORKS): E.Either<string, Network> => {
  const trimmed = text.trim().replace(/\s+/gu, ' ');
  const whole = networks.find(({ name }) => name === trimmed);
  if (whole !== undefined) return E.right(whole);
  const parts: Array<NetworkSpec> = [];
  for (const piece of trimmed.split(/\s*[+,]\s*/u)) {
    let words = piece === '' ? [] : piece.split(' ');
    while (words.length > 0) {
      const first = words[0] ?? '';
      const read = faultAt(words);
      const named = networks.find(({ name }) => name === first) ?? BARE[first];
      if (read !== undefined) {
        parts.push(constantly(read[0]));
        words = words.slice(read[1]);
      } else if (named !== undefined) {
        parts.push(named);
        words = words.slice(1);
      } else {
        const why = readFault(words.join(' '));
        return E.left(
          `"${words.join(' ')}" is no network: write one of ${namesOf(networks)}, several of them with "+", or faults, as in "loss 10% reorder 25%"${
            E.isLeft(why) ? ` (as a fault: ${why.left.says})` : ''
          }`,
        );
      }
    }
  }
  if (parts.length === 0) return E.left(`no network was named: write one of ${namesOf(networks)}`);
  return E.right(together(trimmed, parts.map(({ says }) => says).join(' '), parts));
};
