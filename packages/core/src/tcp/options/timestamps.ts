// RFC 7323: timestamps, round trips measured by them, and protection against wrapped sequence numbers.
import { hash32 } from '../../basis/hash.ts';
import type { Duration, Instant } from '../../basis/time.ts';
import { between, seconds } from '../../basis/time.ts';
import { has, RST } from '../../wire/control.ts';
import type { TcpSegment } from '../../wire/packets.ts';
import type { SeqNum } from '../../wire/seqnum.ts';
import { leq } from '../../wire/seqnum.ts';
import type { TcpOption } from '../../wire/tcpOptions.ts';
import type { Stamps, Tcb } from '../Tcb.ts';

/** NOP, NOP, and the option: room that is taken off SMSS. (RFC 7323 Appendix A) */
export const STAMP_ROOM = 12;

/** TS.Recent is not believed after so long an idle time. (RFC 7323 §5.5) */
const OLD: Duration = seconds(24 * 24 * 3600);

/** What the option of a segment says. */
export type Stamp = Extract<TcpOption, { readonly kind: 'TS' }>;

/** The timestamps option of a segment, if it has one. */
export const stampOf = (segment: TcpSegment): Stamp | undefined => {
  const { options } = segment;
  for (let i = 0; i < options.length; i++) {
    const option = options[i];
    if (option?.kind === 'TS') return option;
  }
  return undefined;
};

/** TSval: the clock of this connection, which begins anywhere, so that it does not tell how long a host is up. (§5.4, §7.1) */
export const stampAt = (now: Instant, tick: Duration, offset: number): number =>
  (Math.floor(now / tick) + offset) >>> 0;

/** Where the clock of a connection begins. */
export const stampOffset = (key: number, local: number, remote: number): number =>
  hash32(key, local, remote, 0x5453) >>> 4;

/** Nothing heard yet. */
export const stampsFrom = (recent: number, now: Instant, irs: SeqNum): Stamps => ({
  recent,
  recentAt: now,
  lastAckSent: irs,
});

/**
 * PAWS: is this segment older than one that came already?
 *
 * RFC     7323 §5.3, R1; a RST is never judged so (§5.2)
 *
 * @category segment arrives
 * @since 0.1.0
 */
export const isFromThePast = (t: Tcb, segment: TcpSegment, stamp: Stamp, now: Instant): boolean =>
  !has(segment, RST) && ((stamp.val - t.stamps.recent) | 0) < 0 && between(t.stamps.recentAt, now) <= OLD;

/** TS.Recent moves when the segment covers what was last acknowledged. (RFC 7323 §4.3, (2)) */
export const recentAfter = (s: Stamps, segment: TcpSegment, stamp: Stamp, now: Instant): Stamps =>
  ((stamp.val - s.recent) | 0) >= 0 && leq(segment.seq, s.lastAckSent)
    ? { recent: stamp.val, recentAt: now, lastAckSent: s.lastAckSent }
    : s;

/** An ACK of this number leaves. */
export const acknowledgedAt = (s: Stamps, ack: SeqNum): Stamps =>
  s.lastAckSent === ack ? s : { recent: s.recent, recentAt: s.recentAt, lastAckSent: ack };

/** The round trip that an echoed timestamp tells; undefined when it is no time of this connection. (§4.1) */
export const roundTripOf = (stamp: Stamp, now: Instant, tick: Duration, offset: number): Duration | undefined => {
  if (stamp.ecr === 0) return undefined;
  const ticks = (stampAt(now, tick, offset) - stamp.ecr) | 0;
  return ticks < 0 || ticks > 0x00ff_ffff ? undefined : (((ticks === 0 ? 1 : ticks) * tick) as Duration);
};
