// What happened to the octets of a frame, as scripted actions: the same bits, the same length, the same mark.
import type { Bytes, Frame } from '@sockeye/core';
import { frameWithoutFcs, octetsWithFcs } from '@sockeye/core';
import type { Action } from '@sockeye/sim';
import { markedFrame } from '@sockeye/sim';

const FCS_LENGTH = 4;

/** The bits in which two differ, as far as both reach; 0 is the first bit of the first octet. */
const differing = (a: Bytes, b: Bytes, length: number): ReadonlyArray<number> => {
  const bits: Array<number> = [];
  for (let i = 0; i < length; i++) {
    const flipped = (a[i] ?? 0) ^ (b[i] ?? 0);
    if (flipped === 0) continue;
    for (let bit = 0; bit < 8; bit++) if ((flipped & (0x80 >> bit)) !== 0) bits.push(8 * i + bit);
  }
  return bits;
};

const isSound = (octets: Bytes): boolean => {
  const whole = octetsWithFcs(frameWithoutFcs(octets.subarray(0, octets.length - FCS_LENGTH)));
  return whole.length === octets.length && differing(whole, octets, octets.length).length === 0;
};

const corruption = (bits: ReadonlyArray<number>, fcs: boolean): Action => {
  const [bit] = bits;
  const sum = fcs ? { fcs } : {};
  return bits.length === 1
    ? { _tag: 'Corrupt', bit, ...sum }
    : { _tag: 'Corrupt', bit: undefined, strike: { _tag: 'These', bits }, ...sum };
};

/**
 * What was done to a frame between two ends of a line, as actions that do it again.
 *
 * Takes   the frame as it was put in, as it arrived, and whether it was marked on the way
 * Gives   a mark, flipped bits, a missing end; nothing where it arrived as it was
 * Fails   never
 */
export const damageTo = (sent: Frame, arrived: Frame, isMarked: boolean): ReadonlyArray<Action> => {
  if (sent === arrived) return [];
  const mark: ReadonlyArray<Action> = isMarked ? [{ _tag: 'Mark' }] : [];
  const before = octetsWithFcs(isMarked ? (markedFrame(sent) ?? sent) : sent);
  const after = octetsWithFcs(arrived);
  const flipped = differing(before, after, Math.min(before.length, after.length));
  if (after.length < before.length) {
    const struck = flipped.length === 0 ? [] : [corruption(flipped, false)];
    return [...mark, ...struck, { _tag: 'Truncate', octets: after.length }];
  }
  if (flipped.length === 0) return mark;
  // An FCS that is right over other octets was computed anew; then its own bits follow from the others.
  const body = flipped.filter((bit) => bit < 8 * (before.length - FCS_LENGTH));
  const anew = body.length > 0 && isSound(after);
  return [...mark, corruption(anew ? body : flipped, anew)];
};
