import { milliseconds, seconds } from '../../basis/time.ts';
import { RFC9293_PARAMETERS } from '../parameters.ts';
import { cubic } from '../congestion/cubic.ts';
import { reno } from '../congestion/reno.ts';
import { freebsdLayout } from './layouts.ts';
import type { Profile } from './Profile.ts';
import { rfc9293 } from './rfc9293.ts';

/**
 * FreeBSD's TCP with the settings that its test suites use.
 *
 * @category profiles
 * @since 0.1.0
 */
export const freebsd: Profile = {
  ...rfc9293,
  name: 'freebsd',
  parameters: {
    ...RFC9293_PARAMETERS,
    minimumRto: milliseconds(200),
    maximumRto: seconds(64),
    rtoAfterLostSyn: seconds(1),
    synAckRetransmissions: 3,
    retransmissions: 12,
    keepAliveProbes: 8,
  },
  handshake: {
    ...rfc9293.handshake,
    layout: freebsdLayout,
    // kern.ipc.maxsockbuf, 2 MiB: the smallest shift with which it can be offered.
    shift: () => 6,
    wholeSegmentBuffers: true,
  },
  acknowledging: { quick: 0, dialogue: false },
  estimator: 'freebsd',
  recovery: { ...rfc9293.recovery, rack: false, tlp: false, frto: false },
  window: { ...rfc9293.window, control: cubic, controls: [cubic, reno] },
  sending: { nagle: 'any' },
  receiveWindow: 'space',
  ecn: { ...rfc9293.ecn, holds: false },
  fastOpen: { ...rfc9293.fastOpen, client: true },
  robustness: {
    ...rfc9293.robustness,
    synFin: 'accept',
    ackOfUnsent: 'challenge',
    timestampsRequired: true,
    resetWhenGivenUp: 'always',
  },
};
