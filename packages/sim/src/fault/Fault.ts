// Faults as data: netem's random ones, and scripted ones that name the frame they strike.
import type { Duration } from '@sockeye/core';
import type { Distribution } from './distribution.ts';
import type { ModelFault } from './models/all.ts';
import type { Direction, Percentage, Random } from './Random.ts';
import type { Strike } from './strike.ts';

export type { Direction, Percentage, Random } from './Random.ts';

/** What a frame can mean to a selector. A frame can mean several: a segment with text and FIN is `data` and `FIN`. */
export const MEANINGS = ['SYN', 'SYN-ACK', 'FIN', 'RST', 'data', 'ack', 'udp', 'icmp', 'arp', 'frame'] as const;

/** `ack` is a segment that does nothing but acknowledge; `frame` is every frame. */
export type Meaning = (typeof MEANINGS)[number];

/** What a scripted fault does. Bits count from 0 at the most significant bit of the first octet, the FCS included. */
export type Action =
  | { readonly _tag: 'Lose' }
  /** A copy right behind it, or so much later. */
  | { readonly _tag: 'Duplicate'; readonly after: Duration }
  | { readonly _tag: 'Delay'; readonly by: Duration }
  /** It jumps ahead of those under way: it feels no delay. */
  | { readonly _tag: 'Hurry' }
  /**
   * It arrives so long after it was put in, past whoever waits and whatever the cable takes; nobody waits for it either. `behind`: so
   * often it lets all others go first that are due at the very instant of its arrival; absent: never.
   */
  | { readonly _tag: 'Arrive'; readonly after: Duration; readonly behind?: number | undefined }
  /** So many octets of it are left, the FCS counted. */
  | { readonly _tag: 'Truncate'; readonly octets: number }
  /** It is marked: Congestion Experienced. One that cannot carry a mark stays as it is. (RFC 3168 §5) */
  | { readonly _tag: 'Mark' }
  | ({ readonly _tag: 'Corrupt'; readonly bit: number | undefined } & Damage);

/** How a frame is corrupted, beside the place. */
export interface Damage {
  /** Absent: one bit. */
  readonly strike?: Strike | undefined;
  /** True: the FCS is computed anew over the damage, so that Ethernet finds nothing wrong. */
  readonly fcs?: boolean | undefined;
}

/**
 * A fault of a cable.
 *
 * @category faults
 * @since 0.1.0
 */
export type Fault =
  | ModelFault
  | (Percentage & { readonly _tag: 'Loss' })
  /** A copy right behind the frame, or so much later: an old duplicate is what TCP must survive. */
  | (Percentage & { readonly _tag: 'Duplication'; readonly after?: Duration | undefined })
  | (Percentage & Damage & { readonly _tag: 'Corruption' })
  /** Of every `gap` frames, the last may jump ahead of those under way, with this probability. */
  | (Percentage & { readonly _tag: 'Reordering'; readonly gap: number })
  /** Uniform between `delay` − `jitter` and `delay` + `jitter`, or by a table of netem's. */
  | (Random & {
      readonly _tag: 'Delay';
      /** Absent: uniform. */
      readonly distribution?: Distribution | undefined;
      readonly delay: Duration;
      readonly jitter: Duration;
      readonly correlation: number;
    })
  /** Strikes one frame: the `occurrence`-th of this meaning in this direction, from 1; or every so manieth, or the first so many. */
  | {
      readonly _tag: 'Script';
      readonly direction: Direction;
      readonly meaning: Meaning;
      readonly occurrence: number;
      /** Absent: the `occurrence`-th alone. */
      readonly which?: Which | undefined;
      /** Absent: whatever text it has. */
      readonly octets?: Octets | undefined;
      /** True: not the frame itself is meant, but the copy that a fault makes of it. */
      readonly copy?: boolean | undefined;
      /** Within this time; frames are counted outside of it, too. */
      readonly since?: Duration | undefined;
      readonly until?: Duration | undefined;
      readonly action: Action;
    };

export type Which = 'every' | 'first';

/** Octets of a TCP connection's text in this direction, the first one is 1: a segment that has any of them is meant. */
export interface Octets {
  readonly first: number;
  readonly last: number;
}
