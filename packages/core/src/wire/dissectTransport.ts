// Transports as trees: ICMP, UDP, and TCP with its options.
import type { Bytes } from '../basis/bytes.ts';
import { hex } from '../basis/bytes.ts';
import type { Ipv4Address } from './addresses.ts';
import { pseudoHeaderSum, sum } from './checksum.ts';
import { showControl } from './control.ts';
import type { Dissection, Remark } from './dissection.ts';
import { checksumRemark, headerPart, hex16, octetsPart, part } from './dissection.ts';
import { decodeIcmp, icmpHeader } from './icmp.ts';
import { icmpCodeName, icmpTypeName, isIcmpError } from './icmpTypes.ts';
import { IP_PROTOCOL } from './names.ts';
import { optionLength, readOptions } from './optionsOnWire.ts';
import type { DecodeError } from './packets.ts';
import type { Memory } from './slab.ts';
import { decodeTcp, tcpHeader } from './tcp.ts';
import type { TcpOption } from './tcpOptions.ts';
import { showEcn } from './tcpOptions.ts';
import { decodeUdp, udpHeader } from './udp.ts';

/** Where a transport lies, and what its checksum covers besides. */
export interface Stretch {
  readonly memory: Memory;
  readonly at: number;
  readonly end: number;
  readonly source: Ipv4Address;
  readonly destination: Ipv4Address;
  /** Is all of it here? An ICMP error quotes only the beginning. */
  readonly whole: boolean;
}

const errorOf = (
  stretch: Stretch,
  read: { readonly _tag: 'Left'; readonly left: DecodeError } | { readonly _tag: 'Right' },
): DecodeError | undefined => (stretch.whole && read._tag === 'Left' ? read.left : undefined);

const payloadParts = (memory: Memory, from: number, end: number): ReadonlyArray<Dissection> =>
  from < end ? [octetsPart('payload', 'Payload', memory, from, end)] : [];

/** A checksum over the pseudo header as well. A sender whose card makes the checksums leaves the sum of the pseudo header alone in the field. */
const coveredRemark = (stretch: Stretch, protocol: number, end: number, field: number): Remark => {
  const { memory, at, source, destination, whole } = stretch;
  if (!whole || end > stretch.end || end < at) return { value: hex16(field), verdict: 'unverified' };
  const pseudo = pseudoHeaderSum(source, destination, protocol, end - at);
  const remark = checksumRemark(field, sum(memory.view, at, end, pseudo), protocol === IP_PROTOCOL.udp ? 0xffff : 0);
  return remark.verdict === 'wrong' && field === pseudo
    ? { value: hex16(field), verdict: 'wrong', meaning: `${remark.meaning ?? ''}; the sender has checksum offload on` }
    : remark;
};

/** ICMP; `quoted` dissects the packet that an error quotes. */
export const dissectIcmp = (stretch: Stretch, quoted: (at: number, end: number) => Dissection): Dissection => {
  const { memory, at, end } = stretch;
  const { field } = icmpHeader;
  const room = end - at;
  const type = room >= 1 ? field.type.read(memory.view, at) : 0;
  const code = room >= 2 ? field.code.read(memory.view, at) : 0;
  const typeName = icmpTypeName(type) ?? '';
  const codeName = icmpCodeName(type, code) ?? '';
  const remarks =
    room < 8
      ? {}
      : {
          type: { meaning: typeName },
          code: { meaning: codeName },
          checksum: stretch.whole
            ? checksumRemark(field.checksum.read(memory.view, at), sum(memory.view, at, end, 0))
            : { value: hex16(field.checksum.read(memory.view, at)), verdict: 'unverified' as const },
        };
  const inside = at + icmpHeader.length;
  const more = inside >= end ? [] : isIcmpError(type) ? [quoted(inside, end)] : payloadParts(memory, inside, end);
  const meaning = [typeName, codeName].filter((name) => name !== '').join(', ');
  const error = errorOf(stretch, decodeIcmp(memory, at, end));
  return headerPart(icmpHeader, 'ICMP', memory, at, end, meaning, remarks, error, more);
};

