// What a trace says, event by event, and which of its events may depend on one of them.
import type { Frame } from '@sockeye/core';
import { hex, octetsWithFcs } from '@sockeye/core';
import type { EventId, TraceEvent } from '@sockeye/sim';
import { showFrameId } from '@sockeye/sim';

const replacer = (name: string, value: unknown): unknown => {
  if (name === 'data') return hex(octetsWithFcs(value as Frame));
  if (value instanceof Uint8Array) return hex(value);
  return value;
};

/** An event as a line, to the last octet; with `numbers`, also its own and its cause's, and the numbers of frames, that depend on who else is there. */
export const lineOf = (event: TraceEvent, numbers: boolean): string => {
  const named = 'frame' in event ? { ...event, frame: showFrameId(event.line, event.frame) } : event;
  const plain = 'copy' in named ? { ...named, copy: '' } : named;
  return JSON.stringify(numbers ? event : { ...plain, id: undefined, cause: undefined }, replacer);
};

/** What is changed: the frame's sending, and whether the frames behind it on its line feel that (it took its time of the line, or not). */
export interface Change {
  readonly sent: EventId;
  readonly line: string;
  readonly isFeltBehind: boolean;
}

/** The instant from which each station may speak otherwise; a station that is not there never does. */
type Since = Map<string, number>;

/** One pass over a trace; tells whether a station was found to be touched earlier than was known. */
const pass = (
  events: ReadonlyArray<TraceEvent>,
  change: Change,
  since: Since,
  other: (event: TraceEvent) => void,
): boolean => {
  const caused = new Set<EventId>([change.sent]);
  let isNews = false;
  for (const event of events) {
    // What arrives, or is started, comes from outside: the station has no part in it.
    const comes = event._tag === 'FrameDelivered' || event._tag === 'Started';
    const host = 'host' in event ? event.host : undefined;
    const from = host === undefined ? Infinity : (since.get(host) ?? Infinity);
    if (!caused.has(event.cause) && (comes || event.at < from)) {
      other(event);
      // It was put in all the same; only what becomes of it on the line is another matter.
      if (change.isFeltBehind && event._tag === 'FrameSent' && event.line === change.line && event.id > change.sent) {
        caused.add(event.id);
      }
      continue;
    }
    caused.add(event.id);
    if (host !== undefined && event.at < from) {
      since.set(host, event.at);
      isNews = true;
    }
  }
  return isNews;
};

/**
 * Of two futures of one world the events that cannot depend on what became of a frame, in the manner of Lamport: all but what it caused,
 * and what a station says after it heard one of those, or would have heard it in the other future.
 *
 * Takes   both traces, from the fork on; the change
 * Gives   what is left of each
 */
export const independent = (
  futures: readonly [ReadonlyArray<TraceEvent>, ReadonlyArray<TraceEvent>],
  change: Change,
): readonly [ReadonlyArray<TraceEvent>, ReadonlyArray<TraceEvent>] => {
  const since: Since = new Map();
  const [here, there] = futures;
  const nobody = (): void => undefined;
  for (let isNews = true; isNews;) {
    const one = pass(here, change, since, nobody);
    isNews = pass(there, change, since, nobody) || one;
  }
  const left: readonly [Array<TraceEvent>, Array<TraceEvent>] = [[], []];
  pass(here, change, since, (event) => left[0].push(event));
  pass(there, change, since, (event) => left[1].push(event));
  return left;
};

/** The first place at which two lists of lines differ, and what stands there; undefined: they are alike. */
export const parting = (found: ReadonlyArray<string>, right: ReadonlyArray<string>): string | undefined => {
  for (let i = 0; i < Math.max(found.length, right.length); i++) {
    if (found[i] !== right[i]) return `at ${i}:\n  found ${found[i] ?? 'nothing'}\n  right ${right[i] ?? 'nothing'}`;
  }
  return undefined;
};
