// One connection as the script and as the stack see it: which ports, which initial sequence numbers, which timestamps.
import { ACK, SYN } from '@sockeye/core';
import type { TcpOptionScript } from '../Script.ts';
import type { LiveTcp } from '../wire/live.ts';
import { optionSeen } from '../wire/optionOctets.ts';

/** How far a socket has come, as the script drives it. */
export type Stage = 'fresh' | 'listening' | 'connecting' | 'active' | 'child';

/** The socket under test, or one that was. Changed in place, by one run alone. */
export interface Conversation {
  stage: Stage;
  /** The stack's descriptor; undefined for a child that nobody accepted yet. */
  fd: number | undefined;
  isDatagram: boolean;
  nonBlocking: boolean;
  /** TCP_FASTOPEN_CONNECT: the first `send` opens. */
  defersConnect: boolean;
  /** TCP_INQ: `recvmsg` says how many octets are left. */
  tellsUnread: boolean;
  localPort: number | undefined;
  remotePort: number;
  /** The peer's, live as the script says it. */
  remoteIsn: number | undefined;
  /** Ours: in the script, and on the wire. */
  localIsn: { readonly script: number; readonly live: number } | undefined;
  /** What we sent as timestamps: the script's to the wire's. The first pair is the baseline. */
  readonly stamps: Map<number, number>;
  baseline: { readonly script: number; readonly live: number } | undefined;
}

export const conversation = (stage: Stage, remotePort: number): Conversation => ({
  stage,
  fd: undefined,
  isDatagram: false,
  nonBlocking: false,
  defersConnect: false,
  tellsUnread: false,
  localPort: undefined,
  remotePort,
  remoteIsn: undefined,
  localIsn: undefined,
  stamps: new Map(),
  baseline: undefined,
});

/** From the script's numbers to the wire's: on a SYN as written, else relative to the initial number of its side. */
export const localOffset = ({ localIsn }: Conversation, isSyn: boolean): number =>
  localIsn === undefined ? 0 : isSyn ? localIsn.live - localIsn.script : localIsn.live;

/** The same for the peer's numbers, which are used live as the script's SYN has them. */
export const remoteOffset = ({ remoteIsn }: Conversation, isSyn: boolean): number => (isSyn ? 0 : (remoteIsn ?? 0));

/** A segment of the stack in the numbers of the script. */
export interface SeenTcp {
  readonly control: number;
  readonly reserved: number;
  readonly seq: number;
  readonly ack: number;
  readonly win: number;
  readonly urg: number;
  readonly length: number;
  readonly zeros: boolean;
  readonly options: ReadonlyArray<TcpOptionScript>;
}

const isZero = (octets: Uint8Array): boolean => {
  for (let i = 0; i < octets.length; i++) if (octets[i] !== 0) return false;
  return true;
};

/** The script's timestamp for one of the wire, if one was remembered. */
const scriptStamp = (it: Conversation, live: number): number => {
  for (const [script, known] of it.stamps) if (known === live) return script;
  return live;
};

/** Reads a segment of the stack in the numbers of the script. */
export const seen = (it: Conversation, live: LiveTcp): SeenTcp => {
  const isSyn = (live.control & SYN) !== 0;
  const ours = localOffset(it, isSyn);
  const theirs = remoteOffset(it, isSyn);
  return {
    control: live.control,
    reserved: live.reserved,
    seq: (live.seq - ours) >>> 0,
    ack: (live.control & ACK) === 0 ? live.ack : (live.ack - theirs) >>> 0,
    win: live.win,
    urg: live.urg,
    length: live.payload.length,
    zeros: isZero(live.payload),
    options: live.options.map((raw) => {
      const option = optionSeen(raw);
      if (option._tag === 'sack') {
        return {
          _tag: 'sack',
          blocks: option.blocks.map(([left, right]) => [(left - theirs) >>> 0, (right - theirs) >>> 0] as const),
        };
      }
      return option._tag === 'TS' ? { ...option, val: scriptStamp(it, option.val ?? 0) } : option;
    }),
  };
};
