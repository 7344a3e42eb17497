// What became of each frame: the events of a trace, gathered by frame.
import type { Frame, Instant } from '@sockeye/core';
import type { EventId, TraceEvent } from './Event.ts';
import { isFrameEvent } from './Event.ts';
import type { FrameId } from './identity.ts';
import { copyOf, lineOf } from './identity.ts';

/** Something that a fault, or a lack of room, did to a frame. */
export interface Blow {
  /** `lost`, `dropped`, `duplicate`, `late`, `ahead`, `corrupt bit 17`. */
  readonly what: string;
  /** The fault in its words, or `queue-full`, `too-long`. */
  readonly fault: string;
}

/** The life of one frame on one line. */
export interface Fate {
  readonly frame: FrameId;
  /** As it was put in. */
  readonly data: Frame;
  readonly sentBy: EventId;
  readonly sentAt: Instant;
  /** The event of its arrival, or undefined: it was lost, or is still under way. */
  readonly arrivedBy: EventId | undefined;
  readonly arrivedAt: Instant | undefined;
  /** What ended it on the way; undefined: nothing did. */
  readonly lost: Blow | undefined;
  /** What befell it besides. */
  readonly struck: ReadonlyArray<Blow>;
  /** A frame that was put in after it on the same line arrived before it. */
  readonly overtaken: boolean;
}

type Growing = { -readonly [K in keyof Fate]: Fate[K] } & { struck: Array<Blow> };

/** Which frames were overtaken: looked at from the last one back, the earliest arrival so far is sooner. */
const markOvertaken = (fates: ReadonlyArray<Growing>): void => {
  const soonest = new Map<number, EventId>();
  for (let i = fates.length - 1; i >= 0; i--) {
    const fate = fates[i];
    if (fate?.arrivedBy === undefined) continue;
    const line = lineOf(fate.frame);
    const before = soonest.get(line);
    if (before !== undefined && before < fate.arrivedBy) fate.overtaken = true;
    else soonest.set(line, fate.arrivedBy);
  }
};

/**
 * What became of each frame of a trace.
 *
 * Takes   a trace
 * Gives   a fate for each frame and each copy, in the order in which they were put in
 * Fails   never
 *
 * @category trace
 * @since 0.1.0
 */
export const fates = (events: ReadonlyArray<TraceEvent>): ReadonlyArray<Fate> => {
  const byFrame = new Map<FrameId, Growing>();
  const born = (frame: FrameId, data: Frame, event: TraceEvent, struck: Array<Blow>): void => {
    byFrame.set(frame, {
      frame,
      data,
      sentBy: event.id,
      sentAt: event.at,
      arrivedBy: undefined,
      arrivedAt: undefined,
      lost: undefined,
      struck,
      overtaken: false,
    });
  };
  for (const event of events) {
    if (!isFrameEvent(event)) continue;
    if (event._tag === 'FrameSent') {
      born(event.frame, event.data, event, []);
      continue;
    }
    const fate = byFrame.get(event.frame);
    if (fate === undefined) continue;
    switch (event._tag) {
      case 'FrameDelivered':
        fate.arrivedBy = event.id;
        fate.arrivedAt = event.at;
        break;
      case 'FrameLost':
        fate.lost = { what: 'lost', fault: event.fault };
        break;
      case 'FrameDropped':
        fate.lost = {
          what: 'dropped',
          fault: event.fault === undefined ? event.reason : `${event.reason}: ${event.fault}`,
        };
        break;
      case 'FrameDuplicated':
        born(event.copy, fate.data, event, [{ what: 'duplicate', fault: event.fault }]);
        break;
      case 'FrameCorrupted':
        fate.struck.push({
          what: `corrupt bit ${event.bit}${event.how === undefined ? '' : `, ${event.how}`}`,
          fault: event.fault,
        });
        break;
      case 'FrameTruncated':
        fate.struck.push({ what: `cut off after ${event.octets} octets`, fault: event.fault });
        break;
      case 'FrameMarked':
        fate.struck.push({ what: 'marked', fault: event.fault });
        break;
      case 'FrameDelayed':
        fate.struck.push({ what: 'late', fault: event.fault });
        break;
      case 'FrameHurried':
        fate.struck.push({ what: 'ahead', fault: event.fault });
        break;
    }
  }
  const all = Array.from(byFrame.values());
  markOvertaken(all);
  return all;
};

/** Is it a copy that a fault made? */
export const isCopy = (fate: Fate): boolean => copyOf(fate.frame) !== 0;

/**
 * What befell a frame, in one line: blows of the same fault together.
 *
 * @example
 * showBlows([{ what: 'lost', fault: 'loss 10%' }]) // 'lost (loss 10%)'
 *
 * @category trace
 * @since 0.1.0
 */
export const showBlows = (blows: ReadonlyArray<Blow>): string => {
  const byFault = new Map<string, Array<string>>();
  for (const { what, fault } of blows) {
    const same = byFault.get(fault);
    if (same === undefined) byFault.set(fault, [what]);
    else same.push(what);
  }
  return Array.from(byFault, ([fault, what]) => `${what.join(', ')} (${fault})`).join('  ');
};
