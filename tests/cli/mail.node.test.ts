// The commands of mail: what they print, how they end, and what they refuse before they say a word.
import { readdirSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { endAll, freshDirectory, sockeye, start } from './command.ts';

vi.setConfig({ testTimeout: 60_000 });
afterEach(endAll);

/** A server that says one thing after another, whatever it hears, and then closes; at once behind a word that ends with EOT. */
const scripted = async (
  ...words: ReadonlyArray<string>
): Promise<{ readonly port: number; readonly heard: () => string }> => {
  let heard = '';
  const server = net.createServer((socket) => {
    let turn = 0;
    const next = (): void => {
      const line = words[turn++];
      if (line === undefined) socket.end();
      else if (line.endsWith('\u0004')) socket.end(line.slice(0, -1));
      else socket.write(line);
    };
    socket.on('data', (chunk: Buffer) => {
      heard += chunk.toString('latin1');
      next();
    });
    socket.on('error', () => undefined);
    next();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  return { port: (server.address() as net.AddressInfo).port, heard: () => heard };
};

const MESSAGE = 'Subject: x\n\ntext\n';
const TO = ['--from', 'a@b.test', '--to', 'alice@example.org'];

describe('smtp send', () => {
  test.each<readonly [string, ReadonlyArray<string>, number, string]>([
    ['refuses the whole', ['554 no\r\n'], 1, 'refused alice@example.org 554\n'],
    [
      'refuses the recipient',
      ['220 x\r\n', '250 x\r\n', '250 x\r\n', '450 later\r\n', '221 x\r\n'],
      1,
      'refused alice@example.org 450\n',
    ],
    ['breaks the protocol', ['hello\r\n'], 3, ''],
    ['ends early', ['220 x\r\n'], 4, ''],
    ['ends before it has answered the dot', ['220 x\r\n', '250 x\r\n', '250 x\r\n', '250 x\r\n', '354 x\r\n'], 4, ''],
  ])('a server that %s', async (_, words, code, stdout) => {
    const { port } = await scripted(...words);
    const ended = await sockeye(['smtp', 'send', `smtp://127.0.0.1:${port}`, ...TO, '-'], MESSAGE);
    expect([ended.code, ended.stdout]).toEqual([code, stdout]);
    expect(ended.stderr).toMatch(/^sockeye: 127\.0\.0\.1:\d+: /);
  });

  test('a server that says nothing: timed out', async () => {
    const { port } = await scripted('');
    const ended = await sockeye(['smtp', 'send', `smtp://127.0.0.1:${port}`, ...TO, '-', '--timeout', '0.5'], MESSAGE);
    expect(ended.code).toBe(5);
  });

  test.each<readonly [string, ReadonlyArray<string>]>([
    ['a line end in an address', ['smtp://127.0.0.1:9', '--from', 'a@b.test\r\nRSET', '--to', 'c@d.test', '-']],
    ['a line end in a recipient', ['smtp://127.0.0.1:9', '--from', 'a@b.test', '--to', 'c@d.test>\nX', '-']],
    ['a line end in the URL', ['smtp://a%0d%0ax:y@127.0.0.1:9', ...TO, '-']],
    ['no recipient', ['smtp://127.0.0.1:9', '--from', 'a@b.test', '-']],
    ['what is no address', ['smtp://127.0.0.1:9', '--from', 'a', '--to', 'c@d.test', '-']],
    ['another scheme', ['pop3://127.0.0.1:9', ...TO, '-']],
    ['a file that is not there', ['smtp://127.0.0.1:9', ...TO, '/nowhere/letter']],
    ['a directory', ['smtp://127.0.0.1:9', ...TO, '/']],
  ])('%s: used wrongly, and nothing is sent', async (_, words) => {
    const ended = await sockeye(['smtp', 'send', ...words], MESSAGE);
    expect([ended.code, ended.stdout]).toEqual([2, '']);
    expect(ended.stderr).not.toContain('    at ');
  });

  test('nobody there', async () => {
    const ended = await sockeye(['smtp', 'send', 'smtp://127.0.0.1:9', ...TO, '-'], MESSAGE);
    expect(ended.code).toBe(4);
  });

  test('a bare CR or LF in the message is never sent', async () => {
    const { port, heard } = await scripted(
      '220 x\r\n',
      '250 x\r\n',
      '250 x\r\n',
      '250 x\r\n',
      '354 x\r\n',
      '250 x\r\n',
      '221 x\r\n',
    );
    const ended = await sockeye(['smtp', 'send', `smtp://127.0.0.1:${port}`, ...TO, '-'], 'a\rb\n.\n.\r\n\r.\rc');
    expect(ended).toMatchObject({ code: 0, stdout: 'accepted alice@example.org\n' });
    expect(heard().split('DATA\r\n')[1]).toBe('a\r\nb\r\n..\r\n..\r\n\r\n..\r\nc\r\n.\r\nQUIT\r\n');
  });
});

describe('pop3', () => {
  const url = (port: number): string => `pop3://alice:secret@127.0.0.1:${port}`;
  const login = ['+OK hello\r\n', '+OK\r\n', '+OK\r\n'];

  test.each<readonly [string, ReadonlyArray<string>, ReadonlyArray<string>, number, string]>([
    ['a list', ['list'], [...login, '+OK\r\n1 10\r\n2 20\r\n.\r\n', '+OK\r\n'], 0, '1 10\n2 20\n'],
    ['a number of messages', ['stat'], [...login, '+OK 2 30\r\n', '+OK\r\n'], 0, '2 30\n'],
    [
      'a message, its dots as they were',
      ['retr', '1'],
      [...login, '+OK\r\na\r\n..b\r\n', '\r\n.\r\n', '+OK\r\n'],
      0,
      'a\r\n.b\r\n\r\n',
    ],
    ['a message that breaks off', ['retr', '1'], [...login, '+OK\r\na\r\n\u0004'], 4, 'a\r\n'],
    ['a refusal', ['retr', '9'], [...login, '-ERR none\r\n', '+OK\r\n'], 1, ''],
    ['a wrong password', ['stat'], ['+OK\r\n', '+OK\r\n', '-ERR\r\n', '+OK\r\n'], 1, ''],
    ['a removal that failed', ['dele', '1'], [...login, '+OK\r\n', '-ERR some were not removed\r\n'], 1, ''],
    ['a removal without an answer to QUIT', ['dele', '1'], [...login, '+OK\r\n'], 4, ''],
    ['what is no reply', ['stat'], ['hello\r\n'], 3, ''],
    ['STAT without numbers', ['stat'], [...login, '+OK two\r\n'], 3, ''],
  ])('%s', async (_, [command, ...more], words, code, stdout) => {
    // What the client says in one turn is answered by one word of the script: a message in two pieces has to be asked for by nobody.
    const joined = words.join('\u0000').replace('..b\r\n\u0000\r\n.', '..b\r\n\r\n.').split('\u0000');
    const { port } = await scripted(...joined);
    const ended = await sockeye(['pop3', command!, url(port), ...more]);
    expect([ended.code, ended.stdout]).toEqual([code, stdout]);
  });

  test('APOP where the greeting has a timestamp, and the password where that is refused', async () => {
    const { port, heard } = await scripted(
      '+OK <1896.697170952@dbc.mtview.ca.us>\r\n',
      '-ERR\r\n',
      '+OK\r\n',
      '+OK\r\n',
      '+OK 0 0\r\n',
      '+OK\r\n',
    );
    const ended = await sockeye(['pop3', 'stat', `pop3://mrose:tanstaaf@127.0.0.1:${port}`, '--show-exchange']);
    expect(ended.code).toBe(0);
    expect(heard()).toBe(
      'APOP mrose c4c9334bac560ecc979e58001b3e22fb\r\nUSER mrose\r\nPASS tanstaaf\r\nSTAT\r\nQUIT\r\n',
    );
    expect(ended.stderr).toContain('> APOP mrose ***\n');
    expect(ended.stderr).not.toMatch(/tanstaaf|c4c9334b/);
  });

  test.each([
    ['stat', 'pop3://127.0.0.1:9'],
    ['stat', 'pop3://alice@127.0.0.1:9'],
    ['retr', 'pop3://a:b@127.0.0.1:9', '0'],
    ['retr', 'pop3://a:b@127.0.0.1:9'],
    ['top', 'pop3://a:b@127.0.0.1:9', '1', 'x'],
    ['stat', 'pop3://a%0a:b@127.0.0.1:9'],
  ])('used wrongly: %s %s', async (...words) => {
    expect(await sockeye(['pop3', ...words])).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('serve smtp', () => {
  const serve = async (...more: ReadonlyArray<string>) => {
    const mail = join(freshDirectory(), 'made/by/itself');
    const running = await start(
      'serve',
      'smtp',
      '--listen',
      '127.0.0.1:0',
      '--mail',
      mail,
      '--domain',
      'example.org',
      '--user',
      'alice:secret',
      ...more,
    );
    const port = Number((await running.line()).split(':').at(-1));
    return { mail, running, port, news: () => readdirSync(join(mail, 'alice/new')).length };
  };

  test('after kill -9 every mail that was answered by 250 is there, whole, and no other is', async () => {
    for (const patience of [1, 30, 90]) {
      const { mail, running, port } = await serve();
      const socket = net.connect(port, '127.0.0.1');
      let heard = '';
      socket.setEncoding('latin1').on('data', (chunk: string) => (heard += chunk));
      socket.on('error', () => undefined);
      const body = 'x'.repeat(70).concat('\r\n').repeat(40);
      socket.write('EHLO c.test\r\n');
      for (let i = 0; i < 400; i++) {
        socket.write(`MAIL FROM:<>\r\nRCPT TO:<alice@example.org>\r\nDATA\r\nSubject: ${i}\r\n\r\n${body}.\r\n`);
      }
      const taken = (): number => heard.match(/^250 2\.0\.0 taken/gm)?.length ?? 0;
      while (taken() < patience) await new Promise((resolve) => setTimeout(resolve, 1));
      running.child.kill('SIGKILL');
      await running.ended;
      socket.destroy();
      const { readFileSync } = await import('node:fs');
      const names = readdirSync(join(mail, 'alice/new'));
      expect(names.length).toBeGreaterThanOrEqual(taken());
      expect(names.length).toBeLessThanOrEqual(taken() + 1);
      for (const name of names) {
        expect(
          readFileSync(join(mail, 'alice/new', name), 'utf8').endsWith(`\n\n${body.replaceAll('\r\n', '\n')}`),
        ).toBe(true);
      }
    }
  });

  test('a peer that stalls is dropped after --idle, and one that is slow delays nobody', async () => {
    const { port, news } = await serve('--idle', '1');
    const slow = net.connect(port, '127.0.0.1');
    let heard = '';
    slow.setEncoding('latin1').on('data', (chunk: string) => (heard += chunk));
    const closed = new Promise((resolve) => slow.once('end', resolve));
    // One octet at a time does not make the time longer.
    const drip = setInterval(() => slow.write('N'), 100);
    const sent = await sockeye(['smtp', 'send', `smtp://127.0.0.1:${port}`, ...TO, '-'], MESSAGE);
    expect([sent.code, news()]).toEqual([0, 1]);
    await closed;
    clearInterval(drip);
    expect(heard).toContain('421 4.4.2');
  });

  test('ends with 0 when it is interrupted', async () => {
    const { running } = await serve();
    running.child.kill('SIGINT');
    expect(await running.ended).toMatchObject({ code: 0, stderr: '' });
  });

  test.each([
    ['--domain', 'not a domain'],
    ['--domain', '-x'],
    ['--max-size', '0'],
    ['--max-size', 'x'],
    ['--user', 'nocolon'],
  ])('used wrongly: %s %s', async (...words) => {
    const all = [
      'serve',
      'smtp',
      '--listen',
      '127.0.0.1:0',
      '--mail',
      freshDirectory(),
      ...(words[0] === '--domain' ? [] : ['--domain', 'example.org']),
      ...words,
    ];
    expect((await sockeye(all)).code).toBe(2);
  });
});
