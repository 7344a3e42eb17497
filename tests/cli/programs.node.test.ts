import { isValue, plausible } from '@sockeye/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RECIPES } from '../../packages/cli/src/programs/recipes.ts';
import { readWords } from '../../packages/cli/src/programs/words.ts';

/** Every program that has words, with operands and without names that a resolver would have to know. */
const WORDS: ReadonlyArray<ReadonlyArray<string>> = RECIPES.map(({ words }) =>
  words
    .filter((word) => word !== undefined)
    .concat(words[0] === 'serve' ? ['--listen', '127.0.0.1:7', '--idle', '5'] : ['127.0.0.1', '7']),
);

test.each(WORDS)('%s %s is a value: whoever resumes it twice gets the same program twice', (...words) => {
  fc.assert(
    fc.property(fc.nat(), fc.double({ min: 0, max: 0.3, noNaN: true }), fc.boolean(), (seed, failures, isNamed) => {
      const read = readWords(isNamed ? words.map((word) => word.replace('127.0.0.1', 'server')) : words);
      if (read._tag === 'Left') throw new Error(read.left);
      expect(isValue(read.right.program, plausible(seed, failures), 100)).toMatchObject({ _tag: 'Right' });
    }),
    { numRuns: 20 },
  );
});

test.each([
  [['tcp', 'sedn', '10.0.0.2', '7'], 'Did you mean send?'],
  [['tcp'], 'the programs are serve echo, tcp send'],
  [[], 'the programs are serve echo, tcp send'],
  [['tcp', 'send', '10.0.0.2'], "missing required argument 'port'"],
  [['tcp', 'send', '10.0.0.2', '7', '8'], 'too many arguments'],
  [['udp', 'listen', '10.0.0.2', '7', '--timeout', '3'], "unknown option '--timeout'"],
])('%j is no program, and it is said why', (words, says) => {
  expect(readWords(words)).toEqual({ _tag: 'Left', left: expect.stringContaining(says) as string });
});
