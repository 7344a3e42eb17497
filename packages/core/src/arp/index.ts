import type { Layer } from '../basis/layer.ts';
import type { EthernetService } from '../ethernet/Service.ts';
import type { ArpService } from './Service.ts';
import type { ArpConfig, ArpState } from './State.ts';
import { deadline, initial } from './State.ts';
import { step } from './step.ts';

export type { ArpService } from './Service.ts';
export type { ArpConfig, ArpParameters, ArpState, Neighbour } from './State.ts';
export { PARAMETERS as ARP_PARAMETERS } from './State.ts';

/**
 * Address resolution: from "this packet, to that next hop" to "this frame, to that station".
 *
 * Takes   our hardware and Internet address, the prefix of the link; static entries and the open numbers where they differ
 * Gives   a layer that asks, answers, remembers, and holds the packets that wait
 * RFC     826; 1122 §2.3.2
 *
 * @category constructors
 * @since 0.1.0
 */
export const arp = (config: ArpConfig): Layer<ArpState, ArpService, EthernetService> => ({
  initial: initial(config),
  step: step(config),
  deadline,
});
