// The trace: what happened, as values. Claims judge it, and every output — ladder, tcpdump, strace, JSON, captures — is read off it.
import type { AnyRequest, Bytes, Duration, Errno, Frame, Instant, Rule } from '@sockeye/core';
import type { E } from '../basis/fp.ts';
import type { FrameId } from './identity.ts';

/** The number of an event in its run, from 0. Forks share the numbers of their common past. */
export type EventId = number;

/** What began without a cause: somebody started a process, or healed a cable. */
export const NO_CAUSE: EventId = -1;

interface Happening {
  readonly id: EventId;
  /** The event without which this one would not have happened; `NO_CAUSE` if there was none. */
  readonly cause: EventId;
  readonly at: Instant;
}

/** Something that happened to a frame on a line, which is one direction of a cable. */
interface OnLine extends Happening {
  /** `client→server`. */
  readonly line: string;
  readonly frame: FrameId;
}

/** Something that happened on a host, switch or hub. */
interface OnHost extends Happening {
  readonly host: string;
}

interface OfThread extends OnHost {
  readonly process: number;
  readonly thread: number;
}

/** A host, switch or hub put a frame on a cable. */
export interface FrameSent extends OnLine {
  readonly _tag: 'FrameSent';
  readonly host: string;
  readonly data: Frame;
}

/** Its last bit arrived. `data` are the octets as they came, struck or not. */
export interface FrameDelivered extends OnLine {
  readonly _tag: 'FrameDelivered';
  readonly host: string;
  readonly data: Frame;
}

/** A fault took it. */
export interface FrameLost extends OnLine {
  readonly _tag: 'FrameLost';
  readonly fault: string;
}

/** A fault made a second one of it. */
export interface FrameDuplicated extends OnLine {
  readonly _tag: 'FrameDuplicated';
  readonly copy: FrameId;
  readonly fault: string;
}

/** A fault lets it arrive later than the cable alone would. */
export interface FrameDelayed extends OnLine {
  readonly _tag: 'FrameDelayed';
  readonly by: Duration;
  readonly fault: string;
}

/** A fault let it jump ahead of the frames that are still under way: it feels no delay. */
export interface FrameHurried extends OnLine {
  readonly _tag: 'FrameHurried';
  readonly fault: string;
}

/**
 * A fault flipped a bit, or several, or let two words change places; `bit` is the first of them, and counts from 0 at the most significant
 * bit of the first octet, the FCS included.
 */
export interface FrameCorrupted extends OnLine {
  readonly _tag: 'FrameCorrupted';
  readonly bit: number;
  /** How, in words; absent: that one bit. */
  readonly how?: string;
  readonly fault: string;
}

/** A fault cut its end off: so many octets of it are left. */
export interface FrameTruncated extends OnLine {
  readonly _tag: 'FrameTruncated';
  readonly octets: number;
  readonly fault: string;
}

/** Instead of losing it, a fault marked it: Congestion Experienced. (RFC 3168) */
export interface FrameMarked extends OnLine {
  readonly _tag: 'FrameMarked';
  readonly fault: string;
}

/**
 * There was no room for it. `early`, `sojourn` and `overflow` are decisions of a queue discipline: RED's, CoDel's, and FQ-CoDel's when
 * all its queues are full.
 */
export interface FrameDropped extends OnLine {
  readonly _tag: 'FrameDropped';
  readonly reason: 'queue-full' | 'too-long' | 'early' | 'sojourn' | 'overflow';
  /** The fault that made the room so small; absent: the cable itself. */
  readonly fault?: string;
}

/** A rule of a floor fired. */
export interface Noted extends OnHost {
  readonly _tag: 'Note';
  readonly rule: Rule;
  readonly detail: string;
}

/** A process was started. */
export interface Started extends OnHost {
  readonly _tag: 'Started';
  readonly process: number;
  /** What was typed, so to speak. */
  readonly words: string;
  readonly input: Bytes;
}

/** A call was answered. */
export interface Called extends OfThread {
  readonly _tag: 'Called';
  readonly request: AnyRequest;
  readonly reply: E.Either<Errno, unknown>;
}

/** A call waits. */
export interface Waits extends OfThread {
  readonly _tag: 'Waits';
  readonly request: AnyRequest;
}

/** A process wrote to standard output (1) or error (2). */
export interface Wrote extends OnHost {
  readonly _tag: 'Wrote';
  readonly process: number;
  readonly fd: 1 | 2;
  readonly octets: Bytes;
}

/** A thread is over; thread 0 is the process itself. */
export interface Exited extends OfThread {
  readonly _tag: 'Exited';
  readonly result: E.Either<unknown, unknown>;
}

/** A host was told that its deadline has come. The cause is the event after which it first had that deadline. */
export interface DeadlineCame extends OnHost {
  readonly _tag: 'DeadlineReached';
}

/** What can happen to a frame between two ends of a cable. */
export type FrameEvent =
  | FrameSent
  | FrameDelivered
  | FrameLost
  | FrameDuplicated
  | FrameDelayed
  | FrameHurried
  | FrameCorrupted
  | FrameTruncated
  | FrameMarked
  | FrameDropped;

/**
 * One line of a trace.
 *
 * @category trace
 * @since 0.1.0
 */
export type TraceEvent = FrameEvent | Noted | Started | Called | Waits | Wrote | Exited | DeadlineCame;

/** The floor that an event belongs to: `cable`, the floor whose rule it was, or `process`. */
export const floorOf = (event: TraceEvent): string => {
  switch (event._tag) {
    case 'Note':
      return event.rule.id.slice(0, event.rule.id.indexOf('.'));
    case 'Started':
    case 'Called':
    case 'Waits':
    case 'Wrote':
    case 'Exited':
      return 'process';
    case 'DeadlineReached':
      return 'host';
    case 'FrameSent':
    case 'FrameDelivered':
    case 'FrameLost':
    case 'FrameDuplicated':
    case 'FrameDelayed':
    case 'FrameHurried':
    case 'FrameCorrupted':
    case 'FrameTruncated':
    case 'FrameMarked':
    case 'FrameDropped':
      return 'cable';
  }
};

/** Is it something that happened to a frame on a cable? */
export const isFrameEvent = (event: TraceEvent): event is FrameEvent => 'line' in event;
