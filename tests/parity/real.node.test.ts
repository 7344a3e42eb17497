import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { either as E } from 'fp-ts';
import { afterEach, expect, test } from 'vitest';
import { LOOPBACK } from '@sockeye/core';
import { run } from '@sockeye/node-adapter';
import { background, collected, freePort, input, stopAll } from '../node-adapter/background.ts';
import { PARITY } from './programs.ts';

afterEach(stopAll);

test.each(PARITY)('on real sockets: $name', async ({ server, program, expected }) => {
  // A port that is free on TCP is taken for both: the list's servers use one or the other.
  const at = await freePort('tcp');
  const nobody = await freePort('tcp');
  if (server !== undefined) await background(server(at));
  const root = await mkdtemp(join(tmpdir(), 'sockeye-parity-'));
  const surroundings = { stdout: collected(), stdin: input(), root };
  const answer = await run(program({ own: LOOPBACK, server: at, nobody }), surroundings)();
  await rm(root, { recursive: true });
  expect(answer).toEqual(E.right(expected));
});
