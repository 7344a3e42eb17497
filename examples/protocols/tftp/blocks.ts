// A file as blocks, one after the other: the sending side, and the receiving one. A block that is not full is the last; where the
// last one is full, an empty one follows. (RFC 1350 §6)
import type { Bytes, Fd, Rope } from '@sockeye/core';
import { append, EMPTY_ROPE, iterate, program, rope, sendto, toBytes } from '@sockeye/core';
import { either as E } from 'fp-ts';
import type { Peer, Settings } from './exchange.ts';
import { exchange, isFrom, refuse, within } from './exchange.ts';
import type { Packet } from './packets.ts';
import { encode } from './packets.ts';

/** Block numbers are 16 bits; a long file goes round. The RFC says nothing of it; this is what its servers do. */
const wrapped = (n: number): number => n % 65_536;

export const isAck = (packet: Packet, n: number): boolean => packet._tag === 'ACK' && packet.block === wrapped(n);
export const isData = (packet: Packet, n: number): boolean => packet._tag === 'DATA' && packet.block === wrapped(n);

/** Sends a file: each block until it is acknowledged. */
export const sendBlocks = (sock: Fd, peer: Peer, contents: Bytes, size: number, settings: Settings) =>
  iterate(1, (n) =>
    program(function* () {
      const octets = contents.subarray((n - 1) * size, n * size);
      yield* exchange(
        sock,
        peer,
        { _tag: 'DATA', block: wrapped(n), octets },
        (packet) => isAck(packet, n),
        (packet) => settings.apprentice && isAck(packet, n - 1),
        settings,
      );
      return octets.length < size ? E.right(undefined) : E.left(n + 1);
    }),
  );

/** What a receiver has: the blocks so far, what it has said last, and whether that was all. */
export interface Received {
  readonly blocks: number;
  readonly contents: Rope;
  readonly last: Packet;
  readonly isOver: boolean;
}

/** Nothing yet; this packet asks for the first block. */
export const nothingAfter = (last: Packet): Received => ({ blocks: 0, contents: EMPTY_ROPE, last, isOver: false });

/** The next block has come: it is to be acknowledged. */
export const taken = ({ blocks, contents }: Received, octets: Bytes, size: number): Received => ({
  blocks: blocks + 1,
  contents: append(contents, rope(octets)),
  last: { _tag: 'ACK', block: wrapped(blocks + 1) },
  isOver: octets.length < size,
});

/** Receives the rest of a file: acknowledges each block until the next one comes. The last acknowledgment is left to `dally`. */
export const receiveBlocks = (sock: Fd, peer: Peer, begun: Received, size: number, settings: Settings) =>
  iterate(begun, (received) =>
    program(function* () {
      if (received.isOver) return E.right({ ...received, contents: toBytes(received.contents) });
      const { packet } = yield* exchange(
        sock,
        peer,
        received.last,
        (packet) => isData(packet, received.blocks + 1),
        (packet) => isData(packet, received.blocks),
        settings,
      );
      return E.left(packet._tag === 'DATA' ? taken(received, packet.octets, size) : received);
    }),
  );

/** Acknowledges the last block, and again as long as it comes again; then nobody needs it any more. (RFC 1350 §6) */
export const dally = (sock: Fd, peer: Peer, last: Packet, settings: Settings) =>
  program(function* () {
    yield* sendto(sock, encode(last), peer.at);
    for (;;) {
      const heard = yield* within(sock, settings.dally);
      if (heard === undefined) return;
      if (!isFrom(peer, heard.from)) yield* refuse(sock, heard);
      else if (heard.packet?._tag === 'DATA') yield* sendto(sock, encode(last), peer.at);
    }
  });
