// A frame on its way through the faults of one line: what it draws, and how a bit of it is flipped.
import type { Frame, Line } from '@sockeye/core';
import { frameFromOctets, frameLength, octetsWithFcs } from '@sockeye/core';
import { correlated, draw, happens, oneOf, PURPOSE } from '../chance.ts';
import type { Faults, Odds, Script } from '../fault/compile.ts';
import type { EventId } from '../trace/Event.ts';
import type { FrameId } from '../trace/identity.ts';
import { copyOf, ordinalOf } from '../trace/identity.ts';
import type { Draft } from './draft.ts';
import { nextId } from './draft.ts';
import type { Counts } from '../fault/meaning.ts';
import type { File, LineSetting, Memory } from './World.ts';

/** Local to one call of `convey`: what changes of the line changes here while the frame is judged, and becomes its next state. */
export interface Passage {
  readonly index: number;
  readonly setting: LineSetting;
  readonly faults: Faults;
  line: Line;
  file: File;
  memory: Memory;
}

export const NO_SCRIPTS: ReadonlyArray<Script> = [];

/** The scripted faults that name this frame. */
export const scriptsFor = ({ scripts }: Faults, counts: Counts, set: number): ReadonlyArray<Script> => {
  if (scripts.length === 0) return NO_SCRIPTS;
  return scripts.filter((script) => (script.set & set) !== 0 && counts[script.meaning] === script.occurrence);
};

/** The first scripted action of a kind. */
export const find = <Tag extends Script['action']['_tag']>(
  scripts: ReadonlyArray<Script>,
  tag: Tag,
): { readonly says: string; readonly action: Extract<Script['action'], { readonly _tag: Tag }> } | undefined => {
  for (const script of scripts) {
    if (script.action._tag === tag) {
      return { says: script.says, action: script.action as Extract<Script['action'], { readonly _tag: Tag }> };
    }
  }
  return undefined;
};

export type Remembered = Exclude<keyof Memory, 'counter'>;

/** The number that a frame draws for a purpose; under correlation it depends on the one before it, and is remembered. */
export const drawn = <S>(draft: Draft<S>, passage: Passage, odds: Odds, purpose: Remembered, id: FrameId): number => {
  const fresh = draw(draft.setting.seed, passage.setting.key, ordinalOf(id), copyOf(id), PURPOSE[purpose]);
  if (odds.rho === 0) return fresh;
  const number = correlated(odds.rho, fresh, passage.memory[purpose]);
  passage.memory = { ...passage.memory, [purpose]: number };
  return number;
};

export const strikes = <S>(draft: Draft<S>, passage: Passage, odds: Odds, purpose: Remembered, id: FrameId): boolean =>
  odds.threshold !== 0 && draft.now < odds.until && happens(odds.threshold, drawn(draft, passage, odds, purpose, id));

/** The frame with one bit flipped: born with its bytes, so that whoever hears it must read and verify them. */
const flip = (frame: Frame, bit: number): Frame => {
  const octets = octetsWithFcs(frame).slice();
  octets[bit >> 3] = (octets[bit >> 3] ?? 0) ^ (0x80 >> (bit & 7));
  return frameFromOctets(octets);
};

/** Step 4: one bit, of all octets that are sent, the FCS included. */
export const corrupted = <S>(
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
  const bits = (frameLength(data) + 4) * 8;
  const number = draw(draft.setting.seed, passage.setting.key, ordinalOf(id), copyOf(id), PURPOSE.bit);
  const bit = script?.action.bit ?? oneOf(bits, number);
  // A script may name a bit beyond the end of this frame: then there is nothing to flip.
  if (bit >= bits) return [data, cause];
  const event = nextId(draft);
  if (draft.tells.FrameCorrupted) {
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
  }
  return [flip(data, bit), event];
};
