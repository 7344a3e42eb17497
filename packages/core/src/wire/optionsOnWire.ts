// The options of a TCP header, between the list of the house and the octets of the wire. (RFC 9293 §3.1, §3.2)
import { E } from '../basis/fp.ts';
import { refuse } from './decodeError.ts';
import type { DecodeError } from './packets.ts';
import type { SeqNum } from './seqnum.ts';
import type { Memory } from './slab.ts';
import { viewOf } from './slab.ts';
import type { TcpOption } from './tcpOptions.ts';

/** Kinds, by their numbers. (IANA; RFC 9293 §3.2, RFC 7323, RFC 2018) */
const EOL = 0;
const NOP = 1;
const MSS = 2;
const WSCALE = 3;
const SACK_OK = 4;
const SACK = 5;
const TS = 8;
const FAST_OPEN = 34;
const EXPERIMENT = 254;

/** The experiment's identifier of Fast Open, as it was before it had a kind of its own. (RFC 6994 §3; RFC 7413 Appendix A) */
const FAST_OPEN_EXPERIMENT = 0xf989;

/** Is that a cookie, or an empty request for one? (RFC 7413 §4.1.1: 4 to 16 octets, an even number) */
export const isCookieLength = (octets: number): boolean =>
  octets === 0 || (octets >= 4 && octets <= 16 && octets % 2 === 0);
/** Accurate ECN, of either order. (RFC 9768 §3.2.3) */
const ECN = [172, 174] as const;

/** No options; shared. */
export const NO_OPTIONS: ReadonlyArray<TcpOption> = [];

/** Octets of one option. */
export const optionLength = (option: TcpOption): number => {
  switch (option.kind) {
    case 'eol':
    case 'nop':
      return 1;
    case 'mss':
      return 4;
    case 'wscale':
      return 3;
    case 'sackOK':
      return 2;
    case 'sack':
      return 2 + 8 * option.blocks.length;
    case 'TS':
      return 10;
    case 'FO':
      return 2 + option.cookie.length;
    case 'FOEXP':
      return 4 + option.cookie.length;
    case 'ECN':
      return 2 + 3 * option.counters.length;
    case 'unknown':
      return option.number === EOL ? 1 + option.octets.length : 2 + option.octets.length;
  }
};

/** Octets of options as they are listed, padding included. */
export const optionsLength = (options: ReadonlyArray<TcpOption>): number => {
  let length = 0;
  for (let i = 0; i < options.length; i++) {
    const option = options[i];
    if (option !== undefined) length += optionLength(option);
  }
  return length;
};

const writeOption = (option: TcpOption, { bytes, view }: Memory, at: number): void => {
  switch (option.kind) {
    case 'eol':
      view.setUint8(at, EOL);
      return;
    case 'nop':
      view.setUint8(at, NOP);
      return;
    case 'mss':
      view.setUint16(at, (MSS << 8) | 4);
      view.setUint16(at + 2, option.mss);
      return;
    case 'wscale':
      view.setUint16(at, (WSCALE << 8) | 3);
      view.setUint8(at + 2, option.shift);
      return;
    case 'sackOK':
      view.setUint16(at, (SACK_OK << 8) | 2);
      return;
    case 'sack':
      view.setUint16(at, (SACK << 8) | (2 + 8 * option.blocks.length));
      option.blocks.forEach(([left, right], i) => {
        view.setUint32(at + 2 + 8 * i, left);
        view.setUint32(at + 6 + 8 * i, right);
      });
      return;
    case 'TS':
      view.setUint16(at, (TS << 8) | 10);
      view.setUint32(at + 2, option.val);
      view.setUint32(at + 6, option.ecr);
      return;
    case 'FO':
      view.setUint16(at, (FAST_OPEN << 8) | (2 + option.cookie.length));
      bytes.set(option.cookie, at + 2);
      return;
    case 'FOEXP':
      view.setUint16(at, (EXPERIMENT << 8) | (4 + option.cookie.length));
      view.setUint16(at + 2, FAST_OPEN_EXPERIMENT);
      bytes.set(option.cookie, at + 4);
      return;
    case 'ECN':
      view.setUint16(at, (ECN[option.order] << 8) | (2 + 3 * option.counters.length));
      option.counters.forEach((octets, i) => {
        view.setUint8(at + 2 + 3 * i, octets >>> 16);
        view.setUint16(at + 3 + 3 * i, octets & 0xffff);
      });
      return;
    case 'unknown':
      view.setUint8(at, option.number);
      if (option.number === EOL) {
        bytes.set(option.octets, at + 1);
      } else {
        view.setUint8(at + 1, 2 + option.octets.length);
        bytes.set(option.octets, at + 2);
      }
  }
};

