// RFC 7413, the server: who shows a cookie is believed to be at its address, and its text is taken with its SYN.
import { equalBytes } from '../../basis/bytes.ts';
import { append, slice } from '../../basis/rope.ts';
import type { TcpSegment } from '../../wire/packets.ts';
import { plus } from '../../wire/seqnum.ts';
import type { FastOpen } from '../profile/Profile.ts';
import { RULES } from '../rules.ts';
import { rcvWith } from '../spaces.ts';
import type { Listener } from '../State.ts';
import type { Turn } from '../Turn.ts';
import { note, tell } from '../Turn.ts';
import { cookieKey, cookieOf, cookieOptionOf } from './cookie.ts';
import { pendingEarly } from './Memory.ts';

/** How many connections may be early at this listener; 0: it has no Fast Open. */
const limitOf = (listener: Listener, profile: FastOpen): number => {
  if (!profile.server) return 0;
  if (listener.options.fastOpen > 0) return listener.options.fastOpen;
  return profile.everyListener ? listener.backlog : 0;
};

/**
 * Is this SYN to be believed, so that its text is taken at once? Otherwise, where it names a cookie, the right one goes onto the
 * SYN-ACK, in the form in which it was asked for.
 *
 * A SYN with a cookie and no text is believed too: the server may send before the handshake is complete.
 *
 * Gives   true when the connection is to be early
 * RFC     7413 §4.1.2, §4.2.1, §4.2.2, §5.1
 *
 * @category segment arrives
 * @since 0.1.0
 */
export const isBelieved = (turn: Turn, listener: Listener, segment: TcpSegment): boolean => {
  const t = turn.tcb;
  const { fastOpen } = turn.config.profile;
  const limit = limitOf(listener, fastOpen);
  const asked = cookieOptionOf(segment);
  if (limit === 0 || (asked === undefined && segment.payload.length === 0)) return false;
  if (asked === undefined && !fastOpen.withoutCookie) return false;
  if (pendingEarly(turn.memory, listener.id, turn.now) >= limit) {
    note(turn, RULES.earlyQueueFull);
    return false;
  }
  if (asked === undefined || fastOpen.withoutCookie) return true;
  const cookie = cookieOf(cookieKey(fastOpen.key), t.remote.address, t.local.address);
  if (equalBytes(asked.cookie, cookie)) return true;
  note(turn, asked.cookie.length === 0 ? RULES.cookieGiven : RULES.cookieWrong);
  t.fixed = { ...t.fixed, fastOpen: { option: { kind: asked.kind, cookie }, early: 0, synData: false } };
  return false;
};

/** The text of the SYN is taken, so that the SYN-ACK acknowledges it. A FIN waits until it comes again. */
export const takeEarlyText = (turn: Turn, segment: TcpSegment): void => {
  const t = turn.tcb;
  const r = t.rcv;
  const text = slice(segment.payload, 0, Math.min(segment.payload.length, r.wnd));
  note(turn, RULES.earlyAccepted, `${text.length} octets`);
  t.rcv = rcvWith(r, plus(r.nxt, text.length), r.wnd - text.length, append(r.buffer, text), r.held, r.fin);
  t.fixed = { ...t.fixed, known: true, fastOpen: { option: undefined, early: 0, synData: text.length > 0 } };
};

/** The user gets the connection before its handshake is complete, and may read and send. (RFC 7413 §4.2.2) */
export const tellEarly = (turn: Turn): void => {
  const t = turn.tcb;
  tell(turn, {
    _tag: 'Established',
    connection: t.id,
    listener: t.fixed.listener,
    local: t.local,
    remote: t.remote,
  });
  if (t.rcv.buffer.length > 0) tell(turn, { _tag: 'Readable', connection: t.id });
};
