// What happens to the octets of a frame: bits are flipped, words change places, the end is missing.
import type { Frame } from '@sockeye/core';
import { frameFromOctets, frameLength, frameWithoutFcs, octetsWithFcs } from '@sockeye/core';
import { draw, happens, oneOf, PURPOSE } from '../chance.ts';
import type { Script } from '../fault/compile.ts';
import type { Damage } from '../fault/Fault.ts';
import { acts } from '../fault/models/Span.ts';
import type { Strike } from '../fault/strike.ts';
import { strikeOctets } from '../fault/strike.ts';
import type { EventId } from '../trace/Event.ts';
import type { FrameId } from '../trace/identity.ts';
import { copyOf, ordinalOf } from '../trace/identity.ts';
import type { Draft } from './draft.ts';
import { nextId } from './draft.ts';
import type { Passage } from './passage.ts';
import { find, strikes } from './passage.ts';

/** A number for what netem does not seed: always by key. */
const keyed = <S>(draft: Draft<S>, passage: Passage, id: FrameId, purpose: 4 | 12 | 13 | 14): number =>
  draw(draft.setting.seed, passage.setting.key, ordinalOf(id), copyOf(id), purpose);

const ONE_BIT: Strike = { _tag: 'Bits', count: 1 };

const FCS_LENGTH = 4;

/**
 * The frame after a blow, and the first bit that was struck: born with its bytes, so that whoever hears it must read and verify them.
 * Undefined: this frame cannot be struck so.
 */
const damagedFrame = (
  frame: Frame,
  damage: Damage,
  wanted: number | undefined,
  place: number,
  second: number,
): readonly [frame: Frame, bit: number] | undefined => {
  const octets = octetsWithFcs(frame).slice();
  const strike = damage.strike ?? ONE_BIT;
  const fcs = damage.fcs === true;
  // An FCS that is computed anew cannot be struck itself, and no sum of words covers it.
  const reach =
    fcs || strike._tag === 'TwoFlips' || strike._tag === 'Swap'
      ? octets.subarray(0, octets.length - FCS_LENGTH)
      : octets;
  const count = strike._tag === 'Bits' ? strike.count : 0;
  const bits = reach.length * 8;
  // A script may name a bit beyond the end of this frame: then there is nothing to flip.
  if (wanted !== undefined && wanted + count > bits) return undefined;
  const from = strike._tag === 'Bits' ? (wanted ?? oneOf(Math.max(1, bits - count + 1), place)) : place;
  const bit = strikeOctets(reach, strike, from, second);
  if (bit === undefined) return undefined;
  return [fcs ? frameFromOctets(octetsWithFcs(frameWithoutFcs(reach))) : frameFromOctets(octets), bit];
};

const howOf = ({ strike, fcs }: Damage): { readonly how?: string } => {
  const how =
    strike === undefined
      ? []
      : [
          strike._tag === 'Bits'
            ? `${strike.count} bits`
            : strike._tag === 'These'
              ? `bits ${strike.bits.join(',')}`
              : strike._tag === 'TwoFlips'
                ? 'two flips'
                : 'two words swapped',
        ];
  const words = [...how, ...(fcs === true ? ['FCS made right'] : [])].join(', ');
  return words === '' ? {} : { how: words };
};

/** Step 4: one bit, of all octets that are sent, the FCS included; or whatever else the fault says. */
const corrupted = <S>(
  draft: Draft<S>,
  passage: Passage,
  scripts: ReadonlyArray<Script>,
  id: FrameId,
  data: Frame,
  cause: EventId,
): readonly [Frame, EventId] => {
  const script = find(scripts, 'Corrupt');
  const odds = passage.faults.corrupt;
  if (script === undefined && !strikes(draft, passage, odds, 'corrupt', id)) return [data, cause];
  const damage = script?.action ?? passage.faults.damage;
  const place = keyed(draft, passage, id, PURPOSE.bit);
  const struck = damagedFrame(data, damage, script?.action.bit, place, keyed(draft, passage, id, PURPOSE.second));
  if (struck === undefined) return [data, cause];
  const event = nextId(draft);
  if (draft.tells.FrameCorrupted) {
    draft.events.push({
      _tag: 'FrameCorrupted',
      id: event,
      cause,
      at: draft.now,
      line: passage.setting.name,
      frame: id,
      bit: struck[1],
      ...howOf(damage),
      fault: script?.says ?? odds.says,
    });
  }
  return [struck[0], event];
};

const truncated = <S>(
  draft: Draft<S>,
  passage: Passage,
  scripts: ReadonlyArray<Script>,
  id: FrameId,
  data: Frame,
  cause: EventId,
): readonly [Frame, EventId] => {
  const script = find(scripts, 'Truncate');
  const odds = passage.faults.more?.truncate;
  if (script === undefined) {
    if (odds === undefined || odds.threshold === 0 || !acts(odds, draft.now)) return [data, cause];
    if (!happens(odds.threshold, keyed(draft, passage, id, PURPOSE.truncate))) return [data, cause];
  }
  const length = frameLength(data) + 4;
  const left = script?.action.octets ?? odds?.octets ?? oneOf(length, keyed(draft, passage, id, PURPOSE.length));
  // A frame that is no longer than what would be left of it stays whole.
  if (left >= length) return [data, cause];
  const event = nextId(draft);
  if (draft.tells.FrameTruncated) {
    draft.events.push({
      _tag: 'FrameTruncated',
      id: event,
      cause,
      at: draft.now,
      line: passage.setting.name,
      frame: id,
      octets: left,
      fault: script?.says ?? odds?.says ?? '',
    });
  }
  return [frameFromOctets(octetsWithFcs(data).slice(0, left)), event];
};

/** Step 4: what is left of the frame after corruption, and after it truncation. */
export const damaged = <S>(
  draft: Draft<S>,
  passage: Passage,
  scripts: ReadonlyArray<Script>,
  id: FrameId,
  data: Frame,
  cause: EventId,
): readonly [Frame, EventId] => {
  const [struck, since] = corrupted(draft, passage, scripts, id, data, cause);
  return passage.faults.more === undefined && scripts.length === 0
    ? [struck, since]
    : truncated(draft, passage, scripts, id, struck, since);
};
