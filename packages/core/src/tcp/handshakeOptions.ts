import { has, SYN } from '../wire/control.ts';
import type { TcpSegment } from '../wire/packets.ts';
import { stampAt } from './options/timestamps.ts';
import { optionsLength } from '../wire/optionsOnWire.ts';
import type { TcpOption } from '../wire/tcpOptions.ts';
import { ecnOption, fitting } from './ecn/option.ts';
import type { Turn } from './Turn.ts';
import type { Parameters } from './parameters.ts';

/** The headers of IPv4 and TCP without options. */
const HEADERS = 40;

/** RFC 7323 §2.3: a shift of more than 14 is taken as 14. */
const MAXIMUM_SHIFT = 14;

/** RMSS: the largest text that the link lets a peer send us. (RFC 9293 §3.7.1) */
export const receiveMss = (mtu: number): number => Math.max(mtu - HEADERS, 1);

/** The smallest shift with which the whole buffer can be offered. (RFC 7323 §2.2) */
export const shiftFor = (capacity: number): number => {
  let shift = 0;
  while (shift < MAXIMUM_SHIFT && 65_535 * (1 << shift) < capacity) shift += 1;
  return shift;
};

/** The options of a SYN (Fast Open only on the `first`, which is not a repetition): our MSS; and, on an active open or when the peer asked too, window scale, SACK-permitted, timestamps. */
export const synOptions = (turn: Turn, first: boolean): ReadonlyArray<TcpOption> => {
  const { fixed, stamps, rtt, ecn } = turn.tcb;
  const { handshake, timestampTick } = turn.config.profile;
  const plain = handshake.plainFrom !== undefined && rtt.retransmissions >= handshake.plainFrom;
  const val = stampAt(turn.now, timestampTick, fixed.stampOffset);
  const options = handshake.layout({
    mss: fixed.rmss,
    shift: fixed.scaling && !plain ? fixed.receiveShift : undefined,
    sack: fixed.sack && !plain,
    fastOpen: first ? fixed.fastOpen.option : undefined,
    timestamp: fixed.timestamps && !plain ? { val, ecr: stamps.recent } : undefined,
  });
  // A first SYN-ACK tries whether the way carries the option of Accurate ECN; a second does not. (RFC 9768 §3.2.3.2.2)
  const count = rtt.retransmissions > 0 ? 0 : fitting(ecn.pending, 40 - optionsLength(options));
  return count === 0 ? options : [...options, ...ecnOption(ecn.heard, count)];
};

/** What a SYN of the peer says. */
export interface PeerOptions {
  /** The MSS it named, or the default. */
  readonly mss: number;
  /** Undefined: it does not scale, so neither do we. */
  readonly shift: number | undefined;
  readonly sack: boolean;
  /** TSval, where it offers timestamps. */
  readonly stamp: number | undefined;
}

/**
 * Reads the options of the peer's SYN.
 *
 * The MSS is what the peer can take (536 when it names nothing), and no less than a smallest size below which a peer could
 * make us send little but headers.
 *
 * RFC     9293 §3.7.1 (MUST-15, MUST-16); 7323 §2.2
 *
 * @category segment arrives
 * @since 0.1.0
 */
export const peerOptions = (segment: TcpSegment, p: Parameters): PeerOptions => {
  let mss = p.defaultMss;
  let shift: number | undefined;
  let sack = false;
  let stamp: number | undefined;
  if (has(segment, SYN)) {
    for (let i = 0; i < segment.options.length; i++) {
      const option = segment.options[i];
      if (option?.kind === 'mss') mss = option.mss;
      if (option?.kind === 'wscale') shift = Math.min(option.shift, MAXIMUM_SHIFT);
      if (option?.kind === 'sackOK') sack = true;
      if (option?.kind === 'TS') stamp = option.val;
    }
  }
  return { mss: Math.max(mss, p.minimumMss), shift, sack, stamp };
};