/** Writes options in their order, and answers where they end. */
export const writeOptions = (options: ReadonlyArray<TcpOption>, memory: Memory, at: number): number => {
  let to = at;
  for (let i = 0; i < options.length; i++) {
    const option = options[i];
    if (option !== undefined) {
      writeOption(option, memory, to);
      to += optionLength(option);
    }
  }
  return to;
};

const isZero = (view: DataView, from: number, end: number): boolean => {
  for (let at = from; at < end; at++) if (view.getUint8(at) !== 0) return false;
  return true;
};

const blocksOf = (view: DataView, from: number, end: number): ReadonlyArray<readonly [SeqNum, SeqNum]> => {
  const blocks: Array<readonly [SeqNum, SeqNum]> = [];
  for (let at = from; at < end; at += 8) blocks.push([view.getUint32(at) as SeqNum, view.getUint32(at + 4) as SeqNum]);
  return blocks;
};

const countersOf = (view: DataView, from: number, end: number): ReadonlyArray<number> => {
  const counters: Array<number> = [];
  for (let at = from; at < end; at += 3) counters.push((view.getUint8(at) << 16) | view.getUint16(at + 1));
  return counters;
};

/** One option that has a length. A known kind of another length than its own says nothing that we know: it is kept as unknown. */
const readOption = (memory: Memory, at: number, kind: number, length: number): TcpOption => {
  const { view } = memory;
  if (kind === MSS && length === 4) return { kind: 'mss', mss: view.getUint16(at + 2) };
  if (kind === WSCALE && length === 3) return { kind: 'wscale', shift: view.getUint8(at + 2) };
  if (kind === SACK_OK && length === 2) return { kind: 'sackOK' };
  if (kind === SACK && length >= 10 && length % 8 === 2) {
    return { kind: 'sack', blocks: blocksOf(view, at + 2, at + length) };
  }
  if (kind === TS && length === 10) return { kind: 'TS', val: view.getUint32(at + 2), ecr: view.getUint32(at + 6) };
  if (kind === FAST_OPEN && isCookieLength(length - 2)) {
    return { kind: 'FO', cookie: viewOf(memory, at + 2, at + length) };
  }
  if (kind === EXPERIMENT && length >= 4 && isCookieLength(length - 4)) {
    if (view.getUint16(at + 2) === FAST_OPEN_EXPERIMENT) {
      return { kind: 'FOEXP', cookie: viewOf(memory, at + 4, at + length) };
    }
  }
  if ((kind === ECN[0] || kind === ECN[1]) && length <= 11 && length % 3 === 2) {
    return { kind: 'ECN', order: kind === ECN[0] ? 0 : 1, counters: countersOf(view, at + 2, at + length) };
  }
  return { kind: 'unknown', number: kind, octets: viewOf(memory, at + 2, at + length) };
};

/** What every SYN-less segment of a modern connection carries; read without a loop over kinds. */
const isNopNopTs = (view: DataView, at: number, end: number): boolean =>
  end - at === 12 && view.getUint32(at) === 0x0101080a;

/**
 * Reads the options of a header.
 *
 * What follows an End of Option List is padding, which is kept so that the header can be written as it was read: zeros as
 * one `eol` each; anything else (which a sender must not send, and a receiver must not look at) as one unknown
 * option of number 0.
 *
 * Takes   the memory, the first octet of the options, and the one behind the last
 * Gives   the options in the order of the wire
 * Fails   `options`: a length of 0 or 1, or one that reaches past the header
 * RFC     9293 §3.1 (MUST-7: be prepared for an illegal option length)
 *
 * @category codec
 * @since 0.1.0
 */
export const readOptions = (
  memory: Memory,
  from: number,
  end: number,
): E.Either<DecodeError, ReadonlyArray<TcpOption>> => {
  const { view } = memory;
  if (isNopNopTs(view, from, end)) {
    return E.right([
      { kind: 'nop' },
      { kind: 'nop' },
      { kind: 'TS', val: view.getUint32(from + 4), ecr: view.getUint32(from + 8) },
    ]);
  }
  const options: Array<TcpOption> = [];
  for (let at = from; at < end;) {
    const kind = view.getUint8(at);
    if (kind === EOL) {
      if (isZero(view, at, end)) for (; at < end; at++) options.push({ kind: 'eol' });
      else options.push({ kind: 'unknown', number: EOL, octets: viewOf(memory, at + 1, end) });
      break;
    }
    if (kind === NOP) {
      options.push({ kind: 'nop' });
      at += 1;
      continue;
    }
    if (at + 1 === end) return refuse('tcp', 'options', `option ${kind} has no length before the header ends`);
    const length = view.getUint8(at + 1);
    if (length < 2) return refuse('tcp', 'options', `option ${kind} has a length of ${length}`);
    if (at + length > end) {
      return refuse('tcp', 'options', `option ${kind} has a length of ${length}, ${at + length - end} past the header`);
    }
    options.push(readOption(memory, at, kind, length));
    at += length;
  }
  return E.right(options);
};
