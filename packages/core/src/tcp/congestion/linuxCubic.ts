import type { Duration, Instant } from '../../basis/time.ts';
import { after, between } from '../../basis/time.ts';
import type { Acknowledged, Congested, Congestion, CongestionControl } from './CongestionControl.ts';
import { congestion, congestionControl } from './CongestionControl.ts';
import { uncounted } from './cubic.ts';
import { cubeRoot } from './exactly.ts';
import type { HystartDelay, HystartDelayConstants } from './hystartDelay.ts';
import { HYSTART_DELAY, HYSTART_DELAY_BORN, hystartSample } from './hystartDelay.ts';
import { increased, segmentsOf, windowOf } from './linuxSegments.ts';
import { LARGEST_WINDOW } from './slowStart.ts';

/**
 * The constants of Linux's CUBIC, whose fractions are parts of 1,024.
 *
 * @category model
 * @since 0.1.0
 */
export interface LinuxCubicConstants {
  /** Ticks of the clock in a second: instants are rounded down to them. */
  readonly hz: number;
  /** What is left after a loss, in 1,024ths: 717 is 0.7. */
  readonly beta: number;
  /** C of RFC 9438, in 1,024ths of a segment for a second cubed: 410 is 0.4. */
  readonly scale: number;
  readonly fastConvergence: boolean;
  readonly friendly: boolean;
  /** While no old maximum is known: at least one segment for so many that are acknowledged. */
  readonly early: number;
  /** undefined: slow start ends by loss alone. */
  readonly hystart: HystartDelayConstants | undefined;
}

/** What Linux takes. */
export const LINUX_CUBIC: LinuxCubicConstants = {
  hz: 1_000,
  beta: 717,
  scale: 410,
  fastConvergence: true,
  friendly: true,
  early: 20,
  hystart: HYSTART_DELAY,
};

/** What Linux's CUBIC remembers; windows in segments, `epoch` and `last` in ticks. */
export interface LinuxCubicMemory {
  /** The window before the last reduction; 0: not known. */
  readonly maximum: number;
  /** The window and the tick of the last calculation. */
  readonly window: number;
  readonly last: number;
  /** One segment for so many acknowledged. */
  readonly every: number;
  /** Where the curve turns, and after how many 1,024ths of a second. */
  readonly origin: number;
  readonly k: number;
  /** The smallest round trip; undefined before the first. */
  readonly delayMin: Duration | undefined;
  /** When congestion avoidance began; undefined outside. */
  readonly epoch: Instant | undefined;
  readonly seen: Instant;
  /** Acknowledged since Reno's window grew, and Reno's window. */
  readonly acked: number;
  readonly reno: number;
  readonly hystart: HystartDelay;
}

/** Before any congestion, and again after each timeout. */
export const LINUX_CUBIC_BORN: LinuxCubicMemory = {
  maximum: 0,
  window: 0,
  last: -1,
  every: 0,
  origin: 0,
  k: 0,
  delayMin: undefined,
  epoch: undefined,
  seen: 0 as Instant,
  acked: 0,
  reno: 0,
  hystart: HYSTART_DELAY_BORN,
};

const tick = (constants: LinuxCubicConstants, now: number): number => Math.floor(now / (1_000_000_000 / constants.hz));

/** Beyond this many 1,024ths of a second from the turning point the curve lies above every window. */
const FARTHEST = 160_000;

/** scale · d³ / 2^40 segments, rounded down, for d 1,024ths of a second. */
export const linuxRise = (constants: LinuxCubicConstants, d: number): number => {
  const span = Math.min(d, FARTHEST);
  const cube = span * span * span;
  const whole = Math.floor(cube / 1_024);
  const rest = Math.floor(((cube % 1_024) * constants.scale) / 1_024);
  return Math.floor((whole * constants.scale + rest) / 1_073_741_824);
};

/** K: the cube root of 2^40 / scale for each segment below the maximum. Linux takes it from a table, 0.2 % rougher. */
const root = (constants: LinuxCubicConstants, gap: number): number =>
  cubeRoot(Math.min(Math.floor(1_099_511_627_776 / constants.scale) * gap, Number.MAX_SAFE_INTEGER));

/** In eighths of a window: how much must be acknowledged until Reno's window grows by one; 15 for 717. */
const scaleOf = (beta: number): number => Math.floor(Math.floor((8 * (1_024 + beta)) / 3) / (1_024 - beta));

