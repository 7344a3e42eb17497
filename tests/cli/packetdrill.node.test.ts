import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { freshDirectory, sockeye } from './command.ts';

vi.setConfig({ testTimeout: 60_000 });

const GOOD = '0 close(9) = -1 EBADF\n';
const WRONG = '0 close(9) = -1 EBADF\n+0 close(9) = 0\n';
const UNREADABLE = '0 close(9) = -1\n+0 < X\n';
const FOREIGN = '`tc qdisc show`\n0 close(9) = -1\n';

/** A folder of scripts. */
const folder = (scripts: Readonly<Record<string, string>>): string => {
  const at = freshDirectory();
  for (const [name, text] of Object.entries(scripts)) {
    mkdirSync(join(at, name, '..'), { recursive: true });
    writeFileSync(join(at, name), text);
  }
  return at;
};

test('the example of the help works when pasted', async () => {
  const { code, stdout, stderr } = await sockeye(['packetdrill', 'examples/packetdrill', '--profile', 'rfc9293']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^(ok examples\/packetdrill\/\S+\.pkt\n)+\d+ passed, 0 failed\n$/);
});

test('each script has its line: a folder is searched, and its scripts come by name', async () => {
  const at = folder({ 'b.pkt': WRONG, 'a/good.pkt': GOOD, 'c.pkt': FOREIGN, 'readme.txt': 'no script' });
  const { code, stdout } = await sockeye(['packetdrill', at]);
  expect(code).toBe(1);
  expect(stdout.replaceAll(`${at}/`, '')).toBe(
    'ok a/good.pkt\n' +
      'not ok b.pkt:2: close(9) = 0: result: expected 0, got -1 EBADF\n  +0 close(9) = 0\n' +
      'skip c.pkt:1: no shell is run here, and this is none that is understood: tc qdisc show\n' +
      '1 passed, 1 failed, 1 skipped\n',
  );
});

test('a script that cannot be read is told with its place', async () => {
  const at = folder({ 'a.pkt': UNREADABLE, 'b.pkt': GOOD });
  const { code, stdout } = await sockeye(['packetdrill', join(at, 'a.pkt'), join(at, 'b.pkt')]);
  expect(code).toBe(2);
  expect(stdout.replaceAll(`${at}/`, '')).toBe(
    'not ok a.pkt:2:6: expected flags: letters of F S R P E W A U, "." for ACK, or "-", found "X"\n  +0 < X\n       ^\n' +
      'ok b.pkt\n1 passed, 1 failed\n',
  );
});

test('as JSON, one object a script and one for all', async () => {
  const at = folder({ 'a.pkt': WRONG, 'b.pkt': GOOD, 'c.pkt': UNREADABLE });
  const { code, stdout } = await sockeye(['packetdrill', '--json', at]);
  expect(code).toBe(2);
  expect(
    stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toMatchObject([
    { verdict: 'failed', line: 2, text: '+0 close(9) = 0' },
    { verdict: 'passed', timings: [{ line: 1, expected: 0, actual: 0 }] },
    { verdict: 'unreadable', line: 2, column: 6 },
    { passed: 1, failed: 2, skipped: 0 },
  ]);
});

test('options of the language may stand on the command line', async () => {
  const at = folder({
    'a.pkt': '0 close(N) = -1 EBADF\n#ifdef FreeBSD\n+0 close(N) = 0\n#endif\n',
    'late.pkt':
      '0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n+0 fcntl(3, F_SETFL, O_NONBLOCK) = 0\n+0 connect(3, ..., ...) = -1\n+0 > S 0:0(0) <...>\n+1.05 > S 0:0(0) <...>\n',
  });
  const runs = async (...args: ReadonlyArray<string>): Promise<number | null> =>
    (await sockeye(['packetdrill', ...args])).code;
  const [a, late] = [join(at, 'a.pkt'), join(at, 'late.pkt')];
  expect(await runs(a, '-D', 'N=9')).toBe(0);
  expect(await runs(a, '--define=N=9', '--profile=freebsd')).toBe(1);
  expect(await runs(a, '--define=N=9', '--profile=freebsd', '-D', 'STANDARD')).toBe(0);
  expect(await runs(late, '--profile=rfc9293')).toBe(0);
  expect(await runs(late, '--profile=rfc9293', '--exact')).toBe(1);
  expect(await runs(late, '--profile=rfc9293', '--tolerance', '49999')).toBe(1);
  expect(await runs(late, '--profile=rfc9293', '--tolerance', '50000')).toBe(0);
  expect(await runs(late, '--profile=rfc9293', '--tolerance_percent=1', '--tolerance_usecs=100')).toBe(1);
  expect(await runs(a, '--dry_run')).toBe(0);
});

test('what is used wrongly is told', async () => {
  const says = async (...args: ReadonlyArray<string>): Promise<string> => {
    const { code, stderr } = await sockeye(['packetdrill', ...args]);
    expect(code).toBe(2);
    return stderr;
  };
  expect(await says('nowhere.pkt')).toContain('cannot read nowhere.pkt: there is no such file or directory');
  expect(await says(folder({ 'a.txt': '' }))).toContain('there is no script in');
  expect(await says('x.pkt', '--so_filename=x.so')).toContain('no foreign stack is loaded here');
  expect(await says('x.pkt', '--profile=windows')).toContain('linux, freebsd, rfc9293');
  expect(await says('x.pkt', '--mtu=many')).toContain('--mtu needs a whole number');
  expect(await says('x.pkt', '-D', '=')).toContain('expected NAME or NAME=VALUE');
});
