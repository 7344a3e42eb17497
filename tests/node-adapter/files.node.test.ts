// What a directory on a disk has that memory has not: links that lead out of it, pipes, names that are no UTF-8.
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { either as E } from 'fp-ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Program } from '@sockeye/core';
import {
  link,
  mkdir as makeDirectory,
  open,
  program,
  readdir,
  readFile as readWhole,
  rename,
  stat,
  text,
  unlink,
  utf8,
  writeFile as writeWhole,
} from '@sockeye/core';
import { run } from '@sockeye/node-adapter';
import { each } from '../parity/notation.ts';

let outside = '';
let root = '';

beforeEach(async () => {
  outside = await mkdtemp(join(tmpdir(), 'sockeye-files-'));
  root = join(outside, 'root');
  await mkdir(root);
  await mkdir(join(outside, 'root-beside'));
  await writeFile(join(outside, 'secret'), 'secret');
  await writeFile(join(outside, 'root-beside', 'secret'), 'secret');
  await writeFile(join(root, 'own'), 'own');
});

afterEach(() => rm(outside, { recursive: true }));

const inRoot = (asked: Program<unknown, unknown>): Promise<unknown> => run(asked, { root })();

test('a symbolic link that leads out of the root is refused, whatever is asked of it', async () => {
  await symlink(join(outside, 'secret'), join(root, 'file'));
  await symlink(outside, join(root, 'up'));
  await symlink('../root-beside', join(root, 'beside'));
  await symlink(join(outside, 'new'), join(root, 'dangling'));
  const answer = await inRoot(
    each(
      readWhole('/file'),
      open('/file', 'write'),
      stat('/up/secret'),
      readdir('/up'),
      readWhole('/beside/secret'),
      writeWhole('/up/new', utf8('x')),
      writeWhole('/dangling', utf8('x')),
      rename('/own', '/up/own'),
      link('/file', '/mine'),
      unlink('/up/secret'),
      makeDirectory('/up/directory'),
    ),
  );
  expect(answer).toEqual(E.right(Array.from({ length: 11 }, () => 'EACCES')));
  expect(await readFile(join(outside, 'secret'), 'utf8')).toBe('secret');
});

test('a symbolic link within the root is followed, and one that leads nowhere is neither file nor directory', async () => {
  await symlink('own', join(root, 'link'));
  await symlink(join(outside, 'secret'), join(root, 'out'));
  const answer = await inRoot(
    program(function* () {
      const entries = yield* readdir('/');
      return [text(yield* readWhole('/link')), entries.map(({ name, kind }) => `${name} ${kind}`)];
    }),
  );
  expect(answer).toEqual(E.right(['own', ['link file', 'out other', 'own file']]));
});

test('a pipe keeps nobody waiting: it is no file to serve', async () => {
  execFileSync('mkfifo', [join(root, 'pipe')]);
  expect(await inRoot(open('/pipe', 'read'))).toEqual(E.left('EACCES'));
});

test('a loop of links is said to be one', async () => {
  await symlink('b', join(root, 'a'));
  await symlink('a', join(root, 'b'));
  expect(await inRoot(stat('/a'))).toEqual(E.left('ELOOP'));
});

test('names that are no UTF-8 are left out of a listing', async () => {
  await writeFile(Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xff])]), 'x');
  expect(await inRoot(readdir('/'))).toEqual(E.right([{ name: 'own', kind: 'file' }]));
});

test('a process without a root has no files', async () => {
  expect(await run(open('/own', 'read'))()).toEqual(E.left('EACCES'));
});

test('what a process has open is closed when it ends', async () => {
  expect(await inRoot(open('/own', 'read'))).toEqual(E.right(3));
  await rm(join(root, 'own'));
});
