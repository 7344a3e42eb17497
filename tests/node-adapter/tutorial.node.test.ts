import { PassThrough } from 'node:stream';
import { either as E } from 'fp-ts';
import { afterEach, describe, expect, test } from 'vitest';
import type { Endpoint, Program } from '@sockeye/core';
import {
  endpoint,
  LOOPBACK,
  MESSAGE,
  milliseconds,
  REPLY,
  serveEcho,
  tcpClient,
  tcpEcho,
  tcpListen,
  tcpSend,
  tcpServer,
  text,
  udpAsk,
  udpClient,
  udpEcho,
  udpListen,
  udpSend,
  udpServer,
  utf8,
} from '@sockeye/core';
import { run } from '@sockeye/node-adapter';
import { background, collected, freePort, input, stopAll } from './background.ts';

afterEach(stopAll);

const anywhere = endpoint(LOOPBACK, 0);

describe('the tutorial, on loopback', () => {
  test('its UDP client hears from its UDP server', async () => {
    const at = await freePort('udp');
    const server = await background(udpServer(at));
    const out = collected();
    expect(await run(udpClient(at), { stdout: out })()).toEqual(E.right(REPLY));
    expect(out.text()).toContain('Received your message!');
    expect(server.output()).toContain(text(MESSAGE));
    expect(await server.stop()).toEqual(E.left('EINTR'));
  });

  test('its TCP client hears from its TCP server, more than once', async () => {
    const at = await freePort('tcp');
    const server = await background(tcpServer(at));
    for (let i = 0; i < 3; i++) {
      expect(await run(tcpClient(at), { stdout: collected() })()).toEqual(E.right(REPLY));
    }
    expect(server.output().match(/connection from/g)).toHaveLength(3);
    expect(await server.stop()).toEqual(E.left('EINTR'));
  });

  test('nobody listens: the client is refused', async () => {
    const at = await freePort('tcp');
    expect(await run(tcpClient(at), { stdout: collected() })()).toEqual(E.left('ECONNREFUSED'));
  });
});

const pieces = (octets: Uint8Array, size: number): ReadonlyArray<Uint8Array> =>
  Array.from({ length: Math.ceil(octets.length / size) }, (_, at) => octets.subarray(at * size, (at + 1) * size));

describe('pipes', () => {
  test.each<readonly [string, (at: Endpoint) => Program<unknown, unknown>]>([
    ['tcpEcho', tcpEcho],
    ['serveEcho', serveEcho],
  ])('ten megabytes through %s come back as they were', async (_, echo) => {
    const at = await freePort('tcp');
    await background(echo(at));
    const sent = Uint8Array.from({ length: 10_000_000 }, (_, i) => (i * 2_654_435_761) >>> 24);
    const out = collected();
    const answer = await run(tcpSend(at), { stdin: input(...pieces(sent, 50_000)), stdout: out })();
    expect(answer).toEqual(E.right(undefined));
    expect(Buffer.compare(out.octets(), sent)).toBe(0);
  });

  test('serveEcho says where it listens, and answers on TCP and UDP there', async () => {
    const server = await background(serveEcho(anywhere));
    const port = Number(/^listening on 127\.0\.0\.1:(\d+)\n/.exec(server.output())?.[1]);
    const at = endpoint(LOOPBACK, port);
    const byUdp = collected();
    await run(udpAsk(at, milliseconds(2_000), 3), { stdin: input(utf8('over UDP')), stdout: byUdp })();
    const byTcp = collected();
    await run(tcpSend(at), { stdin: input(utf8('over TCP')), stdout: byTcp })();
    expect([byUdp.text(), byTcp.text()]).toEqual(['over UDP', 'over TCP']);
  });

  test('tcpListen writes what one connection brings, and ends with it', async () => {
    const at = await freePort('tcp');
    const out = collected();
    const errors = collected();
    const listening = run(tcpListen(at), { stdout: out, stderr: errors })();
    await errors.until('listening on');
    expect(await run(tcpSend(at), { stdin: input(utf8('a\0b'), utf8('c\n')), stdout: collected() })()).toEqual(
      E.right(undefined),
    );
    expect(await listening).toEqual(E.right(undefined));
    expect(out.text()).toBe('a\0bc\n');
  });

  test('udpSend sends a datagram for each piece it reads; udpListen writes them', async () => {
    const at = await freePort('udp');
    const server = await background(udpListen(at));
    expect(await run(udpSend(at), { stdin: input(utf8('one '), utf8('two')) })()).toEqual(E.right(2));
    await server.until('one two');
  });

  test('udpAsk gives up with EAGAIN where nobody answers', async () => {
    const at = await freePort('udp');
    await background(udpListen(at));
    const asked = await run(udpAsk(at, milliseconds(20), 2), { stdin: input(utf8('?')), stdout: collected() })();
    expect(asked).toEqual(E.left('EAGAIN'));
  });

  test('udpEcho gives back an empty datagram as an empty datagram', async () => {
    const at = await freePort('udp');
    await background(udpEcho(at));
    expect(await run(udpClient(at, new Uint8Array(0)), { stdout: collected() })()).toEqual(E.right(new Uint8Array(0)));
  });
});

test('a program that reads nothing leaves standard input alone', async () => {
  const stdin = new PassThrough();
  await run(tcpClient(await freePort('tcp')), { stdin, stdout: collected() })();
  expect(stdin.eventNames().filter((name) => name === 'data')).toEqual([]);
});
