// What the commands of all servers and clients of protocols share.
import { Command, InvalidArgumentError } from 'commander';
import { describe, expect, test } from 'vitest';
import { readUrl } from '../../packages/cli/src/clients/options.ts';
import { usersOf, withUsers } from '../../packages/cli/src/serve/options.ts';
import { Tally } from '../../packages/cli/src/networks/Tally.ts';
import { either as E } from 'fp-ts';
import type { Fd } from '@sockeye/core';
import { utf8 } from '@sockeye/core';

const url = readUrl('http', 80);

describe('a URL', () => {
  test('is taken apart, its name and password decoded, its path left as it is', () => {
    expect(url('http://al%40ce:p%3Aw@127.0.0.1:8080/a%20b/?q=1#top')).toEqual({
      host: '127.0.0.1',
      port: 8080,
      user: 'al@ce',
      password: 'p:w',
      path: '/a%20b/',
      query: '?q=1',
    });
    expect(url('HTTP://example')).toEqual({
      host: 'example',
      port: 80,
      user: undefined,
      password: undefined,
      path: '',
      query: '',
    });
  });

  test.each([
    'http://host/a\r\nb',
    'http://host/a%0d%0ab',
    'http://host/%00',
    'http://al%0aice@host/',
    'http://%zz@host/',
    'ftp://host/',
    'http:///path',
    'http://host:0/',
    'http://host:70000/',
    'http://300.0.0.1/',
  ])('that could not be meant is refused before anything is sent: %j', (word) => {
    expect(() => url(word)).toThrow(InvalidArgumentError);
  });
});

test('users are given one by one, and a password may hold colons', () => {
  const command = new Command('serve').exitOverride();
  withUsers(command);
  command.parse(['--user', 'alice:se:cret', '--user', 'bob:'], { from: 'user' });
  expect(usersOf(command.opts())).toEqual([
    { name: 'alice', password: 'se:cret' },
    { name: 'bob', password: '' },
  ]);
});

test('what is written to a file did not go to the network', () => {
  const tally = new Tally(() => undefined);
  const fd = 5 as Fd;
  tally.observe(0, { call: 'open', path: '/a', flags: ['write'] }, E.right(fd));
  tally.observe(0, { call: 'write', fd, bytes: utf8('to a file') }, E.right(9));
  tally.observe(0, { call: 'close', fd }, E.right(undefined));
  expect(tally.sent.octets).toBe(0);
  tally.observe(0, { call: 'write', fd, bytes: utf8('to a socket') }, E.right(11));
  expect(tally.sent.octets).toBe(11);
});
