import type { Duration } from '../../basis/time.ts';
import type { Piece } from '../scoreboard.ts';

/** What one ACK says to loss recovery. A record of the turn, filled in on the way through the checks. */
export interface News {
  /** SND.UNA moved. */
  readonly advanced: boolean;
  /** Weight in flight before this ACK. */
  readonly flight: number;
  /** Weight that was delivered and not known to be so before, by the ACK field and by SACK. */
  readonly delivered: number;
  /** Octets that the ACK field acknowledged. */
  readonly acknowledged: number;
  /** SACK told of octets that were not known to be there. */
  readonly sacked: boolean;
  /** A duplicate ACK of a connection without SACK. (RFC 5681 §2) */
  readonly duplicateAck: boolean;
  /** The peer got octets twice. (RFC 2883) */
  readonly duplicateTold: boolean;
  /** Octets that were sent once only were delivered now. (RFC 5682, step 3.b) */
  readonly original: boolean;
  /** The segment has text, or changed the window: it is no pure duplicate. */
  readonly ordinary: boolean;
  /** What was delivered, piece by piece, as it was before: by the ACK field, then from `firstSacked` on by SACK. */
  readonly pieces: ReadonlyArray<Piece>;
  readonly firstSacked: number;
  /** The round trip that this ACK measured. */
  readonly rtt: Duration | undefined;
  /** The echoed timestamp, in ticks, where timestamps are in use. */
  readonly echo: number | undefined;
}
