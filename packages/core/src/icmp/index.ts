import type { Layer } from '../basis/layer.ts';
import type { Ipv4Service } from '../ipv4/Service.ts';
import type { IcmpService } from './Service.ts';
import type { IcmpState } from './State.ts';
import { deadline, initial } from './State.ts';
import { step } from './step.ts';

export type { IcmpService } from './Service.ts';
export type { IcmpState } from './State.ts';

/**
 * Echo, the part of ICMP that is a conversation: `ping` and its answer.
 *
 * Gives   a layer that answers requests, sends them, and tells of replies and of errors about them
 * RFC     792; 1122 §3.2.2.6
 *
 * @category constructors
 * @since 0.1.0
 */
export const icmp = (): Layer<IcmpState, IcmpService, Ipv4Service> => ({ initial, step, deadline });
