// RFC 7413, the client: text on a SYN, and what the SYN-ACK says of it.
import { toList } from '../../basis/deque.ts';
import type { Rope } from '../../basis/rope.ts';
import { drop, slice } from '../../basis/rope.ts';
import { after } from '../../basis/time.ts';
import type { Duration } from '../../basis/time.ts';
import type { TcpSegment } from '../../wire/packets.ts';
import { distance, plus } from '../../wire/seqnum.ts';
import { allLost } from '../lossMarks.ts';
import { RULES } from '../rules.ts';
import { acknowledgedTo, recounted } from '../scoreboard.ts';
import { sndBuffer } from '../spaces.ts';
import type { Turn } from '../Turn.ts';
import { note } from '../Turn.ts';
import { cookieOptionOf } from './cookie.ts';
import type { FastOpenPart } from './FastOpenPart.ts';
import { NO_FAST_OPEN } from './FastOpenPart.ts';
import type { KnownServer } from './Memory.ts';
import { paused, STRANGER, unpaused, withServer } from './Memory.ts';

/** The most that options may take: text of a SYN leaves that room, so that it fits whatever they are. */
const OPTION_ROOM = 40;

/** So long is a server left alone whose last two SYNs with text were lost; twice as long for each further one. */
const LEFT_ALONE = 60_000_000_000;

/** Is this no time for Fast Open with this server? (RFC 7413 §4.1.3.1) */
const isPaused = (turn: Turn, server: KnownServer): boolean => {
  if (turn.now < turn.memory.pausedUntil) return true;
  if (!turn.config.profile.fastOpen.negativeCaching || server.losses < 2) return false;
  const wait = LEFT_ALONE * (1 << Math.min(server.losses, 6));
  return turn.now < after(server.lostAt, wait as Duration);
};

/**
 * OPEN with text: as much of it as may ride on the SYN is put there, if a cookie of the server is known; if none is, the SYN
 * asks for one, and no text goes with it.
 *
 * Gives   how many octets ride on the SYN
 * RFC     7413 §4.2.1, §4.2.2; §4.1.3: "the MSS … to determine the amount of data it can send in the SYN"
 *
 * @category events
 * @since 0.1.0
 */
export const openEarly = (turn: Turn, octets: Rope): number => {
  const t = turn.tcb;
  const { fastOpen } = turn.config.profile;
  if (!fastOpen.client) return 0;
  const server = turn.memory.servers.get(t.remote.address) ?? STRANGER;
  if (isPaused(turn, server)) {
    note(turn, RULES.fastOpenPaused);
    return 0;
  }
  const blind = fastOpen.clientWithoutCookie;
  const isKnown = server.cookie.length > 0;
  // A server that left kind 34 unanswered is asked once by the experiment. (RFC 7413 Appendix A; Linux)
  const kind = isKnown ? server.kind : server.unanswered === 1 ? 'FOEXP' : 'FO';
  const option = blind ? undefined : { kind, cookie: server.cookie };
  const mss = Math.min(server.mss === 0 ? t.fixed.rmss : server.mss, t.fixed.rmss);
  const room = Math.max(0, Math.min(mss - OPTION_ROOM, t.fixed.options.sendBuffer));
  const early = blind || isKnown ? Math.min(octets.length, room) : 0;
  note(turn, early > 0 ? RULES.earlyText : RULES.cookieAsked, early > 0 ? `${early} octets` : '');
  t.fixed = { ...t.fixed, fastOpen: { option, early, synData: false } };
  if (early > 0) t.snd = sndBuffer(t.snd, slice(octets, 0, early), false, t.snd.up);
  return early;
};

