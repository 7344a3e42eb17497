// The networks that claims are tried under, by name.
import { milliseconds, NO_TIME } from '@sockeye/core';
import type { Action } from '@sockeye/sim';
import {
  bounded,
  corrupting,
  crashing,
  disguising,
  doubling,
  jittering,
  lagging,
  losing,
  nothing,
  parting,
  reordering as jumping,
  slowing,
  unharmed,
} from './faults.ts';
import type { Network } from './Network.ts';
import { network, together } from './Network.ts';

/** What an explorer may do to one frame. */
const LOSE: Action = { _tag: 'Lose' };
const DOUBLE: Action = { _tag: 'Duplicate', after: NO_TIME };
/** Later than the first retransmission: RFC 6298 begins with one second. */
const LATE_COPY: Action = { _tag: 'Duplicate', after: milliseconds(1_500) };
const LATE: Action = { _tag: 'Delay', by: milliseconds(1_500) };
/** Longer than most round trips of the plays, shorter than any timeout. */
const OVERTAKEN: Action = { _tag: 'Delay', by: milliseconds(45) };
const STRIKE: Action = { _tag: 'Corrupt', bit: undefined };
const SWAP: Action = { _tag: 'Corrupt', bit: undefined, strike: { _tag: 'Swap' }, fcs: true };

export const perfect: Network = network({
  name: 'perfect',
  says: 'Every frame arrives, once, in order.',
  letters: [],
  actions: [],
  onCable: nothing,
  onHost: unharmed,
});

export const ordered: Network = network({
  name: 'ordered',
  says: 'Every frame arrives, once, in order, sooner or later.',
  letters: [],
  actions: [],
  onCable: slowing,
  onHost: unharmed,
});

export const unordered: Network = network({
  name: 'unordered',
  says: 'Every frame arrives once; which one first, chance decides.',
  letters: ['R'],
  actions: [OVERTAKEN],
  onCable: jittering,
  onHost: unharmed,
});

export const lossy: Network = network({
  name: 'lossy',
  says: 'Up to 30 % of the frames are lost.',
  letters: ['L'],
  actions: [LOSE],
  onCable: losing,
  onHost: unharmed,
});

export const dup: Network = network({
  name: 'dup',
  says: 'Up to 20 % of the frames arrive twice, the second time perhaps much later.',
  letters: ['D'],
  actions: [DOUBLE, LATE_COPY],
  onCable: doubling,
  onHost: unharmed,
});

export const reordering: Network = network({
  name: 'reordering',
  says: 'Up to 30 % of the frames jump ahead of those under way.',
  letters: ['R'],
  actions: [OVERTAKEN],
  onCable: jumping,
  onHost: unharmed,
});

export const late: Network = network({
  name: 'late',
  says: 'Frames are late by up to six seconds: later than a retransmission timeout.',
  letters: ['J', 'R'],
  actions: [LATE],
  onCable: lagging,
  onHost: unharmed,
});

export const corrupt: Network = network({
  name: 'corrupt',
  says: 'Bits of up to 20 % of the frames are flipped, and every check notices.',
  letters: ['C'],
  actions: [STRIKE],
  onCable: corrupting,
  onHost: unharmed,
});

export const disguised: Network = network({
  name: 'disguised',
  says: 'Words of up to 30 % of the frames change places, so that all sums still fit.',
  letters: ['C*'],
  actions: [SWAP],
  onCable: disguising,
  onHost: unharmed,
});

export const crash: Network = network({
  name: 'crash',
  says: 'A host crashes, and comes up again.',
  letters: ['X'],
  actions: [],
  onCable: nothing,
  onHost: crashing,
});

export const partition: Network = network({
  name: 'partition',
  says: 'A cable is cut, or holds its frames, for a while; in one direction or in both.',
  letters: ['P'],
  actions: [],
  onCable: parting,
  onHost: unharmed,
});

export const kOfN: Network = network({
  name: 'kOfN',
  says: 'Of any n frames in a row at most k are lost: unfair, but only so far.',
  letters: ['L'],
  actions: [LOSE],
  onCable: bounded,
  onHost: unharmed,
});

export const dupDropReorder: Network = together('dupDropReorder', 'Frames are lost, doubled and reordered.', [
  lossy,
  dup,
  reordering,
]);

export const dupDropReorderCorrupt: Network = together(
  'dupDropReorder + corrupt',
  'Frames are lost, doubled, reordered and corrupted.',
  [lossy, dup, reordering, corrupt],
);

/** Everything that TCP promises to survive. */
export const everything: Network = together(
  'everything',
  'Frames are lost, doubled, reordered, corrupted and late, and cables are cut for a while.',
  [lossy, dup, late, reordering, corrupt, partition],
);

/**
 * The published networks.
 *
 * @category faults
 * @since 0.1.0
 */
export const NETWORKS: ReadonlyArray<Network> = [
  perfect,
  ordered,
  unordered,
  lossy,
  dup,
  reordering,
  late,
  corrupt,
  disguised,
  crash,
  partition,
  kOfN,
  dupDropReorder,
  dupDropReorderCorrupt,
  everything,
];
