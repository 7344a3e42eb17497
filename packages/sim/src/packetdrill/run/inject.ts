// Packets that the script injects, as octets.
import type { Bytes, Ipv4Address } from '@sockeye/core';
import { ACK, concatBytes, NO_BYTES, parseIpv4, SYN } from '@sockeye/core';
import type { Encapsulation, IcmpScript, IpScript, TcpOptionScript, TcpScript, UdpScript } from '../Script.ts';
import { codeNumber, typeNumber } from '../wire/icmpNames.ts';
import type { IpHeader } from '../wire/octets.ts';
import { icmpOctets, ipv4Octets, packetOctets, tcpOctets, u16, u32, udpOctets } from '../wire/octets.ts';
import type { RawOption } from '../wire/live.ts';
import { optionOf, optionsOctets } from '../wire/optionOctets.ts';
import type { Conversation } from './Conversation.ts';
import { localOffset, remoteOffset } from './Conversation.ts';
import { Failure } from './Failure.ts';
import type { Settings } from './Settings.ts';

/** TTL of what is injected, unless the script says another one. */
const TTL = 255;

const ECN_BITS = { noecn: 0, ect0: 2, ect1: 1, ce: 3, ect01: 2 } as const;

const headerOf = (
  ip: IpScript | undefined,
  protocol: number,
  source: Ipv4Address,
  destination: Ipv4Address,
): IpHeader => ({
  tos: (ip?.tos ?? 0) | (ip?.ecn === undefined ? 0 : ECN_BITS[ip.ecn]),
  ttl: ip?.ttl ?? TTL,
  protocol,
  source,
  destination,
});

/** Headers around a packet, the outermost last. */
const wrapped = (outer: ReadonlyArray<Encapsulation>, packet: Bytes, line: number): Bytes =>
  outer.toReversed().reduce((inner, around) => {
    if (around._tag !== 'Ip' || around.version !== 4) {
      throw new Failure(line, `not supported: encapsulation in ${around._tag === 'Ip' ? 'IPv6' : around._tag}`);
    }
    const source = parseIpv4(around.source);
    const destination = parseIpv4(around.destination);
    if (source === undefined || destination === undefined) throw new Failure(line, 'no IPv4 address');
    return packetOctets(headerOf(around.ip, 4, source, destination), inner);
  }, packet);

/** The echo of one of our timestamps as the wire has it. */
const liveEcho = (
  option: Extract<TcpOptionScript, { readonly _tag: 'TS' }>,
  it: Conversation,
  settings: Settings,
  line: number,
): number => {
  const { ecr, isAbsolute } = option;
  if (isAbsolute) return ecr;
  const known = it.stamps.get(ecr);
  if (known !== undefined) return known;
  if (settings.echoScaled && it.baseline !== undefined) return (it.baseline.live + (ecr - it.baseline.script)) >>> 0;
  // Zero stands for "nothing to echo". (RFC 7323 §3.2)
  if (ecr === 0) return 0;
  throw new Failure(line, `ecr ${ecr} echoes no timestamp that was expected before`);
};

const liveOption = (
  option: TcpOptionScript,
  packet: TcpScript,
  it: Conversation,
  settings: Settings,
  line: number,
): RawOption => {
  if (option._tag === 'sack') {
    const offset = localOffset(it, (packet.control & SYN) !== 0);
    return optionOf({
      _tag: 'sack',
      blocks: option.blocks.map(([left, right]) => [(left + offset) >>> 0, (right + offset) >>> 0]),
    });
  }
  if (option._tag === 'md5' && option.digest === 'valid') throw new Failure(line, 'not supported: a valid MD5 digest');
  if (option._tag !== 'TS') return optionOf(option);
  if (option.val === undefined) throw new Failure(line, 'an injected timestamp says its value');
  const ecr = (packet.control & ACK) === 0 ? option.ecr : liveEcho(option, it, settings, line);
  return optionOf({ _tag: 'TS', val: option.val, ecr, isAbsolute: true });
};

