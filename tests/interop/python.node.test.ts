import { createHash } from 'node:crypto';
import { either as E } from 'fp-ts';
import { afterEach, describe, expect, test } from 'vitest';
import type { Endpoint, Fd, Program } from '@sockeye/core';
import {
  accept,
  andThen,
  bind,
  close,
  connect,
  connect_ex,
  endpoint,
  listen,
  LOOPBACK,
  milliseconds,
  poll,
  program,
  recv,
  recvAll,
  recvfrom,
  sendAll,
  sendto,
  setsockopt,
  shutdown,
  socket,
  spawn,
  succeed,
  tcpEcho,
  tcpServer,
  text,
  udpEcho,
  udpServer,
  utf8,
} from '@sockeye/core';
import { run } from '@sockeye/node-adapter';
import { background, collected, freePort, input, stopAll } from '../node-adapter/background.ts';
import { endAll, NO_PYTHON, python } from './peers.ts';

afterEach(() => Promise.all([stopAll(), endAll()]));

const PATIENCE = 20_000;

const here = <Err, A>(asked: Program<Err, A>): Promise<E.Either<Err | 'EINTR', A>> =>
  run(asked, { stdout: collected(), stdin: input() })();

const digest = (octets: Uint8Array): string => createHash('sha256').update(octets).digest('hex');

const MEGABYTE = Uint8Array.from({ length: 1_000_000 }, (_, i) => (Math.imul(i, 2_654_435_761) >>> 24) & 255);

/** Python that makes the same megabyte. */
const PY_MEGABYTE = 'data = bytes(((i * 2654435761) & 0xffffffff) >> 24 for i in range(1000000))';

/** Python's server says its port first. */
const portOf = (line: string): Endpoint => endpoint(LOOPBACK, Number(/port (\d+)/.exec(line)?.[1]));

const suite = NO_PYTHON === undefined ? describe : describe.skip;

suite('Python as the client', { timeout: PATIENCE }, () => {
  const client = (at: Endpoint, lines: string): ReturnType<typeof python> =>
    python(`at = ('127.0.0.1', int(sys.argv[1]))\n${lines}`, String(at.port));

  test('the tutorial, over TCP and UDP', async () => {
    const tcp = await freePort('tcp');
    const udp = await freePort('udp');
    const servers = [await background(tcpServer(tcp)), await background(udpServer(udp))];
    const overTcp = client(
      tcp,
      `
s = socket.create_connection(at)
s.send(b'This is the message. It will be repeated.')
print(s.recv(4096).decode(), s.recv(4096))`,
    );
    const overUdp = client(
      udp,
      `
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.sendto(b'This is the message. It will be repeated.', at)
data, sender = s.recvfrom(4096)
print(data.decode(), sender == at)`,
    );
    expect((await overTcp.ended).output).toBe("Received your message! b''\n");
    expect((await overUdp.ended).output).toBe('Received your message! True\n');
    for (const server of servers) await server.until('This is the message. It will be repeated.');
  });

  test('datagrams keep their lengths, the empty one as well', async () => {
    const at = await freePort('udp');
    await background(udpEcho(at));
    const peer = client(
      at,
      `
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for n in (1, 0, 1472, 1473, 9000, 65507, 3):
    s.sendto(b'x' * n, at)
    print(len(s.recvfrom(65535)[0]), end=' ')`,
    );
    expect((await peer.ended).output).toBe('1 0 1472 1473 9000 65507 3 ');
  });

  test('a megabyte comes back as it was, and after half-close the end', async () => {
    const at = await freePort('tcp');
    await background(tcpEcho(at));
    const peer = client(
      at,
      `
${PY_MEGABYTE}
s = socket.create_connection(at)
threading.Thread(target=lambda: (s.sendall(data), s.shutdown(socket.SHUT_WR))).start()
back = b''.join(iter(lambda: s.recv(65536), b''))
print(len(back), hashlib.sha256(back).hexdigest())`,
    );
    expect((await peer.ended).output).toBe(`1000000 ${digest(MEGABYTE)}\n`);
  });

  test('our half-close lets Python answer', async () => {
    const at = await freePort('tcp');
    const server = background(
      program(function* () {
        const listener = yield* socket('stream');
        yield* bind(listener, at);
        yield* listen(listener, 1);
        const [connection] = yield* accept(listener);
        yield* sendAll(connection, utf8('all I say'));
        yield* shutdown(connection, 'write');
        return text(yield* recvAll(connection));
      }),
    );
    const { stop } = await server;
    const peer = client(
      at,
      `
s = socket.create_connection(at)
heard = b''.join(iter(lambda: s.recv(3), b''))
s.sendall(b'heard: ' + heard)
s.close()`,
    );
    expect((await peer.ended).code).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await stop()).toEqual(E.right('heard: all I say'));
  });

  test('a reset of ours is a reset to Python', async () => {
    const at = await freePort('tcp');
    await background(
      program(function* () {
        const listener = yield* socket('stream');
        yield* bind(listener, at);
        yield* listen(listener, 1);
        const [connection] = yield* accept(listener);
        yield* recv(connection, 1);
        yield* setsockopt(connection, 'SO_LINGER', milliseconds(0));
        yield* close(connection);
        return yield* recvAll(listener);
      }),
    );
    const peer = client(
      at,
      `
s = socket.create_connection(at)
s.send(b'x')
try: print(s.recv(1))
except OSError as e: print(e.errno)`,
    );
    expect((await peer.ended).output).toBe('104\n');
  });
});

