// What a listener does with SYN cookies: it answers a SYN and forgets it, and makes the connection when the ACK comes.
import { ACK, has, RST, SYN } from '../../wire/control.ts';
import type { Endpoint } from '../../wire/addresses.ts';
import type { TcpSegment } from '../../wire/packets.ts';
import type { SeqNum } from '../../wire/seqnum.ts';
import { plus } from '../../wire/seqnum.ts';
import type { Memory } from '../fastOpen/Memory.ts';
import { doorOf, withCookieSent } from '../fastOpen/Memory.ts';
import type { PeerOptions } from '../handshakeOptions.ts';
import { peerOptions } from '../handshakeOptions.ts';
import { agree, newBlock } from '../open.ts';
import { stampAt, stampOf } from '../options/timestamps.ts';
import { sendSyn } from '../output.ts';
import { unmeasured } from '../roundTrip.ts';
import { RULES } from '../rules.ts';
import { segmentArrives } from '../segmentArrives.ts';
import { receiveSpace, sndNxt } from '../spaces.ts';
import type { Listener } from '../State.ts';
import type { ConnectionId } from '../Service.ts';
import type { Tcb } from '../Tcb.ts';
import type { Turn } from '../Turn.ts';
import { note } from '../Turn.ts';
import {
  COOKIE_SIZES,
  COOKIE_TIME,
  sizeIndex,
  sizeOfCookie,
  synCookie,
  tellingStamp,
  toldByStamp,
} from './synCookie.ts';

/** What both ways need: who listens, who asks, and how to begin a turn with a new block. */
export interface AtTheDoor {
  readonly id: ConnectionId;
  readonly listener: Listener;
  readonly local: Endpoint;
  readonly remote: Endpoint;
  readonly segment: TcpSegment;
  readonly begin: (tcb: Tcb) => Turn;
  readonly plain: Pick<Turn, 'said' | 'config' | 'now'>;
}

/** A block in SYN-RECEIVED with the cookie as its initial sequence number. */
const blockWith = (at: AtTheDoor, iss: SeqNum, irs: SeqNum, peer: PeerOptions): Turn => {
  const { config, now } = at.plain;
  const { id, local, remote, listener, begin } = at;
  const turn = begin(
    newBlock(
      config,
      { id, state: 'SYN-RECEIVED', local, remote, options: listener.options, listener: listener.id },
      now,
      iss,
    ),
  );
  const t = turn.tcb;
  t.fixed = { ...t.fixed, irs };
  t.rcv = receiveSpace(irs, t.rcv.capacity, t.rcv.wnd);
  agree(t, peer, config, now);
  return turn;
};

/**
 * A SYN is answered with a cookie, and nothing about it is kept.
 *
 * What the SYN asked for is lost, unless timestamps are in use: ours then carries it, and the peer's echo brings it back.
 *
 * Gives   what the floor remembers: when a cookie was sent last
 * RFC     4987 §3.6
 *
 * @category segment arrives
 * @since 0.1.0
 */
export const answerWithCookie = (at: AtTheDoor): Memory => {
  const { segment, local, remote, listener } = at;
  const { config, now } = at.plain;
  const { handshake, parameters, timestampTick } = config.profile;
  const peer = peerOptions(segment, parameters);
  const stamped = handshake.timestamps && peer.stamp !== undefined;
  const index = sizeIndex(peer.mss);
  const iss = synCookie(config.seed, local, remote, segment.seq, index, now);
  const heard = stamped ? peer : { ...peer, shift: undefined, sack: false, stamp: undefined };
  const turn = blockWith(at, iss, segment.seq, heard);
  const t = turn.tcb;
  if (stamped) {
    const stamp = stampAt(now, timestampTick, t.fixed.stampOffset);
    const telling = tellingStamp(stamp, t.fixed.scaling ? peer.shift : undefined, t.fixed.sack);
    t.fixed = { ...t.fixed, stampOffset: t.fixed.stampOffset + (telling - stamp) };
  }
  note(turn, RULES.synCookieSent, `segments of ${COOKIE_SIZES[index] ?? 0}`);
  sendSyn(turn);
  return withCookieSent(turn.memory, listener.id, now);
};

/** What the peer's SYN had said, as far as the cookie and the echo bring it back. */
const broughtBack = (at: AtTheDoor, mss: number): PeerOptions => {
  const { handshake, parameters } = at.plain.config.profile;
  const stamp = handshake.timestamps ? stampOf(at.segment) : undefined;
  const nothing = { ...peerOptions(at.segment, parameters), mss };
  return stamp === undefined ? nothing : { ...nothing, ...toldByStamp(stamp.ecr), stamp: stamp.val };
};

/**
 * An ACK for which there is no connection may bring a cookie back: then the connection is made, and the ACK establishes it.
 *
 * Takes   the segment and who is concerned; what the floor remembers; whether as many wait to be accepted as may
 * Gives   the turn in which it was made; `full` when there is no room for it, so that the peer must try again; undefined when the
 *         ACK brings no cookie of ours, or one that is too old
 * RFC     4987 §3.6
 *
 * @category segment arrives
 * @since 0.1.0
 */
export const bornOfCookie = (at: AtTheDoor, memory: Memory, full: boolean): Turn | 'full' | undefined => {
  const { segment, local, remote, listener } = at;
  const { config, now, said } = at.plain;
  const { cookieAt } = doorOf(memory, listener.id);
  if (config.profile.robustness.synCookies === 'off' || cookieAt === undefined || now - cookieAt > COOKIE_TIME) {
    return undefined;
  }
  if (!has(segment, ACK) || has(segment, SYN) || has(segment, RST)) return undefined;
  const irs = plus(segment.seq, -1);
  const iss = plus(segment.ack, -1);
  const mss = sizeOfCookie(config.seed, local, remote, irs, iss, now);
  if (mss === undefined) {
    said.push({ _tag: 'Note', note: { rule: RULES.synCookieWrong, detail: '' } });
    return undefined;
  }
  if (full) return 'full';
  const turn = blockWith(at, iss, irs, broughtBack(at, mss));
  const t = turn.tcb;
  note(turn, RULES.synCookieRight, `segments of ${mss}`);
  t.snd = sndNxt(t.snd, plus(iss, 1), t.snd.small);
  segmentArrives(turn, segment);
  // When the SYN-ACK was sent nobody knows any more: no round trip was measured.
  t.rtt = unmeasured(config.profile.parameters, iss);
  return turn;
};
