// Packets: those of the script go in, those of the stack are awaited and compared.
import { ACK, SYN } from '@sockeye/core';
import { showPacket } from '../print.ts';
import type { IcmpScript, ScriptEvent, TcpScript, UdpScript } from '../Script.ts';
import type { Live, LiveTcp } from '../wire/live.ts';
import { KIND, u32At } from '../wire/optionOctets.ts';
import type { Taken } from './aggregate.ts';
import { aggregate } from './aggregate.ts';
import type { Due } from './clock.ts';
import { checkTime } from './clock.ts';
import type { Conversation } from './Conversation.ts';
import { conversation, seen } from './Conversation.ts';
import { Failure } from './Failure.ts';
import { injectedIcmp, injectedTcp, injectedUdp } from './inject.ts';
import type { Differences } from './match.ts';
import { matchIcmp, matchIp, matchTcp, matchUdp, takeStamp } from './match.ts';
import { checkBlocked } from './performCall.ts';
import type { Run } from './Run.ts';
import { showLive } from './showLive.ts';

type PacketScript = TcpScript | UdpScript | IcmpScript;

/** The first ephemeral port of the peer. (RFC 6335 §6) */
const FIRST_REMOTE_PORT = 49_152;

/** The socket that an inbound packet is for. A TCP packet for a listener, or for nobody, makes a child. */
const receiver = (run: Run, packet: PacketScript): Conversation => {
  const { underTest } = run;
  const makesChild = packet._tag === 'Tcp' && (underTest === undefined || underTest.stage === 'listening');
  if (underTest !== undefined && !makesChild) return underTest;
  const child = conversation('child', FIRST_REMOTE_PORT + run.remotePorts);
  child.localPort = run.settings.bindPort;
  run.remotePorts += 1;
  if (packet._tag === 'Tcp') {
    run.conversations.push(child);
    run.underTest = child;
  }
  return child;
};

/** A packet of the script arrives. */
export const performInbound = (run: Run, packet: PacketScript, line: number): void => {
  const it = receiver(run, packet);
  const octets =
    packet._tag === 'Tcp'
      ? injectedTcp(packet, it, run.settings, line)
      : packet._tag === 'Udp'
        ? injectedUdp(packet, it, run.settings, line)
        : injectedIcmp(packet, it, run.settings, line);
  const wrong = run.endpoint.arrive(octets);
  if (wrong !== undefined) throw new Failure(line, `${showPacket(packet)}: ${wrong}`);
};

const isSyn = ({ control }: Pick<LiveTcp, 'control'>): boolean => (control & SYN) !== 0 && (control & ACK) === 0;

/** Does the script expect the SYN of a socket that connects? */
const opens = (it: Conversation, packet: PacketScript): boolean =>
  it.stage === 'connecting' && packet._tag === 'Tcp' && isSyn(packet);

/** Does this packet belong to the socket under test, as far as the script can know? */
const isOurs = (run: Run, packet: PacketScript, live: Live): boolean => {
  const { transport } = live;
  if (live.destination !== run.settings.remote || transport?._tag !== packet._tag) return false;
  if (transport._tag === 'Icmp') return true;
  const it = run.underTest;
  if (it === undefined || transport.destinationPort !== it.remotePort) return false;
  // The first SYN after `connect` fixes the connection, whichever port it comes from.
  if (opens(it, packet)) return transport._tag === 'Tcp' && isSyn(transport);
  if (it.localPort !== undefined) return transport.sourcePort === it.localPort;
  return transport._tag === 'Udp' || isSyn(transport);
};

/** Takes the next packet of the socket under test; undefined: none came before the limit. */
const next = (run: Run, packet: PacketScript, limit: number): Live | undefined => {
  const { endpoint } = run;
  for (;;) {
    const isThere = endpoint.runUntil(
      () =>
        endpoint.sent.length > 0 || (run.blocked !== undefined && endpoint.replyOf(run.blocked.thread) !== undefined),
      limit,
    );
    checkBlocked(run);
    const live = endpoint.sent.shift();
    if (live === undefined) {
      if (isThere) continue;
      return undefined;
    }
    if (isOurs(run, packet, live)) return live;
    run.passed.push(live);
  }
};

/** Learns from the first SYN, or SYN-ACK, which numbers ours are. */
const learn = (it: Conversation, packet: TcpScript, transport: LiveTcp): void => {
  if (opens(it, packet)) {
    it.stage = 'active';
    it.localPort = transport.sourcePort;
    it.localIsn = { script: packet.seq, live: transport.seq };
    it.remoteIsn = undefined;
    return;
  }
  it.localPort ??= transport.sourcePort;
  if ((transport.control & SYN) !== 0 && (packet.control & SYN) !== 0 && it.localIsn === undefined) {
    it.localIsn = { script: packet.seq, live: transport.seq };
  }
};

