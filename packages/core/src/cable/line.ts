// One direction of a cable as arithmetic: when the last bit leaves, when it arrives, and who finds no room. Serialisation is
// computed, never simulated: a frame needs no event of its own for leaving.
import type { Fifo } from '../basis/fifo.ts';
import { dequeue, EMPTY_FIFO, enqueue, first } from '../basis/fifo.ts';
import type { Duration, Instant } from '../basis/time.ts';
import { after, BEGINNING } from '../basis/time.ts';

/** Preamble and start of frame delimiter, octets before a frame. (IEEE 802.3 §3.1.1) */
export const PREAMBLE = 8;
/** Frame check sequence, octets after it. (IEEE 802.3 §3.2.9) */
export const CHECK_SEQUENCE = 4;
/** Silence that must follow, in octets: 96 bit times. (IEEE 802.3 §4.4.2) */
export const INTERFRAME_GAP = 12;
/** Destination, source and EtherType: what the MTU does not count. */
export const ETHERNET_HEADER = 14;

/**
 * What one direction of a cable is made of.
 *
 * @category model
 * @since 0.1.0
 */
export interface CableConfig {
  /** Bits per second; undefined: serialising takes no time, and nobody ever waits. */
  readonly rate: number | undefined;
  /** How long a bit travels. */
  readonly delay: Duration;
  /** How many frames may wait while another one is being sent; a further one is dropped at the tail. */
  readonly queue: number;
  /** The largest payload of a frame, octets. */
  readonly mtu: number;
}

/**
 * One direction of a cable at one instant.
 *
 * `waiting` holds, for each frame that may not have begun yet, the instant at which it begins. Those that have
 * begun are forgotten when the next frame comes.
 *
 * @category state
 * @since 0.1.0
 */
export interface Line {
  readonly config: CableConfig;
  /** When the next frame may begin, at the earliest: the last one has left, and its gap is over. */
  readonly busyUntil: Instant;
  readonly waiting: Fifo<Instant>;
}

/** A quiet line. */
export const quietLine = (config: CableConfig): Line => ({ config, busyUntil: BEGINNING, waiting: EMPTY_FIFO });

/** What became of a frame that was put on a line. */
export type Transmission =
  | {
      readonly _tag: 'Sent';
      readonly state: Line;
      /** When its last bit leaves this end, and when that bit arrives at the other. */
      readonly departs: Instant;
      readonly arrives: Instant;
    }
  | { readonly _tag: 'Dropped'; readonly state: Line; readonly reason: 'queue-full' | 'too-long' };

/** How long so many octets take to be sent. A fraction is rounded up, so that a line is never faster than its rate. */
export const serialisation = (config: CableConfig, octets: number): Duration =>
  (config.rate === undefined ? 0 : Math.ceil((octets * 8_000_000_000) / config.rate)) as Duration;

/**
 * Puts a frame on a line.
 *
 *     busyUntil      preamble  frame  FCS        gap
 *     ────────────┤ 8 ├──── octets ────┤ 4 ├──── 12 ────┤ busyUntil'
 *                 begins               departs ──delay──▶ arrives
 *
 * A frame that finds the line busy waits its turn, and is dropped when `queue` frames wait already; the one that
 * is being sent is not counted among them.
 *
 * Takes   the line; the frame's length in octets from its destination address to its last payload or padding octet,
 *         without the FCS; the instant, never before that of an earlier call
 * Gives   the line afterwards, and the instants at which the last bit leaves and arrives; or why the frame was dropped
 * Fails   never
 *
 * @example
 * transmit(quietLine({ rate: 100_000_000, delay: microseconds(5), queue: 100, mtu: 1500 }), 60, BEGINNING) // { _tag: 'Sent', departs: 5760, arrives: 10760, … }
 *
 * @category arithmetic
 * @since 0.1.0
 */
export const transmit = (state: Line, octets: number, now: Instant): Transmission => {
  const { config, busyUntil } = state;
  if (octets > config.mtu + ETHERNET_HEADER) return { _tag: 'Dropped', state, reason: 'too-long' };
  let waiting = state.waiting;
  for (let next = first(waiting); next !== undefined && next <= now; next = first(waiting)) waiting = dequeue(waiting);
  const waits = busyUntil > now;
  if (waits && waiting.length >= config.queue) {
    return { _tag: 'Dropped', state: { config, busyUntil, waiting }, reason: 'queue-full' };
  }
  const begins = waits ? busyUntil : now;
  const departs = after(begins, serialisation(config, PREAMBLE + octets + CHECK_SEQUENCE));
  const free = after(begins, serialisation(config, PREAMBLE + octets + CHECK_SEQUENCE + INTERFRAME_GAP));
  return {
    _tag: 'Sent',
    state: { config, busyUntil: free, waiting: waits ? enqueue(waiting, begins) : waiting },
    departs,
    arrives: after(departs, config.delay),
  };
};

/** How many frames wait at this instant for the one that is being sent. */
export const queueLength = (state: Line, now: Instant): number => {
  let waiting = state.waiting;
  for (let next = first(waiting); next !== undefined && next <= now; next = first(waiting)) waiting = dequeue(waiting);
  return waiting.length;
};
