// Faults as data: netem's random ones, and scripted ones that name the frame they strike.
import type { Duration } from '@sockeye/core';

/** One direction of a cable, by the names of its ends. */
export interface Direction {
  readonly from: string;
  readonly to: string;
}

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
  | { readonly _tag: 'Corrupt'; readonly bit: number | undefined };

/** What all faults by chance have in common. */
export interface Random {
  /** Undefined: both directions. */
  readonly direction: Direction | undefined;
  /** The fault ceases so long after the beginning; undefined: never. */
  readonly until: Duration | undefined;
}

/** A fault that befalls so many frames of a hundred. */
export interface Percentage extends Random {
  /** 0 to 100. */
  readonly percent: number;
  /** netem's correlation, 0 to 100; 0: none. */
  readonly correlation: number;
}

/**
 * A fault of a cable.
 *
 * @category faults
 * @since 0.1.0
 */
export type Fault =
  | (Percentage & { readonly _tag: 'Loss' })
  | (Percentage & { readonly _tag: 'Duplication' })
  | (Percentage & { readonly _tag: 'Corruption' })
  /** Of every `gap` frames, the last may jump ahead of those under way, with this probability. */
  | (Percentage & { readonly _tag: 'Reordering'; readonly gap: number })
  /** Uniform between `delay` − `jitter` and `delay` + `jitter`. */
  | (Random & {
      readonly _tag: 'Delay';
      readonly delay: Duration;
      readonly jitter: Duration;
      readonly correlation: number;
    })
  /** Strikes one frame: the `occurrence`-th of this meaning in this direction, from 1. */
  | {
      readonly _tag: 'Script';
      readonly direction: Direction;
      readonly meaning: Meaning;
      readonly occurrence: number;
      readonly action: Action;
    };