/** What the SYN-ACK says of the server is kept: its cookie, its MSS, that it knows nothing of Fast Open, that SYNs get lost. */
const remember = (turn: Turn, segment: TcpSegment, part: FastOpenPart, rest: number): void => {
  const t = turn.tcb;
  const old = turn.memory.servers.get(t.remote.address) ?? STRANGER;
  const offered = part.option === undefined ? undefined : cookieOptionOf(segment);
  const cookie = offered !== undefined && offered.cookie.length > 0 ? offered : undefined;
  // The SYN with text, or its answer, was lost: what came back answers a SYN without either.
  const lost = t.rtt.retransmissions > 0 && cookie === undefined && rest > 0;
  const asksInVain =
    t.rtt.retransmissions === 0 && cookie === undefined && part.early === 0 && part.option !== undefined;
  // Both forms were tried once: kind 34 is asked for from then on.
  const next = part.option?.kind === 'FOEXP' || old.unanswered === 2 ? 2 : 1;
  const unanswered = asksInVain && old.cookie.length === 0 ? next : old.unanswered;
  if (cookie !== undefined) note(turn, RULES.cookieKept);
  turn.memory = withServer(turn.memory, t.remote.address, {
    cookie: cookie?.cookie ?? old.cookie,
    kind: cookie?.kind ?? old.kind,
    mss: t.fixed.peerMss,
    unanswered: cookie === undefined ? unanswered : 0,
    losses: lost ? old.losses + 1 : 0,
    lostAt: lost ? turn.now : old.lostAt,
  });
};

/**
 * The SYN-ACK has come: text of the SYN that it acknowledges is done; what it does not acknowledge is sent again at once,
 * which is no sign of congestion.
 *
 * RFC     7413 §4.2.2: "If the SYN-ACK … does not acknowledge the data …, the client … retransmits"
 *
 * @category segment arrives
 * @since 0.1.0
 */
export const synAnswered = (turn: Turn, segment: TcpSegment): void => {
  const t = turn.tcb;
  const part = t.fixed.fastOpen;
  if (part === NO_FAST_OPEN) return;
  const taken = distance(segment.ack, plus(t.fixed.iss, 1));
  remember(turn, segment, part, part.early - taken);
  if (part.early === 0) return;
  const { unit } = t.fixed;
  // SMSS is another than when the SYN was sent: pieces are weighed anew.
  t.board = recounted(toList(t.board.pieces), unit);
  if (taken > 0) {
    note(turn, RULES.earlyTextTaken, `${taken} octets`);
    t.snd = sndBuffer(t.snd, drop(t.snd.buffer, taken), t.snd.finQueued, t.snd.up);
    t.board = acknowledgedTo(t.board, segment.ack, unit).board;
    t.fixed = { ...t.fixed, fastOpen: { option: part.option, early: part.early, synData: true } };
    t.counts = { ...t.counts, acknowledged: t.counts.acknowledged + taken };
    turn.memory = unpaused(turn.memory);
  }
  if (t.board.out === 0) return;
  note(turn, RULES.earlyTextAgain, `${part.early - taken} octets`);
  t.board = allLost(t.board, () => false, false, unit);
  // Until it is acknowledged nothing else is to be made of the loss: the window stays, and nothing can be undone.
  t.recovery = { ...t.recovery, phase: 'loss', recover: t.snd.nxt, undo: undefined, priorCwnd: 0, priorThreshold: 0 };
};

/**
 * A timeout of a connection that was opened early. The third in a row, or giving up before, says that something on the way
 * swallows what is unusual: no Fast Open for a while. (Linux: `tcp_fastopen_blackhole_timeout_sec`)
 *
 * RFC     7413 §4.1.3.1, §7.1
 *
 * @category timers
 * @since 0.1.0
 */
export const earlyTimedOut = (turn: Turn, hopeless: boolean): void => {
  const { fixed, rtt } = turn.tcb;
  if (fixed.fastOpen === NO_FAST_OPEN || fixed.listener !== 0) return;
  if (rtt.retransmissions === 2 || (rtt.retransmissions < 2 && hopeless)) {
    turn.memory = paused(turn.memory, turn.config.profile.fastOpen.blackholePause, turn.now);
  }
};
