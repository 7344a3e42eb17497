import type { Instant } from '../basis/time.ts';

/** No deadline: later than any instant a world can reach. */
export const NEVER: Instant = Number.MAX_SAFE_INTEGER as Instant;

/** What the connection waits for; NEVER where it does not. */
export interface Timers {
  /** One timer with three meanings: the retransmission timeout (RFC 6298), RACK's reordering timer and the tail loss probe (RFC 8985). */
  readonly retransmission: Instant;
  readonly kind: 'timeout' | 'reordering' | 'probe';
  readonly persist: Instant;
  readonly delayedAck: Instant;
  /** TIME-WAIT, and FIN-WAIT-2 without a user. */
  readonly timeWait: Instant;
  readonly keepAlive: Instant;
  /** The user timeout: when text that is not acknowledged by then ends the connection. (RFC 9293 §3.9.1, RFC 5482) */
  readonly user: Instant;
}

/** The timers, written by hand. */
export const timersWith = (
  retransmission: Instant,
  kind: Timers['kind'],
  persist: Instant,
  delayedAck: Instant,
  timeWait: Instant,
  keepAlive: Instant,
  user: Instant,
): Timers => ({ retransmission, kind, persist, delayedAck, timeWait, keepAlive, user });

/** No timer runs; shared. */
export const NO_TIMERS: Timers = timersWith(NEVER, 'timeout', NEVER, NEVER, NEVER, NEVER, NEVER);

/** One timer set, or stopped (NEVER). */
export const withRetransmission = (m: Timers, at: Instant, kind: Timers['kind']): Timers =>
  m.retransmission === at && m.kind === kind
    ? m
    : timersWith(at, kind, m.persist, m.delayedAck, m.timeWait, m.keepAlive, m.user);
export const withPersist = (m: Timers, at: Instant): Timers =>
  m.persist === at ? m : timersWith(m.retransmission, m.kind, at, m.delayedAck, m.timeWait, m.keepAlive, m.user);
export const withDelayedAck = (m: Timers, at: Instant): Timers =>
  m.delayedAck === at ? m : timersWith(m.retransmission, m.kind, m.persist, at, m.timeWait, m.keepAlive, m.user);
export const withTimeWait = (m: Timers, at: Instant): Timers =>
  timersWith(m.retransmission, m.kind, m.persist, m.delayedAck, at, m.keepAlive, m.user);
export const withKeepAlive = (m: Timers, at: Instant): Timers =>
  m.keepAlive === at ? m : timersWith(m.retransmission, m.kind, m.persist, m.delayedAck, m.timeWait, at, m.user);
export const withUser = (m: Timers, at: Instant): Timers =>
  m.user === at ? m : timersWith(m.retransmission, m.kind, m.persist, m.delayedAck, m.timeWait, m.keepAlive, at);

/** The earliest of a block's timers. */
export const earliestTimer = (t: Timers): Instant => {
  let first = t.retransmission;
  if (t.persist < first) first = t.persist;
  if (t.delayedAck < first) first = t.delayedAck;
  if (t.timeWait < first) first = t.timeWait;
  if (t.keepAlive < first) first = t.keepAlive;
  if (t.user < first) first = t.user;
  return first;
};
