// A frame on its way through the faults of one line: what it draws, and which scripts name it.
import type { EthernetFrame, Instant } from '@sockeye/core';
import { SYN } from '@sockeye/core';
import type { Purpose } from '../chance.ts';
import { correlated, draw, happens, PURPOSE } from '../chance.ts';
import type { Faults, Odds, Script } from '../fault/compile.ts';
import type { Counts } from '../fault/meaning.ts';
import { flowOf } from '../fault/queues/flow.ts';
import type { FrameId } from '../trace/identity.ts';
import { copyOf, ordinalOf } from '../trace/identity.ts';
import type { Draft } from './draft.ts';
import type { Passage } from './memory.ts';
import { generated, remember, remembered } from './memory.ts';
import type { Memory } from './World.ts';

export type { Passage } from './memory.ts';

export const NO_SCRIPTS: ReadonlyArray<Script> = [];

/** Does a script mean the frame with this number among those that it counts? */
const names = ({ which, occurrence, since, until }: Script, count: number, now: Instant): boolean =>
  (which === undefined ? count === occurrence : which === 'every' ? count % occurrence === 0 : count <= occurrence) &&
  now >= since &&
  now < until;

/** The scripted faults that name this frame. Those that name octets count for themselves: see `rangedScripts`. */
export const scriptsFor = ({ scripts }: Faults, counts: Counts, set: number, now: Instant): ReadonlyArray<Script> => {
  if (scripts.length === 0) return NO_SCRIPTS;
  return scripts.filter(
    (script) =>
      script.octets === undefined && (script.set & set) !== 0 && names(script, counts[script.meaning] ?? 0, now),
  );
};

/** The scripted faults that name octets of this frame. Each counts the frames that have any of its octets, resends included. */
export const rangedScripts = (
  passage: Passage,
  frame: EthernetFrame | undefined,
  now: Instant,
): ReadonlyArray<Script> => {
  const packet = frame?.payload;
  if (frame === undefined || packet?._tag !== 'Ipv4' || packet.payload._tag !== 'Tcp') return NO_SCRIPTS;
  const { seq, control, payload } = packet.payload;
  const flow = flowOf(frame, 0);
  if ((control & SYN) !== 0) {
    remember(passage, { origins: remembered(passage).origins.set(flow, seq) });
    return NO_SCRIPTS;
  }
  const origin = remembered(passage).origins.get(flow);
  if (origin === undefined || payload.length === 0) return NO_SCRIPTS;
  // SYN is number 0, the first octet 1.
  const first = (seq - origin) >>> 0;
  // Each range is counted once a frame, however many scripts name it; so a count does not depend on what else is scripted.
  let { ranges } = remembered(passage);
  const counted = new Map<string, number>();
  const named = passage.faults.scripts.filter((script) => {
    const { octets } = script;
    if (octets === undefined || first > octets.last || first + payload.length - 1 < octets.first) return false;
    const range = `${octets.first}..${octets.last}`;
    const count = counted.get(range) ?? (ranges.get(range) ?? 0) + 1;
    counted.set(range, count);
    ranges = ranges.set(range, count);
    return names(script, count, now);
  });
  if (counted.size > 0) remember(passage, { ranges });
  return named;
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

export type Remembered = Exclude<keyof Memory, 'counter' | 'models'>;

/** The number that a frame draws for a purpose by itself: by key, or from netem's own generator where the line has one. */
export const freshNumber = <S>(draft: Draft<S>, passage: Passage, id: FrameId, purpose: Purpose): number => {
  const seed = passage.faults.more?.seed;
  return seed === undefined
    ? draw(draft.setting.seed, passage.setting.key, ordinalOf(id), copyOf(id), purpose)
    : generated(passage, seed);
};

/** The number that a frame draws for a purpose; under correlation it depends on the one before it, and is remembered. */
export const drawn = <S>(draft: Draft<S>, passage: Passage, odds: Odds, purpose: Remembered, id: FrameId): number => {
  const fresh = freshNumber(draft, passage, id, PURPOSE[purpose]);
  if (odds.rho === 0) return fresh;
  const number = correlated(odds.rho, fresh, passage.memory[purpose]);
  passage.memory = { ...passage.memory, [purpose]: number };
  return number;
};

export const strikes = <S>(draft: Draft<S>, passage: Passage, odds: Odds, purpose: Remembered, id: FrameId): boolean =>
  odds.threshold !== 0 &&
  draft.now >= odds.since &&
  draft.now < odds.until &&
  happens(odds.threshold, drawn(draft, passage, odds, purpose, id));
