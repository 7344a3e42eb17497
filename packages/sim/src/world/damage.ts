// What happens to the octets of a frame: a bit is flipped, the end is missing.
import type { Frame } from '@sockeye/core';
import { frameFromOctets, frameLength, octetsWithFcs } from '@sockeye/core';
import { draw, happens, oneOf, PURPOSE } from '../chance.ts';
import { acts } from '../fault/models/Span.ts';
import type { EventId } from '../trace/Event.ts';
import type { FrameId } from '../trace/identity.ts';
import { copyOf, ordinalOf } from '../trace/identity.ts';
import type { Draft } from './draft.ts';
import { nextId } from './draft.ts';
import type { Passage } from './passage.ts';
import { find, strikes } from './passage.ts';

/** The frame with one bit flipped: born with its bytes, so that whoever hears it must read and verify them. */
const flip = (frame: Frame, bit: number): Frame => {
  const octets = octetsWithFcs(frame).slice();
  octets[bit >> 3] = (octets[bit >> 3] ?? 0) ^ (0x80 >> (bit & 7));
  return frameFromOctets(octets);
};

/** Step 4: one bit, of all octets that are sent, the FCS included. */
const corrupted = <S>(
  draft: Draft<S>,
  passage: Passage,
  id: FrameId,
  data: Frame,
  cause: EventId,
): readonly [Frame, EventId] => {
  const script = find(passage.scripts, 'Corrupt');
  const odds = passage.state.faults.corrupt;
  if (script === undefined && !strikes(draft, passage, odds, 'corrupt', id)) return [data, cause];
  const bits = (frameLength(data) + 4) * 8;
  const number = draw(draft.setting.seed, passage.setting.key, ordinalOf(id), copyOf(id), PURPOSE.bit);
  const bit = script?.action.bit ?? oneOf(bits, number);
  // A script may name a bit beyond the end of this frame: then there is nothing to flip.
  if (bit >= bits) return [data, cause];
  const event = nextId(draft);
  draft.events.push({
    _tag: 'FrameCorrupted',
    id: event,
    cause,
    at: draft.now,
    line: passage.setting.name,
    frame: id,
    bit,
    fault: script?.says ?? odds.says,
  });
  return [flip(data, bit), event];
};

/** A number for what netem does not seed: always by key. */
const keyed = <S>(draft: Draft<S>, passage: Passage, id: FrameId, purpose: 12 | 13): number =>
  draw(draft.setting.seed, passage.setting.key, ordinalOf(id), copyOf(id), purpose);

const truncated = <S>(
  draft: Draft<S>,
  passage: Passage,
  id: FrameId,
  data: Frame,
  cause: EventId,
): readonly [Frame, EventId] => {
  const odds = passage.state.faults.more?.truncate;
  if (odds === undefined || odds.threshold === 0 || !acts(odds, draft.now)) return [data, cause];
  if (!happens(odds.threshold, keyed(draft, passage, id, PURPOSE.truncate))) return [data, cause];
  const length = frameLength(data) + 4;
  const left = odds.octets ?? oneOf(length, keyed(draft, passage, id, PURPOSE.length));
  // A frame that is no longer than what would be left of it stays whole.
  if (left >= length) return [data, cause];
  const event = nextId(draft);
  draft.events.push({
    _tag: 'FrameTruncated',
    id: event,
    cause,
    at: draft.now,
    line: passage.setting.name,
    frame: id,
    octets: left,
    fault: odds.says,
  });
  return [frameFromOctets(octetsWithFcs(data).slice(0, left)), event];
};

/** Step 4: what is left of the frame after corruption, and after it truncation. */
export const damaged = <S>(
  draft: Draft<S>,
  passage: Passage,
  id: FrameId,
  data: Frame,
  cause: EventId,
): readonly [Frame, EventId] => {
  const [struck, since] = corrupted(draft, passage, id, data, cause);
  return passage.state.faults.more === undefined ? [struck, since] : truncated(draft, passage, id, struck, since);
};
