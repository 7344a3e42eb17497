// netem's `loss state`: four states, one draw a frame. (sch_netem.c, loss_4state)
//
//   1 received in a gap ── p13 ──▶ 3 lost in a burst ── p32 ──▶ 2 received in a burst
//     │  ▲                           │      ▲                     │
//    p14 └──── always ── 4 lost      p31    └──────── p23 ────────┘
//     └────────────────▶ alone       └──▶ 1
//
// Long-run loss (π₃ + π₄) / Σπ, where π₁ = 1, π₄ = p14, π₃ = p13 / p31, π₂ = π₃ · p32 / p23.
import { threshold } from '../../chance.ts';
import { readPercent } from '../../data/quantities.ts';
import { withDefault, optional } from '../../data/record.ts';
import type { FourStateLaw } from './laws.ts';
import type { Random } from '../Random.ts';
import { takePercent } from '../Reading.ts';
import { percent } from './fields.ts';
import type { Model } from './Model.ts';

/** All in percent. */
export interface FourState extends Random {
  readonly _tag: 'FourState';
  readonly p13: number;
  /** Undefined: 100 − p13. */
  readonly p31: number | undefined;
  readonly p32: number;
  readonly p23: number;
  readonly p14: number;
}

/**
 * What becomes of a frame. Where a number falls on a threshold itself, the state stays and nothing is lost, as in the kernel.
 *
 * Takes   the law, the state before (1 to 4), and the number that the frame draws
 * Gives   whether it is lost, and the state after
 *
 * @category faults
 * @since 0.1.0
 */
export const fourState = (law: FourStateLaw, state: number, drawn: number): readonly [lost: boolean, state: number] => {
  const { p13, p31, p32, p23, p14 } = law;
  switch (state) {
    case 2:
      return drawn < p23 ? [true, 3] : [false, 2];
    case 3:
      if (drawn < p32) return [false, 2];
      if (drawn > p32 && drawn < p31 + p32) return [false, 1];
      return [drawn > p31 + p32, 3];
    case 4:
      return [false, 1];
    default:
      if (drawn < p14) return [true, 4];
      return drawn > p14 && drawn < p13 + p14 ? [true, 3] : [false, 1];
  }
};

const p31Of = ({ p13, p31 }: FourState): number => p31 ?? 100 - p13;

/** The share of frames that are lost in the long run, in percent. */
export const fourStateRate = (fault: FourState): number => {
  const { p13, p32, p23, p14 } = fault;
  if (p13 === 0) return (100 * p14) / (100 + p14);
  const p31 = p31Of(fault);
  // Whoever cannot leave the burst stays in it: then state 1 is never seen again.
  const inGap = p31 === 0 ? 0 : 1;
  const lost = p31 === 0 ? 1 : p13 / p31;
  const between = p32 === 0 ? 0 : (lost * p32) / p23;
  const alone = (inGap * p14) / 100;
  return (100 * (lost + alone)) / (inGap + between + lost + alone);
};

export const fourStateModel: Model<FourState> = {
  tag: 'FourState',
  phrase: 'loss state',
  place: 'loss',
  read: (words) => {
    const p13 = takePercent(words);
    const p31 = words.maybe(readPercent);
    const p32 = p31 === undefined ? undefined : words.maybe(readPercent);
    const p23 = p32 === undefined ? undefined : words.maybe(readPercent);
    const p14 = p23 === undefined ? undefined : words.maybe(readPercent);
    return { _tag: 'FourState', p13, p31, p32: p32 ?? 0, p23: p23 ?? 100, p14: p14 ?? 0 };
  },
  show: ({ p13, p31, p32, p23, p14 }) =>
    p31 === undefined && p32 === 0 && p23 === 100 && p14 === 0
      ? `loss state ${p13}%`
      : `loss state ${p13}% ${p31 ?? 100 - p13}% ${p32}% ${p23}% ${p14}%`,
  fields: {
    p13: percent,
    p31: optional(percent),
    p32: withDefault(percent, 0),
    p23: withDefault(percent, 100),
    p14: withDefault(percent, 0),
  },
  refuse: (fault) => {
    if (fault.p13 + fault.p14 > 100)
      return 'p13 and p14 are together more than 100 %: a frame leaves state 1 only once';
    if (p31Of(fault) + fault.p32 > 100) {
      return 'p31 and p32 are together more than 100 %: a frame leaves state 3 only once';
    }
    return fault.p32 > 0 && fault.p23 === 0
      ? 'p32 leads to state 2, and p23 of 0 % never leads back: nothing would be lost from then on'
      : undefined;
  },
  prepare: (fault, span, more) => {
    more.loss = {
      ...span,
      law: {
        _tag: 'FourState',
        p13: threshold(fault.p13),
        p31: threshold(p31Of(fault)),
        p32: threshold(fault.p32),
        p23: threshold(fault.p23),
        p14: threshold(fault.p14),
      },
    };
  },
};
