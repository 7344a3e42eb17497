import { EMPTY_ROPE } from '../basis/rope.ts';
import type { Instant } from '../basis/time.ts';
import { NO_TIME } from '../basis/time.ts';
import type { Endpoint } from '../wire/addresses.ts';
import type { SeqNum } from '../wire/seqnum.ts';
import { seqnum } from '../wire/seqnum.ts';
import type { Congestion, CongestionControl } from './congestion/CongestionControl.ts';
import { congestion, NO_THRESHOLD } from './congestion/CongestionControl.ts';
import { controlNamed } from './congestion/controls.ts';
import { afterLostSyn } from './congestion/initialWindow.ts';
import { NO_FAST_OPEN } from './fastOpen/FastOpenPart.ts';
import type { Profile } from './profile/Profile.ts';
import type { PeerOptions } from './handshakeOptions.ts';
import { receiveMss } from './handshakeOptions.ts';
import { NO_ECN } from './ecn/Ecn.ts';
import { initialSequence } from './initialSequence.ts';
import { STAMP_ROOM, stampOffset, stampsFrom } from './options/timestamps.ts';
import { unmeasured } from './roundTrip.ts';
import { EMPTY_BOARD } from './scoreboard.ts';
import type { ConnectionId, TcpOptions } from './Service.ts';
import type { ConnectionState, Draft, Fixed, Recovery, Tcb } from './Tcb.ts';
import { NO_COUNTS } from './Tally.ts';
import { NO_DEBTS } from './Tcb.ts';
import { NEVER, NO_TIMERS } from './Timers.ts';
import type { TcpConfig } from './Turn.ts';

/** What is known when a block is made: by an active OPEN, or by a SYN that came to a listener. */
export interface Birth {
  readonly id: ConnectionId;
  readonly state: ConnectionState;
  readonly local: Endpoint;
  readonly remote: Endpoint;
  readonly options: TcpOptions;
  readonly listener: ConnectionId;
}

/** What the user asked for by name, if this profile has it; else what the profile uses. */
const controlOf = (profile: Profile, name: string | undefined): CongestionControl =>
  (name === undefined ? undefined : controlNamed(profile.window.controls, name)) ?? profile.window.control;

/** The largest text that our link, and the user's wish, let into a segment. */
const linkMss = (config: TcpConfig, options: TcpOptions): number =>
  Math.min(receiveMss(config.mtu), options.maximumSegment ?? config.mtu);

const fixedOf = (birth: Birth, config: TcpConfig, iss: SeqNum): Fixed => {
  const { options } = birth;
  const { profile } = config;
  const rmss = linkMss(config, options);
  const smss = Math.min(profile.parameters.defaultMss, rmss);
  return {
    iss,
    irs: seqnum(0),
    smss,
    peerMss: profile.parameters.defaultMss,
    unit: profile.window.accounting === 'octets' ? 1 : smss,
    rmss,
    scaling: profile.handshake.windowScale,
    sendShift: 0,
    receiveShift: profile.handshake.windowScale ? profile.handshake.shift(options.receiveBuffer) : 0,
    sack: profile.handshake.sack,
    timestamps: profile.handshake.timestamps,
    stampOffset: stampOffset(config.seed, birth.local.address, birth.remote.address),
    control: controlOf(profile, options.congestion),
    dontFragment: (options.pathMtuDiscovery ?? (profile.pathMtu.discovery ? 'do' : 'dont')) === 'do',
    pathMtu: config.mtu,
    options,
    listener: birth.listener,
    known: birth.listener === 0,
    released: false,
    probes: 0,
    windowProbes: 0,
    fastOpen: NO_FAST_OPEN,
    softError: undefined,
    urgent: false,
    urgentOctet: undefined,
    urgentTaken: false,
    challengedAt: NEVER,
    records: NO_RECORDS,
  };
};

const NO_RECORDS: Fixed['records'] = [];

/** No loss was noticed, and nothing could be undone. */
const calm = (iss: SeqNum): Recovery => ({
  phase: 'open',
  recover: iss,
  duplicates: 0,
  priorCwnd: 0,
  priorThreshold: 0,
  prr: undefined,
  undo: undefined,
  undoResent: -1,
  firstResentAt: NEVER,
  frto: false,
  reordering: 3,
  reorderingSeen: 0,
  probeEnd: undefined,
  probeResent: false,
  steps: 1,
  stepsUntil: undefined,
  stepsPersist: 0,
  fack: iss,
});

