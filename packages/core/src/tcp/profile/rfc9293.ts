import { milliseconds, NO_TIME, seconds } from '../../basis/time.ts';
import { shiftFor } from '../handshakeOptions.ts';
import { RFC9293_PARAMETERS } from '../parameters.ts';
import { CONTROLS } from '../congestion/controls.ts';
import { initialWindow } from '../congestion/initialWindow.ts';
import { reno } from '../congestion/reno.ts';
import { linuxLayout } from './layouts.ts';
import type { Profile } from './Profile.ts';

/**
 * A TCP as the RFCs would have it: what every host is, unless it is told to be another.
 *
 * @example
 * rfc9293.recovery.rack // true
 *
 * @category profiles
 * @since 0.1.0
 */
export const rfc9293: Profile = {
  name: 'rfc9293',
  parameters: RFC9293_PARAMETERS,
  handshake: {
    windowScale: true,
    sack: true,
    timestamps: true,
    layout: linuxLayout,
    shift: shiftFor,
    plainFrom: undefined,
    wholeSegmentBuffers: false,
    synWindow: (receiveBuffer) => Math.min(receiveBuffer, 65_535),
  },
  timestampTick: milliseconds(1),
  acknowledging: { quick: 0, dialogue: false },
  estimator: 'rfc6298',
  recovery: {
    rack: true,
    tlp: true,
    prr: true,
    frto: true,
    limitedTransmit: true,
    dsack: true,
    undo: true,
    duplicates: 3,
    mostReordering: 300,
  },
  window: {
    control: reno,
    controls: CONTROLS,
    initial: initialWindow,
    toleratedSyns: 0,
    accounting: 'octets',
    afterIdle: 'restart',
  },
  sending: { nagle: 'any' },
  receiveWindow: 'steps',
  ecn: {
    initiate: 'off',
    accept: 'classic',
    fallback: true,
    option: 'never',
    synAck: false,
    holds: true,
    everything: false,
  },
  fastOpen: {
    client: false,
    server: false,
    withoutCookie: false,
    clientWithoutCookie: false,
    everyListener: false,
    blackholePause: seconds(3_600),
    negativeCaching: true,
    key: '00000000000000000000000000000000',
  },
  pathMtu: { discovery: true, minimum: 68 },
  robustness: {
    resetInWindow: 'challenge',
    synInWindow: 'challenge',
    synFin: 'accept',
    blackhole: 'off',
    ackOfUnsent: 'ack',
    challengeDistance: NO_TIME,
    timeWaitIgnoresReset: false,
    timestampsRequired: true,
    synCookies: 'off',
    icmpEndsOpening: true,
    resetWhenGivenUp: 'never',
  },
};
