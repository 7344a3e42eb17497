// What the peer tells of marks on what we sent, and what follows. (RFC 3168 §6.1.2, RFC 9768 §3.2.2.5, Appendix A)
import { ECE, has } from '../../wire/control.ts';
import type { TcpSegment } from '../../wire/packets.ts';
import type { TcpOption } from '../../wire/tcpOptions.ts';
import type { News } from '../recovery/News.ts';
import { RULES } from '../rules.ts';
import type { Turn } from '../Turn.ts';
import { note } from '../Turn.ts';
import { aceOf } from './negotiate.ts';
import { afterOption, isWiped } from './option.ts';

const optionOf = (segment: TcpSegment): Extract<TcpOption, { readonly kind: 'ECN' }> | undefined => {
  for (let i = 0; i < segment.options.length; i++) {
    const option = segment.options[i];
    if (option?.kind === 'ECN') return option;
  }
  return undefined;
};

/**
 * How many marks an ACE field tells, which counts modulo 8.
 *
 * Up to seven packets are told exactly. An ACK of more may hide whole rounds of the counter: then as many are assumed as
 * there can be, unless the option says how many octets came with marks: none, or so many that the smaller number of packets
 * explains them.
 *
 * Takes   the field; what is known already; how many packets this ACK delivered; octets of marked text that the option told
 *         (undefined: no option); SMSS
 * Gives   the packets that are newly known to be marked
 * RFC     9768 §3.2.2.5.2, A.1, A.2
 *
 * @example
 * marksTold(1, 5, 2, undefined, 1460) // 4
 *
 * @category ECN
 * @since 0.1.0
 */
export const marksTold = (
  ace: number,
  known: number,
  packets: number,
  octets: number | undefined,
  smss: number,
): number => {
  const least = (ace - known) & 7;
  if (packets <= 7) return least;
  const most = packets - ((packets - least) & 7);
  if (octets === undefined) return most;
  if (octets === 0 || most <= least) return least;
  // Octets for each mark, if there were as many as can be: with less than half a segment each, there were not.
  return octets * 2 < most * smss ? least : most;
};

const classicMarks = (turn: Turn, segment: TcpSegment, packets: number): number => {
  if (!has(segment, ECE)) return 0;
  const e = turn.tcb.ecn;
  if (packets > 0) turn.tcb.ecn = { ...e, marked: e.marked + packets };
  return Math.max(packets, 1);
};

const accurateMarks = (turn: Turn, segment: TcpSegment, packets: number): number => {
  const t = turn.tcb;
  const e = t.ecn;
  const ace = aceOf(segment.control);
  if (!e.checked && ace === 0) {
    // It begins at five: a box wipes it. Nothing of it is believed. (§3.2.2.4)
    note(turn, RULES.ecnGarbled, 'the ACE field is wiped');
    t.ecn = { ...e, checked: true, capable: false };
    return 0;
  }
  if (!e.capable) return 0;
  const option = e.believed ? optionOf(segment) : undefined;
  if (option !== undefined && isWiped(option) && e.known.ceb === 0) {
    note(turn, RULES.ecnGarbled, 'the option is wiped');
    t.ecn = { ...e, checked: true, believed: false };
    return 0;
  }
  const told = option === undefined ? e.known : afterOption(e.known, option);
  // An option that leaves CE out says that no octet ever came with it.
  const octets = option === undefined ? undefined : told.ceb - e.known.ceb;
  const marks = marksTold(ace, e.known.cep, packets, octets, t.fixed.smss);
  if (marks === 0 && told === e.known && e.checked) return 0;
  t.ecn = {
    ...e,
    checked: true,
    marked: e.marked + marks,
    known: { cep: e.known.cep + marks, ceb: told.ceb, e0b: told.e0b, e1b: told.e1b },
  };
  return marks;
};

/**
 * How many segments an ACK tells to be marked. Accurate feedback is read only from ACKs that bring news, for another may be
 * an old one that was overtaken, and its counter would seem to have gone round. (RFC 9768 §3.2.2.5)
 */
export const marksHeard = (turn: Turn, news: News): number => {
  const t = turn.tcb;
  const { arrived } = turn;
  if (arrived === undefined || t.ecn.mode === 'off') return 0;
  const packets = Math.ceil(Math.max(news.delivered, 0) / t.fixed.smss);
  if (t.ecn.mode === 'classic') return classicMarks(turn, arrived, packets);
  return news.advanced || news.sacked ? accurateMarks(turn, arrived, packets) : 0;
};
