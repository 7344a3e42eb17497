import type { Output } from '../basis/layer.ts';
import { note as noteWord } from '../basis/layer.ts';
import type { Rule } from '../basis/note.ts';
import type { Rope } from '../basis/rope.ts';
import type { SipKey } from '../basis/sipHash.ts';
import type { Instant } from '../basis/time.ts';
import type { Ipv4Service } from '../ipv4/Service.ts';
import { PROTOCOL } from '../ipv4/Service.ts';
import type { Endpoint } from '../wire/addresses.ts';
import { ACK, RST, SYN } from '../wire/control.ts';
import type { TcpSegment } from '../wire/packets.ts';
import type { Codepoint } from '../wire/ecn.ts';
import type { SeqNum } from '../wire/seqnum.ts';
import type { TcpOption } from '../wire/tcpOptions.ts';
import type { Memory } from './fastOpen/Memory.ts';
import { ecnFlags, ecnTold, serviceOf } from './ecn/leaving.ts';
import type { Profile } from './profile/Profile.ts';
import type { TcpService } from './Service.ts';
import type { Draft, Tcb } from './Tcb.ts';

/** What the floor is built from. */
export interface TcpConfig {
  /** The key of all chance: where timestamps begin, SYN cookies. */
  readonly seed: number;
  /** The secret key of initial sequence numbers: 128 bits. (RFC 6528) */
  readonly secret: SipKey;
  /** The largest IPv4 packet of the link, octets: RMSS is 40 less. */
  readonly mtu: number;
  readonly profile: Profile;
}

/** What the floor says. */
export type Word = Output<TcpService, Ipv4Service>;

/**
 * One connection while one event is being handled.
 *
 * The one mutable record of the floor: it is made when an event reaches a block and thrown away when it was handled, so
 * that no step can be told from a pure one. Each check of SEGMENT ARRIVES reads and replaces `tcb` in it.
 */
export interface Turn {
  readonly config: TcpConfig;
  readonly now: Instant;
  readonly said: Array<Word>;
  /**
   * What the user is told when all segments of this turn are on their way: a user answers before the next word is spoken,
   * and what it asks to be sent must not overtake what was to be sent before.
   */
  readonly told: Array<TcpService['indication']>;
  /** The block itself, a copy that only this turn knows: its groups are replaced one by one. */
  readonly tcb: Draft;
  /** The block is deleted: the connection is CLOSED, and its name forgotten. */
  deleted: boolean;
  /** An ACK must go out now, alone if nothing else goes. */
  ackNow: boolean;
  /** RACK's reordering timer was set in this turn. */
  reordering: boolean;
  /** R1 is reached: IP is to look for another way. (RFC 9293 §3.8.3, MUST-20) */
  inDoubt: boolean;
  /** F-RTO asks for new octets before those that are taken for lost. */
  newFirst: boolean;
  /** The segment that this turn is about, and the ECN codepoint of its packet. */
  arrived: TcpSegment | undefined;
  codepoint: Codepoint;
  /** How many challenge ACKs this second still allows, for the whole host. */
  challenges: number;
  /** What the floor remembers of openings. */
  memory: Memory;
}

/** Says which rule fired. */
export const note = (turn: Turn, rule: Rule, detail = ''): void => {
  turn.said.push(noteWord(rule, detail));
};

/** Tells the user something, at the end of the turn. */
export const tell = (turn: Turn, indication: TcpService['indication']): void => {
  turn.told.push(indication);
};

/** Hands a segment to IPv4. */
export const hand = (
  said: Array<Word>,
  local: Endpoint,
  remote: Endpoint,
  segment: TcpSegment,
  dontFragment: boolean,
  typeOfService: number,
  timeToLive: number | undefined,
  inDoubt: boolean,
): void => {
  said.push({
    _tag: 'Request',
    request: {
      _tag: 'Send',
      source: local.address,
      destination: remote.address,
      protocol: PROTOCOL.tcp,
      dontFragment,
      typeOfService,
      timeToLive,
      inDoubt,
      payload: segment,
    },
  });
};

/** The window field: 16 bits, scaled but on a SYN. (RFC 7323 §2.2) */
const windowField = (t: Tcb, control: number): number => {
  const wnd = (control & SYN) !== 0 ? t.rcv.wnd : t.rcv.wnd >>> t.fixed.receiveShift;
  return wnd > 65_535 ? 65_535 : wnd;
};

/** Sends a segment of this connection; every segment but the first SYN carries ACK. */
export const sendSegment = (
  turn: Turn,
  seq: SeqNum,
  control: number,
  payload: Rope,
  options: ReadonlyArray<TcpOption>,
  up: number,
): void => {
  const t = turn.tcb;
  const flags = control | ecnFlags(t, seq, control, payload.length);
  const service = serviceOf(t, seq, control, payload.length, turn.config.profile.ecn);
  hand(
    turn.said,
    t.local,
    t.remote,
    {
      _tag: 'Tcp',
      sourcePort: t.local.port,
      destinationPort: t.remote.port,
      seq,
      ack: (control & ACK) !== 0 ? t.rcv.nxt : (0 as SeqNum),
      control: flags,
      wnd: (control & RST) !== 0 ? 0 : windowField(t, control),
      up,
      options,
      payload,
    },
    t.fixed.dontFragment,
    service,
    t.fixed.options.timeToLive,
    turn.inDoubt,
  );
  if (t.ecn.mode !== 'off') ecnTold(t, flags, options, turn.now);
};