/** The window when a connection begins, and what is left of it when the SYN had to be sent again. (RFC 6928; RFC 5681 §3.1) */
export const congestionAtStart = (fixed: Fixed, profile: Profile, retransmissions: number): Congestion => {
  const { initial, toleratedSyns } = profile.window;
  const window = afterLostSyn(initial(fixed.smss), fixed.smss, retransmissions, toleratedSyns);
  return congestion(window, NO_THRESHOLD, 0, fixed.control.born);
};

/**
 * A new block, before its SYN is sent.
 *
 * Takes   the floor's configuration; what is known; now; an initial sequence number, if it is to be another than the clock's
 * RFC     9293 §3.10.1; 6528
 *
 * @category constructors
 * @since 0.1.0
 */
export const newBlock = (
  config: TcpConfig,
  birth: Birth,
  now: Instant,
  iss: SeqNum = initialSequence(config.secret, birth.local, birth.remote, now),
): Tcb => {
  const fixed = fixedOf(birth, config, iss);
  const { parameters, handshake } = config.profile;
  return {
    id: birth.id,
    state: birth.state,
    local: birth.local,
    remote: birth.remote,
    snd: {
      una: iss,
      nxt: iss,
      wnd: 0,
      wl1: seqnum(0),
      wl2: seqnum(0),
      maxWnd: 0,
      buffer: EMPTY_ROPE,
      finQueued: false,
      up: iss,
      small: iss,
    },
    rcv: {
      nxt: seqnum(0),
      wnd: handshake.synWindow(birth.options.receiveBuffer, fixed.rmss),
      up: seqnum(0),
      buffer: EMPTY_ROPE,
      held: [],
      fin: undefined,
      capacity: birth.options.receiveBuffer,
    },
    board: EMPTY_BOARD,
    rtt: unmeasured(parameters, iss),
    congestion: congestionAtStart(fixed, config.profile, 0),
    recovery: calm(iss),
    rack: { sentAt: now, end: iss, rtt: NO_TIME },
    usage: { limited: false, most: 0, until: iss },
    stamps: stampsFrom(0, now, seqnum(0)),
    ecn: NO_ECN,
    timers: NO_TIMERS,
    fixed,
    debts: NO_DEBTS,
    counts: NO_COUNTS,
    armed: NEVER,
  };
};

/**
 * What both ends have agreed upon, once the peer's SYN was heard: SMSS, and which options are in use.
 *
 * RFC     9293 §3.7.1: Eff.snd.MSS = min (SendMSS + 20, MMS_S) − TCPhdrsize − IPoptionsize; 7323 §2.2, §3.2; 2018 §2
 */
export const agree = (t: Draft, peer: PeerOptions, config: TcpConfig, now: Instant): void => {
  const { fixed } = t;
  const scaling = fixed.scaling && peer.shift !== undefined;
  const timestamps = fixed.timestamps && peer.stamp !== undefined;
  const smss = Math.max(Math.min(peer.mss, fixed.rmss) - (timestamps ? STAMP_ROOM : 0), 1);
  t.fixed = {
    ...fixed,
    smss,
    peerMss: peer.mss,
    unit: fixed.unit === 1 ? 1 : smss,
    scaling,
    sendShift: scaling ? peer.shift : 0,
    receiveShift: scaling ? fixed.receiveShift : 0,
    sack: fixed.sack && peer.sack,
    timestamps,
  };
  t.congestion = congestionAtStart(t.fixed, config.profile, t.rtt.retransmissions);
  t.debts = { ...t.debts, quick: config.profile.acknowledging.quick };
  // The SYN,ACK, or the ACK of one, is what is acknowledged first.
  t.stamps = stampsFrom(peer.stamp ?? 0, now, t.rcv.nxt);
};

/** The BSDs make buffers whole segments once the segment's size is known. */
export const roundBuffers = (t: Draft, config: TcpConfig): void => {
  if (!config.profile.handshake.wholeSegmentBuffers) return;
  const mss = Math.min(t.fixed.peerMss, t.fixed.rmss);
  const whole = (octets: number): number => (octets > mss ? Math.ceil(octets / mss) * mss : octets);
  const { options } = t.fixed;
  t.fixed = {
    ...t.fixed,
    options: { ...options, sendBuffer: whole(options.sendBuffer), receiveBuffer: whole(options.receiveBuffer) },
  };
  t.rcv = { ...t.rcv, capacity: whole(t.rcv.capacity) };
};
