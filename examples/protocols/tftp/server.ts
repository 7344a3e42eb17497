// The server of TFTP. Whatever is asked for, it serves its standard input; whatever is sent to it goes to standard output. (RFC 1350)
import type { Bytes, Endpoint } from '@sockeye/core';
import {
  bind,
  close,
  endpoint,
  forever,
  program,
  recvfrom,
  sendto,
  socket,
  spawn,
  STDOUT,
  writeAll,
} from '@sockeye/core';
import { dally, isAck, nothingAfter, receiveBlocks, sendBlocks } from './blocks.ts';
import type { Peer, Settings } from './exchange.ts';
import { exchange } from './exchange.ts';
import { fromNetascii, toNetascii } from './netascii.ts';
import type { Agreed } from './options.ts';
import { agree } from './options.ts';
import type { Packet } from './packets.ts';
import { decode, encode, ERRORS } from './packets.ts';
import { readStandardInput } from './standardInput.ts';

type Asked = Packet & { _tag: 'RRQ' | 'WRQ' };

const isAgreed = ({ options }: Agreed): boolean => Object.keys(options).length > 0;

/** A transfer has a socket of its own; its port is the server's transfer identifier. (§4) */
const transfer = (local: Endpoint, client: Endpoint, asked: Asked, file: Bytes, settings: Settings) =>
  program(function* () {
    const sock = yield* socket('datagram');
    yield* bind(sock, endpoint(local.address, 0));
    const peer: Peer = { at: client, isOpen: false };
    yield* asked._tag === 'RRQ' ? give(sock, peer, asked, file, settings) : take(sock, peer, asked, settings);
    yield* close(sock);
  });

type Sock = Parameters<typeof sendBlocks>[0];

/** Sends the file. Where options were agreed on, the client acknowledges them as block 0. (RFC 2347) */
const give = (sock: Sock, peer: Peer, asked: Asked, file: Bytes, settings: Settings) =>
  program(function* () {
    const contents = asked.mode === 'netascii' ? toNetascii(file) : file;
    const agreed = agree(asked.options, contents.length, settings);
    const oack: Packet = { _tag: 'OACK', options: agreed.options };
    if (isAgreed(agreed))
      yield* exchange(
        sock,
        peer,
        oack,
        (p) => isAck(p, 0),
        () => false,
        agreed.settings,
      );
    yield* sendBlocks(sock, peer, contents, agreed.size, agreed.settings);
  });

/** Receives a file, and passes it on before it acknowledges the end: who hears that knows that it has arrived. */
const take = (sock: Sock, peer: Peer, asked: Asked, settings: Settings) =>
  program(function* () {
    const agreed = agree(asked.options, undefined, settings);
    const opening: Packet = isAgreed(agreed) ? { _tag: 'OACK', options: agreed.options } : { _tag: 'ACK', block: 0 };
    const received = yield* receiveBlocks(sock, peer, nothingAfter(opening), agreed.size, agreed.settings);
    yield* writeAll(STDOUT, asked.mode === 'netascii' ? fromNetascii(received.contents) : received.contents);
    yield* dally(sock, peer, received.last, agreed.settings);
  });

const refusal = (packet: Packet | undefined): string | undefined => {
  if (packet?._tag !== 'RRQ' && packet?._tag !== 'WRQ') return 'Not a request';
  return packet.mode === 'octet' || packet.mode === 'netascii' ? undefined : `Unknown mode ${packet.mode}`;
};

/** Waits for requests at its well-known port; every transfer is a thread. */
export const server = (at: Endpoint, settings: Settings) =>
  program(function* () {
    const file: Bytes = yield* readStandardInput;
    const sock = yield* socket('datagram');
    yield* bind(sock, at);
    return yield* forever(
      program(function* () {
        const [datagram, client] = yield* recvfrom(sock, 65_507);
        const packet = decode(datagram);
        const why = refusal(packet);
        if (packet?._tag === 'ERROR') return;
        if (why !== undefined) {
          yield* sendto(sock, encode({ _tag: 'ERROR', code: ERRORS.illegalOperation, says: why }), client);
        } else if (packet?._tag === 'RRQ' || packet?._tag === 'WRQ') {
          yield* spawn(transfer(at, client, packet, file, settings));
        }
      }),
    );
  });