/** A TCP segment from the peer. */
export const injectedTcp = (packet: TcpScript, it: Conversation, settings: Settings, line: number): Bytes => {
  if (packet.psp !== undefined) throw new Failure(line, 'not supported: PSP', 'skipped');
  const isSyn = (packet.control & SYN) !== 0;
  if (isSyn && it.remoteIsn === undefined) it.remoteIsn = packet.seq;
  const { local, remote } = settings;
  const given = packet.options === 'any' ? [] : packet.options;
  const options = optionsOctets(given.map((option) => liveOption(option, packet, it, settings, line)));
  if (options.length % 4 !== 0)
    throw new Failure(line, `options of ${options.length} octets: pad them to a multiple of 4`);
  if (options.length > 40) throw new Failure(line, `options of ${options.length} octets: a header has room for 40`);
  // An ACE count: AE is its highest bit, then CWR, then ECE. (RFC 9768 §3.1)
  const ace = packet.ace ?? 0;
  const control = packet.control | ((ace & 4) << 6) | ((ace & 2) << 6) | ((ace & 1) << 6);
  const ports = packet.ports;
  const octets = tcpOctets(
    {
      sourcePort: ports === undefined || ports.source === 0 ? it.remotePort : ports.source,
      destinationPort:
        ports === undefined || ports.destination === 0 ? (it.localPort ?? settings.bindPort) : ports.destination,
      seq: (packet.seq + remoteOffset(it, isSyn)) >>> 0,
      ack: (packet.control & ACK) === 0 ? (packet.ack ?? 0) : ((packet.ack ?? 0) + localOffset(it, isSyn)) >>> 0,
      control,
      win: packet.win ?? 0,
      urg: packet.urg ?? 0,
      options,
    },
    packet.length,
    remote,
    local,
  );
  return wrapped(packet.encapsulations, packetOctets(headerOf(packet.ip, 6, remote, local), octets), line);
};

/** A datagram from the peer. */
export const injectedUdp = (packet: UdpScript, it: Conversation, settings: Settings, line: number): Bytes => {
  const { local, remote } = settings;
  const source = packet.ports?.source ?? 0;
  const destination = packet.ports?.destination ?? 0;
  const octets = udpOctets(
    source === 0 ? it.remotePort : source,
    destination === 0 ? (it.localPort ?? settings.bindPort) : destination,
    packet.length,
    remote,
    local,
  );
  return wrapped(packet.encapsulations, packetOctets(headerOf(packet.ip, 17, remote, local), octets), line);
};

/** The quote of a packet that we are said to have sent: its IP header, and eight octets. */
const quoteOf = (packet: IcmpScript, it: Conversation, settings: Settings): Bytes => {
  const { local, remote } = settings;
  const { quote } = packet;
  if (quote?._tag === 'Raw') return new Uint8Array(Math.max(0, quote.length - 8));
  const isDatagram = quote?._tag === 'Datagram';
  const length = quote === undefined ? 0 : quote.length;
  const ports = [...u16(it.localPort ?? settings.bindPort), ...u16(it.remotePort)];
  const head = ipv4Octets(headerOf(undefined, isDatagram ? 17 : 6, local, remote), (isDatagram ? 8 : 20) + length);
  const seq = quote?._tag === 'Sequence' ? quote.seq : 0;
  const rest = isDatagram ? [...u16(8 + length), ...u16(0)] : u32((seq + localOffset(it, false)) >>> 0);
  return concatBytes([head, Uint8Array.from([...ports, ...rest])]);
};

/** A message from the remote address. */
export const injectedIcmp = (packet: IcmpScript, it: Conversation, settings: Settings, line: number): Bytes => {
  const { local, remote } = settings;
  const type = typeNumber(packet.type) ?? 0;
  const code = codeNumber(packet.type, packet.code) ?? 0;
  const isEcho = packet.id !== undefined || (packet.quote === undefined && (type === 0 || type === 8));
  const payload = isEcho && packet.quote === undefined ? NO_BYTES : quoteOf(packet, it, settings);
  const rest = packet.mtu ?? (packet.id === undefined ? 0 : (packet.id << 16) >>> 0);
  const octets = icmpOctets(type, code, rest, payload);
  return wrapped(packet.encapsulations, packetOctets(headerOf(packet.ip, 1, remote, local), octets), line);
};
