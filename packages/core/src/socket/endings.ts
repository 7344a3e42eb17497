// Why something failed below, as an errno: one table for TCP, one for ICMP.
import type { Ending } from '../tcp/Service.ts';
import { ICMP_TYPE, UNREACHABLE } from '../wire/icmpTypes.ts';

/** The errors that can be pending on a socket (SO_ERROR). */
export type PendingError =
  'ECONNREFUSED' | 'ECONNRESET' | 'ETIMEDOUT' | 'EHOSTUNREACH' | 'ENETUNREACH' | 'EPIPE' | 'EADDRNOTAVAIL';

/** Those of them that `send` and `recv` tell. */
export type ToldError = Exclude<PendingError, 'EPIPE' | 'EADDRNOTAVAIL'>;

/** What an ending of a connection is called; a normal one is no error. */
export const ERROR_OF_ENDING: Readonly<Record<Ending, PendingError | undefined>> = {
  closed: undefined,
  reset: 'ECONNRESET',
  refused: 'ECONNREFUSED',
  'timed-out': 'ETIMEDOUT',
  'host-unreachable': 'EHOSTUNREACH',
  'network-unreachable': 'ENETUNREACH',
  'in-use': 'EADDRNOTAVAIL',
};

/**
 * The codes of Destination Unreachable that end all hope for datagrams, as Linux sees it.
 *
 * RFC 1122 §4.1.3.3 would have all errors passed on. Linux tells those that may pass by themselves (net and host unreachable,
 * time exceeded) only to who asks for them with IP_RECVERR, which this house leaves out.
 */
const HARD: ReadonlyMap<number, ToldError> = new Map([
  [UNREACHABLE.protocol, 'ECONNREFUSED'],
  [UNREACHABLE.port, 'ECONNREFUSED'],
  [6, 'ENETUNREACH'],
  [7, 'EHOSTUNREACH'],
  [8, 'EHOSTUNREACH'],
  [9, 'ENETUNREACH'],
  [10, 'EHOSTUNREACH'],
  [UNREACHABLE.administrativelyProhibited, 'EHOSTUNREACH'],
  [14, 'EHOSTUNREACH'],
  [15, 'EHOSTUNREACH'],
]);

/** What an ICMP error about a datagram is called; undefined where it is soft. */
export const errorOfIcmp = (type: number, code: number): ToldError | undefined =>
  type === ICMP_TYPE.destinationUnreachable ? HARD.get(code) : undefined;
