import { end, sendReset, waitForPeer } from './ending.ts';
import { isEarly } from './fastOpen/early.ts';
import { RULES } from './rules.ts';
import { mayReceiveText } from './Tcb.ts';
import { sndBuffer } from './spaces.ts';
import type { Turn } from './Turn.ts';
import { note, tell } from './Turn.ts';

/**
 * CLOSE: "I have no more to send". A FIN is queued behind the last octet; receiving goes on.
 *
 * In SYN-SENT the block is deleted. In SYN-RECEIVED the FIN waits until the connection is established.
 *
 * RFC     9293 §3.10.4
 *
 * @category events
 * @since 0.1.0
 */
export const close = (turn: Turn): void => {
  const t = turn.tcb;
  switch (t.state) {
    case 'SYN-SENT':
      note(turn, RULES.closing, t.state);
      end(turn, 'closed');
      return;
    case 'SYN-RECEIVED':
    case 'ESTABLISHED':
    case 'CLOSE-WAIT': {
      note(turn, RULES.closing, t.state);
      t.snd = sndBuffer(t.snd, t.snd.buffer, true, t.snd.up);
      if (t.state === 'ESTABLISHED') t.state = 'FIN-WAIT-1';
      else if (t.state === 'CLOSE-WAIT') t.state = 'LAST-ACK';
      return;
    }
    case 'FIN-WAIT-1':
    case 'FIN-WAIT-2':
    case 'CLOSING':
    case 'LAST-ACK':
    case 'TIME-WAIT':
    case 'CLOSED':
      // "connection closing": nothing is left to be closed.
      return;
  }
};

/**
 * The user is gone: CLOSE, and text that comes from now on is answered with RST.
 *
 * Text that waits unread is lost with the user, so the peer must hear of a reset, not of an orderly end. (RFC 1122
 * §4.2.2.13; RFC 2525 §2.17)
 *
 * @category events
 * @since 0.1.0
 */
export const release = (turn: Turn): void => {
  turn.tcb.fixed = { ...turn.tcb.fixed, released: true };
  const { state, rcv } = turn.tcb;
  if (state === 'CLOSED') {
    turn.deleted = true;
  } else if (rcv.buffer.length > 0 && (mayReceiveText(state) || state === 'CLOSE-WAIT' || isEarly(turn.tcb))) {
    abort(turn);
  } else {
    close(turn);
    if (turn.tcb.state === 'FIN-WAIT-2') waitForPeer(turn);
    // The FIN was acknowledged before the user went: nothing is left to be waited for.
    if (state === 'FIN-WAIT-2' || state === 'TIME-WAIT') tell(turn, { _tag: 'Drained', connection: turn.tcb.id });
  }
};

/**
 * ABORT: a RST tells the peer in every state in which it may hold a connection, and the block is deleted.
 *
 * RFC     9293 §3.10.5
 *
 * @category events
 * @since 0.1.0
 */
export const abort = (turn: Turn): void => {
  const { state } = turn.tcb;
  note(turn, RULES.aborted, state);
  if (
    state === 'SYN-RECEIVED' ||
    state === 'ESTABLISHED' ||
    state === 'FIN-WAIT-1' ||
    state === 'FIN-WAIT-2' ||
    state === 'CLOSE-WAIT'
  ) {
    sendReset(turn);
  }
  turn.tcb.fixed = { ...turn.tcb.fixed, released: true };
  end(turn, 'closed');
};
