// Ten thousand kept worlds of one transfer hold what changed, and share the rest: counted object by object, and weighed by the
// collector. (`npm run bench snapshot-memory` has the figures; here only what they may not depend on is tested.)
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { HostState } from '@sockeye/core';
import type { World } from '@sockeye/sim';
import { step } from '@sockeye/sim';
import { describe, expect, test } from 'vitest';
import { staged } from './stage.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const KEPT = 10_000;

/** A pair that transfers twelve million octets and echoes them, and so many idle pairs beside it. */
const transfer = (idlePairs: number): World<HostState> => {
  const idle = Array.from({ length: idlePairs }, (_, i) => [`a${i}`, `b${i}`] as const);
  const { world } = staged({
    hosts: {
      client: { address: '10.0.0.1/24' },
      server: { address: '10.0.0.2/24' },
      ...Object.fromEntries(
        idle.flatMap(([a, b], i) => [
          [a, { address: `10.${1 + (i >> 8)}.${i & 255}.1/24` }],
          [b, { address: `10.${1 + (i >> 8)}.${i & 255}.2/24` }],
        ]),
      ),
    },
    cables: [
      { between: ['client', 'server'], rate: '100Mbit', delay: '2ms' },
      ...idle.map((between) => ({ between, delay: '1ms' })),
    ],
    processes: [
      { on: 'server', run: 'tcp echo 10.0.0.2 7' },
      { on: 'client', run: 'tcp send 10.0.0.2 7', input: 'abcdef'.repeat(2_000_000) },
    ],
  });
  return world;
};

/** One world after another, each kept. */
const keep = (from: World<HostState>, count: number): ReadonlyArray<World<HostState>> => {
  const worlds: Array<World<HostState>> = [];
  let current = from;
  for (let i = 0; i < count; i++) {
    if (current.agenda === undefined) throw new Error(`nothing is left to happen after ${i} steps`);
    [current] = step(current);
    worlds.push(current);
  }
  return worlds;
};

/** Goes through all that can be reached and was not seen; gives how many objects that were, and their fields. Octets are shared by all. */
const weigh = (root: unknown, seen: Set<object>): { readonly objects: number; readonly fields: number } => {
  let objects = 0;
  let fields = 0;
  const open: Array<unknown> = [root];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    objects += 1;
    if (ArrayBuffer.isView(value)) continue;
    const inside: ReadonlyArray<unknown> = Array.isArray(value) ? value : Object.values(value);
    fields += inside.length;
    for (const part of inside) open.push(part);
  }
  return { objects, fields };
};

/** Octets in the heap for each kept world. */
const heapOf = (from: World<HostState>, count: number): number => {
  const used = (): number => {
    collect();
    collect();
    return process.memoryUsage().heapUsed;
  };
  const before = used();
  const worlds = keep(from, count);
  const after = used();
  // Still held, and each another one.
  expect(new Set(worlds).size).toBe(count);
  return (after - before) / count;
};

describe('ten thousand kept worlds of one transfer', { timeout: 120_000 }, () => {
  test('hold, each, as many new objects as the one before it, early and late: what changed, and not the world', () => {
    const world = transfer(0);
    const seen = new Set<object>();
    const whole = weigh(world, seen);
    const worlds = keep(world, KEPT);
    const parts: Array<number> = [];
    for (let at = 0; at < KEPT; at += KEPT / 4) {
      let fields = 0;
      for (const kept of worlds.slice(at, at + KEPT / 4)) fields += weigh(kept, seen).fields;
      parts.push(fields / (KEPT / 4));
    }
    expect(whole.objects).toBeGreaterThan(50);
    // The connection is set up in the first quarter, so it is the later ones that are compared.
    for (const fields of parts) expect(fields).toBeLessThan(600);
    expect(Math.max(...parts.slice(1))).toBeLessThan(1.5 * Math.min(...parts.slice(1)));
  });

  test('hold hardly more among a thousand hosts than among two', () => {
    const fieldsOf = (idlePairs: number): number => {
      const world = transfer(idlePairs);
      const seen = new Set<object>();
      weigh(world, seen);
      const worlds = keep(world, KEPT / 8);
      return worlds.reduce((sum, kept) => sum + weigh(kept, seen).fields, 0) / worlds.length;
    };
    const two = fieldsOf(0);
    // Five hundred idle pairs: five hundred times the places are not even twice the fields.
    expect(fieldsOf(1)).toBeLessThan(1.2 * two);
    expect(fieldsOf(500)).toBeLessThan(2 * two);
  });

  test('take as much memory each, however many are kept, and hardly more among twice the hosts', () => {
    // Warm: code is compiled, and the connection stands.
    const [alone] = keep(transfer(0), 3000).slice(-1);
    const [among] = keep(transfer(1), 3000).slice(-1);
    const half = heapOf(alone!, KEPT / 2);
    const all = heapOf(alone!, KEPT);
    const twice = heapOf(among!, KEPT);
    expect(all).toBeGreaterThan(500);
    expect(all).toBeLessThan(20_000);
    expect(all).toBeLessThan(1.5 * half);
    expect(twice).toBeLessThan(1.5 * all);
  });
});
