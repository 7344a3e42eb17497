// What ECN adds to a segment that leaves: flags, and the codepoint of its packet. (RFC 3168 §6.1.2–§6.1.6, RFC 9768 §3.2.2)
import { CWR, ECE, FIN, RST, SYN } from '../../wire/control.ts';
import type { Codepoint } from '../../wire/ecn.ts';
import { ECT0, NOT_ECT, withCodepoint } from '../../wire/ecn.ts';
import type { SeqNum } from '../../wire/seqnum.ts';
import { distance, geq, plus } from '../../wire/seqnum.ts';
import type { TcpOption } from '../../wire/tcpOptions.ts';
import type { Ecn as EcnPolicy } from '../profile/Profile.ts';
import type { Draft, Tcb } from '../Tcb.ts';
import type { Ecn } from './Ecn.ts';
import { aceFlags, codeOf } from './negotiate.ts';

/** Text that was never sent, and lies in the peer's window: no retransmission, no probe of a closed window. */
const isNew = (t: Tcb, seq: SeqNum, length: number): boolean =>
  length > 0 && geq(seq, t.snd.nxt) && distance(seq, t.snd.una) + length <= t.snd.wnd;

/** The ACK that ends the handshake tells how the SYN-ACK came, instead of a counter: if it is pure. (RFC 9768 §3.2.2.1) */
const endsHandshake = (t: Tcb, control: number, length: number): boolean =>
  t.ecn.finishes &&
  length === 0 &&
  (control & (FIN | RST)) === 0 &&
  t.snd.nxt === plus(t.fixed.iss, 1) &&
  t.rcv.nxt === plus(t.fixed.irs, 1) &&
  t.rcv.held.length === 0;

/**
 * The flags of a segment that is no SYN: ECE until the peer has reduced, and CWR once after we have; or the ACE field.
 *
 * RFC     3168 §6.1.2, §6.1.3; 9768 §3.2.2
 *
 * @category ECN
 * @since 0.1.0
 */
export const ecnFlags = (t: Tcb, seq: SeqNum, control: number, length: number): number => {
  const e = t.ecn;
  if (e.mode === 'off' || (control & SYN) !== 0) return 0;
  if (e.mode === 'accurate') {
    return aceFlags(endsHandshake(t, control, length) ? codeOf(e.opening) : e.heard.cep);
  }
  if ((control & RST) !== 0) return 0;
  return (e.echo ? ECE : 0) | (e.reduced && isNew(t, seq, length) ? CWR : 0);
};

/** The codepoint of a SYN-ACK of a profile that makes it ECN-capable. (RFC 5562 §3.1) */
const openingOf = (t: Tcb): Codepoint => (t.state === 'SYN-RECEIVED' && t.snd.nxt === t.fixed.iss ? ECT0 : NOT_ECT);

/**
 * The type of service of its packet: the user's, and ECT(0) where a mark would be understood.
 *
 * A SYN-ACK: the first time, if the profile has it so; one that is sent again might have been dropped for it. (RFC 5562 §3.1)
 *
 * Classic: new text only. Accurate: that too; with `everything`, whatever is no SYN and no RST, since marks on ACKs and
 * retransmissions are counted like all others.
 *
 * RFC     3168 §6.1.4 (pure ACKs), §6.1.5 (retransmissions), §6.1.6 (window probes); 8311 §4.3; 9768 §3.2.2.5
 *
 * @category ECN
 * @since 0.1.0
 */
export const serviceOf = (
  t: Tcb,
  seq: SeqNum,
  control: number,
  length: number,
  { everything, synAck }: Pick<EcnPolicy, 'everything' | 'synAck'>,
): number => {
  const { mode, capable } = t.ecn;
  const wanted = t.fixed.options.typeOfService;
  if (mode === 'off' || !capable || (control & RST) !== 0) return withCodepoint(wanted, NOT_ECT);
  if ((control & SYN) !== 0) return withCodepoint(wanted, synAck ? openingOf(t) : NOT_ECT);
  const able = (everything && mode === 'accurate') || isNew(t, seq, length);
  return withCodepoint(wanted, able ? ECT0 : NOT_ECT);
};

const hasOption = (options: ReadonlyArray<TcpOption>): boolean => options.some((option) => option.kind === 'ECN');

/** What was told is owed no more. */
export const ecnTold = (t: Draft, control: number, options: ReadonlyArray<TcpOption>, now: Ecn['toldAt']): void => {
  const e = t.ecn;
  if (e.mode === 'classic') {
    if ((control & CWR) !== 0 && (control & SYN) === 0) t.ecn = { ...e, reduced: false };
    return;
  }
  if (e.mode === 'off') return;
  const told = hasOption(options);
  if (!told && e.untold === 0) return;
  t.ecn = { ...e, untold: 0, pending: told ? 0 : e.pending, toldAt: told ? now : e.toldAt };
};

/** The window was reduced: CWR says so on the next new segment. (RFC 3168 §6.1.2: for whatever reason) */
export const owesCwr = (e: Ecn): Ecn => (e.mode !== 'classic' || e.reduced ? e : { ...e, reduced: true });
