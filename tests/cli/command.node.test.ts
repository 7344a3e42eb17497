import { afterEach, describe, expect, test, vi } from 'vitest';
import { read } from '../house/sources.ts';
import { endAll, freePort, freshDirectory, shell, sockeye } from './command.ts';

vi.setConfig({ testTimeout: 60_000 });
afterEach(endAll);

/** Every command that has its own help. */
const COMMANDS = [
  'demo',
  'run',
  'serve echo',
  'serve smtp',
  'serve pop3',
  'smtp send',
  'pop3 stat',
  'pop3 list',
  'pop3 uidl',
  'pop3 retr',
  'pop3 top',
  'pop3 dele',
  'tcp send',
  'tcp listen',
  'udp send',
  'udp listen',
  'echo tcp',
  'echo udp',
  'tutorial tcp-server',
  'tutorial tcp-client',
  'tutorial udp-server',
  'tutorial udp-client',
  'pcap',
];

const exampleOf = (help: string): string =>
  help.slice(help.indexOf('Example:\n') + 'Example:\n'.length).replaceAll(/^ {2}/gm, '');

/** The same words with free ports of this machine in place of those from 1024 on that they name. */
const withFreePorts = async (words: string): Promise<string> => {
  const named = [...new Set(Array.from(words.matchAll(/(?<=127\.0\.0\.1[: ])[0-9]{4,5}\b/g), ([port]) => port))];
  const free = await Promise.all(named.map(freePort));
  return named.reduce((text, port, i) => text.replaceAll(new RegExp(`\\b${port}\\b`, 'g'), free[i] ?? port), words);
};

describe('help', () => {
  test('names every command', async () => {
    const { code, stdout, stderr } = await sockeye(['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^ {2}${command.split(' ')[0]!}\\b`, 'm'));
  });

  test.each(COMMANDS)('of %s has an example that works when pasted', async (command) => {
    const { code, stdout } = await sockeye([...command.split(' '), '--help']);
    expect(code).toBe(0);
    const example = exampleOf(stdout);
    expect(example).toContain('sockeye');
    // Examples of files stand at the root of the repository; all others run anywhere.
    // The ports that they name may be somebody else's already: free ones stand for them.
    const script = (await withFreePorts(example)).replaceAll(
      /examples\/scenarios/g,
      `${process.cwd()}/examples/scenarios`,
    );
    const pasted = await shell(`set -e\n${script}`, freshDirectory());
    expect(pasted.stderr.replaceAll(/^(listening on|real sockets:) .*\n/gm, '')).toBe('');
    expect(pasted.code).toBe(0);
    expect(pasted.stdout).toMatch(
      /hello|accepted alice@example\.org|^[0-9]+ [0-9]+$|one\ntwo|Received your message!|✓|checksum = 0x[0-9a-f]{4} \[right\]/m,
    );
  });
});

test('--version is that of the package', async () => {
  const { version } = JSON.parse(read('packages/cli/package.json')) as { readonly version: string };
  expect(await sockeye(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
});

describe('what is used wrongly', () => {
  test.each([
    [['rnu'], 'Did you mean run?'],
    [['run'], "missing required argument 'scenario'"],
    [['run', 'x.yaml', '--lader'], 'Did you mean --ladder?'],
    [['run', 'x.yaml', '--network', 'rael'], 'Allowed choices are sim, real'],
    [['run', 'x.yaml', '--seed', 'x'], 'is not a seed'],
    [['run', 'x.yaml', '--until', '5'], 'is not a time'],
    [['serve', 'ehco'], 'Did you mean echo?'],
    [['serve', 'echo'], "required option '--listen <host:port>' not specified"],
    [['serve', 'echo', '--listen', '7007'], 'is not HOST:PORT'],
    [['demo', 'now'], 'too many arguments'],
    [[], 'Usage: sockeye'],
    [['tcp'], 'Usage: sockeye tcp'],
  ])('%j is told, with 2', async (args, says) => {
    const { code, stdout, stderr } = await sockeye(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(says);
    expect(stderr).not.toMatch(/^ {4}at /m);
  });

  test('shows where in the code it arose only with --debug', async () => {
    const { code, stderr } = await sockeye(['run', 'no-such.yaml', '--debug']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^ {4}at /m);
  });
});

describe('standard output', () => {
  test('that nobody reads to its end ends the command quietly', async () => {
    const { code, stdout, stderr } = await shell(
      'set -o pipefail; sockeye run examples/scenarios/tcp-lossy.yaml --ladder | head -n 1',
      process.cwd(),
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n')).toHaveLength(2);
  });

  test('that is full is told', async () => {
    const { code, stderr } = await shell('sockeye --help > /dev/full');
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'sockeye: cannot write to standard output: ENOSPC\n' });
  });
});
