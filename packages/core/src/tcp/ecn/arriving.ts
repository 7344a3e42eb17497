// What ECN does with a packet that arrives: marks are echoed, or counted. (RFC 3168 §6.1.3, RFC 9768 §3.2.1, §3.2.2.5.1)
import { withWindow } from '../congestion/CongestionControl.ts';
import { CWR, ECE, has } from '../../wire/control.ts';
import type { Codepoint } from '../../wire/ecn.ts';
import { CE, ECT0, ECT1, NOT_ECT } from '../../wire/ecn.ts';
import type { TcpSegment } from '../../wire/packets.ts';
import { RULES } from '../rules.ts';
import type { Turn } from '../Turn.ts';
import { note } from '../Turn.ts';
import type { Ecn, EcnCounters } from './Ecn.ts';
import { FIRST_COUNTERS, NO_ECN } from './Ecn.ts';
import { owesCwr } from './leaving.ts';
import { aceOf, answered, codepointTold, granted } from './negotiate.ts';
import { worthTelling } from './option.ts';

/** A SYN, or a SYN-ACK: what both ends have agreed upon. (RFC 3168 §6.1.1; RFC 9768 §3.1) */
export const negotiate = (turn: Turn, segment: TcpSegment, acknowledges: boolean): void => {
  const t = turn.tcb;
  const policy = turn.config.profile.ecn;
  const { asked } = t.ecn;
  const mode = acknowledges
    ? answered(asked, segment.control)
    : granted(asked === 'off' ? policy.accept : asked, segment.control);
  if (mode === 'off') {
    if (t.ecn !== NO_ECN) t.ecn = { ...t.ecn, mode: 'off' };
    return;
  }
  note(turn, mode === 'classic' ? RULES.ecnAgreed : RULES.accurateEcnAgreed);
  const opening: Codepoint = turn.codepoint;
  const isAccurate = mode === 'accurate';
  // Our SYN was not ECN-capable: if it came as if it were, something on the way garbles the field. (RFC 9768 §3.2.2.3)
  const told = acknowledges ? codepointTold(aceOf(segment.control)) : NOT_ECT;
  const capable = !isAccurate || told === NOT_ECT;
  if (!capable) note(turn, RULES.ecnGarbled, 'our SYN came with another codepoint');
  t.ecn = {
    ...t.ecn,
    mode,
    asked,
    opening,
    finishes: isAccurate && acknowledges,
    capable,
    seen: opening !== NOT_ECT,
    // A marked SYN-ACK is told by ECE on the ACK that ends the handshake. (RFC 5562 §3.2)
    echo: !isAccurate && acknowledges && opening === CE,
    // "r.cep is initialised to 5, or 6 when the SYN or SYN-ACK came with CE." (RFC 9768 §3.2.2.1)
    heard: isAccurate && opening === CE ? { ...FIRST_COUNTERS, cep: 6 } : FIRST_COUNTERS,
    pending: isAccurate && policy.option !== 'never' ? 3 : 0,
  };
};

/** Our SYN-ACK, which was ECN-capable, was marked: the window begins with one segment, and CWR says so. (RFC 5562 §3.2) */
const openingMarked = (turn: Turn): void => {
  const t = turn.tcb;
  note(turn, RULES.markAnswered, 'the SYN-ACK was marked');
  t.congestion = withWindow(t.congestion, t.fixed.smss);
  t.ecn = owesCwr(t.ecn);
};

/** The ACK that ends the handshake tells the server how its SYN-ACK came. (RFC 9768 §3.2.2.1, table 4; RFC 5562 §3.2) */
export const handshakeEnds = (turn: Turn, segment: TcpSegment): void => {
  const t = turn.tcb;
  const e = t.ecn;
  if (e.mode === 'off' || t.fixed.listener === 0) return;
  const sent = e.sentOpening;
  if (e.mode === 'classic') {
    if (sent === ECT0 && has(segment, ECE)) openingMarked(turn);
    return;
  }
  if (segment.payload.length > 0) return;
  const told = codepointTold(aceOf(segment.control));
  if (sent === ECT0 && told === CE) openingMarked(turn);
  const isTrue = told === undefined || told === sent || (sent === ECT0 && told === CE);
  const capable = aceOf(segment.control) !== 0 && isTrue;
  if (!capable) note(turn, RULES.ecnGarbled, 'our SYN-ACK came with another codepoint, or the ACE field is wiped');
  t.ecn = { ...e, checked: true, capable };
};

const counted = (c: EcnCounters, codepoint: Codepoint, octets: number): EcnCounters => ({
  cep: codepoint === CE ? c.cep + 1 : c.cep,
  ceb: codepoint === CE ? c.ceb + octets : c.ceb,
  e0b: codepoint === ECT0 ? c.e0b + octets : c.e0b,
  e1b: codepoint === ECT1 ? c.e1b + octets : c.e1b,
});

/** How many counters are to be told with the next segment. (RFC 9768 §3.2.3.3: on a change, and now and then) */
const pendingAfter = (turn: Turn, e: Ecn, heard: EcnCounters, changed: boolean): number => {
  const { option } = turn.config.profile.ecn;
  if (option === 'never') return 0;
  const due = e.toldAt + turn.tcb.rtt.srtt / 3 <= turn.now;
  const news = option === 'always' || changed || heard.ceb !== e.heard.ceb || heard.e1b !== e.heard.e1b || due;
  return news ? Math.max(e.pending, worthTelling(heard)) : e.pending;
};

/** Accurate: everything is counted; a first mark, and every second, is told at once (on ACKs every third, or two ends would never fall silent). */
const countAccurately = (turn: Turn, segment: TcpSegment): void => {
  const t = turn.tcb;
  const e = t.ecn;
  const { codepoint } = turn;
  const octets = segment.payload.length;
  if (codepoint === NOT_ECT && octets === 0) return;
  const isMark = codepoint === CE;
  const untold = isMark ? e.untold + 1 : e.untold;
  const changed = octets > 0 && codepoint !== e.last;
  const heard = codepoint === NOT_ECT ? e.heard : counted(e.heard, codepoint, octets);
  const last = octets > 0 ? codepoint : e.last;
  const pending = octets > 0 ? pendingAfter(turn, e, heard, changed) : e.pending;
  t.ecn = { ...e, heard, last, untold, pending, seen: e.seen || codepoint !== NOT_ECT };
  if (!isMark) return;
  note(turn, RULES.markArrived);
  if (changed || untold >= (octets > 0 ? 2 : 3)) {
    note(turn, RULES.markToldAtOnce);
    turn.ackNow = true;
  }
};

/**
 * A segment in the window came; its packet may be marked.
 *
 * RFC     3168 §6.1.3, §6.1.5 (what lies outside the window is not looked at); 9768 §3.2.1, §3.2.2.5.1
 *
 * @category ECN
 * @since 0.1.0
 */
export const ecnArrives = (turn: Turn, segment: TcpSegment): void => {
  const t = turn.tcb;
  const e = t.ecn;
  if (e.mode === 'off') return;
  if (e.mode === 'accurate') {
    countAccurately(turn, segment);
    return;
  }
  const isMarked = turn.codepoint === CE && segment.payload.length > 0;
  if (isMarked) note(turn, RULES.markArrived);
  // CWR ends the echo; a mark on the very segment begins it anew.
  const echo = isMarked || (e.echo && !has(segment, CWR));
  const seen = e.seen || turn.codepoint !== NOT_ECT;
  if (echo !== e.echo || seen !== e.seen) t.ecn = { ...e, echo, seen };
};