/** UDP. */
export const dissectUdp = (stretch: Stretch): Dissection => {
  const { memory, at, end, source, destination } = stretch;
  const { field } = udpHeader;
  const here = end - at >= udpHeader.length;
  const length = here ? field.length.read(memory.view, at) : 0;
  const checksum = here ? field.checksum.read(memory.view, at) : 0;
  const to = Math.min(end, Math.max(at + 8, at + length));
  const remark: Remark =
    checksum === 0
      ? { value: hex16(0), verdict: 'absent', meaning: 'the sender made none' }
      : coveredRemark(stretch, IP_PROTOCOL.udp, at + length, checksum);
  const meaning = here
    ? `${field.sourcePort.read(memory.view, at)} → ${field.destinationPort.read(memory.view, at)}`
    : '';
  const error = errorOf(stretch, decodeUdp(memory, at, end, source, destination));
  return headerPart(udpHeader, 'UDP', memory, at, end, meaning, { checksum: remark }, error, [
    ...(here ? payloadParts(memory, at + 8, to) : []),
    ...(here && to < end ? [octetsPart('surplus', 'Surplus', memory, to, end)] : []),
  ]);
};

const showCookie = (what: string, cookie: Bytes): string =>
  cookie.length === 0 ? `${what}, a cookie is asked for` : `${what}, cookie ${hex(cookie)}`;

const showOption = (option: TcpOption): string => {
  switch (option.kind) {
    case 'eol':
      return 'end of option list';
    case 'nop':
      return 'no operation';
    case 'mss':
      return `maximum segment size ${option.mss}`;
    case 'wscale':
      return `window scale ${option.shift}`;
    case 'sackOK':
      return 'SACK permitted';
    case 'sack':
      return `SACK ${option.blocks.map(([left, right]) => `${left}:${right}`).join(' ')}`;
    case 'TS':
      return `timestamps, value ${option.val}, echo ${option.ecr}`;
    case 'FO':
      return showCookie('Fast Open', option.cookie);
    case 'FOEXP':
      return showCookie('Fast Open (experiment)', option.cookie);
    case 'ECN':
      return `accurate ${showEcn(option.order, option.counters)}`;
    case 'unknown':
      return `option ${option.number}, ${option.octets.length} octets`;
  }
};

const optionParts = (memory: Memory, from: number, end: number): ReadonlyArray<Dissection> => {
  const read = readOptions(memory, from, end);
  if (read._tag === 'Left') return [octetsPart('options', 'Options', memory, from, end, { meaning: read.left.reason })];
  let at = from;
  const parts = read.right.map((option) => {
    const begin = at;
    at += optionLength(option);
    return part(option.kind, 'Option', begin, at, showOption(option));
  });
  return parts.length === 0 ? [] : [part('options', 'Options', from, end, '', {}, parts)];
};

/** TCP. */
export const dissectTcp = (stretch: Stretch): Dissection => {
  const { memory, at, end, source, destination } = stretch;
  const { field } = tcpHeader;
  const here = end - at >= tcpHeader.length;
  const header = here ? field.dataOffset.read(memory.view, at) * 4 : 0;
  const control = here ? tcpHeader.span('reserved', 'FIN').read(memory.view, at) : 0;
  const fits = header >= 20 && at + header <= end;
  const remarks = here
    ? {
        dataOffset: { meaning: `${header} octets` },
        checksum: coveredRemark(stretch, IP_PROTOCOL.tcp, end, field.checksum.read(memory.view, at)),
      }
    : {};
  const meaning = here
    ? `${field.sourcePort.read(memory.view, at)} → ${field.destinationPort.read(memory.view, at)} ${showControl(control)}`
    : '';
  const error = errorOf(stretch, decodeTcp(memory, at, end, source, destination));
  return headerPart(
    tcpHeader,
    'TCP',
    memory,
    at,
    end,
    meaning.trimEnd(),
    remarks,
    error,
    fits ? [...optionParts(memory, at + 20, at + header), ...payloadParts(memory, at + header, end)] : [],
  );
};
