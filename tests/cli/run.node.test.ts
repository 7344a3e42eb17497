import { readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { filesUnder } from '../house/sources.ts';
import { endAll, freshDirectory, sockeye, start } from './command.ts';

vi.setConfig({ testTimeout: 60_000 });
afterEach(endAll);

const SCENARIOS = filesUnder('examples/scenarios').map((path) => `examples/scenarios/${path}`);

interface Document {
  readonly seed: number;
  readonly reason: string;
  readonly processes: ReadonlyArray<{ readonly host: string; readonly output: string; readonly end: string }>;
  readonly expectations: ReadonlyArray<{
    readonly expectation: string;
    readonly holds: boolean;
    readonly says: string;
  }>;
  readonly ladder?: ReadonlyArray<string>;
  readonly exit: number;
}

const runJson = async (
  ...args: ReadonlyArray<string>
): Promise<{ readonly code: number | null; readonly told: Document }> => {
  const { code, stdout } = await sockeye(['run', ...args, '--json']);
  return { code, told: JSON.parse(stdout) as Document };
};

/** A scenario file of one's own. */
const written = (yaml: string): string => {
  const file = join(freshDirectory(), 'scenario.yaml');
  writeFileSync(file, yaml);
  return file;
};

const withProcesses = (processes: string, faults = '[]'): string =>
  written(`hosts: { client: { address: 10.0.0.1/24 }, server: { address: 10.0.0.2/24 } }
cables: [{ between: [client, server], delay: 20ms, faults: ${faults} }]
processes:
${processes}
`);

describe.each(SCENARIOS)('the example %s', (file) => {
  test('does in the simulator what it says', async () => {
    const { code, stdout, stderr } = await sockeye(['run', file]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('✓');
    expect(stdout).not.toContain('✗');
  });

  test('does the same on real sockets', async () => {
    const [simulated, real] = [await runJson(file), await runJson(file, '--network', 'real')];
    expect(real.code).toBe(0);
    const seen = ({ told }: typeof real): unknown =>
      told.processes.map(({ host, output, end }) => [host, output.replace(/10\.0\.0\.1:[0-9]+/, 'client'), end]);
    expect(seen(real)).toEqual(seen(simulated));
  });

  test('runs the same twice, to the byte', async () => {
    const [a, b] = [
      await sockeye(['run', file, '--ladder', '--strace']),
      await sockeye(['run', file, '--ladder', '--strace']),
    ];
    expect(b.stdout).toBe(a.stdout);
    expect(a.stdout).toContain('│');
    expect(a.stdout).toContain('socket(AF_INET');
  });
});

describe('a run', () => {
  test('fails with 1 when an expectation does, and says what was seen', async () => {
    const { code, stdout } = await sockeye([
      'run',
      'examples/scenarios/udp-clean.yaml',
      '--faults',
      'client→server udp #1: lose',
    ]);
    expect(code).toBe(1);
    expect(stdout).toContain('✗ every process ends: still running: tutorial udp-client 10.0.0.2 10000 on client');
    expect(stdout).toMatch(/client +tutorial udp-client 10\.0\.0\.2 10000 +waits in recvfrom/);
  });

  test('fails with 1 when a process fails and nobody expected it', async () => {
    const file = withProcesses('  - { on: client, run: tcp send 10.0.0.2 7 }');
    expect(await sockeye(['run', file])).toMatchObject({ code: 1, stderr: 'sockeye: client failed: ECONNREFUSED\n' });
  });

  test('takes faults from a file, and no faults at all', async () => {
    const script = join(freshDirectory(), 'faults.txt');
    writeFileSync(script, '# the first datagram\nclient→server udp #1: lose\n');
    expect((await runJson('examples/scenarios/udp-clean.yaml', '--faults', script)).code).toBe(1);
    expect((await runJson('examples/scenarios/udp-lossy.yaml', '--faults', 'none')).told.processes[0]!.output).toBe(
      'one\ntwo\nthree\nfour\nfive\nsix\nseven\n',
    );
    writeFileSync(script, 'loss 5%\n\nloss 500%\n');
    expect(await sockeye(['run', 'examples/scenarios/udp-clean.yaml', '--faults', script])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`${script}:3: `) as string,
    });
  });

  test('differs by its seed', async () => {
    const ladders = await Promise.all(
      ['1', '2'].map((seed) => runJson('examples/scenarios/tcp-lossy.yaml', '--seed', seed, '--ladder')),
    );
    expect(ladders.map(({ told }) => told.seed)).toEqual([1, 2]);
    expect(ladders[0]!.told.ladder).not.toEqual(ladders[1]!.told.ladder);
  });

  test('stops at --until', async () => {
    const { told } = await runJson('examples/scenarios/tcp-lossy.yaml', '--until', '500ms');
    expect(told.reason).toBe('Reached');
    expect(told.processes.map(({ end }) => end)).toEqual(['running', 'running']);
  });

  test('writes a trace and a capture', async () => {
    const folder = freshDirectory();
    const [trace, capture] = [join(folder, 'trace.jsonl'), join(folder, 'run.pcapng')];
    expect(
      (await sockeye(['run', 'examples/scenarios/tcp-lossy.yaml', '--trace', trace, '--pcapng', capture])).code,
    ).toBe(0);
    const lines = readFileSync(trace, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { id: number }).id)).toEqual(lines.map((_, id) => id));
    expect(readFileSync(capture).subarray(0, 4).toString('hex')).toBe('0a0d0d0a');
  });

  test('says which file it cannot write, and answers 2', async () => {
    expect(await sockeye(['run', 'examples/scenarios/udp-clean.yaml', '--trace', '/no/such/folder/x'])).toMatchObject({
      code: 2,
      stderr: 'sockeye: cannot write /no/such/folder/x: there is no such file or directory\n',
    });
  });

  test('finds another port where the one of the scenario is taken or takes a privilege', async () => {
    const taken = net.createServer().listen(10_000, '127.0.0.2');
    await new Promise((resolve) => taken.once('listening', resolve).once('error', resolve));
    const { code, told } = await runJson('examples/scenarios/tcp-clean.yaml', '--network', 'real');
    taken.close();
    expect(code).toBe(0);
    expect(told.processes[1]!.output).toBe('received 22 bytes from 10.0.0.2:10000: Received your message!\n');
  });

  test('on real sockets says what it leaves out', async () => {
    const { stderr } = await sockeye(['run', 'examples/scenarios/tcp-lossy.yaml', '--network', 'real', '--ladder']);
    for (const word of ['client (10.0.0.1) is 127.0.0.1', 'not applied', 'any fault to TCP', '--ladder'])
      expect(stderr).toContain(word);
  });

  test('on real sockets, hosts find each other by name, and ports are per host', async () => {
    const file = withProcesses(`  - { on: server, run: serve echo --listen 0.0.0.0:7 }
  - { on: client, run: serve echo --listen client:7 }
  - { on: client, run: echo tcp server 7, input: there }
  - { on: server, run: echo udp client 7, input: back }
  - { on: server, run: serve echo --listen 10.0.0.2:7 }`);
    for (const network of ['sim', 'real']) {
      const { told } = await runJson(file, '--network', network);
      expect(told.processes.map(({ output, end }) => [output, end])).toEqual([
        ['listening on 0.0.0.0:7\n', 'running'],
        ['listening on 10.0.0.1:7\n', 'running'],
        ['there', 'ended'],
        ['back', 'ended'],
        ['', 'failed'],
      ]);
    }
  });

  test('ends with 130 when interrupted on real sockets', async () => {
    const running = await start(
      'run',
      withProcesses('  - { on: server, run: tutorial tcp-server 10.0.0.2 10000 }'),
      '--network',
      'real',
    );
    await running.line('stderr');
    setTimeout(() => running.child.kill('SIGINT'), 300);
    expect((await running.ended).code).toBe(130);
  });

  test('shows what would steer a terminal instead of sending it there', async () => {
    const file = withProcesses(`  - { on: server, run: udp listen 10.0.0.2 7 }
  - { on: client, run: udp send 10.0.0.2 7, input: "\\e[31mred\\n" }`);
    expect((await sockeye(['run', file])).stdout).toContain('server | \\x1b[31mred\n');
  });
});

