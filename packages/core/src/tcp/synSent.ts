import { ACK, has, RST, SYN } from '../wire/control.ts';
import type { TcpSegment } from '../wire/packets.ts';
import { gt, leq, plus } from '../wire/seqnum.ts';
import { between } from '../basis/time.ts';
import { answerWithReset, end } from './ending.ts';
import { peerOptions } from './handshakeOptions.ts';
import { watch } from './keepAlive.ts';
import { restartTimer } from './lossRecovery.ts';
import { sendSyn } from './output.ts';
import { afterLostSyn, measured } from './roundTrip.ts';
import { RULES } from './rules.ts';
import type { Tcb } from './Tcb.ts';
import {
  NEVER,
  receiveSpace,
  sndAcknowledged,
  sndWindow,
  withCongestion,
  withFixed,
  withRcv,
  withRtt,
  withSnd,
  withState,
} from './Tcb.ts';
import { checkFin } from './checkFin.ts';
import { checkSequence } from './checkSequence.ts';
import { takeText } from './takeText.ts';
import type { Turn } from './Turn.ts';
import { note, tell } from './Turn.ts';

/** The peer's SYN: its sequence number, its window, its options. */
const heardSyn = (turn: Turn, segment: TcpSegment): Tcb => {
  const t = turn.tcb;
  const { config } = turn;
  const peer = peerOptions(segment, t.fixed.rmss, config.parameters);
  const scaling = peer.shift !== undefined;
  const next = withFixed(t, {
    irs: segment.seq,
    smss: peer.smss,
    scaling,
    sendShift: peer.shift ?? 0,
    receiveShift: scaling ? t.fixed.receiveShift : 0,
  });
  const rcv = receiveSpace(segment.seq, t.rcv.capacity, t.rcv.wnd);
  // The window of a SYN is never scaled.
  const snd = sndWindow(t.snd, segment.wnd, segment.seq, segment.ack);
  return withCongestion(
    withSnd(withRcv(next, rcv), snd),
    // A SYN that was lost leaves one segment for the beginning. (RFC 5681 §3.1)
    config.congestionControl.initial(
      peer.smss,
      t.rtt.retransmissions > 0 ? 1 : config.parameters.initialWindow,
      t.fixed.iss,
    ),
  );
};

/** Our SYN is acknowledged, and we heard the peer's. */
const establish = (turn: Turn, segment: TcpSegment): void => {
  const p = turn.config.parameters;
  const t = heardSyn(turn, segment);
  const { rtt } = t;
  const wasLost = rtt.retransmissions > 0;
  const estimate = wasLost
    ? afterLostSyn(rtt, p)
    : rtt.timedAt === NEVER
      ? rtt
      : measured(rtt, between(rtt.timedAt, turn.now), p);
  note(turn, RULES.synSentEstablished);
  const snd = sndAcknowledged(t.snd, segment.ack, segment.ack, t.snd.buffer);
  turn.tcb = withRtt(withState(withSnd(t, snd), t.snd.finQueued ? 'FIN-WAIT-1' : 'ESTABLISHED'), estimate);
  restartTimer(turn);
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
  turn.tcb = withState(heardSyn(turn, segment), 'SYN-RECEIVED');
  sendSyn(turn);
};