suite('Python as the server', { timeout: PATIENCE }, () => {
  const server = async (
    type: 'STREAM' | 'DGRAM',
    lines: string,
  ): Promise<readonly [Endpoint, ReturnType<typeof python>]> => {
    const peer = python(`
l = socket.socket(socket.AF_INET, socket.SOCK_${type})
l.bind(('127.0.0.1', 0))
${type === 'STREAM' ? 'l.listen(5)' : ''}
print('port', l.getsockname()[1])
${lines}`);
    return [portOf(await peer.until('\n')), peer];
  };

  const connected = (at: Endpoint): Program<string, Fd> =>
    andThen(socket('stream'), (fd) => andThen(connect(fd, at), () => succeed(fd)));

  test('datagrams keep their lengths, the empty one as well', async () => {
    const [at] = await server(
      'DGRAM',
      `
while True:
    data, client = l.recvfrom(65535)
    l.sendto(data, client)`,
    );
    const lengths = [1, 0, 1_472, 1_473, 9_000, 65_507, 3];
    const answer = await here(
      program(function* () {
        const fd = yield* socket('datagram');
        const back: Array<number> = [];
        for (const length of lengths) {
          yield* sendto(fd, new Uint8Array(length), at);
          const [data] = yield* recvfrom(fd, 65_535);
          back.push(data.length);
        }
        return back;
      }),
    );
    expect(answer).toEqual(E.right(lengths));
  });

  test('a megabyte comes back as it was, and after half-close the end', async () => {
    const [at] = await server(
      'STREAM',
      `
c, _ = l.accept()
while True:
    data = c.recv(65536)
    if not data: break
    c.sendall(data)
c.close()`,
    );
    const answer = await here(
      program(function* () {
        const fd = yield* connected(at);
        yield* spawn(andThen(sendAll(fd, MEGABYTE), () => shutdown(fd, 'write')));
        return digest(yield* recvAll(fd));
      }),
    );
    expect(answer).toEqual(E.right(digest(MEGABYTE)));
  });

  test('it has closed, and it has reset', async () => {
    const [at] = await server(
      'STREAM',
      `
c, _ = l.accept()
c.close()
c, _ = l.accept()
c.recv(1)
c.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
c.close()
l.accept()`,
    );
    const closed = await here(andThen(connected(at), (fd) => recv(fd, 1)));
    expect(closed).toEqual(E.right(new Uint8Array(0)));
    const reset = await here(andThen(connected(at), (fd) => andThen(sendAll(fd, utf8('x')), () => recv(fd, 1))));
    expect(reset).toEqual(E.left('ECONNRESET'));
  });

  test('connect_ex gives what Python gives to the same server', async () => {
    const [at] = await server('STREAM', 'time.sleep(60)');
    const nobody = await freePort('tcp');
    const theirs = python(
      `
at, nobody = ('127.0.0.1', int(sys.argv[1])), ('127.0.0.1', int(sys.argv[2]))
S = lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM)
a = S()
print(a.connect_ex(nobody), a.connect_ex(at), a.connect_ex(at), end=' ')
b = S(); b.bind(('127.0.0.1', 0)); b.listen(1)
print(b.connect_ex(at), end=' ')
c = S(); c.setblocking(False)
print(c.connect_ex(at), end=' ')
time.sleep(0.1)
print(c.connect_ex(at), c.connect_ex(at), end=' ')
d = S(); d.setblocking(False)
print(d.connect_ex(nobody), end=' ')
time.sleep(0.1)
print(d.connect_ex(nobody), end=' ')
e = S(); e.close()
print(e.connect_ex(at), end=' ')
f = S()
print(f.connect_ex(('127.0.0.1', 0)), f.connect_ex(('255.255.255.255', 9)), end='')`,
      String(at.port),
      String(nobody.port),
    );
    const ours = await here(
      program(function* () {
        const a = yield* socket('stream');
        const numbers = [yield* connect_ex(a, nobody), yield* connect_ex(a, at), yield* connect_ex(a, at)];
        const b = yield* socket('stream');
        yield* bind(b, endpoint(LOOPBACK, 0));
        yield* listen(b, 1);
        numbers.push(yield* connect_ex(b, at));
        const c = yield* socket('stream');
        yield* setsockopt(c, 'O_NONBLOCK', true);
        numbers.push(yield* connect_ex(c, at));
        yield* poll([{ fd: c, events: ['out'] }], milliseconds(1_000));
        numbers.push(yield* connect_ex(c, at), yield* connect_ex(c, at));
        const d = yield* socket('stream');
        yield* setsockopt(d, 'O_NONBLOCK', true);
        numbers.push(yield* connect_ex(d, nobody));
        yield* poll([{ fd: d, events: ['out'] }], milliseconds(1_000));
        numbers.push(yield* connect_ex(d, nobody));
        const e = yield* socket('stream');
        yield* close(e);
        numbers.push(yield* connect_ex(e, at));
        const f = yield* socket('stream');
        numbers.push(yield* connect_ex(f, endpoint(LOOPBACK, 0)));
        numbers.push(yield* connect_ex(f, endpoint(4_294_967_295 as typeof LOOPBACK, 9)));
        return numbers.join(' ');
      }),
    );
    expect(ours).toEqual(E.right('111 0 106 106 115 0 106 115 111 9 111 101'));
    expect((await theirs.ended).output).toBe(E.isRight(ours) ? ours.right : '');
  });
});
