// The eight files that a user copies first, as a user runs them: every client against every server, ours and Python's.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { either as E } from 'fp-ts';
import { endpoint } from '@sockeye/core';
import { client as tcpClient } from '../../examples/tcp/client.ts';
import { server as tcpServer } from '../../examples/tcp/server.ts';
import { client as udpClient } from '../../examples/udp/client.ts';
import { server as udpServer } from '../../examples/udp/server.ts';
import { BOB, twoHosts } from '../core/host/twoHosts.ts';
import { freePort } from '../node-adapter/background.ts';
import type { Peer } from './peers.ts';
import { endAll, NO_PYTHON, start } from './peers.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

afterEach(endAll);

const launch = (file: string, port: number): Peer =>
  file.endsWith('.py')
    ? start('python3', [`${root}examples/${file}`, '127.0.0.1', String(port)])
    : start(process.execPath, [`${root}scripts/run.mjs`, `${root}examples/${file}`, '127.0.0.1', String(port)]);

const languages = NO_PYTHON === undefined ? ['ts', 'py'] : ['ts'];
const protocols = ['udp', 'tcp'] as const;

const pairs = protocols.flatMap((protocol) =>
  languages.flatMap((server) => languages.map((client) => [protocol, server, client] as const)),
);

describe('the tutorial’s programs', { timeout: 60_000 }, () => {
  test('are eight files', () => {
    const names = protocols.flatMap((protocol) =>
      ['server', 'client'].flatMap((end) => ['ts', 'py'].map((language) => `${protocol}/${end}.${language}`)),
    );
    expect(names.filter((name) => existsSync(`${root}examples/${name}`))).toHaveLength(8);
  });

  test.each(pairs)('over %s: server.%s hears client.%s, and answers', async (protocol, serverIn, clientIn) => {
    const { port } = await freePort(protocol);
    const server = launch(`${protocol}/server.${serverIn}`, port);
    await server.until(`listening on 127.0.0.1:${port}\n`);
    const client = launch(`${protocol}/client.${clientIn}`, port);
    const { code, output, errors } = await client.ended;
    expect({ code, output, errors }).toEqual({
      code: 0,
      output: `127.0.0.1:${port} says: Received your message!\n`,
      errors: '',
    });
    expect(await server.until('It will be repeated.')).toContain('says: This is the message. It will be repeated.\n');
  });

  test('ours end with 0 when they are interrupted, and leave no trace', async () => {
    const { port } = await freePort('tcp');
    const server = launch('tcp/server.ts', port);
    await server.until('listening on');
    server.process.kill('SIGINT');
    expect(await server.ended).toMatchObject({ code: 0, errors: '' });
  });

  test('ours say in one line what went wrong', async () => {
    const { port } = await freePort('tcp');
    const refused = await launch('tcp/client.ts', port).ended;
    expect(refused).toMatchObject({ code: 1, output: '', errors: 'ECONNREFUSED: Connection refused\n' });
    const usage = await start(process.execPath, [`${root}scripts/run.mjs`, `${root}examples/tcp/client.ts`]).ended;
    expect(usage.code).toBe(2);
  });

  test.each([
    ['udp', udpServer, udpClient],
    ['tcp', tcpServer, tcpClient],
  ] as const)('the very same files over %s, between two pure hosts', (_, server, client) => {
    const pair = twoHosts();
    const at = endpoint(BOB, 10_000);
    pair.start(1, 1, server(at));
    pair.start(0, 1, client(at));
    pair.run(60_000_000_000);
    expect(pair.result(0, 1)).toEqual(E.right('Received your message!'));
  });
});
