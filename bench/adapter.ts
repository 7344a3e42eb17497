// `adapter-echo`, `adapter-bulk`, `adapter-udp`: programs over real sockets against callbacks on `net` and `dgram`, over loopback,
// both ends in this process. (P17)
import type { AddressInfo } from 'node:net';
import { createConnection, createServer } from 'node:net';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { Bytes, Endpoint, Fd, Program } from '@sockeye/core';
import {
  accept,
  andThen,
  bind,
  close,
  connect,
  echoDatagrams,
  echoStream,
  endpoint,
  getsockname,
  ipv4Address,
  iterate,
  listen,
  program,
  recv,
  recvfrom,
  sendAll,
  sendto,
  setsockopt,
  shutdown,
  socket,
  spawn,
  succeed,
} from '@sockeye/core';
import { run as runProgram } from '@sockeye/node-adapter';
import { either as E } from 'fp-ts';
import { median } from './rotate.ts';
import type { Ratio } from './turns.ts';
import { head, inTurn, paired, showRatio, table, whole } from './turns.ts';
import { drain, fill } from './works/programs.ts';

const LOOPBACK = ipv4Address(127, 0, 0, 1);
const MESSAGE = Uint8Array.from({ length: 64 }, (_, i) => i);

const finished = async <A>(work: Program<unknown, A>): Promise<A> => {
  const result = await runProgram(work)();
  if (E.isLeft(result)) throw new Error(String(result.left));
  return result.right;
};

const turns = <S>(count: number, initial: S, turn: (state: S, left: number) => Program<unknown, S>) =>
  iterate<readonly [number, S], Program<unknown, E.Either<readonly [number, S], S>>>(
    [count, initial],
    ([left, state]) =>
      left === 0
        ? succeed(E.right(state))
        : andThen(turn(state, left), (next) => succeed(E.left([left - 1, next] as const))),
  );

/** Sends and reads until so much has come back, so many times; answers how many octets came. */
const asking = (connection: Fd, count: number): Program<unknown, number> =>
  turns(count, 0, (sum) =>
    andThen(sendAll(connection, MESSAGE), () =>
      iterate<number, Program<unknown, E.Either<number, number>>>(0, (got) =>
        got >= MESSAGE.length
          ? succeed(E.right(sum + got))
          : andThen(recv(connection, 65_536), (octets) => {
              if (octets.length === 0) throw new Error('the echo ended');
              return succeed(E.left(got + octets.length));
            }),
      ),
    ),
  );

const listening = program(function* () {
  const listener = yield* socket('stream');
  yield* bind(listener, endpoint(LOOPBACK, 0));
  yield* listen(listener, 128);
  return [listener, yield* getsockname(listener)] as const;
});

const connected = (server: Endpoint): Program<unknown, Fd> =>
  program(function* () {
    const connection = yield* socket('stream');
    yield* setsockopt(connection, 'TCP_NODELAY', true);
    yield* connect(connection, server);
    return connection;
  });

/** So many connections, each of which echoes its share of the round trips; one program with all of them as threads. */
const echoProgram = (connections: number, roundTrips: number): Promise<number> => {
  let heard = 0;
  let over = 0;
  return new Promise((resolve, reject) => {
    const client = (server: Endpoint): Program<unknown, void> =>
      program(function* () {
        const connection = yield* connected(server);
        const octets = yield* asking(connection, roundTrips / connections);
        yield* close(connection);
        heard += octets;
        over += 1;
        if (over === connections) end();
      });
    const aborts = new AbortController();
    const end = (): void => {
      aborts.abort();
      resolve(heard);
    };
    const work = program(function* () {
      const [listener, at] = yield* listening;
      for (let i = 0; i < connections; i++) yield* spawn(client(at));
      return yield* turns(connections, undefined, () =>
        andThen(accept(listener), ([connection]) => andThen(spawn(echoStream(connection)), () => succeed(undefined))),
      );
    });
    runProgram(
      andThen(work, () => recvForever),
      { signal: aborts.signal },
    )().catch(reject);
  });
};

/** Waits for a datagram that never comes, so that the threads may go on. */
const recvForever: Program<unknown, unknown> = program(function* () {
  const sock = yield* socket('datagram');
  yield* bind(sock, endpoint(LOOPBACK, 0));
  return yield* recvfrom(sock, 1);
});

