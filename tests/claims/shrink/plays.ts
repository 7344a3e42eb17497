// Two plays for the tests of this folder: octets over TCP, messages over UDP.
import type { Bytes, Program } from '@sockeye/core';
import {
  accept,
  andThen,
  bind,
  close,
  connect,
  endpoint,
  forever,
  host,
  ipv4Address,
  listen,
  milliseconds,
  NO_BYTES,
  NO_TIME,
  program,
  recv,
  recvfrom,
  seconds,
  sendAll,
  sendto,
  sleep,
  socket,
  STDOUT,
  succeed,
  writeAll,
} from '@sockeye/core';
import type { Play } from '@sockeye/claims';
import type { CableSpec, Topology } from '@sockeye/sim';

export const LISTENING = endpoint(ipv4Address(10, 0, 0, 2), 7);

const copy = (connection: Parameters<typeof recv>[0]): Program<unknown, void> =>
  andThen(recv(connection, 65_536), (octets) =>
    octets.length === 0 ? succeed(undefined) : andThen(writeAll(STDOUT, octets), () => copy(connection)),
  );

const reader: Program<unknown, void> = program(function* () {
  const listener = yield* socket('stream');
  yield* bind(listener, LISTENING);
  yield* listen(listener, 1);
  const [connection] = yield* accept(listener);
  yield* copy(connection);
  yield* close(connection);
});

const writer = (octets: Bytes): Program<unknown, void> =>
  program(function* () {
    const connection = yield* socket('stream');
    yield* connect(connection, LISTENING);
    yield* sendAll(connection, octets);
    yield* close(connection);
  });

const receiver: Program<unknown, never> = program(function* () {
  const sock = yield* socket('datagram');
  yield* bind(sock, LISTENING);
  return yield* forever(andThen(recvfrom(sock, 65_535), ([octets]) => writeAll(STDOUT, octets)));
});

const sender = (count: number): Program<unknown, void> =>
  program(function* () {
    const sock = yield* socket('datagram');
    for (let i = 0; i < count; i++) {
      yield* sendto(sock, Uint8Array.of(65 + (i % 26)), LISTENING);
      yield* sleep(milliseconds(3));
    }
    yield* close(sock);
  });

const at = (last: number): Topology['hosts'][string] => ({
  address: { address: ipv4Address(10, 0, 0, last), prefix: 24 },
  mac: undefined,
  gateway: undefined,
});

const cable = (rate: number | undefined): CableSpec => ({
  between: ['client', 'server'],
  rate,
  delay: milliseconds(5),
  queue: 20,
  mtu: 1500,
  faults: [],
});

const playOf = (
  name: string,
  rate: number | undefined,
  size: Play['sizes'][string],
  programs: (size: number) => readonly [client: Program<unknown, unknown>, server: Program<unknown, unknown>],
): Play => ({
  name,
  sizes: { size },
  stage: ({ size: chosen = 1 }) => {
    const [client, server] = programs(chosen);
    return {
      topology: { hosts: { client: at(1), server: at(2) }, routers: {}, switches: [], hubs: [], cables: [cable(rate)] },
      host,
      parts: [
        { on: 'server', program: server, words: 'server', input: NO_BYTES, at: NO_TIME, role: 'server' },
        { on: 'client', program: client, words: 'client', input: NO_BYTES, at: milliseconds(1), role: 'client' },
      ],
    };
  },
  rage: seconds(20),
  patience: seconds(60),
});

const octetsOf = (length: number): Bytes => Uint8Array.from({ length }, (_, i) => (i * 7 + (i >> 8)) & 255);

/** So many octets over TCP. */
export const stream = (rate: number | undefined): Play =>
  playOf('tests.stream', rate, { least: 1, usual: 8_000, most: 40_000 }, (size) => [writer(octetsOf(size)), reader]);

/** So many messages over UDP, a letter each: A, B, C … */
export const letters: Play = playOf('tests.letters', 10_000_000, { least: 1, usual: 8, most: 26 }, (size) => [
  sender(size),
  receiver,
]);
