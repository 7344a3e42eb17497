import type { TraceEvent } from '@sockeye/sim';
import { fingerprint, firstDifference, run } from '@sockeye/sim';
import { expect, test } from 'vitest';
import { every, pair, toy, toyWorld } from './toy.ts';

const events = (faults: ReadonlyArray<string>, seed = 1): ReadonlyArray<TraceEvent> =>
  run(toyWorld({ seed, topology: pair({ faults }), layers: { client: toy(every(1000, 50)) } })).events;

test('two traces that are the same differ nowhere, and have one fingerprint', () => {
  expect(firstDifference(events(['loss 10%']), events(['loss 10%']))).toBe(undefined);
  expect(fingerprint(events(['loss 10%']))).toBe(fingerprint(events(['loss 10%'])));
  expect(fingerprint([])).toMatch(/^[0-9a-f]{16}$/);
});

test('two futures differ first where the fault struck', () => {
  const clean = events([]);
  const struck = events(['client→server frame #7: lose']);
  const place = firstDifference(clean, struck)!;
  expect(struck[place]!._tag).toBe('FrameLost');
  expect(struck.slice(0, place).length).toBe(place);
  expect(fingerprint(clean.slice(0, place))).toBe(fingerprint(struck.slice(0, place)));
  expect(fingerprint(clean.slice(0, place + 1))).not.toBe(fingerprint(struck.slice(0, place + 1)));
});

test('a trace differs from its own beginning where that ends', () => {
  const whole = events([]);
  expect(firstDifference(whole, whole.slice(0, 10))).toBe(10);
});

test('one flipped bit changes the fingerprint over octets, and only that', () => {
  const [a, b] = [17, 18].map((bit) =>
    events([`client→server frame #1: corrupt bit ${bit}`]).filter(({ _tag }) => _tag === 'FrameDelivered'),
  );
  expect(fingerprint(a!, { octets: true })).not.toBe(fingerprint(b!, { octets: true }));
  expect(fingerprint(a!)).toBe(fingerprint(b!));
});

test('many seeds have as many fingerprints', () => {
  const prints = Array.from({ length: 200 }, (_, seed) => fingerprint(events(['loss 50%'], seed)));
  expect(new Set(prints).size).toBe(200);
});
