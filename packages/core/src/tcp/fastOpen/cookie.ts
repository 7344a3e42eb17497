import { bytes } from '../../basis/bytes.ts';
import type { Bytes } from '../../basis/bytes.ts';
import type { SipKey } from '../../basis/sipHash.ts';
import { sipHash } from '../../basis/sipHash.ts';
import type { Ipv4Address } from '../../wire/addresses.ts';
import type { TcpSegment } from '../../wire/packets.ts';
import type { CookieOption } from './FastOpenPart.ts';

/** Eight hexadecimal digits, as they are written: the word with the first digits highest. */
const word = (digits: string, at: number): number => Number.parseInt(digits.slice(at, at + 8), 16) | 0;

/**
 * The key of a profile as four words.
 *
 * Takes   32 hexadecimal digits, with or without the hyphens that Linux writes between words
 * Gives   the words of a SipHash key, in the order in which they are written
 *
 * @example
 * cookieKey('a1a1a1a1-b2b2b2b2-c3c3c3c3-d4d4d4d4')[0] === (0xa1a1a1a1 | 0) // true
 *
 * @category arithmetic
 * @since 0.1.0
 */
export const cookieKey = (digits: string): SipKey => {
  const plain = digits.replaceAll('-', '');
  return [word(plain, 0), word(plain, 8), word(plain, 16), word(plain, 24)];
};

/** An address as octets. */
const octetsOf = (address: Ipv4Address): ReadonlyArray<number> => [
  address >>> 24,
  (address >>> 16) & 255,
  (address >>> 8) & 255,
  address & 255,
];

/**
 * The cookie of a client, for a server: a hash of both addresses, as Linux makes it.
 *
 * Nothing about the client is stored: whoever shows the cookie has once received it at that address.
 *
 * Takes   the server's key; the client's address and the server's
 * Gives   eight octets
 * RFC     7413 §4.1.2
 *
 * @category arithmetic
 * @since 0.1.0
 */
export const cookieOf = (key: SipKey, client: Ipv4Address, server: Ipv4Address): Bytes =>
  sipHash(key, bytes(...octetsOf(client), ...octetsOf(server)));

/** The option of Fast Open on a segment, if there is one. Kind 34 comes before the experiment, when both are there. */
export const cookieOptionOf = (segment: TcpSegment): CookieOption | undefined => {
  let experiment: CookieOption | undefined;
  for (let i = 0; i < segment.options.length; i++) {
    const option = segment.options[i];
    if (option?.kind === 'FO') return { kind: 'FO', cookie: option.cookie };
    if (option?.kind === 'FOEXP') experiment ??= { kind: 'FOEXP', cookie: option.cookie };
  }
  return experiment;
};
