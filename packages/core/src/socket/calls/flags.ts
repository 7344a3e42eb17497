// The flags of `send` and `recv`, with Linux's numbers: they are joined by `|`, as in C.

/** `send`: the last octet is urgent. `recv`: the urgent octet that was taken out of the stream. (RFC 9293 §3.8.5, RFC 6093) */
export const MSG_OOB = 0x1;
/** What is received stays. */
export const MSG_PEEK = 0x2;
/** Of a datagram, its whole length; of a stream, the octets are thrown away, and only their count is told. */
export const MSG_TRUNC = 0x20;
/** This one call does not wait. */
export const MSG_DONTWAIT = 0x40;
/** A record ends with these octets: nothing later shares a segment with them. */
export const MSG_EOR = 0x80;
/** Waits for all that was asked for, or the end. */
export const MSG_WAITALL = 0x100;
/** No SIGPIPE. There are no signals here, so it changes nothing. */
export const MSG_NOSIGNAL = 0x4000;
/** More will follow: what is no full segment may wait. */
export const MSG_MORE = 0x8000;
/** `sendto` on a stream that is not connected: opens it, with the octets on the SYN. (RFC 7413) */
export const MSG_FASTOPEN = 0x2000_0000;

const NAMES: ReadonlyArray<readonly [number, string]> = [
  [MSG_OOB, 'MSG_OOB'],
  [MSG_PEEK, 'MSG_PEEK'],
  [MSG_TRUNC, 'MSG_TRUNC'],
  [MSG_DONTWAIT, 'MSG_DONTWAIT'],
  [MSG_EOR, 'MSG_EOR'],
  [MSG_WAITALL, 'MSG_WAITALL'],
  [MSG_NOSIGNAL, 'MSG_NOSIGNAL'],
  [MSG_MORE, 'MSG_MORE'],
  [MSG_FASTOPEN, 'MSG_FASTOPEN'],
];

/**
 * Flags as strace shows them; what has no name is a number.
 *
 * @example
 * showFlags(MSG_PEEK | MSG_DONTWAIT) // 'MSG_PEEK|MSG_DONTWAIT'
 *
 * @category trace
 * @since 0.1.0
 */
export const showFlags = (flags: number): string => {
  const words = NAMES.filter(([bit]) => (flags & bit) !== 0);
  const rest = words.reduce((left, [bit]) => left & ~bit, flags);
  const all = words.map(([, name]) => name);
  return (rest === 0 ? all : [...all, `0x${(rest >>> 0).toString(16)}`]).join('|') || '0';
};
