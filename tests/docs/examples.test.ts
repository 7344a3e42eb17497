import { join } from 'node:path';
import { runInThisContext } from 'node:vm';
import * as core from '@sockeye/core';
import * as sim from '@sockeye/sim';
import * as claims from '@sockeye/claims';
import { either as E, function as F } from 'fp-ts';
import { describe, expect, test } from 'vitest';
import { filesUnder, read, ROOT } from '../house/sources.ts';
import { echo, play, staged } from '../sim/stage.ts';
import type { Comparison, Example } from './docstrings.ts';
import { examplesOf, scriptOf } from './docstrings.ts';

const sources = ['core', 'sim', 'claims'].flatMap((name) =>
  filesUnder(`packages/${name}/src`)
    .filter((path) => path.endsWith('.ts'))
    .map((path) => `packages/${name}/src/${path}`),
);

const examples = sources.flatMap((path) => examplesOf(path, read(path)));

const address = core.parseIpv4('10.0.0.1')!;
const mac = core.parseMac('02:00:00:00:00:01')!;
const world = staged(echo('hello\n', {})).world;

/** What an example may speak of without saying where it comes from. Everything else is an export of its package or module. */
const PROPS = {
  E,
  pipe: F.pipe,
  fd: 3,
  server: core.endpoint(address, 7),
  first: core.endpoint(address, 7),
  second: core.endpoint(address, 8),
  address,
  mac,
  config: { name: 'a', seed: 1, mac, address, prefix: 24, mtu: 1500, gateway: undefined, names: new Map() },
  // A client that says hello to an echo server over TCP, before anything happened; and all that happened.
  world,
  changed: E.getOrElseW((why) => {
    throw new Error(String(why));
  })(sim.withFaults(world, 0, ['client→server data #1: lose'])),
  events: play(echo('hello\n', {})).events,
};

/** Runs an example against what it may speak of, and gives its comparisons. */
const perform = async (example: Example): Promise<ReadonlyArray<Comparison>> => {
  const own = (await import(/* @vite-ignore */ join(ROOT, example.path))) as object;
  const scope = { ...PROPS, ...core, ...sim, ...claims, ...own };
  const found: Array<Comparison> = [];
  const compare = (line: string, actual: unknown, expected: unknown, partly: boolean): number =>
    found.push({ line, actual, expected, partly });
  const script = `'use strict';\n(compare, { ${Object.keys(scope).join(', ')} }) => {{\n${await scriptOf(example)}\n}}`;
  (runInThisContext(script, { filename: example.path }) as (check: typeof compare, all: typeof scope) => void)(
    compare,
    scope,
  );
  return found;
};

const agree = ({ line, actual, expected, partly }: Comparison): void => {
  if (partly) expect(actual, line).toMatchObject(expected as object);
  else expect(actual, line).toEqual(expected);
};

const check = async (example: Example): Promise<void> => (await perform(example)).forEach(agree);

test('every @example stands above something exported', () => {
  const written = sources.reduce((sum, path) => sum + read(path).split('@example').length - 1, 0);
  expect(written).toBeGreaterThan(0);
  expect(examples).toHaveLength(written);
});

describe('the example of', () => {
  test.each(examples)('$name in $path holds', async (example) => {
    await expect(check(example)).resolves.toBeUndefined();
  });
});

describe('the check notices', () => {
  const example = (code: string): Example => ({ path: 'packages/core/src/basis/bytes.ts', name: 'x', code });

  test('a value that is another one', async () => {
    await expect(check(example("hex(bytes(1, 255)) // '01fe'"))).rejects.toThrow('01fe');
  });

  test('a field that is another one', async () => {
    await expect(check(example('E.right({ a: 1, b: 2 }) // E.right({ a: 2, … })'))).rejects.toThrow('E.right');
  });

  test('a name that nothing bears', async () => {
    await expect(check(example('hexadecimal(bytes(1))'))).rejects.toThrow('hexadecimal is not defined');
  });

  test('a line that is no expression', async () => {
    await expect(check(example('const = 3'))).rejects.toThrow(SyntaxError);
  });

  test('a value that is prose', async () => {
    await expect(check(example('hex(bytes(1)) // two digits'))).rejects.toThrow('PARSE_ERROR');
  });
});
