import type { Layer } from '../basis/layer.ts';
import type { Ipv4Service } from '../ipv4/Service.ts';
import type { UdpService } from './Service.ts';
import type { UdpState } from './State.ts';
import { deadline, initial } from './State.ts';
import { step } from './step.ts';

export type { UdpService, UdpUser } from './Service.ts';
export type { UdpState } from './State.ts';

/**
 * The User Datagram Protocol: ports on top of IPv4, and a checksum.
 *
 * Gives   a layer that sends datagrams, and tells whoever is bound to a port of those that come and of those that failed
 * RFC     768; 1122 §4.1
 *
 * @category constructors
 * @since 0.1.0
 */
export const udp = (): Layer<UdpState, UdpService, Ipv4Service> => ({ initial, step, deadline });
