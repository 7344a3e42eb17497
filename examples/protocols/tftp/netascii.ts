// The mode netascii: lines end with CR LF, and a CR that ends none is followed by NUL. (RFC 1350 §2, RFC 764)
import type { Bytes } from '@sockeye/core';
import { fromLatin1, latin1 } from '@sockeye/core';

/** A file as it is sent. */
export const toNetascii = (octets: Bytes): Bytes =>
  fromLatin1(latin1(octets).replaceAll(/[\r\n]/g, (end) => (end === '\n' ? '\r\n' : '\r\0')));

/** A file as it was meant. */
export const fromNetascii = (octets: Bytes): Bytes =>
  fromLatin1(latin1(octets).replaceAll(/\r[\n\0]/g, (pair) => (pair === '\r\n' ? '\n' : '\r')));
