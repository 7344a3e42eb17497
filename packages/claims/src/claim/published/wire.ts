// What is promised of frames, packets and segments, read off the wire: it says the same of any stack.
import { ACK, equalBytes, gt, octetsOf, plus, RST, segmentLength, SYN } from '@sockeye/core';
import type { Bytes, SeqNum } from '@sockeye/core';
import type { EventKind } from '@sockeye/sim';
import { packetIn, segmentIn } from '../../wire/segments.ts';
import type { Claim, End } from '../Claim.ts';
import { claim } from '../Claim.ts';
import type { Verdict, Violation } from '../Verdict.ts';
import { HOLDS, undecided, violated } from '../Verdict.ts';
import { aFrameWasStruck, aSegmentWasSentAgain } from './goals.ts';

/** What such a claim remembers: something of its own, and the first breach. */
interface Watch<M> {
  readonly known: M;
  readonly breach: Violation | undefined;
}

const judge = <M>({ breach }: Watch<M>, end: End | undefined): Verdict =>
  breach ?? (end === undefined ? undecided('the run goes on') : HOLDS);

const FLIGHT: ReadonlyArray<EventKind> = ['FrameSent', 'FrameDuplicated', 'FrameDelivered'];

/** The octets of each frame under way, by its identity. */
type Octets = Readonly<Record<string, Bytes>>;

export const cableFaithful: Claim = claim<Watch<Octets>>({
  name: 'cable.faithful',
  kind: 'safety',
  says: 'Every frame that comes out was put in, octet for octet. A cable that corrupts breaks it.',
  source: 'our own',
  kinds: FLIGHT,
  goals: [aFrameWasStruck],
  initial: { known: {}, breach: undefined },
  hear: (watch, event) => {
    if (watch.breach !== undefined) return watch;
    const { known } = watch;
    if (event._tag === 'FrameSent') {
      return { known: { ...known, [`f${event.frame}`]: octetsOf(event.data) }, breach: undefined };
    }
    if (event._tag === 'FrameDuplicated') {
      const octets = known[`f${event.frame}`];
      return octets === undefined ? watch : { known: { ...known, [`f${event.copy}`]: octets }, breach: undefined };
    }
    if (event._tag !== 'FrameDelivered') return watch;
    const { [`f${event.frame}`]: octets, ...rest } = known;
    if (octets === undefined) {
      return {
        known,
        breach: violated('a frame of nobody', 'a frame came out that nobody put in', event.at, event.id),
      };
    }
    return equalBytes(octets, octetsOf(event.data))
      ? { known: rest, breach: undefined }
      : { known, breach: violated('other octets', 'a frame came out changed', event.at, event.id) };
  },
  judge,
});

const BALANCE: ReadonlyArray<EventKind> = [...FLIGHT, 'FrameLost', 'FrameDropped'];

export const conservation: Claim = claim<Watch<number>>({
  name: 'whole.conservation',
  kind: 'invariant',
  says: 'Frames sent and copied are delivered, lost, dropped or in flight: nothing else becomes of them, and nothing comes of nothing.',
  source: 'our own',
  kinds: BALANCE,
  goals: [aFrameWasStruck],
  initial: { known: 0, breach: undefined },
  hear: ({ known, breach }, event) => {
    const flying = known + (event._tag === 'FrameSent' || event._tag === 'FrameDuplicated' ? 1 : -1);
    return {
      known: flying,
      breach:
        breach ?? (flying < 0 ? violated('too many', 'more came out than was put in', event.at, event.id) : undefined),
    };
  },
  judge: ({ known, breach }, end) => {
    if (breach !== undefined) return breach;
    if (end === undefined) return undecided('the run goes on');
    // Where nothing will ever happen again, nothing is in flight.
    const isOver = end.reason === 'Quiet' || end.reason === 'Stuck';
    return isOver && known > 0
      ? violated('vanished', `${known} frames were neither delivered nor dropped`, end.at)
      : HOLDS;
  },
});

/** How far each direction of each connection was sent: the number behind the last octet. */
type Sent = Readonly<Record<string, SeqNum>>;

export const acknowledgesWhatWasSent: Claim = claim<Watch<Sent>>({
  name: 'tcp.acknowledgesWhatWasSent',
  kind: 'invariant',
  says: 'Nobody acknowledges what was never sent to it: SND.UNA never passes SND.NXT.',
  source: 'RFC 9293 §3.4',
  kinds: ['FrameSent'],
  goals: [aSegmentWasSentAgain, aFrameWasStruck],
  initial: { known: {}, breach: undefined },
  hear: (watch, event) => {
    const packet = event._tag === 'FrameSent' ? packetIn(event.data) : undefined;
    const segment = segmentIn(packet);
    if (packet === undefined || segment === undefined || watch.breach !== undefined) return watch;
    const other = `${packet.destination}:${segment.destinationPort}>${packet.source}:${segment.sourcePort}`;
    const theirs = watch.known[other];
    const isNews = (segment.control & (ACK | RST)) === ACK;
    if (isNews && theirs !== undefined && gt(segment.ack, theirs)) {
      const says = `${segment.ack} is acknowledged, and nothing beyond ${theirs} was ever sent`;
      return { known: watch.known, breach: violated('ACK of unsent', says, event.at, event.id) };
    }
    if ((segment.control & RST) !== 0) return watch;
    const mine = `${packet.source}:${segment.sourcePort}>${packet.destination}:${segment.destinationPort}`;
    const end = plus(segment.seq, segmentLength(segment));
    const before = watch.known[mine];
    // A SYN begins the numbers anew.
    const isFurther = before === undefined || (segment.control & SYN) !== 0 || gt(end, before);
    return isFurther ? { known: { ...watch.known, [mine]: end }, breach: undefined } : watch;
  },
  judge,
});

export const WIRE_CLAIMS: ReadonlyArray<Claim> = [cableFaithful, conservation, acknowledgesWhatWasSent];
