// What a trace tells, in numbers: counted from its events, never asserted beforehand.
import type { Bytes } from '@sockeye/core';
import { concatBytes } from '@sockeye/core';
import type { TraceEvent } from '@sockeye/sim';
import { fates, readings } from '@sockeye/sim';

/** How often a frame was put on a cable, and how often one was lost there. */
export const countFrames = (
  events: ReadonlyArray<TraceEvent>,
): { readonly sent: number; readonly lost: number; readonly duplicated: number } => {
  const count = (tag: TraceEvent['_tag']): number => events.filter(({ _tag }) => _tag === tag).length;
  return { sent: count('FrameSent'), lost: count('FrameLost'), duplicated: count('FrameDuplicated') };
};

/** How long TCP waited before it sent data again, each time, in nanoseconds: of the first segment that was sent more than once. */
export const waitsBetween = (events: ReadonlyArray<TraceEvent>, line: string): ReadonlyArray<number> => {
  const read = readings(events);
  const sent = events.flatMap((event) => (event._tag === 'FrameSent' && event.line === line ? [event] : []));
  const again = sent.find((event) => {
    const reading = read.get(event.frame);
    return reading?.resent === true && reading.label.startsWith('data');
  });
  const seq = again === undefined ? undefined : read.get(again.frame)?.seq;
  const instants = sent.flatMap((event) => {
    const reading = read.get(event.frame);
    return reading !== undefined && reading.seq === seq && reading.label.startsWith('data') ? [event.at] : [];
  });
  return instants.slice(1).map((at, index) => at - (instants[index] ?? at));
};

/** What the processes of a host wrote to standard output. */
export const outputOf = (events: ReadonlyArray<TraceEvent>, host: string): Bytes =>
  concatBytes(
    events.flatMap((event) => (event._tag === 'Wrote' && event.fd === 1 && event.host === host ? [event.octets] : [])),
  );

/** Is some frame lost that nobody sent again? */
export const lostForGood = (events: ReadonlyArray<TraceEvent>): number => {
  const read = readings(events);
  return fates(events).filter(
    ({ frame, lost }) => lost !== undefined && read.get(frame)?.label.startsWith('UDP') === true,
  ).length;
};
