// Options of a script as octets, in either direction.
import type { TcpOptionScript } from '../Script.ts';
import type { RawOption } from './live.ts';
import { fromHex, u16, u32 } from './octets.ts';

/** Kinds by their numbers. (IANA) */
export const KIND = {
  eol: 0,
  nop: 1,
  mss: 2,
  wscale: 3,
  sackOK: 4,
  sack: 5,
  TS: 8,
  md5: 19,
  fastOpen: 34,
  accurate0: 172,
  accurate1: 174,
  experiment: 254,
} as const;

/** The identifier of experimental Fast Open. (RFC 7413 §4.1.1, RFC 6994) */
const FAST_OPEN_EXPERIMENT = [0xf9, 0x89];

const u24 = (n: number): ReadonlyArray<number> => [(n >>> 16) & 255, (n >>> 8) & 255, n & 255];

/** An option, with its own numbers: sequence numbers and timestamps as they are given. */
export const optionOf = (option: TcpOptionScript): RawOption => {
  switch (option._tag) {
    case 'nop':
    case 'eol':
    case 'sackOK':
      return { kind: KIND[option._tag], octets: [] };
    case 'mss':
      return { kind: KIND.mss, octets: u16(option.mss) };
    case 'wscale':
      return { kind: KIND.wscale, octets: [option.shift] };
    case 'sack':
      return { kind: KIND.sack, octets: option.blocks.flatMap(([left, right]) => [...u32(left), ...u32(right)]) };
    case 'TS':
      return { kind: KIND.TS, octets: [...u32(option.val ?? 0), ...u32(option.ecr)] };
    case 'md5':
      return {
        kind: KIND.md5,
        octets: option.digest === 'valid' ? Array.from({ length: 16 }, () => 0) : fromHex(option.digest),
      };
    case 'FO':
      return { kind: KIND.fastOpen, octets: fromHex(option.cookie) };
    case 'FOEXP':
      return { kind: KIND.experiment, octets: [...FAST_OPEN_EXPERIMENT, ...fromHex(option.cookie)] };
    case 'ECN':
      return {
        kind: option.order === 0 ? KIND.accurate0 : KIND.accurate1,
        octets: option.counters.flatMap(u24),
      };
    case 'gen':
      return { kind: option.kind, octets: fromHex(option.octets) };
  }
};

/** Options as they lie in a header. */
export const optionsOctets = (options: ReadonlyArray<RawOption>): ReadonlyArray<number> =>
  options.flatMap(({ kind, octets }) => (kind < 2 ? [kind] : [kind, octets.length + 2, ...octets]));

const u16At = (octets: ReadonlyArray<number>, at: number): number => ((octets[at] ?? 0) << 8) | (octets[at + 1] ?? 0);

/** Thirty-two bits of an option. */
export const u32At = (octets: ReadonlyArray<number>, at: number): number =>
  ((u16At(octets, at) << 16) | u16At(octets, at + 2)) >>> 0;

const hex = (octets: ReadonlyArray<number>): string =>
  octets.map((octet) => octet.toString(16).padStart(2, '0')).join('');

const u24At = (octets: ReadonlyArray<number>, at: number): number => ((octets[at] ?? 0) << 16) | u16At(octets, at + 1);

/** An option that was seen, as scripts write it; what has an impossible length is `gen-N`. */
export const optionSeen = ({ kind, octets }: RawOption): TcpOptionScript => {
  const { length } = octets;
  if (kind === KIND.nop) return { _tag: 'nop' };
  if (kind === KIND.eol) return { _tag: 'eol' };
  if (kind === KIND.sackOK && length === 0) return { _tag: 'sackOK' };
  if (kind === KIND.mss && length === 2) return { _tag: 'mss', mss: u16At(octets, 0) };
  if (kind === KIND.wscale && length === 1) return { _tag: 'wscale', shift: octets[0] ?? 0 };
  if (kind === KIND.TS && length === 8) {
    return { _tag: 'TS', val: u32At(octets, 0), ecr: u32At(octets, 4), isAbsolute: false };
  }
  if (kind === KIND.sack && length > 0 && length % 8 === 0) {
    const blocks: Array<readonly [number, number]> = [];
    for (let at = 0; at < length; at += 8) blocks.push([u32At(octets, at), u32At(octets, at + 4)]);
    return { _tag: 'sack', blocks };
  }
  if (kind === KIND.md5 && length === 16) return { _tag: 'md5', digest: hex(octets) };
  if (kind === KIND.fastOpen) return { _tag: 'FO', cookie: hex(octets) };
  if (kind === KIND.experiment && octets[0] === 0xf9 && octets[1] === 0x89) {
    return { _tag: 'FOEXP', cookie: hex(octets.slice(2)) };
  }
  if ((kind === KIND.accurate0 || kind === KIND.accurate1) && length % 3 === 0) {
    const counters: Array<number> = [];
    for (let at = 0; at < length; at += 3) counters.push(u24At(octets, at));
    return { _tag: 'ECN', order: kind === KIND.accurate0 ? 0 : 1, counters };
  }
  return { _tag: 'gen', kind, octets: hex(octets) };
};
