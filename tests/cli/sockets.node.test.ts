import dgram from 'node:dgram';
import { once } from 'node:events';
import net from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { endAll, freePort, sockeye, start } from './command.ts';

vi.setConfig({ testTimeout: 60_000 });
afterEach(endAll);

const portOf = (line: string): string => line.slice(line.lastIndexOf(':') + 1);

describe('serve echo', () => {
  test('says where it listens, answers over TCP and UDP on one port, and ends with 0 when interrupted', async () => {
    const server = await start('serve', 'echo', '--listen', '127.0.0.1:0');
    const first = await server.line();
    expect(first).toMatch(/^listening on 127\.0\.0\.1:[1-9][0-9]*$/);
    const port = portOf(first);
    const input = 'one\ntwo\nthree without an end';
    expect(await sockeye(['echo', 'tcp', '127.0.0.1', port], input)).toEqual({ code: 0, stdout: input, stderr: '' });
    expect(await sockeye(['echo', 'udp', 'localhost', port], input)).toEqual({ code: 0, stdout: input, stderr: '' });
    server.child.kill('SIGINT');
    expect(await server.ended).toEqual({ code: 0, stdout: `${first}\n`, stderr: '' });
    const again = await start('serve', 'echo', '--listen', `127.0.0.1:${port}`);
    expect(await again.line()).toBe(first);
    again.child.kill('SIGTERM');
    expect((await again.ended).code).toBe(0);
  });

  test('ends although somebody is connected', async () => {
    const server = await start('serve', 'echo', '--listen', '127.0.0.1:0');
    const port = Number(portOf(await server.line()));
    const peer = net.connect(port, '127.0.0.1');
    await once(peer, 'connect');
    peer.on('error', () => undefined);
    server.child.kill('SIGTERM');
    expect((await server.ended).code).toBe(0);
    peer.destroy();
  });

  test('drops a stalled peer after --idle, and serves others meanwhile', async () => {
    const server = await start('serve', 'echo', '--listen', '127.0.0.1:0', '--idle', '0.5');
    const port = Number(portOf(await server.line()));
    const stalled = net.connect(port, '127.0.0.1');
    await once(stalled, 'connect');
    stalled.resume();
    const since = performance.now();
    await once(stalled, 'close');
    expect(performance.now() - since).toBeGreaterThan(300);
    const lively = net.connect(port, '127.0.0.1');
    lively.write('still here');
    expect(String((await once(lively, 'data'))[0])).toBe('still here');
    lively.destroy();
  });

  test('says it when the port is taken', async () => {
    const taken = net.createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as net.AddressInfo;
    const { code, stdout, stderr } = await sockeye(['serve', 'echo', '--listen', `127.0.0.1:${port}`]);
    taken.close();
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(`sockeye: 127.0.0.1:${port}: Address already in use: somebody else listens there\n`);
  });

  test('says it as JSON, an object a line', async () => {
    const server = await start('serve', 'echo', '--listen', '127.0.0.1:0', '--json');
    expect(JSON.parse(await server.line())).toEqual({
      event: 'listening',
      host: '127.0.0.1',
      port: expect.any(Number),
    });
    server.child.kill('SIGINT');
    expect(
      (await server.ended).stdout
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { event: string }).event),
    ).toEqual(['listening', 'stopped']);
  });
});

