import type { Layer } from '../basis/layer.ts';
import type { Ipv4Service } from '../ipv4/Service.ts';
import { secretOf } from './initialSequence.ts';
import { rfc9293 } from './profile/rfc9293.ts';
import type { TcpService } from './Service.ts';
import type { TcpState } from './State.ts';
import { deadline, initial } from './State.ts';
import { step } from './step.ts';
import type { TcpConfig } from './Turn.ts';

/**
 * The TCP floor. (RFC 9293)
 *
 * Takes   the key of all chance, the link's MTU in octets; the secret of initial sequence numbers, if it is to be another than
 *         what follows from the seed; the profile, if it is to be another than the RFCs'
 * Gives   the layer that stands on IPv4
 *
 * @example
 * over(tcp({ seed: 7, mtu: 1500 }), ipv4(config))
 *
 * @category constructors
 * @since 0.1.0
 */
export const tcp = (
  config: Pick<TcpConfig, 'seed' | 'mtu'> & Partial<TcpConfig>,
): Layer<TcpState, TcpService, Ipv4Service> => ({
  initial,
  step: step({
    seed: config.seed,
    secret: config.secret ?? secretOf(config.seed),
    mtu: config.mtu,
    profile: config.profile ?? rfc9293,
  }),
  deadline,
});
