// A trace as a script: one connection, as one of its hosts saw it.
import type { Frame, Instant, Ipv4Address, Ipv4Packet } from '@sockeye/core';
import { ACK, showIpv4, SYN, valueOf } from '@sockeye/core';
import { E } from '../../basis/fp.ts';
import type { TraceEvent } from '../../trace/Event.ts';
import type { Conversation } from '../run/Conversation.ts';
import { conversation, remoteOffset, seen } from '../run/Conversation.ts';
import type { Script, ScriptEvent, ScriptOption, TcpOptionScript, TcpScript, Way } from '../Script.ts';
import type { LiveTcp } from '../wire/live.ts';
import { liveOf } from '../wire/live.ts';
import { optionSeen } from '../wire/optionOctets.ts';
import { callScript } from './calls.ts';

/** Something that goes into the script, when it happened, and whether it is a call, which goes before packets of its instant. */
interface Item {
  readonly at: Instant;
  readonly action: ScriptEvent['action'];
  readonly outbound: boolean;
}

interface Segment {
  readonly way: Way;
  readonly packet: Ipv4Packet;
  readonly live: LiveTcp;
}

const segmentOf = (way: Way, frame: Frame): Segment | undefined => {
  const value = valueOf(frame);
  if (E.isLeft(value) || value.right.payload._tag !== 'Ipv4') return undefined;
  const packet = value.right.payload;
  if (packet.payload._tag !== 'Tcp') return undefined;
  const { transport } = liveOf(packet, 0 as Instant);
  return transport?._tag === 'Tcp' ? { way, packet, live: transport } : undefined;
};

/** The ends of the connection: the first one that the host takes part in. */
interface Ends {
  readonly local: Ipv4Address;
  readonly remote: Ipv4Address;
  readonly localPort: number;
  readonly remotePort: number;
  readonly isActive: boolean;
}

const endsOf = ({ way, packet, live }: Segment): Ends => {
  const isOut = way === 'out';
  return {
    local: isOut ? packet.source : packet.destination,
    remote: isOut ? packet.destination : packet.source,
    localPort: isOut ? live.sourcePort : live.destinationPort,
    remotePort: isOut ? live.destinationPort : live.sourcePort,
    isActive: isOut,
  };
};

const isOf = (ends: Ends, segment: Segment): boolean => {
  const other = endsOf(segment);
  return other.remote === ends.remote && other.localPort === ends.localPort && other.remotePort === ends.remotePort;
};

/** A segment of the host in the script's numbers: our initial sequence number is 0, the peer's is what it was. */
const outbound = (it: Conversation, { live }: Segment): TcpScript => {
  if ((live.control & SYN) !== 0) it.localIsn ??= { script: 0, live: live.seq };
  const { control, seq, ack, win, urg, length, options } = seen(it, live);
  const isAck = (control & ACK) !== 0;
  return {
    ...EMPTY,
    way: 'out',
    control,
    seq,
    length,
    ack: isAck ? ack : undefined,
    win,
    urg: urg === 0 ? undefined : urg,
    options,
  };
};

const EMPTY: TcpScript = {
  _tag: 'Tcp',
  way: 'out',
  encapsulations: [],
  ip: undefined,
  psp: undefined,
  ports: undefined,
  control: 0,
  ace: undefined,
  seq: 0,
  length: 0,
  ack: undefined,
  win: undefined,
  urg: undefined,
  options: [],
};

/** The peer's options: its blocks tell of our numbers. */
const shifted = (option: TcpOptionScript, offset: number): TcpOptionScript =>
  option._tag === 'sack'
    ? { _tag: 'sack', blocks: option.blocks.map(([left, right]) => [(left - offset) >>> 0, (right - offset) >>> 0]) }
    : option;

/** A segment of the peer, which the script injects. */
const inbound = (it: Conversation, { live }: Segment): TcpScript => {
  const isSyn = (live.control & SYN) !== 0;
  if (isSyn) it.remoteIsn ??= live.seq;
  const ours = it.localIsn?.live ?? 0;
  const isAck = (live.control & ACK) !== 0;
  return {
    ...EMPTY,
    way: 'in',
    control: live.control,
    seq: (live.seq - remoteOffset(it, isSyn)) >>> 0,
    length: live.payload.length,
    ack: isAck ? (live.ack - ours) >>> 0 : undefined,
    win: live.win,
    urg: live.urg === 0 ? undefined : live.urg,
    options: live.options.map((raw) => shifted(optionSeen(raw), ours)),
  };
};

