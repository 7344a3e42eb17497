// RFC 1191: a router says that a packet was too big for the next link; what is sent from now on is smaller.
import type { PacketError } from '../ipv4/Service.ts';
import type { SeqNum } from '../wire/seqnum.ts';
import { geq, lt, seqnum } from '../wire/seqnum.ts';
import { STAMP_ROOM } from './options/timestamps.ts';
import { RULES } from './rules.ts';
import { largerLost } from './lossMarks.ts';
import type { Tcb } from './Tcb.ts';
import type { Turn } from './Turn.ts';
import { note } from './Turn.ts';

/** The headers of IPv4 and TCP without options. */
const HEADERS = 40;

/** MTUs of the links there are, for routers that name none. (RFC 1191 §7.1) */
const PLATEAUS: ReadonlyArray<number> = [32_000, 17_914, 8_166, 4_352, 2_002, 1_492, 1_006, 508, 296, 68];

/** The next smaller plateau. */
const below = (mtu: number): number => PLATEAUS.find((plateau) => plateau < mtu) ?? 68;

/** The sequence number that an ICMP error quotes, if the quotation reaches so far. */
export const quotedSeq = ({ quoted }: PacketError): SeqNum | undefined =>
  quoted.length < 8
    ? undefined
    : seqnum(((quoted[4] ?? 0) << 24) | ((quoted[5] ?? 0) << 16) | ((quoted[6] ?? 0) << 8) | (quoted[7] ?? 0));

/** Does the error quote something that is in flight? A forger must guess that. (RFC 5927 §4.1) */
export const quotesFlight = (t: Tcb, error: PacketError): boolean => {
  const seq = quotedSeq(error);
  return seq !== undefined && geq(seq, t.snd.una) && lt(seq, t.snd.nxt);
};

/**
 * "Fragmentation needed": the path's MTU is smaller than was thought, and what was too big is sent again at once, which is no
 * sign of congestion.
 *
 * RFC     1191 §3, §4, §6.5, §7.1; 5927 §7
 *
 * @category events
 * @since 0.1.0
 */
export const packetTooBig = (turn: Turn, error: PacketError): void => {
  const t = turn.tcb;
  const { profile } = turn.config;
  if (!t.fixed.dontFragment) return;
  const told = error.mtu === 0 ? below(t.fixed.pathMtu) : error.mtu;
  const pathMtu = Math.max(told, profile.pathMtu.minimum);
  if (told < profile.pathMtu.minimum && error.mtu !== 0) return;
  if (pathMtu >= t.fixed.pathMtu) return;
  note(turn, RULES.pathMtuLowered, `${t.fixed.pathMtu} to ${pathMtu}`);
  const smss = Math.max(Math.min(t.fixed.smss, pathMtu - HEADERS - (t.fixed.timestamps ? STAMP_ROOM : 0)), 1);
  const unit = t.fixed.unit === 1 ? 1 : smss;
  t.board = largerLost(t.board, t.fixed.smss, smss, unit);
  t.fixed = { ...t.fixed, pathMtu, smss, unit };
};