describe('clients', () => {
  test('answer 4 when nobody listens', async () => {
    const port = await freePort();
    for (const args of [
      ['tcp', 'send', '127.0.0.1', port],
      ['echo', 'tcp', '127.0.0.1', port],
      ['echo', 'udp', '127.0.0.1', port],
    ]) {
      expect(await sockeye(args, 'hello\n')).toEqual({
        code: 4,
        stdout: '',
        stderr: `sockeye: 127.0.0.1:${port}: Connection refused\n`,
      });
    }
  });

  test('answer 5 when the other side says nothing for too long', async () => {
    const mute = net.createServer({ allowHalfOpen: true }, (socket) => socket.resume()).listen(0, '127.0.0.1');
    const deaf = dgram.createSocket('udp4').bind(0, '127.0.0.1');
    await Promise.all([once(mute, 'listening'), once(deaf, 'listening')]);
    const { port } = mute.address() as net.AddressInfo;
    for (const args of [
      ['tcp', 'send', '127.0.0.1', `${port}`],
      ['echo', 'udp', '127.0.0.1', `${deaf.address().port}`],
      ['tutorial', 'udp-client', '127.0.0.1', `${deaf.address().port}`],
    ]) {
      expect(await sockeye([...args, '--timeout', '0.5'], 'hello\n')).toMatchObject({ code: 5, stdout: '' });
    }
    mute.close();
    deaf.close();
  });

  test('answer 3 when an echo is none, and 4 when it ends early', async () => {
    const liar = net
      .createServer((socket) => socket.once('data', (octets) => socket.end(String(octets).toUpperCase())))
      .listen(0, '127.0.0.1');
    const hasty = net.createServer((socket) => socket.once('data', () => socket.end('h'))).listen(0, '127.0.0.1');
    await Promise.all([once(liar, 'listening'), once(hasty, 'listening')]);
    const at = (server: net.Server): string => String((server.address() as net.AddressInfo).port);
    expect(await sockeye(['echo', 'tcp', '127.0.0.1', at(liar)], 'hello\n')).toMatchObject({
      code: 3,
      stdout: 'HELLO\n',
    });
    expect(await sockeye(['echo', 'tcp', '127.0.0.1', at(hasty)], 'hello\n')).toMatchObject({ code: 4, stdout: 'h' });
    liar.close();
    hasty.close();
  });

  test('answer 4 when a name is nobody’s, and 2 when the words are wrong', async () => {
    expect(await sockeye(['tcp', 'send', 'nobody.invalid', '7'])).toMatchObject({
      code: 4,
      stderr: 'sockeye: nobody.invalid:7: Name or service not known\n',
    });
    for (const args of [
      ['tcp', 'send', '127.0.0.300', '7'],
      ['tcp', 'send', '127.0.0.1', '70000'],
      ['tcp', 'send', '127.0.0.1'],
      ['tcp', 'send', '127.0.0.1', '7', '--timeout', 'soon'],
    ]) {
      expect(await sockeye(args)).toMatchObject({ code: 2, stdout: '' });
    }
  });

  test('say it as one JSON document', async () => {
    const server = await start('serve', 'echo', '--listen', '127.0.0.1:0');
    const port = portOf(await server.line());
    const { code, stdout } = await sockeye(['echo', 'tcp', '127.0.0.1', port, '--json'], 'hello\n');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      command: 'echo tcp',
      sent: 6,
      received: 6,
      output: { text: 'hello\n', base64: 'aGVsbG8K' },
      error: null,
      exit: 0,
    });
  });

  test('end with 130 when interrupted, and say nothing', async () => {
    const mute = net.createServer((socket) => socket.resume().on('error', () => undefined)).listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const client = await start('tcp', 'send', '127.0.0.1', String((mute.address() as net.AddressInfo).port));
    await once(mute, 'connection');
    client.child.kill('SIGINT');
    expect(await client.ended).toEqual({ code: 130, stdout: '', stderr: '' });
    mute.close();
  });
});

describe('pipes', () => {
  test('tcp listen writes what tcp send sends, a megabyte of any octets', async () => {
    const octets = Buffer.from(Array.from({ length: 1_000_000 }, (_, i) => (i * 7 + (i >> 8)) & 127));
    const listener = await start('tcp', 'listen', '127.0.0.1', '0');
    const port = portOf(await listener.line('stderr'));
    const sender = await sockeye(['tcp', 'send', '127.0.0.1', port], octets.toString('latin1'));
    expect(sender).toEqual({ code: 0, stdout: '', stderr: '' });
    const { code, stdout } = await listener.ended;
    expect(code).toBe(0);
    expect(stdout === octets.toString('latin1')).toBe(true);
  });

  test('udp send makes a datagram of each line', async () => {
    const socket = dgram.createSocket('udp4').bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const datagrams: Array<string> = [];
    const all = new Promise<void>((resolve) => {
      socket.on('message', (message) => {
        datagrams.push(String(message));
        if (datagrams.length === 4) resolve();
      });
    });
    expect(await sockeye(['udp', 'send', '127.0.0.1', String(socket.address().port)], 'a\n\nbc\nd')).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
    await all;
    socket.close();
    expect(datagrams).toEqual(['a\n', '\n', 'bc\n', 'd']);
  });

  test('udp listen writes what comes, and gives up after --timeout', async () => {
    const listener = await start('udp', 'listen', '127.0.0.1', '0', '--timeout', '5');
    const port = portOf(await listener.line('stderr'));
    await sockeye(['udp', 'send', '127.0.0.1', port], 'one\ntwo\n');
    expect(await listener.ended).toMatchObject({ code: 5, stdout: 'one\ntwo\n' });
  });

  test('the tutorial’s client and server talk', async () => {
    for (const kind of ['tcp', 'udp']) {
      const port = await freePort();
      const server = await start('tutorial', `${kind}-server`, '127.0.0.1', port);
      let client = await sockeye(['tutorial', `${kind}-client`, '127.0.0.1', port, '--timeout', '1']);
      for (let tries = 0; client.code !== 0 && tries < 20; tries++) {
        client = await sockeye(['tutorial', `${kind}-client`, '127.0.0.1', port, '--timeout', '1']);
      }
      expect(client).toMatchObject({ code: 0, stderr: '' });
      expect(client.stdout).toBe(`received 22 bytes from 127.0.0.1:${port}: Received your message!\n`);
      server.child.kill('SIGINT');
      expect(await server.ended).toMatchObject({ code: 0, stderr: '' });
    }
  });
});
