// Coverage: which fault struck which segment, in which state of its connection. Read off the wire, so it says the same of any stack.
import type { EventKind, FrameEvent, FrameId, TraceEvent } from '@sockeye/sim';
import { isFrameEvent } from '@sockeye/sim';
import { frameIn, kindOfFrame, packetIn, segmentIn } from '../wire/segments.ts';
import type { WireState } from '../wire/tcpState.ts';
import { CLOSED, reached, sent } from '../wire/tcpState.ts';

/** What must be told for it. */
export const COVERED_KINDS: ReadonlyArray<EventKind> = [
  'FrameSent',
  'FrameDelivered',
  'FrameLost',
  'FrameDuplicated',
  'FrameDelayed',
  'FrameHurried',
  'FrameCorrupted',
  'FrameTruncated',
  'FrameMarked',
  'FrameDropped',
];

const BLOWS: Readonly<Partial<Record<FrameEvent['_tag'], string>>> = {
  FrameLost: 'lost',
  FrameDuplicated: 'duplicated',
  FrameDelayed: 'late',
  FrameHurried: 'ahead',
  FrameCorrupted: 'corrupt',
  FrameTruncated: 'truncated',
  FrameMarked: 'marked',
  FrameDropped: 'dropped',
};

const isBlow = (event: TraceEvent): boolean => isFrameEvent(event) && BLOWS[event._tag] !== undefined;

/**
 * Counts the blows of a trace: `lost SYN-ACK SYN-RECEIVED`, `corrupt arp`. The state is that of the end that sent the segment, right after
 * it was sent.
 *
 * Takes   the counts, which grow; and the trace
 *
 * @category checks
 * @since 0.1.0
 */
export const cover = (counts: Record<string, number>, events: ReadonlyArray<TraceEvent>): void => {
  if (!events.some(isBlow)) return;
  const ends = new Map<string, WireState>();
  const labels = new Map<FrameId, string>();
  for (const event of events) {
    if (!isFrameEvent(event)) continue;
    if (event._tag === 'FrameSent' || event._tag === 'FrameDelivered') {
      const packet = packetIn(event.data);
      const segment = segmentIn(packet);
      if (packet === undefined || segment === undefined) {
        if (event._tag === 'FrameSent') labels.set(event.frame, kindOfFrame(frameIn(event.data)));
        continue;
      }
      const isSent = event._tag === 'FrameSent';
      // Of the host that sends it, or of the host that it reaches: its own port first.
      const mine = isSent ? segment.sourcePort : segment.destinationPort;
      const other = isSent ? segment.destinationPort : segment.sourcePort;
      const key = `${event.host} ${mine} ${other}`;
      const state = ends.get(key) ?? CLOSED;
      const next = isSent ? sent(state, segment) : reached(state, segment);
      if (next !== state) ends.set(key, next);
      if (isSent) labels.set(event.frame, `${kindOfFrame(frameIn(event.data))} ${next.name}`);
      continue;
    }
    const label = labels.get(event.frame);
    const blow = BLOWS[event._tag];
    if (label === undefined || blow === undefined) continue;
    if (event._tag === 'FrameDuplicated') labels.set(event.copy, label);
    const name = `${blow} ${label}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
};
