// What the four protocols of this folder have in common: a number in front of the octets, and a wait that ends.
import type { Bytes, Duration, Fd } from '@sockeye/core';
import { andThen, bytes, concatBytes, NO_BYTES, poll, recvfrom, seconds, succeed } from '@sockeye/core';

/** What a protocol is told. */
export interface Settings {
  /** How many numbers there are: 0 to `numbers` − 1, and then from 0 again. */
  readonly numbers: number;
  /** How many blocks may be under way. */
  readonly window: number;
  /** After so long without an answer something is sent again; undefined: never. */
  readonly timeout: Duration | undefined;
  /** So many octets are sent at once. */
  readonly block: number;
}

/** As large as fits: no number comes again while anybody remembers it. */
export const USUAL: Settings = { numbers: 65_536, window: 4, timeout: seconds(1), block: 512 };

/** No datagram of UDP is longer. */
export const LONGEST = 65_507;

/** A datagram: its number in two octets, then the octets. Without them it is an acknowledgment. */
export const numbered = (number: number, octets: Bytes = NO_BYTES): Bytes =>
  concatBytes([bytes((number >>> 8) & 255, number & 255), octets]);

/** The number of a datagram; one that is too short for a number is taken as filled up with zeros. */
export const numberOf = (datagram: Bytes): number => ((datagram[0] ?? 0) << 8) | (datagram[1] ?? 0);

/** What stands behind the number. */
export const blockOf = (datagram: Bytes): Bytes => datagram.subarray(2);

/** Waits for a datagram, but no longer than that; undefined: none came. */
export const within = (sock: Fd, timeout: Duration | undefined) =>
  andThen(poll([{ fd: sock, events: ['in'] }], timeout), (ready) =>
    ready.length === 0 ? succeed(undefined) : andThen(recvfrom(sock, LONGEST), ([datagram]) => succeed(datagram)),
  );
