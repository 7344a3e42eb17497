import { milliseconds, NO_TIME, seconds } from '../../basis/time.ts';
import { RFC9293_PARAMETERS } from '../parameters.ts';
import { LINUX_CONTROLS } from '../congestion/controls.ts';
import { linuxCubic } from '../congestion/linuxCubic.ts';
import { linuxLayout } from './layouts.ts';
import type { Profile } from './Profile.ts';
import { rfc9293 } from './rfc9293.ts';

/** The largest receive buffer that Linux would grow to (net.ipv4.tcp_rmem, third): it decides the shift. */
const LARGEST_BUFFER = 15_728_640;

const log2 = (n: number): number => 31 - Math.clz32(n);

/**
 * Linux 6.x with the settings that its test suites use.
 *
 * @category profiles
 * @since 0.1.0
 */
export const linux: Profile = {
  ...rfc9293,
  name: 'linux',
  parameters: {
    ...RFC9293_PARAMETERS,
    minimumRto: milliseconds(200),
    maximumRto: seconds(120),
    timerSlack: milliseconds(2),
    synRetransmissions: 5,
    synAckRetransmissions: 5,
  },
  handshake: {
    ...rfc9293.handshake,
    layout: linuxLayout,
    shift: (receiveBuffer) => Math.min(Math.max(log2(Math.max(receiveBuffer, LARGEST_BUFFER)) - 15, 0), 14),
  },
  acknowledging: { quick: 16, dialogue: true },
  estimator: 'linux',
  window: {
    control: linuxCubic,
    controls: LINUX_CONTROLS,
    // TCP_INIT_CWND, whatever the size of a segment.
    initial: (smss) => 10 * smss,
    toleratedSyns: 1,
    accounting: 'segments',
    afterIdle: 'keep',
  },
  sending: { nagle: 'small' },
  ecn: { ...rfc9293.ecn, option: 'changes', holds: false, everything: true },
  fastOpen: {
    client: true,
    server: true,
    withoutCookie: false,
    clientWithoutCookie: false,
    everyListener: true,
    // tcp_fastopen_blackhole_timeout_sec is 0 since Linux 5.14; losses of one server are not remembered since 4.16.
    blackholePause: NO_TIME,
    negativeCaching: false,
    key: 'a1a1a1a1b2b2b2b2c3c3c3c3d4d4d4d4',
  },
  robustness: {
    ...rfc9293.robustness,
    synFin: 'drop',
    ackOfUnsent: 'challenge',
    challengeDistance: milliseconds(500),
    synCookies: 'overflow',
    icmpEndsOpening: true,
    resetWhenGivenUp: 'idle',
  },
};
