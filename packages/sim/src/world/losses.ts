// Whom chance takes: a percentage, or a law that remembers; and the bound on both.
import type { Frame } from '@sockeye/core';
import { PURPOSE } from '../chance.ts';
import { atMost } from '../fault/models/atMost.ts';
import { burst } from '../fault/models/burst.ts';
import { marked } from '../fault/models/ecn.ts';
import { fourState } from '../fault/models/fourState.ts';
import { gilbertElliott } from '../fault/models/gilbertElliott.ts';
import type { LossLaw } from '../fault/models/laws.ts';
import { acts } from '../fault/models/Span.ts';
import type { EventId } from '../trace/Event.ts';
import type { FrameId } from '../trace/identity.ts';
import type { Draft } from './draft.ts';
import { nextId } from './draft.ts';
import type { Passage } from './memory.ts';
import { remember, remembered } from './memory.ts';
import { freshNumber, strikes } from './passage.ts';

const byLaw = <S>(draft: Draft<S>, passage: Passage, law: LossLaw, id: FrameId): boolean => {
  const { loss } = remembered(passage);
  const number = (purpose: 1 | 7): number => freshNumber(draft, passage, id, purpose);
  let said: readonly [lost: boolean, state: number];
  if (law._tag === 'GilbertElliott') {
    // The kernel draws the move first, then the loss.
    const move = number(PURPOSE.move);
    said = gilbertElliott(law, loss, move, number(PURPOSE.loss));
  } else {
    const drawn = number(PURPOSE.loss);
    said = law._tag === 'FourState' ? fourState(law, loss, drawn) : burst(law, loss, drawn);
  }
  remember(passage, { loss: said[1] });
  return said[0];
};

/** The words of the fault by which chance takes this frame; undefined: it may pass. */
export const takes = <S>(draft: Draft<S>, passage: Passage, id: FrameId): string | undefined => {
  const { loss, more } = passage.faults;
  if (more === undefined) return strikes(draft, passage, loss, 'loss', id) ? loss.says : undefined;
  const law = more.loss;
  const taken =
    law !== undefined && acts(law, draft.now)
      ? byLaw(draft, passage, law.law, id)
      : strikes(draft, passage, loss, 'loss', id);
  const says = law?.says ?? loss.says;
  const { bound } = more;
  if (bound === undefined || !acts(bound, draft.now)) return taken ? says : undefined;
  const [lost, losses] = atMost(bound, remembered(passage).losses, taken);
  remember(passage, { losses });
  return lost ? says : undefined;
};

/** The frame with a mark instead of its loss, where the line has `ecn` and the frame can carry one. */
export const mark = <S>(
  draft: Draft<S>,
  passage: Passage,
  id: FrameId,
  data: Frame,
  cause: EventId,
): readonly [Frame, EventId] | undefined => {
  const ecn = passage.faults.more?.ecn;
  return ecn === undefined || !acts(ecn, draft.now) ? undefined : markedBy(draft, passage, ecn.says, id, data, cause);
};

/** The same, whoever marks it; undefined where it cannot carry a mark. */
export const markedBy = <S>(
  draft: Draft<S>,
  passage: Passage,
  fault: string,
  id: FrameId,
  data: Frame,
  cause: EventId,
): readonly [Frame, EventId] | undefined => {
  const frame = marked(data);
  if (frame === undefined) return undefined;
  const event = nextId(draft);
  const line = passage.setting.name;
  if (draft.tells.FrameMarked)
    draft.events.push({ _tag: 'FrameMarked', id: event, cause, at: draft.now, line, frame: id, fault });
  return [frame, event];
};
