// The Internet Control Message Protocol's header. (RFC 792)
import { E } from '../basis/fp.ts';
import { writeRope } from '../basis/rope.ts';
import { complement, sum } from './checksum.ts';
import { refuse, tooShort } from './decodeError.ts';
import type { HeaderOf, Layout } from './layout.ts';
import { layout } from './layout.ts';
import type { DecodeError, IcmpMessage } from './packets.ts';
import type { Memory } from './slab.ts';
import { payloadOf } from './slab.ts';

const FIELDS = {
  type: 'u8',
  code: 'u8',
  checksum: 'u16',
  restOfHeader: 'u32',
} as const;

export type IcmpHeader = HeaderOf<typeof FIELDS>;

/** The header that all messages share, as a table. */
export const icmpHeader: Layout<typeof FIELDS> = layout('icmp', FIELDS);

const { type, code, checksum, restOfHeader } = icmpHeader.field;

/** Octets of a message on the wire. */
export const icmpLength = (message: IcmpMessage): number => 8 + message.payload.length;

/**
 * Writes a message, its checksum last; there is no pseudo header.
 *
 * Takes   the message and where it goes
 * Gives   where it ends
 * RFC     792
 *
 * @category codec
 * @since 0.1.0
 */
export const encodeIcmp = (message: IcmpMessage, { bytes, view }: Memory, at: number): number => {
  type.write(view, at, message.type);
  code.write(view, at, message.code);
  checksum.write(view, at, 0);
  restOfHeader.write(view, at, message.rest);
  const end = writeRope(message.payload, bytes, at + 8);
  checksum.write(view, at, complement(sum(view, at, end, 0)));
  return end;
};

/**
 * Reads a message of any type; what its type and code mean is not judged here.
 *
 * Takes   the memory, where the message begins, and where its packet ends
 * Fails   `length`: less than a header; `checksum`: it does not fit
 * RFC     792; 1122 §3.2.2
 *
 * @category codec
 * @since 0.1.0
 */
export const decodeIcmp = (memory: Memory, at: number, end: number): E.Either<DecodeError, IcmpMessage> => {
  const { view } = memory;
  if (end - at < 8) return tooShort('icmp', end - at, 8);
  if (sum(view, at, end, 0) !== 0xffff) return refuse('icmp', 'checksum', 'does not fit the message');
  return E.right({
    _tag: 'Icmp',
    type: type.read(view, at),
    code: code.read(view, at),
    rest: restOfHeader.read(view, at),
    payload: payloadOf(memory, at + 8, end),
  });
};