const stampOf = (live: Live): number | undefined => {
  if (live.transport?._tag !== 'Tcp') return undefined;
  const option = live.transport.options.find(({ kind, octets }) => kind === KIND.TS && octets.length === 8);
  return option === undefined ? undefined : u32At(option.octets, 0);
};

const taken = (it: Conversation, live: Live): Taken | undefined =>
  live.transport?._tag === 'Tcp' ? { live, seen: seen(it, live.transport) } : undefined;

/** Segments until there is as much text as the script expects. */
const gather = (run: Run, packet: TcpScript, it: Conversation, first: Live, limit: number): Taken | string => {
  const start = taken(it, first);
  if (start === undefined) return 'it is no TCP segment';
  const parts = [start];
  let length = start.seen.length;
  while (!run.settings.strictSegments && length > 0 && length < packet.length) {
    const more = next(run, packet, limit);
    const part = more === undefined ? undefined : taken(it, more);
    if (part === undefined) break;
    parts.push(part);
    length += part.seen.length;
    if (part.seen.length === 0) break;
  }
  return aggregate(parts);
};

interface Found {
  readonly live: Live;
  readonly differences: Differences;
}

const compared = (run: Run, packet: PacketScript, first: Live, limit: number): Found => {
  const differences: Differences = [];
  const it = run.underTest;
  const { transport } = first;
  if (packet._tag === 'Tcp' && transport?._tag === 'Tcp' && it !== undefined) {
    learn(it, packet, transport);
    const whole = gather(run, packet, it, first, limit);
    if (typeof whole === 'string') return { live: first, differences: [whole] };
    takeStamp(differences, packet, stampOf(whole.live), it, run.settings, run.endpoint.microsecondsOf(whole.live.at));
    matchIp(differences, packet.ip, whole.live);
    // With its timestamp in the script's numbers, now that it is known.
    const { options } = whole.live.transport?._tag === 'Tcp' ? seen(it, whole.live.transport) : whole.seen;
    matchTcp(differences, packet, { ...whole.seen, options }, run.settings);
    return { live: whole.live, differences };
  }
  matchIp(differences, packet.ip, first);
  if (packet._tag === 'Udp' && transport?._tag === 'Udp') {
    if (it !== undefined) it.localPort ??= transport.sourcePort;
    matchUdp(differences, packet, transport.payload);
  } else if (packet._tag === 'Icmp' && transport?._tag === 'Icmp') {
    matchIcmp(differences, packet, transport.type, transport.code);
  }
  return { live: first, differences };
};

/** Throws what is wrong with a packet: what differs, or when it left. */
const judge = (run: Run, packet: PacketScript, found: Found, line: number, due: Due | undefined): void => {
  const { live, differences } = found;
  if (differences.length > 0) {
    throw new Failure(line, `${showPacket(packet)}: ${differences.join('; ')} — got ${showLive(run, live)}`);
  }
  if (due === undefined) return;
  const actual = run.endpoint.microsecondsOf(live.at);
  checkTime(run, line, showPacket(packet), due, actual, due.from - run.expectedBefore);
};

/** A packet is to leave, or has left. `due` undefined: at any time, without a limit to the wait. */
export const performOutbound = (run: Run, packet: PacketScript, event: ScriptEvent, due: Due | undefined): void => {
  const { line } = event;
  const { endpoint } = run;
  if (packet.encapsulations.length > 0) throw new Failure(line, 'not supported: an encapsulated packet is expected');
  const latest = due?.to ?? Number.POSITIVE_INFINITY;
  const wait = Math.floor(Math.max(0, latest - run.expectedBefore) / 1_000_000) * 1_000_000 + 2_000_000;
  const limit = due === undefined ? 9e12 : endpoint.now + wait;
  const first = next(run, packet, limit);
  if (first === undefined) {
    const other = run.passed[run.passed.length - 1];
    throw new Failure(
      line,
      `${showPacket(packet)}: no such packet left${other === undefined ? '' : `; the last other one: ${showLive(run, other)}`}`,
    );
  }
  try {
    judge(run, packet, compared(run, packet, first, limit), line, due);
  } catch (thrown) {
    if (!(thrown instanceof Failure) || !run.settings.nonFatalPackets) throw thrown;
    run.warnings.push(`line ${line}: ${thrown.message}`);
  }
};
