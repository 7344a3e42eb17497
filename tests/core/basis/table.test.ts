import { emptyTable } from '@sockeye/core';
import type { Table } from '@sockeye/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

// Keys that meet in their lowest bits, neighbours, and numbers of more than 32 bits.
const key = fc.oneof(
  fc.integer({ min: 0, max: 40 }),
  fc.integer({ min: 0, max: 3 }).map((n) => n * 1024 + 3),
  fc.integer({ min: 0, max: 5 }).map((n) => n * 4294967296 + 1),
  fc.integer({ min: 0, max: 4294967295 }),
  fc.constantFrom(0, Number.MAX_SAFE_INTEGER, 2 ** 52, 2 ** 47, 0xffffffffffff),
);
const deed = fc.record({ key, value: fc.option(fc.integer(), { nil: undefined, freq: 1 }) });

const after = (deeds: ReadonlyArray<{ key: number; value: number | undefined }>) => {
  let table: Table<number> = emptyTable();
  const plain = new Map<number, number>();
  for (const { key: k, value } of deeds) {
    if (value === undefined) {
      table = table.remove(k);
      plain.delete(k);
    } else {
      table = table.set(k, value);
      plain.set(k, value);
    }
  }
  return { table, plain };
};

const sorted = (entries: Iterable<readonly [number, number]>) => [...entries].toSorted((a, b) => a[0] - b[0]);

describe('a table', () => {
  test('holds what a map holds, whatever is put in and taken out', () => {
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 120 }), key, (deeds, other) => {
        const { table, plain } = after(deeds);
        expect(table.size).toBe(plain.size);
        expect(sorted(table.entries())).toEqual(sorted(plain));
        const even = sorted(plain).filter(([k, value]) => (k + value) % 2 === 0);
        expect(sorted(table.filter((value, k) => (k + value) % 2 === 0).entries())).toEqual(even);
        expect(table.some((value, k) => (k + value) % 2 === 0)).toBe(even.length > 0);
        expect(table.values()).toEqual(table.entries().map(([, value]) => value));
        for (const k of [other, ...deeds.map((one) => one.key)]) {
          expect(table.get(k)).toBe(plain.get(k));
          expect(table.has(k)).toBe(plain.has(k));
        }
      }),
      { numRuns: 300 },
    );
  });

  test('is never changed', () => {
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 60 }), fc.array(deed, { maxLength: 20 }), (before, later) => {
        const { table } = after(before);
        const entries = table.entries();
        for (const { key: k, value } of later) {
          if (value === undefined) table.remove(k);
          else table.set(k, value);
        }
        expect(table.entries()).toEqual(entries);
      }),
    );
  });

  test('has one shape and one order, however it came about', () => {
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 80 }), (deeds) => {
        const { table, plain } = after(deeds);
        let straight: Table<number> = emptyTable();
        for (const [k, value] of sorted(plain)) straight = straight.set(k, value);
        expect(table).toEqual(straight);
        const seen: Array<number> = [];
        table.forEach((_, k) => seen.push(k));
        expect(seen).toEqual(straight.entries().map(([k]) => k));
      }),
    );
  });

  test('is the same one where nothing changes', () => {
    const table = emptyTable<string>().set(1, 'a').set(33, 'b').set(1025, 'c');
    expect(table.set(33, 'b')).toBe(table);
    expect(table.remove(2)).toBe(table);
    expect(table.remove(65)).toBe(table);
    expect(table.remove(33).remove(1025)).toEqual(emptyTable<string>().set(1, 'a'));
    expect(table.remove(1).remove(33).remove(1025)).toBe(emptyTable());
  });
});
