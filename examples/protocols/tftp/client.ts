// The client of TFTP: reads a file of a server to standard output, or writes standard input to one. (RFC 1350)
import type { Bytes, Endpoint, Fd } from '@sockeye/core';
import { ANY_ADDRESS, bind, close, endpoint, fail, program, sendto, socket, STDOUT, writeAll } from '@sockeye/core';
import { dally, isAck, isData, nothingAfter, receiveBlocks, sendBlocks, taken } from './blocks.ts';
import type { Peer, Settings } from './exchange.ts';
import { exchange } from './exchange.ts';
import { fromNetascii, toNetascii } from './netascii.ts';
import type { Agreed } from './options.ts';
import { accept, PLAIN_SIZE } from './options.ts';
import type { Options, Packet } from './packets.ts';
import { encode, ERRORS } from './packets.ts';
import { readStandardInput } from './standardInput.ts';

/** What a client is told beside the settings. */
export interface Request {
  readonly name: string;
  readonly mode: 'octet' | 'netascii';
  readonly options: Options;
  /** Its own port, which is its transfer identifier; 0: any free one, as §4 wants it. */
  readonly port: number;
}

/** A file in octets, without options. */
export const plain = (name: string): Request => ({ name, mode: 'octet', options: {}, port: 0 });

const never = (): boolean => false;

/** Asks, and knows then who serves it, and on what terms. */
const begin = (sock: Fd, server: Endpoint, asked: Packet & { _tag: 'RRQ' | 'WRQ' }, settings: Settings) =>
  program(function* () {
    const answers = (packet: Packet): boolean =>
      packet._tag === 'OACK' || (asked._tag === 'RRQ' ? isData(packet, 1) : isAck(packet, 0));
    const { packet, from } = yield* exchange(sock, { at: server, isOpen: true }, asked, answers, never, settings);
    const peer: Peer = { at: from, isOpen: false };
    const plainly: Agreed = { size: PLAIN_SIZE, settings, options: {} };
    const agreed = packet._tag === 'OACK' ? accept(asked.options, packet.options, settings) : plainly;
    if (agreed === undefined) {
      yield* sendto(sock, encode({ _tag: 'ERROR', code: ERRORS.refusedOptions, says: 'Not what was asked' }), from);
      return yield* fail('the server answers with options that were not asked for');
    }
    return { packet, peer, agreed };
  });

/** Reads a file to standard output. */
export const get = (server: Endpoint, { name, mode, options, port }: Request, settings: Settings) =>
  program(function* () {
    const sock = yield* socket('datagram');
    yield* bind(sock, endpoint(ANY_ADDRESS, port));
    const { packet, peer, agreed } = yield* begin(sock, server, { _tag: 'RRQ', name, mode, options }, settings);
    const ready = nothingAfter({ _tag: 'ACK', block: 0 });
    const begun = packet._tag === 'DATA' ? taken(ready, packet.octets, agreed.size) : ready;
    const { contents, last } = yield* receiveBlocks(sock, peer, begun, agreed.size, agreed.settings);
    yield* writeAll(STDOUT, mode === 'netascii' ? fromNetascii(contents) : contents);
    yield* dally(sock, peer, last, agreed.settings);
    yield* close(sock);
  });

/** Writes standard input to a file. */
export const put = (server: Endpoint, { name, mode, options, port }: Request, settings: Settings) =>
  program(function* () {
    const read: Bytes = yield* readStandardInput;
    const contents = mode === 'netascii' ? toNetascii(read) : read;
    const sock = yield* socket('datagram');
    yield* bind(sock, endpoint(ANY_ADDRESS, port));
    const { peer, agreed } = yield* begin(sock, server, { _tag: 'WRQ', name, mode, options }, settings);
    yield* sendBlocks(sock, peer, contents, agreed.size, agreed.settings);
    yield* close(sock);
  });