/** Calls go before the packets that left at their instant: what a call sends, leaves after it. */
const inOrder = (items: ReadonlyArray<Item>): ReadonlyArray<Item> => {
  const sorted: Array<Item> = [];
  for (const item of items) {
    let at = sorted.length;
    while (at > 0) {
      const before = sorted[at - 1];
      if (before === undefined) break;
      const overtakes =
        before.at > item.at || (before.at === item.at && before.outbound && item.action._tag === 'Call');
      if (!overtakes) break;
      at -= 1;
    }
    sorted.splice(at, 0, item);
  }
  return sorted;
};

const microseconds = (from: Instant, at: Instant): number => Math.max(0, Math.floor((at - from) / 1_000));

const option = (name: string, value: string | number): ScriptOption => ({ name, value: String(value), line: 0 });

/** The calls of the host's first process that makes any, as items; one that waits stands where it began. */
const callsOf = (events: ReadonlyArray<TraceEvent>, host: string): ReadonlyArray<Item> => {
  const began = new Map<number, Instant>();
  const items: Array<Item> = [];
  let process: number | undefined;
  for (const event of events) {
    if ((event._tag !== 'Called' && event._tag !== 'Waits') || event.host !== host) continue;
    process ??= event.process;
    if (event.process !== process) continue;
    if (event._tag === 'Waits') {
      began.set(event.thread, event.at);
      continue;
    }
    const waited = began.get(event.thread);
    began.delete(event.thread);
    const action = callScript(event.request, event.reply, waited === undefined ? undefined : event.at);
    if (action !== undefined) items.push({ at: waited ?? event.at, action, outbound: false });
  }
  return items;
};

/** ARP may have held the first SYN back, without TCP's knowledge; where there is no ARP, it leaves when it is asked for. */
const withoutArp = (packets: ReadonlyArray<Item>, calls: ReadonlyArray<Item>): ReadonlyArray<Item> => {
  const [first, ...rest] = packets;
  const opening = calls.find(({ action }) => action._tag === 'Call' && action.name === 'connect');
  return first === undefined || opening === undefined || !first.outbound
    ? packets
    : [{ ...first, at: opening.at }, ...rest];
};

/**
 * A connection of a trace as a packetdrill script, as one of its hosts saw it.
 *
 * The host's calls are made, what arrived is injected, and what it sent is expected, each at its time. Texts become zeros; the
 * host's initial sequence number is 0, the peer's what it was.
 *
 * Takes   a trace from its beginning, and the host
 * Gives   a script of its first TCP connection, and of the calls of its first process; undefined: it has none
 * Fails   never
 *
 * @category trace
 * @since 0.1.0
 */
export const exportScript = (events: ReadonlyArray<TraceEvent>, host: string): Script | undefined => {
  let ends: Ends | undefined;
  let opened: Instant | undefined;
  let it = conversation('child', 0);
  const packets: Array<Item> = [];
  for (const event of events) {
    if ((event._tag !== 'FrameSent' && event._tag !== 'FrameDelivered') || event.host !== host) continue;
    const segment = segmentOf(event._tag === 'FrameSent' ? 'out' : 'in', event.data);
    if (segment === undefined) continue;
    if (ends === undefined) {
      ends = endsOf(segment);
      opened = event.at;
      it = conversation('child', ends.remotePort);
    }
    if (!isOf(ends, segment)) continue;
    const packet = segment.way === 'out' ? outbound(it, segment) : inbound(it, segment);
    packets.push({ at: event.at, action: packet, outbound: segment.way === 'out' });
  }
  if (ends === undefined || opened === undefined) return undefined;
  const { isActive } = ends;
  const calls = callsOf(events, host);
  const items = inOrder([...withoutArp(packets, calls), ...calls].toSorted((a, b) => a.at - b.at));
  const start = items[0]?.at ?? opened;
  return {
    options: [
      option('local_ip', showIpv4(ends.local)),
      option('remote_ip', showIpv4(ends.remote)),
      option(isActive ? 'connect_port' : 'bind_port', isActive ? ends.remotePort : ends.localPort),
    ],
    setUp: undefined,
    events: items.map(({ at, action }) => ({
      time: { _tag: 'At', from: microseconds(start, at), to: undefined },
      action:
        action._tag === 'Call' && action.end !== undefined
          ? { ...action, end: microseconds(start, action.end as Instant) }
          : action,
      line: 0,
    })),
    cleanUp: undefined,
  };
};
