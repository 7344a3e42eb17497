import { describe, expect, test } from 'vitest';
import { bytes, fileTree, filesOf, utf8 } from '@sockeye/core';
import { EMPTY_CONTENT, overwrite, readContent, resized } from '../../../packages/core/src/host/files/content.ts';
import * as fc from 'fast-check';

describe('a tree', () => {
  test('is what it was made of', () => {
    const files = { '/a/b': bytes(1), '/a/c': null, '/z': utf8('text') };
    expect(filesOf(fileTree(files))).toEqual(files);
    expect(fileTree(files).used).toBe(5);
  });
});

test('a content is what an array of octets would be, whatever is written, cut and lengthened', () => {
  const change = fc.oneof(
    fc.record({ at: fc.nat(12_000), octets: fc.uint8Array({ maxLength: 9_000 }) }),
    fc.record({ length: fc.nat(15_000) }),
  );
  fc.assert(
    fc.property(fc.array(change, { maxLength: 8 }), (changes) => {
      let content = EMPTY_CONTENT;
      let model = new Uint8Array(0);
      for (const one of changes) {
        if ('length' in one) {
          content = resized(content, one.length);
          const next = new Uint8Array(one.length);
          next.set(model.subarray(0, one.length));
          model = next;
        } else {
          content = overwrite(content, one.at, one.octets);
          if (one.octets.length === 0) continue;
          const next = new Uint8Array(Math.max(model.length, one.at + one.octets.length));
          next.set(model);
          next.set(one.octets, one.at);
          model = next;
        }
      }
      expect(readContent(content, 0, Infinity)).toEqual(model);
    }),
    { seed: 5, numRuns: 200 },
  );
});