describe('a wrong file', () => {
  const wrong = async (yaml: string): Promise<string> => {
    const file = written(yaml);
    const { code, stdout, stderr } = await sockeye(['run', file]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).not.toMatch(/^ {4}at /m);
    return stderr.replaceAll(file, 'FILE');
  };
  const HOSTS = 'hosts:\n  a: { address: 10.0.0.1/24 }\n  b: { address: 10.0.0.2/24 }\n';

  test.each([
    ['hosts:\n  a: { address: 10.0.0.300/24 }\n', 'FILE:2:8: hosts.a.address: "10.0.0.300/24" is not an address'],
    ['hosts:\n  a: { adress: 10.0.0.1/24 }\n', 'FILE:2:8: hosts.a.adress: there is no such field'],
    [`${HOSTS}cables:\n  - between: [a, c]\n`, 'FILE:5:18: cables[0].between[1]: nobody is called c; there are a, b'],
    [
      `${HOSTS}cables:\n  - between: [a, b]\n    faults:\n      - loss 10\n`,
      'FILE:7:9: cables[0].faults[0]: "loss 10", at character 6',
    ],
    [
      `${HOSTS}processes:\n  - { on: a, run: tcp sned 10.0.0.2 7 }\n`,
      "FILE:5:14: processes[0].run: unknown command 'sned'",
    ],
    [`${HOSTS}processes:\n  - { on: x, run: tcp send 10.0.0.2 7 }\n`, 'FILE:5:7: processes[0].on: no host is called x'],
    [`${HOSTS}expect:\n  - all is well\n`, 'FILE:5:5: expect[0]: "all is well" is not a sentence that can be judged'],
    [`${HOSTS}seed: -1\n`, 'FILE:4:1: seed: -1 is not a whole number'],
    ['hosts: [1, 2\n', 'this is no YAML'],
    ['', 'FILE:1:1: '],
  ])('%j is told with its place and what would have been right', async (yaml, says) => {
    expect(await wrong(yaml)).toContain(says);
  });

  test('that is not there is told', async () => {
    expect(await sockeye(['run', 'no-such.yaml'])).toMatchObject({
      code: 2,
      stderr: 'sockeye: cannot read no-such.yaml: there is no such file or directory\n',
    });
  });
});
