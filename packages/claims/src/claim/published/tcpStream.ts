// What TCP promises to the programs that use it: a stream. RFC 9293 §2.2; the words of the tutorial.
import type { TraceEvent } from '@sockeye/sim';
import type { Moment, StreamEnd, Streams } from '../calls/streams.ts';
import { follow, NO_STREAMS, peersOf, showEnd, STREAM_KINDS } from '../calls/streams.ts';
import type { Claim, End, Goal } from '../Claim.ts';
import { claim } from '../Claim.ts';
import type { Verdict } from '../Verdict.ts';
import { HOLDS, undecided, violated } from '../Verdict.ts';
import { aFrameWasStruck, aSegmentWasSentAgain } from './goals.ts';

const hear = (streams: Streams, event: TraceEvent): Streams => follow(streams, event);

const ends = (streams: Streams): ReadonlyArray<readonly [string, StreamEnd]> => Object.entries(streams.ends);

const somethingWasRead: Goal = {
  says: 'something was read',
  kinds: ['Called'],
  isMet: (event) =>
    event._tag === 'Called' &&
    (event.request.call === 'recv' || event.request.call === 'read') &&
    event.reply._tag === 'Right' &&
    event.request.fd > 2 &&
    (event.reply.right as { readonly length: number }).length > 0,
};

const theEndWasSeen: Goal = {
  says: 'a reader saw the end',
  kinds: ['Called'],
  isMet: (event) =>
    event._tag === 'Called' &&
    event.request.call === 'recv' &&
    event.reply._tag === 'Right' &&
    event.request.size > 0 &&
    (event.reply.right as { readonly length: number }).length === 0,
};

/** Its octets, and the first one who wrote something else. */
const judgePrefix = (streams: Streams, end: End | undefined): Verdict => {
  const { contradiction } = streams;
  if (contradiction !== undefined) {
    const who = streams.ends[contradiction.end];
    return violated(
      'other octets',
      `${who === undefined ? 'a reader' : showEnd(who)}: what was read behind octet ${contradiction.offset} is not what was written`,
      contradiction.at,
      contradiction.event,
    );
  }
  if (end === undefined) return undecided('the run goes on');
  for (const [key, reader] of ends(streams)) {
    if (reader.isOpaque || reader.readLength === 0) continue;
    const peers = peersOf(streams, key);
    if (peers.some(([, peer]) => peer.isOpaque || peer.offeredLength >= reader.readLength)) continue;
    const { at, event } = reader.lastRead ?? { at: end.at, event: undefined };
    return violated('octets that nobody wrote', `${showEnd(reader)}: it read more than was written`, at, event);
  }
  return HOLDS;
};

export const prefixDelivery: Claim = claim<Streams>({
  name: 'tcp.prefixDelivery',
  kind: 'safety',
  says: 'What was read is a prefix of what was written: nothing else, nothing twice, nothing out of order.',
  source: 'RFC 9293 §2.2',
  kinds: STREAM_KINDS,
  goals: [somethingWasRead, aSegmentWasSentAgain, aFrameWasStruck],
  initial: NO_STREAMS,
  hear,
  judge: judgePrefix,
});

const breach = (kind: string, says: string, end: End, moment: Moment | undefined): Verdict =>
  violated(kind, says, moment?.at ?? end.at, moment?.event);

const judgeOnce = (streams: Streams, end: End | undefined): Verdict => {
  if (end === undefined) return undecided('the run goes on');
  for (const [key, reader] of ends(streams)) {
    if (reader.readBeyond !== undefined) {
      return breach('octets after the end', `${showEnd(reader)}: it read on after the end`, end, reader.readBeyond);
    }
    if (reader.ended === undefined || reader.isOpaque) continue;
    const peers = peersOf(streams, key);
    if (peers.length === 0) continue;
    if (peers.some(([, peer]) => peer.isShut && (peer.isOpaque || peer.taken === reader.readLength))) continue;
    // Whoever shut its own ear hears the end at once.
    if (reader.isDeaf && peers.every(([, peer]) => !peer.isShut)) continue;
    const says = peers.some(([, peer]) => peer.isShut)
      ? `${showEnd(reader)}: it saw the end after ${reader.readLength} octets, and others were written`
      : `${showEnd(reader)}: it saw an end that nobody made`;
    return breach('end too early', says, end, reader.ended);
  }
  return HOLDS;
};

export const exactlyOnce: Claim = claim<Streams>({
  name: 'tcp.exactlyOnce',
  kind: 'safety',
  says: 'A reader that sees the end has read every octet that was written, once; and the writer had ended.',
  source: 'RFC 9293 §3.9.1 CLOSE',
  kinds: STREAM_KINDS,
  goals: [theEndWasSeen, aSegmentWasSentAgain, aFrameWasStruck],
  initial: NO_STREAMS,
  hear,
  judge: judgeOnce,
});

/** Does it still wait for something that was promised? */
const isOwed = (streams: Streams, [key, writer]: readonly [string, StreamEnd]): string | undefined => {
  if (writer.failed !== undefined) return undefined;
  const peers = peersOf(streams, key).filter(([, peer]) => peer.isOpen);
  if (writer.side === 'client' && !writer.isOpen) return 'neither connected nor told why not';
  if (writer.taken + writer.waiting === 0 && !writer.isShut) return undefined;
  if (peers.length === 0) return writer.side === 'client' ? 'nobody accepted it' : undefined;
  const isSettled = peers.some(
    ([, peer]) =>
      peer.failed !== undefined ||
      peer.isDeaf ||
      (peer.readLength >= writer.taken + writer.waiting && (!writer.isShut || peer.ended !== undefined)),
  );
  return isSettled ? undefined : 'what it wrote was never read, and nobody was told why';
};

const judgeArrival = (streams: Streams, end: End | undefined): Verdict => {
  if (end === undefined) return undecided('the run goes on');
  if (end.reason === 'OutOfSteps') return undecided('the run was cut off');
  for (const entry of ends(streams)) {
    const owed = isOwed(streams, entry);
    if (owed !== undefined) return violated('never arrives', `${showEnd(entry[1])}: ${owed}`, end.at);
  }
  return HOLDS;
};

export const arrives: Claim = claim<Streams>({
  name: 'tcp.arrives',
  kind: 'liveness',
  says: 'All that was written is read at last, and its end seen, or the programs are told why not.',
  source: 'RFC 9293 §3.8, RFC 1122 §4.2.3.5',
  kinds: STREAM_KINDS,
  goals: [somethingWasRead, aSegmentWasSentAgain, aFrameWasStruck],
  initial: NO_STREAMS,
  hear,
  judge: judgeArrival,
});

export const TCP_STREAM_CLAIMS: ReadonlyArray<Claim> = [prefixDelivery, exactlyOnce, arrives];