/** A stage of congestion avoidance begins. */
const begun = (
  constants: LinuxCubicConstants,
  m: LinuxCubicMemory,
  cwnd: number,
  acked: number,
  now: Instant,
): LinuxCubicMemory => {
  const below = m.maximum > cwnd;
  return {
    maximum: m.maximum,
    window: m.window,
    last: m.last,
    every: m.every,
    origin: below ? m.maximum : cwnd,
    k: below ? root(constants, m.maximum - cwnd) : 0,
    delayMin: m.delayMin,
    epoch: now,
    seen: now,
    acked,
    reno: cwnd,
    hystart: m.hystart,
  };
};

/** One segment for how many? By the curve alone. */
const byCurve = (constants: LinuxCubicConstants, m: LinuxCubicMemory, cwnd: number, now: Instant): number => {
  const ticks =
    tick(constants, now) -
    tick(constants, m.epoch ?? now) +
    Math.ceil(((m.delayMin ?? 0) * constants.hz) / 1_000_000_000);
  const t = Math.floor((ticks * 1_024) / constants.hz);
  const target = t < m.k ? m.origin - linuxRise(constants, m.k - t) : m.origin + linuxRise(constants, t - m.k);
  const every = target > cwnd ? Math.floor(cwnd / (target - cwnd)) : 100 * cwnd;
  return m.maximum === 0 ? Math.min(every, constants.early) : every;
};

/** The window that Reno would have, and whether that is larger: then at least as fast as it takes to get there. */
const withReno = (
  constants: LinuxCubicConstants,
  m: LinuxCubicMemory,
  cwnd: number,
  every: number,
): LinuxCubicMemory => {
  const size = Math.max(1, Math.floor((cwnd * scaleOf(constants.beta)) / 8));
  // One for each time that more than `size` is left over.
  const steps = constants.friendly && m.acked > size ? Math.ceil(m.acked / size) - 1 : 0;
  const reno = m.reno + steps;
  const faster = constants.friendly && reno > cwnd ? Math.min(every, Math.floor(cwnd / (reno - cwnd))) : every;
  return {
    maximum: m.maximum,
    window: m.window,
    last: m.last,
    every: Math.max(faster, 2),
    origin: m.origin,
    k: m.k,
    delayMin: m.delayMin,
    epoch: m.epoch,
    seen: m.seen,
    acked: m.acked - steps * size,
    reno,
    hystart: m.hystart,
  };
};

const looked = (
  m: LinuxCubicMemory,
  window: number,
  last: number,
  epoch: Instant | undefined,
  seen: Instant,
  acked: number,
): LinuxCubicMemory => ({
  maximum: m.maximum,
  window,
  last,
  every: m.every,
  origin: m.origin,
  k: m.k,
  delayMin: m.delayMin,
  epoch,
  seen,
  acked,
  reno: m.reno,
  hystart: m.hystart,
});

/** An ACK came. Linux moves the epoch by the time in which nothing was in flight; app-limited time it counts. */
const seen = (m: LinuxCubicMemory, a: Acknowledged, acked: number): LinuxCubicMemory => {
  if (m.epoch === undefined) return looked(m, m.window, m.last, undefined, a.now, m.acked + acked);
  const since = between(m.seen, a.now);
  const idle = a.limited ? uncounted(since, a) : (0 as Duration);
  return looked(m, m.window, m.last, after(m.epoch, idle), a.now, m.acked + acked);
};

/**
 * Calculates again how many acknowledged segments are worth one more.
 *
 * For the same window no more often than 32 times a second; and the curve, which is a function of ticks, once a tick.
 */
const updated = (
  constants: LinuxCubicConstants,
  before: LinuxCubicMemory,
  cwnd: number,
  acked: number,
  a: Acknowledged,
): LinuxCubicMemory => {
  const m = seen(before, a, acked);
  const now = tick(constants, a.now);
  if (m.window === cwnd && now - m.last <= Math.floor(constants.hz / 32)) return m;
  if (m.epoch !== undefined && now === m.last) return withReno(constants, m, cwnd, m.every);
  const stage = m.epoch === undefined ? begun(constants, m, cwnd, acked, a.now) : m;
  const fresh = looked(stage, cwnd, now, stage.epoch, a.now, stage.acked);
  return withReno(constants, fresh, cwnd, byCurve(constants, fresh, cwnd, a.now));
};

const sampled = (m: LinuxCubicMemory, delayMin: Duration, hystart: HystartDelay): LinuxCubicMemory => ({
  maximum: m.maximum,
  window: m.window,
  last: m.last,
  every: m.every,
  origin: m.origin,
  k: m.k,
  delayMin,
  epoch: m.epoch,
  seen: m.seen,
  acked: m.acked,
  reno: m.reno,
  hystart,
});

