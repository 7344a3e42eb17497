// netem's `ecn`: whom chance would lose is marked instead, where it can be: Congestion Experienced in a packet that is
// ECN-capable. (RFC 3168 §5) What is not capable, or no IPv4 packet at all, is lost.
import type { Frame } from '@sockeye/core';
import { frameOf, valueOf } from '@sockeye/core';
import { E } from '../../basis/fp.ts';
import type { Random } from '../Random.ts';
import { LAWS } from './atMost.ts';
import type { Model } from './Model.ts';

export interface Ecn extends Random {
  readonly _tag: 'Ecn';
}

const CONGESTION_EXPERIENCED = 3;

/**
 * The frame with the mark; undefined where it cannot carry one.
 *
 * RFC     3168 §5, the ECN field
 *
 * @category faults
 * @since 0.1.0
 */
export const marked = (frame: Frame): Frame | undefined => {
  const value = valueOf(frame);
  if (E.isLeft(value) || value.right.payload._tag !== 'Ipv4') return undefined;
  const packet = value.right.payload;
  if ((packet.typeOfService & CONGESTION_EXPERIENCED) === 0) return undefined;
  return frameOf({
    ...value.right,
    payload: { ...packet, typeOfService: packet.typeOfService | CONGESTION_EXPERIENCED },
  });
};

export const ecnModel: Model<Ecn> = {
  tag: 'Ecn',
  phrase: 'ecn',
  place: 'ecn',
  read: () => ({ _tag: 'Ecn' }),
  show: () => 'ecn',
  fields: {},
  refuse: (_, { tags }) =>
    tags.some((tag) => LAWS.has(tag))
      ? undefined
      : 'ecn marks frames instead of losing them, and nothing is lost by chance here: add "loss 10%"',
  prepare: (_, span, more) => {
    more.ecn = span;
  },
};
