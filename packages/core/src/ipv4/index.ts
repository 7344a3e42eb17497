import type { ArpService } from '../arp/Service.ts';
import type { Layer } from '../basis/layer.ts';
import type { Ipv4Config, RouterConfig } from './place.ts';
import { placeOf, placeOfRouter } from './place.ts';
import type { Ipv4Service } from './Service.ts';
import type { Ipv4State } from './State.ts';
import { deadline, initial } from './State.ts';
import { step } from './step.ts';

export type { Ipv4Config } from './place.ts';
export { linkTo } from './routing.ts';
export type { Route } from './routing.ts';
export type { Ipv4Service, PacketError } from './Service.ts';
export type { Ipv4State } from './State.ts';

/**
 * The Internet Protocol of a host with one interface.
 *
 * Takes   its address and network, the MTU of its link, its gateway, and the key of its first identification
 * Gives   a layer that finds the next hop, cuts and joins, and speaks of errors with ICMP
 * RFC     791; 792; 1122 §3
 *
 * @category constructors
 * @since 0.1.0
 */
export const ipv4 = (config: Ipv4Config): Layer<Ipv4State, Ipv4Service, ArpService> => ({
  initial: initial(config.seed),
  step: step(placeOf(config)),
  deadline,
});

/**
 * The Internet Protocol of a router: the same machine, with several interfaces, and forwarding.
 *
 * Its words to and from ARP are those of a host: the link to a next hop is the one on whose network the next hop lies, so
 * whoever stands beneath finds it with `linkTo`.
 *
 * Takes   its interfaces, its static routes, and the key of its first identification
 * Gives   a layer that sends the packets of others onward, and is a host at each of its addresses
 * RFC     1812 §4.2, §4.3, §5.2, §5.3
 *
 * @category constructors
 * @since 0.1.0
 */
export const ipv4Router = (config: RouterConfig): Layer<Ipv4State, Ipv4Service, ArpService> => ({
  initial: initial(config.seed),
  step: step(placeOfRouter(config)),
  deadline,
});
