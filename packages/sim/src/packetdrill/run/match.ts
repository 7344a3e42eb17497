// Does a packet that left agree with the one that the script expects?
import { ACK, AE, CWR, ECE, FIN, PSH, RST, SYN, URG } from '@sockeye/core';
import { showFlags, showOption } from '../print.ts';
import type { IcmpScript, IpScript, TcpOptionScript, TcpScript, UdpScript } from '../Script.ts';
import { codeNumber, typeNumber } from '../wire/icmpNames.ts';
import type { Live } from '../wire/live.ts';
import { optionOf } from '../wire/optionOctets.ts';
import type { Conversation, SeenTcp } from './Conversation.ts';
import type { Settings } from './Settings.ts';

/** The differences, one a line, each with what was expected and what came; none: they agree. */
export type Differences = Array<string>;

const differ = (found: Differences, what: string, expected: number | string, actual: number | string): void => {
  if (expected !== actual) found.push(`${what}: expected ${expected}, got ${actual}`);
};

const ECN_NAMES = ['noecn', 'ect1', 'ect0', 'ce'] as const;

/** The IP header: ECN, whole TOS and TTL only if they are given; lengths and sums always. */
export const matchIp = (found: Differences, ip: IpScript | undefined, live: Live): void => {
  if (live.wrong !== undefined) found.push(`a packet that cannot be: ${live.wrong}`);
  differ(found, 'IP header length', 20, live.headerLength);
  if (ip === undefined) return;
  const ecn = ECN_NAMES[live.tos & 3] ?? 'noecn';
  if (ip.ecn === 'ect01') {
    if (ecn !== 'ect0' && ecn !== 'ect1') differ(found, 'ECN', 'ect01', ecn);
  } else if (ip.ecn !== undefined) differ(found, 'ECN', ip.ecn, ecn);
  if (ip.tos !== undefined) differ(found, 'TOS', `0x${ip.tos.toString(16)}`, `0x${live.tos.toString(16)}`);
  if (ip.ttl !== undefined) differ(found, 'TTL', ip.ttl, live.ttl);
  if (ip.flow !== undefined) found.push('not supported: a flow label in IPv4');
};

const COMPARED: ReadonlyArray<readonly [flag: number, name: string]> = [
  [FIN, 'FIN'],
  [SYN, 'SYN'],
  [RST, 'RST'],
  [PSH, 'PSH'],
  [ACK, 'ACK'],
  [URG, 'URG'],
];

const ECN_FLAGS: ReadonlyArray<readonly [flag: number, name: string]> = [
  [ECE, 'ECE'],
  [CWR, 'CWR'],
  [AE, 'AE'],
];

const aceOf = (control: number): number =>
  ((control & AE) === 0 ? 0 : 4) + ((control & CWR) === 0 ? 0 : 2) + ((control & ECE) === 0 ? 0 : 1);

const matchFlags = (found: Differences, packet: TcpScript, actual: SeenTcp, lenientPush: boolean): void => {
  const wanted: Array<string> = [];
  const compare = ([flag, name]: readonly [number, string]): void => {
    const isWanted = (packet.control & flag) !== 0;
    if (isWanted !== ((actual.control & flag) !== 0)) wanted.push(`${isWanted ? 'no ' : ''}${name}`);
  };
  for (const row of COMPARED) if (!(lenientPush && row[0] === PSH)) compare(row);
  if (packet.ace === undefined || packet.ace === 0) ECN_FLAGS.forEach(compare);
  else differ(found, 'ACE', packet.ace, aceOf(actual.control));
  if (wanted.length > 0) {
    const expected = showFlags(packet.control, packet.ace);
    found.push(`flags: expected ${expected}, got ${showFlags(actual.control, undefined)} (${wanted.join(', ')})`);
  }
  if (actual.reserved !== 0) found.push(`reserved bits: expected 0, got ${actual.reserved}`);
};

const sameOctets = (a: ReadonlyArray<number>, b: ReadonlyArray<number>): boolean =>
  a.length === b.length && a.every((octet, i) => octet === b[i]);

const isSameOption = (expected: TcpOptionScript, actual: TcpOptionScript): boolean => {
  if (expected._tag === 'TS' && actual._tag === 'TS') {
    // Our val is whatever the clock says; it is the tick that is checked. The echo is exact.
    return expected.ecr === actual.ecr;
  }
  if (expected._tag === 'md5' && expected.digest === 'valid') return actual._tag === 'md5';
  const a = optionOf(expected);
  const b = optionOf(actual);
  return a.kind === b.kind && sameOctets(a.octets, b.octets);
};

const list = (options: ReadonlyArray<TcpOptionScript>): string => `<${options.map(showOption).join(',')}>`;

const matchOptions = (found: Differences, packet: TcpScript, actual: SeenTcp): void => {
  const { options } = packet;
  if (options === 'any') return;
  const isSame =
    options.length === actual.options.length &&
    options.every((option, i) => {
      const other = actual.options[i];
      return other !== undefined && isSameOption(option, other);
    });
  if (!isSame) differ(found, 'options', list(options), list(actual.options));
};

/** A segment against the one that is expected. */
export const matchTcp = (found: Differences, packet: TcpScript, actual: SeenTcp, settings: Settings): void => {
  matchFlags(found, packet, actual, settings.lenientPush);
  differ(found, 'seq', packet.seq, actual.seq);
  differ(found, 'ack', packet.ack ?? 0, actual.ack);
  if (packet.win !== undefined) differ(found, 'win', packet.win, actual.win);
  differ(found, 'urg', packet.urg ?? 0, actual.urg);
  matchOptions(found, packet, actual);
  differ(found, 'payload', packet.length, actual.length);
  if (!actual.zeros) found.push('payload: expected zeros');
};

/** Remembers which timestamp of ours stands for which of the script's, and checks the tick of our clock. `elapsed`: microseconds. */
export const takeStamp = (
  found: Differences,
  packet: TcpScript,
  liveVal: number | undefined,
  it: Conversation,
  settings: Settings,
  elapsed: number,
): void => {
  if (packet.options === 'any' || liveVal === undefined) return;
  const stamp = packet.options.find((option) => option._tag === 'TS');
  if (stamp?.val === undefined) return;
  it.baseline ??= { script: stamp.val, live: liveVal };
  it.stamps.set(stamp.val, liveVal);
  if (settings.stampTick === 0) return;
  const ticks = ((liveVal - it.baseline.live) | 0) - ((stamp.val - it.baseline.script) | 0);
  const deviation = Math.abs(ticks) * settings.stampTick;
  if (deviation > Math.max(settings.tolerance, (settings.tolerancePercent / 100) * elapsed)) {
    found.push(`timestamp: expected val ${stamp.val}, got ${stamp.val + ticks} (${deviation} µs away)`);
  }
};

/** A datagram against the one that is expected. */
export const matchUdp = (found: Differences, packet: UdpScript, payload: Uint8Array): void => {
  differ(found, 'payload', packet.length, payload.length);
  if (payload.some((octet) => octet !== 0)) found.push('payload: expected zeros');
};

/** A message against the one that is expected: type and code only. */
export const matchIcmp = (found: Differences, packet: IcmpScript, type: number, code: number): void => {
  differ(found, 'ICMP type', typeNumber(packet.type) ?? 0, type);
  differ(found, 'ICMP code', codeNumber(packet.type, packet.code) ?? 0, code);
};