/** The same by hand. */
const echoRaw = async (connections: number, roundTrips: number): Promise<number> => {
  const server = createServer((peer) => peer.setNoDelay(true).on('data', (data) => peer.write(data)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const one = (): Promise<number> =>
    new Promise((resolve, reject) => {
      let [heard, left, got] = [0, roundTrips / connections, 0];
      const client = createConnection({ host: '127.0.0.1', port, noDelay: true });
      client.on('connect', () => client.write(MESSAGE));
      client.on('data', (data) => {
        heard += data.length;
        got += data.length;
        if (got < MESSAGE.length) return;
        got = 0;
        left -= 1;
        if (left > 0) client.write(MESSAGE);
        else client.end();
      });
      client.on('close', () => resolve(heard)).on('error', reject);
    });
  const heard = await Promise.all(Array.from({ length: connections }, one));
  server.close();
  await once(server, 'close');
  return heard.reduce((a, b) => a + b, 0);
};

/** One stream of so many octets in chunks of 64 kB or of a segment. */
const bulkProgram = async (length: number, chunk: number): Promise<number> => {
  const octets = new Uint8Array(chunk);
  const client = (server: Endpoint): Program<unknown, void> =>
    andThen(connected(server), (connection) =>
      chunk === 65_536
        ? fill(connection, length)
        : andThen(
            turns(length / chunk, undefined, () => sendAll(connection, octets)),
            () => andThen(shutdown(connection, 'write'), () => succeed(undefined)),
          ),
    );
  return finished(
    program(function* () {
      const [listener, at] = yield* listening;
      yield* spawn(client(at));
      const [connection] = yield* accept(listener);
      return yield* drain(connection);
    }),
  );
};

const bulkRaw = async (length: number, chunk: number): Promise<number> => {
  const octets = new Uint8Array(chunk);
  let heard = 0;
  const server = createServer((peer) => {
    peer.on('data', (data) => {
      heard += data.length;
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = createConnection({ host: '127.0.0.1', port, noDelay: true });
  let left = length;
  const pour = (): void => {
    while (left > 0) {
      const next = left < chunk ? octets.subarray(0, left) : octets;
      left -= next.length;
      if (!client.write(next)) {
        client.once('drain', pour);
        return;
      }
    }
    client.end();
  };
  client.once('connect', pour);
  await once(client, 'close');
  server.close();
  await once(server, 'close');
  return heard;
};

const datagramsProgram = (roundTrips: number): Promise<number> =>
  finished(
    program(function* () {
      const server = yield* socket('datagram');
      yield* bind(server, endpoint(LOOPBACK, 0));
      const at = yield* getsockname(server);
      yield* spawn(echoDatagrams(server));
      const client = yield* socket('datagram');
      return yield* turns(roundTrips, 0, (sum) =>
        andThen(sendto(client, MESSAGE, at), () =>
          andThen(recvfrom(client, 2_048), ([octets]: readonly [Bytes, Endpoint, number]) =>
            succeed(sum + octets.length),
          ),
        ),
      );
    }),
  );

const datagramsRaw = async (roundTrips: number): Promise<number> => {
  const server = createSocket('udp4');
  server.on('message', (data, from) => server.send(data, from.port, from.address));
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  const client = createSocket('udp4');
  const heard = await new Promise<number>((resolve, reject) => {
    let [sum, left] = [0, roundTrips];
    client.on('message', (data) => {
      sum += data.length;
      left -= 1;
      if (left > 0) client.send(MESSAGE, port, '127.0.0.1');
      else resolve(sum);
    });
    client.on('error', reject);
    client.send(MESSAGE, port, '127.0.0.1');
  });
  server.close();
  client.close();
  return heard;
};

interface Work {
  readonly name: string;
  /** How many octets must have come, and how often one unit of the table is in it. */
  readonly octets: number;
  readonly units: number;
  readonly unit: string;
  readonly ours: () => Promise<number>;
  readonly raw: () => Promise<number>;
}

const echo = (connections: number, roundTrips: number): Work => ({
  name: `echo of 64 octets, ${connections} connection${connections === 1 ? '' : 's'}`,
  octets: roundTrips * MESSAGE.length,
  units: roundTrips,
  unit: 'round trips/s',
  ours: () => echoProgram(connections, roundTrips),
  raw: () => echoRaw(connections, roundTrips),
});

const bulk = (length: number, chunk: number): Work => ({
  name: `bulk, chunks of ${whole(chunk)} octets`,
  octets: length,
  units: length / 1e6,
  unit: 'MB/s',
  ours: () => bulkProgram(length, chunk),
  raw: () => bulkRaw(length, chunk),
});

const datagrams = (roundTrips: number): Work => ({
  name: 'UDP echo of 64 octets',
  octets: roundTrips * MESSAGE.length,
  units: roundTrips,
  unit: 'round trips/s',
  ours: () => datagramsProgram(roundTrips),
  raw: () => datagramsRaw(roundTrips),
});

const seconds = async (run: () => Promise<number>, octets: number): Promise<number> => {
  const begin = performance.now();
  const heard = await run();
  const took = performance.now() - begin;
  if (heard !== octets) throw new Error(`${heard} of ${octets} octets arrived`);
  return took / 1e3;
};

const compare = async (work: Work, rounds: number): Promise<ReadonlyArray<ReadonlyArray<number>>> =>
  inTurn([() => seconds(work.ours, work.octets), () => seconds(work.raw, work.octets)], rounds, 2);

const ratioOf = async (work: Work, rounds: number): Promise<Ratio> => {
  const [ours, raw] = await compare(work, rounds);
  return paired(ours!, raw!);
};

/** P17, in its four parts. */
export const priceOfEcho = (connections: number, rounds: number): Promise<Ratio> =>
  ratioOf(echo(connections, 5_000), rounds);
export const priceOfBulk = (rounds: number): Promise<Ratio> => ratioOf(bulk(200_000_000, 65_536), rounds);
export const priceOfDatagrams = (rounds: number): Promise<Ratio> => ratioOf(datagrams(5_000), rounds);

const print = async (name: string, works: ReadonlyArray<Work>, rounds: number): Promise<void> => {
  head(name, 'the adapter against net or dgram, loopback, both ends in one process, warm', rounds);
  const rows: Array<ReadonlyArray<string>> = [];
  for (const work of works) {
    const [ours, raw] = await compare(work, rounds);
    const rate = (times: ReadonlyArray<number>): string => `${whole(work.units / median(times))} ${work.unit}`;
    rows.push([work.name, rate(ours!), rate(raw!), showRatio(paired(ours!, raw!))]);
  }
  table(['', 'adapter', 'raw', 'time, adapter / raw'], rows);
};

/** Measure and print. */
export const runEcho = (rounds = 11): Promise<void> =>
  print('adapter-echo', [echo(1, 10_000), echo(50, 10_000)], rounds);
export const runBulk = (rounds = 11): Promise<void> =>
  print('adapter-bulk', [bulk(200_000_000, 65_536), bulk(28_960_000, 1_448)], rounds);
export const runDatagrams = (rounds = 11): Promise<void> => print('adapter-udp', [datagrams(10_000)], rounds);
