// All models, in the order in which their words are tried: a longer phrase before a shorter one that it begins with.
import type { AtMost } from './atMost.ts';
import { atMostModel } from './atMost.ts';
import type { Cut, Flap, Hold, Mtu } from './barriers.ts';
import { cutModel, flapModel, holdModel, mtuModel } from './barriers.ts';
import type { Burst } from './burst.ts';
import { burstModel } from './burst.ts';
import type { Clog } from './clog.ts';
import { clogModel } from './clog.ts';
import type { Ecn } from './ecn.ts';
import { ecnModel } from './ecn.ts';
import type { FourState } from './fourState.ts';
import { fourStateModel } from './fourState.ts';
import type { Seed } from './generator.ts';
import { seedModel } from './generator.ts';
import type { GilbertElliott } from './gilbertElliott.ts';
import { gilbertElliottModel } from './gilbertElliott.ts';
import type { Limit } from './limit.ts';
import { limitModel } from './limit.ts';
import type { Model } from './Model.ts';
import type { Rate } from './netemRate.ts';
import { rateModel } from './netemRate.ts';
import type { QueueFault } from './queue.ts';
import { codelModel, dropHeadModel, dropTailModel, fqCodelModel, redModel } from './queue.ts';
import type { RateTrace } from './rateTrace.ts';
import { rateTraceModel } from './rateTrace.ts';
import type { Slot } from './slot.ts';
import { slotModel } from './slot.ts';
import type { Truncation } from './truncate.ts';
import { truncateModel } from './truncate.ts';

/** A fault that is one of the models. */
export type ModelFault =
  | GilbertElliott
  | FourState
  | Burst
  | AtMost
  | Ecn
  | Seed
  | Rate
  | Limit
  | Slot
  | QueueFault
  | Cut
  | Hold
  | Flap
  | Mtu
  | Clog
  | RateTrace
  | Truncation;

/** A model among others: whoever asks it has looked at the tag of the fault first. */
export type AnyModel = Model<ModelFault>;

// The one cast of this room: a model is only ever asked about faults of its own tag.
const any = <F extends ModelFault>(model: Model<F>): AnyModel => model as unknown as AnyModel;

export const MODELS: ReadonlyArray<AnyModel> = [
  any(gilbertElliottModel),
  any(fourStateModel),
  any(burstModel),
  any(atMostModel),
  any(ecnModel),
  any(seedModel),
  any(rateTraceModel),
  any(rateModel),
  any(limitModel),
  any(slotModel),
  any(dropTailModel),
  any(dropHeadModel),
  any(redModel),
  any(codelModel),
  any(fqCodelModel),
  any(cutModel),
  any(holdModel),
  any(flapModel),
  any(mtuModel),
  any(clogModel),
  any(truncateModel),
];

const BY_TAG: ReadonlyMap<string, AnyModel> = new Map(MODELS.map((model) => [model.tag, model]));

/** The model of a fault; undefined: it is one of the plain faults, or a script. */
export const modelOf = (tag: string): AnyModel | undefined => BY_TAG.get(tag);

/** Is it one of the models? */
export const isModelFault = (fault: { readonly _tag: string }): fault is ModelFault => BY_TAG.has(fault._tag);
