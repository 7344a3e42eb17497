// What stands before the transport's part of a packet: encapsulations, the IP header, ports.
import type { Ecn, Encapsulation, IpScript, PortsScript } from '../Script.ts';
import type { Reader } from './Reader.ts';
import { word16 } from './Reader.ts';

const ECNS: Readonly<Record<string, Ecn>> = { noecn: 'noecn', ect0: 'ect0', ect1: 'ect1', ce: 'ce', ect01: 'ect01' };

// The names of code points that the FreeBSD dialect knows, as the whole octet. (RFC 2474 §4.2.2, RFC 2597 §6, RFC 3246 §2.7, RFC 8622)
const DSCPS: ReadonlyMap<string, number> = new Map([
  ['default', 0],
  ['lowdelay', 0x10],
  ['ef', 46 << 2],
  ['va', 44 << 2],
  ['le', 1 << 2],
  ...[0, 1, 2, 3, 4, 5, 6, 7].map((selector): [string, number] => [`cs${selector}`, selector << 5]),
  ...[1, 2, 3, 4].flatMap((group) =>
    [1, 2, 3].map((drop): [string, number] => [`af${group}${drop}`, ((group << 3) | (drop << 1)) << 2]),
  ),
]);

const part = (reader: Reader, ip: IpScript): IpScript => {
  const { text } = reader.next;
  const ecn = ECNS[text];
  if (ecn !== undefined) {
    reader.skip();
    return { ...ip, ecn };
  }
  if (reader.takeIf('tos')) return { ...ip, tos: reader.whole('a type of service', 0, 255) };
  if (reader.takeIf('flowlabel')) return { ...ip, flow: reader.whole('a flow label', 0, 0xfffff) };
  if (reader.takeIf('ttl')) return { ...ip, ttl: reader.whole('a time to live', 0, 255) };
  if (reader.takeIf('dscp')) return part(reader, ip);
  const dscp = DSCPS.get(text);
  if (dscp === undefined) return reader.fail('noecn, ect0, ect1, ce, ect01, tos, flowlabel or ttl');
  reader.skip();
  return { ...ip, tos: dscp };
};

const NO_IP: IpScript = { ecn: undefined, tos: undefined, flow: undefined, ttl: undefined };

// ip = ( "(" / "[" ) part *( "," part ) ( ")" / "]" )
export const ipOf = (reader: Reader): IpScript | undefined => {
  const isSquare = reader.is('[');
  if (!isSquare && !reader.is('(')) return undefined;
  reader.skip();
  let ip = part(reader, NO_IP);
  while (reader.takeIf(',')) ip = part(reader, ip);
  reader.take(isSquare ? ']' : ')');
  return ip;
};

const addressOf = (reader: Reader, version: 4 | 6): string =>
  reader.takeKind(version === 4 ? 'ipv4' : 'ipv6', `an IPv${version} address`);

const label = (
  reader: Reader,
): {
  readonly label: number;
  readonly trafficClass: number;
  readonly bottom: boolean;
  readonly ttl: number;
} => {
  reader.take('(');
  reader.take('label');
  const number = reader.whole('a label', 0, 0xfffff);
  reader.take(',');
  reader.take('tc');
  const trafficClass = reader.whole('a traffic class', 0, 7);
  reader.take(',');
  const bottom = reader.takeIf('[');
  if (bottom) {
    reader.take('S');
    reader.take(']');
    reader.takeIf(',');
  }
  reader.take('ttl');
  const ttl = reader.whole('a time to live', 0, 255);
  reader.take(')');
  return { label: number, trafficClass, bottom, ttl };
};

const encapsulation = (reader: Reader): Encapsulation | undefined => {
  if (reader.takeIf('gre')) {
    const { from } = reader.next;
    return { _tag: 'Gre', fields: reader.rawUntil(from, ':').trim() };
  }
  if (reader.takeIf('mpls')) {
    const labels = [];
    while (reader.is('(')) labels.push(label(reader));
    reader.take(':');
    return { _tag: 'Mpls', labels };
  }
  if (!reader.is('ipv4') && !reader.is('ipv6')) return undefined;
  const version = reader.skip().text === 'ipv4' ? 4 : 6;
  const ip = ipOf(reader);
  const source = addressOf(reader, version);
  reader.take('>');
  const destination = addressOf(reader, version);
  reader.take(':');
  return { _tag: 'Ip', version, ip, source, destination };
};

export const encapsulations = (reader: Reader): ReadonlyArray<Encapsulation> => {
  const found: Array<Encapsulation> = [];
  for (let next = encapsulation(reader); next !== undefined; next = encapsulation(reader)) found.push(next);
  return found;
};

// ports = P ">" P
export const portsOf = (reader: Reader): PortsScript | undefined => {
  if (reader.next.kind !== 'integer') return undefined;
  const source = word16(reader, 'a port');
  reader.take('>');
  return { source, destination: word16(reader, 'a port') };
};
