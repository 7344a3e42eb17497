import type { Layer } from '../basis/layer.ts';
import type { CableService } from '../cable/Service.ts';
import type { EthernetService } from './Service.ts';
import type { EthernetConfig, EthernetState } from './State.ts';
import { deadline, initial } from './State.ts';
import { step } from './step.ts';

export type { EthernetService } from './Service.ts';
export type { EthernetConfig, EthernetState } from './State.ts';

/**
 * A station of an Ethernet.
 *
 * Takes   its hardware address, and the largest payload of its link
 * Gives   a layer that sends frames from that address, and tells of those for it, for all, and for groups
 * RFC     894; IEEE 802.3
 *
 * @category constructors
 * @since 0.1.0
 */
export const ethernet = (config: EthernetConfig): Layer<EthernetState, EthernetService, CableService> => ({
  initial,
  step: step(config),
  deadline,
});
