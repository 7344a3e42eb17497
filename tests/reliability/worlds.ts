// Two hosts and one cable, with a writer on one and a reader on the other: what the properties are about.
import type { Bytes, Duration, HostState, Program } from '@sockeye/core';
import {
  accept,
  andThen,
  BEGINNING,
  bind,
  close,
  connect,
  endpoint,
  forever,
  host,
  ipv4Address,
  listen,
  NO_BYTES,
  program,
  recv,
  recvfrom,
  sendAll,
  sendto,
  sleep,
  socket,
  STDOUT,
  succeed,
  writeAll,
} from '@sockeye/core';
import type { CableSpec, Fault, TraceEvent, Wire, World } from '@sockeye/sim';
import { build, showFault } from '@sockeye/sim';

export const CLIENT = 'client';
export const SERVER = 'server';
export const LISTENING = endpoint(ipv4Address(10, 0, 0, 2), 7);

/** Reads a stream to its end, and copies it to standard output. */
const reader: Program<unknown, void> = program(function* () {
  const listener = yield* socket('stream');
  yield* bind(listener, LISTENING);
  yield* listen(listener, 1);
  const [connection] = yield* accept(listener);
  yield* copy(connection);
  yield* close(connection);
});

const copy = (connection: Parameters<typeof recv>[0]): Program<unknown, void> =>
  andThen(recv(connection, 65_536), (octets) =>
    octets.length === 0 ? succeed(undefined) : andThen(writeAll(STDOUT, octets), () => copy(connection)),
  );

/** Writes a stream, in pieces. */
const writer = (pieces: ReadonlyArray<Bytes>): Program<unknown, void> =>
  program(function* () {
    const connection = yield* socket('stream');
    yield* connect(connection, LISTENING);
    for (const piece of pieces) yield* sendAll(connection, piece);
    yield* close(connection);
  });

/** Receives datagrams for ever, and copies each to standard output, its length before it. */
const receiver: Program<unknown, never> = program(function* () {
  const sock = yield* socket('datagram');
  yield* bind(sock, LISTENING);
  return yield* forever(
    andThen(recvfrom(sock, 65_535), ([octets]) => writeAll(STDOUT, Uint8Array.of(octets.length, ...octets))),
  );
});

/** Sends messages, one datagram each, with a pause between them. */
const sender = (messages: ReadonlyArray<Bytes>, pause: Duration): Program<unknown, void> =>
  program(function* () {
    const sock = yield* socket('datagram');
    for (const message of messages) {
      yield* sendto(sock, message, LISTENING);
      yield* sleep(pause);
    }
    yield* close(sock);
  });

const worldOf = (
  cable: CableSpec,
  seed: number,
  wire: Wire,
  on: { readonly client: Program<unknown, unknown>; readonly server: Program<unknown, unknown> },
): World<HostState> => {
  const at = (last: number) => ({
    address: { address: ipv4Address(10, 0, 0, last), prefix: 24 },
    mac: undefined,
    gateway: undefined,
  });
  const start = (name: string, started: Program<unknown, unknown>) => ({
    host: name,
    program: started,
    words: name,
    input: NO_BYTES,
    when: BEGINNING,
  });
  const world = build({
    topology: { hosts: { [CLIENT]: at(1), [SERVER]: at(2) }, routers: {}, switches: [], hubs: [], cables: [cable] },
    seed,
    wire,
    host,
    starts: [start(SERVER, on.server), start(CLIENT, on.client)],
  });
  if (world._tag === 'Left') throw new Error(world.left.map(({ path, says }) => `${path}: ${says}`).join('\n'));
  return world.right;
};

/** A world in which a stream is about to be written and read. */
export const streaming = (
  pieces: ReadonlyArray<Bytes>,
  cable: CableSpec,
  seed: number,
  wire: Wire = 'lazy',
): World<HostState> => worldOf(cable, seed, wire, { client: writer(pieces), server: reader });

/** A world in which messages are about to be sent and received. */
export const messaging = (
  messages: ReadonlyArray<Bytes>,
  cable: CableSpec,
  pause: Duration,
  seed: number,
  wire: Wire = 'lazy',
): World<HostState> => worldOf(cable, seed, wire, { client: sender(messages, pause), server: receiver });

/** What a host wrote to standard output. */
export const output = (events: ReadonlyArray<TraceEvent>, name: string): Uint8Array => {
  const pieces = events.flatMap((event) => (event._tag === 'Wrote' && event.host === name ? [event.octets] : []));
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
};

/** The messages that the receiver wrote, in their order. */
export const messagesIn = (written: Uint8Array): ReadonlyArray<Uint8Array> => {
  const messages: Array<Uint8Array> = [];
  for (let at = 0; at < written.length;) {
    const end = at + 1 + (written[at] ?? 0);
    messages.push(written.subarray(at + 1, end));
    at = end;
  }
  return messages;
};

/** A cable in words, so that a counterexample can be read and pasted. */
export const describeCable = (cable: CableSpec): string =>
  `rate ${cable.rate ?? 'any'}, delay ${cable.delay} ns, queue ${cable.queue}, mtu ${cable.mtu}, faults: ${
    cable.faults.map((fault: Fault) => showFault(fault)).join('; ') || 'none'
  }`;
