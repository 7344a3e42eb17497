import { between, NO_TIME } from '../basis/time.ts';
import { ACK, has, RST, SYN } from '../wire/control.ts';
import type { TcpSegment } from '../wire/packets.ts';
import { gt, leq, plus } from '../wire/seqnum.ts';
import { checkFin } from './checkFin.ts';
import { checkSequence } from './checkSequence.ts';
import { negotiate } from './ecn/arriving.ts';
import { answerWithReset, end } from './ending.ts';
import { synAnswered } from './fastOpen/client.ts';
import { peerOptions } from './handshakeOptions.ts';
import { watch } from './keepAlive.ts';
import { agree, roundBuffers } from './open.ts';
import { sendSyn } from './output.ts';
import { afterLostSyn, measured } from './roundTrip.ts';
import { RULES } from './rules.ts';
import { takeText } from './takeText.ts';
import { receiveSpace, sndAcknowledged, sndWindow } from './spaces.ts';
import { NEVER, withRetransmission, withUser } from './Timers.ts';
import type { Turn } from './Turn.ts';
import { note, tell } from './Turn.ts';

/** The peer's SYN: its sequence number, its window, its options. */
const heardSyn = (turn: Turn, segment: TcpSegment): void => {
  const t = turn.tcb;
  const { config } = turn;
  const { parameters } = config.profile;
  t.fixed = { ...t.fixed, irs: segment.seq };
  t.rcv = receiveSpace(segment.seq, t.rcv.capacity, t.rcv.wnd);
  // The window of a SYN is never scaled.
  t.snd = sndWindow(t.snd, segment.wnd, segment.seq, segment.ack);
  agree(t, peerOptions(segment, parameters), config, turn.now);
  negotiate(turn, segment, has(segment, ACK));
};

/** Our SYN is acknowledged, and we heard the peer's. */
const establish = (turn: Turn, segment: TcpSegment): void => {
  const { profile } = turn.config;
  heardSyn(turn, segment);
  const t = turn.tcb;
  note(turn, RULES.synSentEstablished);
  const s = t.snd;
  t.snd = sndAcknowledged(s, segment.ack, s.buffer, s.wnd, s.wl1, s.wl2);
  synAnswered(turn, segment);
  t.rtt =
    t.rtt.retransmissions > 0
      ? afterLostSyn(t.rtt, profile.parameters)
      : measured(t.rtt, between(t.rack.sentAt, turn.now), profile.parameters, profile.estimator, t.snd.una, t.snd.nxt);
  t.rack = { sentAt: t.rack.sentAt, end: t.rack.end, rtt: NO_TIME };
  t.state = t.snd.finQueued ? 'FIN-WAIT-1' : 'ESTABLISHED';
  // Nothing is in flight: neither the retransmission timer runs, nor the user timeout. (RFC 9293 §3.8.3)
  t.timers = withUser(withRetransmission(t.timers, NEVER, 'timeout'), NEVER);
  roundBuffers(t, turn.config);
  watch(turn);
  turn.ackNow = true;
  tell(turn, { _tag: 'Established', connection: t.id, listener: 0, local: t.local, remote: t.remote });
  // "If there are other controls or text in the segment, then continue processing at the sixth step": text follows the SYN.
  const rest = checkSequence(turn, { ...segment, seq: plus(segment.seq, 1), control: segment.control & ~SYN });
  if (rest !== undefined && takeText(turn, rest)) checkFin(turn, rest);
};

/**
 * A segment arrives in SYN-SENT.
 *
 * RFC     9293 §3.10.7.3
 *
 * @category segment arrives
 * @since 0.1.0
 */
export const synSent = (turn: Turn, segment: TcpSegment): void => {
  const t = turn.tcb;
  const acknowledges = has(segment, ACK);
  // first, ACK: ISS < SEG.ACK =< SND.NXT
  if (acknowledges && !(gt(segment.ack, t.fixed.iss) && leq(segment.ack, t.snd.nxt))) {
    note(turn, RULES.synSentBadAck);
    answerWithReset(turn.said, t.local, t.remote, segment);
    return;
  }
  // second, RST
  if (has(segment, RST)) {
    if (acknowledges) {
      note(turn, RULES.synSentRefused);
      end(turn, 'refused');
    } else {
      note(turn, RULES.synSentRst);
    }
    return;
  }
  // fourth, SYN (the third, security, is not modelled)
  if (!has(segment, SYN)) {
    note(turn, RULES.synSentOther);
    return;
  }
  if (acknowledges) {
    establish(turn, segment);
    return;
  }
  note(turn, RULES.synSentSimultaneous);
  heardSyn(turn, segment);
  t.state = 'SYN-RECEIVED';
  sendSyn(turn);
};