/** A round trip was measured. In the first second after a recovery it is not believed: queues are still draining. */
const measured = (
  constants: LinuxCubicConstants,
  c: Congestion,
  a: Acknowledged,
  m: LinuxCubicMemory,
): LinuxCubicMemory => {
  if (a.rtt === undefined) return m;
  if (m.epoch !== undefined && tick(constants, a.now) - tick(constants, m.epoch) < constants.hz) return m;
  const delayMin = m.delayMin === undefined || a.rtt < m.delayMin ? a.rtt : m.delayMin;
  const watched = constants.hystart !== undefined && !m.hystart.found && c.cwnd < c.ssthresh;
  return sampled(
    m,
    delayMin,
    watched ? hystartSample(constants.hystart, m.hystart, a, c.cwnd, a.rtt, delayMin) : m.hystart,
  );
};

const grow = (constants: LinuxCubicConstants, c: Congestion, a: Acknowledged, m: LinuxCubicMemory): Congestion => {
  const known = measured(constants, c, a, m);
  const cwnd = windowOf(c.cwnd, a.smss);
  const exit = known.hystart.found && !m.hystart.found;
  const ssthresh = exit ? cwnd * a.smss : c.ssthresh;
  if (!a.limited) return congestion(c.cwnd, ssthresh, c.counted, seen(known, a, 0));
  const acked = segmentsOf(a.acked, a.smss);
  // Slow start to the threshold; what is left of the ACK belongs to congestion avoidance.
  const most = Math.min(ssthresh, LARGEST_WINDOW);
  const slow = cwnd * a.smss < ssthresh ? Math.max(cwnd, Math.min(cwnd + acked, Math.floor(most / a.smss))) : cwnd;
  const left = cwnd * a.smss < ssthresh ? acked - (slow - cwnd) : acked;
  if (left === 0 || slow * a.smss + a.smss > LARGEST_WINDOW) {
    return congestion(slow * a.smss, ssthresh, c.counted, known);
  }
  const next = updated(constants, known, slow, left, a);
  const avoid = increased(slow, Math.floor(c.counted / a.smss), left, Math.max(next.every, 1));
  return congestion(avoid.cwnd * a.smss, ssthresh, avoid.counted * a.smss, next);
};

const reduce = (constants: LinuxCubicConstants, c: Congestion, e: Congested, m: LinuxCubicMemory): Congestion => {
  const cwnd = windowOf(c.cwnd, e.smss);
  const ssthresh = Math.max(Math.floor((cwnd * constants.beta) / 1_024), 2) * e.smss;
  if (e.by === 'timeout') return congestion(c.cwnd, ssthresh, 0, LINUX_CUBIC_BORN);
  const shrunk = constants.fastConvergence && cwnd < m.maximum;
  const maximum = shrunk ? Math.floor((cwnd * (1_024 + constants.beta)) / 2_048) : cwnd;
  // What was acknowledged towards the next segment is forgotten, as tcp_init_cwnd_reduction does.
  return congestion(c.cwnd, ssthresh, 0, {
    maximum,
    window: m.window,
    last: m.last,
    every: m.every,
    origin: m.origin,
    k: m.k,
    delayMin: m.delayMin,
    epoch: undefined,
    seen: e.now,
    acked: m.acked,
    reno: m.reno,
    hystart: m.hystart,
  });
};

/**
 * Linux's CUBIC with constants of one's own.
 *
 * @example
 * linuxCubicWith({ ...LINUX_CUBIC, hystart: undefined }).name // 'cubic'
 *
 * @category constructors
 * @since 0.1.0
 */
export const linuxCubicWith = (constants: LinuxCubicConstants): CongestionControl =>
  congestionControl<LinuxCubicMemory>({
    name: 'cubic',
    born: LINUX_CUBIC_BORN,
    grow: (c, a, m) => grow(constants, c, a, m),
    reduce: (c, e, m) => reduce(constants, c, e, m),
  });

/**
 * CUBIC as Linux counts it: whole segments, a clock of ticks, and the number of acknowledged segments that are worth one more.
 *
 * It differs from RFC 9438 in what a reader of a trace can see: slow start takes a whole stretched ACK, and ends by hybrid slow
 * start; the threshold comes from the window, not from what is in flight; a timeout forgets the old maximum; and while none is
 * known, every twentieth segment opens the window.
 *
 * RFC     9438, and the algorithm as Linux 6.12 has it; the cube root is exact here
 *
 * @category constructors
 * @since 0.1.0
 */
export const linuxCubic: CongestionControl = linuxCubicWith(LINUX_CUBIC);
