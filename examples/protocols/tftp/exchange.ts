// The heart of TFTP: everything is lock-step. A packet is sent, and sent again, until the packet that answers it has come.
// (RFC 1350 §2)
import type { Duration, Endpoint, Fd } from '@sockeye/core';
import { andThen, fail, poll, program, recvfrom, seconds, sendto, succeed } from '@sockeye/core';
import type { Packet } from './packets.ts';
import { decode, encode, ERRORS } from './packets.ts';

/** What both ends are told. */
export interface Settings {
  /** After so long without a packet the last one is sent again; then twice as long, and so on. */
  readonly timeout: Duration;
  /** But never more than so long. */
  readonly longest: Duration;
  /** So often is one packet sent again; then the transfer is given up. */
  readonly retries: number;
  /** What does a sender do with an acknowledgment that it has had before? RFC 783 sent the block again; RFC 1123 §4.2.3.1 forbids it. */
  readonly apprentice: boolean;
  /** How long whoever has acknowledged the last block stays, in case that was lost. (RFC 1350 §6, "dallying") */
  readonly dally: Duration;
}

/** Time-outs that back off, and an end to them. (RFC 1123 §4.2.3.2) */
export const USUAL: Settings = {
  timeout: seconds(1),
  longest: seconds(8),
  retries: 6,
  apprentice: false,
  dally: seconds(4),
};

/** Where the other end is: its port is its transfer identifier. Of a server that was just asked only the address is known. (§4) */
export interface Peer {
  readonly at: Endpoint;
  readonly isOpen: boolean;
}

/** A datagram that came; undefined: it is no packet. */
export interface Heard {
  readonly packet: Packet | undefined;
  readonly from: Endpoint;
}

export const isFrom = ({ at, isOpen }: Peer, from: Endpoint): boolean =>
  from.address === at.address && (isOpen || from.port === at.port);

/** Waits for a packet, but no longer than that; undefined: none came. */
export const within = (sock: Fd, timeout: Duration) =>
  andThen(poll([{ fd: sock, events: ['in'] }], timeout), (ready) =>
    ready.length === 0
      ? succeed(undefined)
      : andThen(recvfrom(sock, 65_507), ([octets, from]) => succeed<Heard>({ packet: decode(octets), from })),
  );

/** Tells whoever is not the peer that its identifier is not known here; the transfer goes on. An ERROR is never answered. (§4) */
export const refuse = (sock: Fd, { packet, from }: Heard) =>
  packet?._tag === 'ERROR'
    ? succeed(0)
    : sendto(sock, encode({ _tag: 'ERROR', code: ERRORS.unknownId, says: 'Unknown transfer ID' }), from);

/**
 * Sends a packet until its answer has come.
 *
 * Takes   the socket, the peer, the packet; which packet answers it; and which one, if it comes, asks for it again
 * Gives   the answer, and where it came from
 * Fails   with ETIMEDOUT after so many times, and with the peer's own words where it sends an ERROR
 */
export const exchange = (
  sock: Fd,
  peer: Peer,
  packet: Packet,
  answers: (packet: Packet) => boolean,
  asksAgain: (packet: Packet) => boolean,
  { timeout, longest, retries }: Settings,
) =>
  program(function* () {
    yield* sendto(sock, encode(packet), peer.at);
    for (let tries = 0, wait = timeout; ;) {
      const heard = yield* within(sock, wait);
      if (heard === undefined) {
        if (tries === retries) return yield* fail('ETIMEDOUT' as const);
        yield* sendto(sock, encode(packet), peer.at);
        tries += 1;
        wait = Math.min(2 * wait, longest) as Duration;
      } else if (!isFrom(peer, heard.from)) {
        yield* refuse(sock, heard);
      } else if (heard.packet?._tag === 'ERROR') {
        return yield* fail(`the other end says: ${heard.packet.says} (${heard.packet.code})`);
      } else if (heard.packet !== undefined && answers(heard.packet)) {
        return { packet: heard.packet, from: heard.from };
      } else if (heard.packet !== undefined && asksAgain(heard.packet)) {
        yield* sendto(sock, encode(packet), peer.at);
      }
    }
  });
