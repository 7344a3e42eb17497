import type { Bytes } from '../../basis/bytes.ts';
import { concatBytes, NO_BYTES } from '../../basis/bytes.ts';
import type { Input, Output, Transition } from '../../basis/layer.ts';
import { indicate, note, NOTHING, request } from '../../basis/layer.ts';
import { append, EMPTY_ROPE, rope, toBytes } from '../../basis/rope.ts';
import type { Instant } from '../../basis/time.ts';
import type { StreamService } from '../stream/Service.ts';
import { rules } from './rules.ts';
import type { LinesService } from './Service.ts';
import type { LinesConfig, LinesState } from './State.ts';
import { hasMore, isHeld } from './State.ts';

type Word = Output<LinesService, StreamService>;

type Step = Transition<LinesState, Word>;

const CR = 13;
const LF = 10;

/** Where the next line ends: the place of its LF; -1: not in these octets. `bare`: an LF without a CR was passed over, or ended it. */
const findEnd = (
  { fresh, afterCr }: LinesState,
  bareEnds: boolean,
): { readonly at: number; readonly bare: boolean; readonly isBareEnd: boolean } => {
  let bare = false;
  for (let from = 0; ;) {
    const at = fresh.indexOf(LF, from);
    if (at < 0) return { at, bare, isBareEnd: false };
    if (at === 0 ? afterCr : fresh[at - 1] === CR) return { at, bare, isBareEnd: false };
    bare = true;
    if (bareEnds) return { at, bare, isBareEnd: true };
    from = at + 1;
  }
};

/** A line has ended; what it has is told, unless it was too long. */
const ended = (state: LinesState, config: LinesConfig, at: number, bare: boolean, isBareEnd: boolean): Step => {
  const rest = state.fresh.subarray(at + 1);
  const next: LinesState = { ...state, partial: EMPTY_ROPE, skips: false, afterCr: false, bare: false, fresh: rest };
  if (state.skips) return [next, NOTHING];
  const whole = toBytes(append(state.partial, rope(state.fresh.subarray(0, at))));
  const octets = isBareEnd ? whole : whole.subarray(0, whole.length - 1);
  if (octets.length > config.limit) return [next, [note(rules['too-long']), indicate({ _tag: 'TooLong' })]];
  const isBare = bare || octets.includes(CR);
  const told = indicate({ _tag: 'Line' as const, octets, bare: isBare });
  return [next, isBare ? [note(rules.bare), told] : [told]];
};

/** A line goes on beyond what has come. */
const goesOn = (state: LinesState, { limit }: LinesConfig, bare: boolean): Step => {
  const afterCr = state.fresh[state.fresh.length - 1] === CR;
  const next: LinesState = { ...state, fresh: NO_BYTES, afterCr, bare };
  if (state.skips) return [next, NOTHING];
  const length = state.partial.length + state.fresh.length;
  // A CR at the end may belong to the line's end.
  if (length - (afterCr ? 1 : 0) > limit) {
    const skipping = { ...next, partial: EMPTY_ROPE, skips: true };
    return [skipping, [note(rules['too-long']), indicate({ _tag: 'TooLong' })]];
  }
  return [{ ...next, partial: append(state.partial, rope(state.fresh)) }, NOTHING];
};

const line = (state: LinesState, config: LinesConfig): Step => {
  const { at, bare, isBareEnd } = findEnd(state, config.bareEnds === true);
  return at < 0 ? goesOn(state, config, state.bare || bare) : ended(state, config, at, state.bare || bare, isBareEnd);
};

const octets = (state: LinesState): Step => {
  const taken = state.fresh.subarray(0, Math.min(state.fresh.length, state.span));
  const left = state.span - taken.length;
  return [
    { ...state, fresh: state.fresh.subarray(taken.length), span: left },
    [indicate({ _tag: 'Octets', octets: taken, left })],
  ];
};

/** One thing that is there is told, and what remains is due at once. */
const goOn = (state: LinesState, config: LinesConfig, now: Instant): Step => {
  let at: LinesState = { ...state, due: undefined };
  while (at.fresh.length > 0 && !isHeld(at)) {
    const [next, said] = at.span > 0 ? octets(at) : line(at, config);
    at = next;
    if (said.length > 0) return [{ ...at, due: hasMore(at) ? now : undefined }, said];
  }
  if (!at.hasEnded || isHeld(at)) return [at, NOTHING];
  const inside = at.partial.length > 0 || at.skips || (at.span > 0 && at.span < Infinity);
  return [{ ...at, hasEnded: false }, [indicate({ _tag: 'Finished', inside })]];
};

/** What was held up goes on at once. */
const resumed = (state: LinesState, now: Instant): LinesState => ({ ...state, due: hasMore(state) ? now : undefined });

const requested = (state: LinesState, asked: LinesService['request'], now: Instant): Step => {
  switch (asked._tag) {
    case 'TakeOctets':
      return [{ ...state, span: asked.count }, NOTHING];
    case 'TakeRest':
      return [{ ...state, span: Infinity }, NOTHING];
    case 'Pause':
      return [{ ...state, isPaused: true, due: undefined }, [request(asked)]];
    case 'Resume':
      return [resumed({ ...state, isPaused: false }, now), [request(asked)]];
    case 'Send':
      return [{ ...state, owed: state.owed + asked.octets.length }, [request(asked)]];
    case 'Finish':
    case 'Abort':
      return [state, [request(asked)]];
  }
};

/** Behind what waits already. */
const joined = (fresh: Bytes, octets: Bytes): Bytes => (fresh.length === 0 ? octets : concatBytes([fresh, octets]));

const indicated = (state: LinesState, config: LinesConfig, told: StreamService['indication'], now: Instant): Step => {
  switch (told._tag) {
    case 'Received': {
      const more = { ...state, fresh: joined(state.fresh, told.octets) };
      return state.due === undefined ? goOn(more, config, now) : [more, NOTHING];
    }
    case 'Finished': {
      const over = { ...state, hasEnded: true };
      return state.due === undefined ? goOn(over, config, now) : [over, NOTHING];
    }
    case 'Broken':
      return [{ ...state, fresh: NO_BYTES, due: undefined }, [indicate(told)]];
    case 'Drained':
      return [resumed({ ...state, owed: 0 }, now), [indicate(told)]];
  }
};

/**
 * One step of the floor: at most one line or span is told, and what remains is due at once.
 *
 * @category step
 * @since 0.1.0
 */
export const step =
  (config: LinesConfig) =>
  (state: LinesState, input: Input<LinesService, StreamService>, now: Instant): Step => {
    if (input._tag === 'Requested') return requested(state, input.request, now);
    if (input._tag === 'Indicated') return indicated(state, config, input.indication, now);
    return state.due === undefined || state.due > now ? [state, NOTHING] : goOn(state, config, now);
  };
