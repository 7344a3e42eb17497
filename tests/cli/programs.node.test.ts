import { isValue, plausible } from '@sockeye/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RECIPES } from '../../packages/cli/src/programs/recipes.ts';
import { readWords } from '../../packages/cli/src/programs/words.ts';

/** What the words of a program are followed by, where it is not a host and a port. */
const OPERANDS: Readonly<Record<string, ReadonlyArray<string>>> = {
  'serve smtp': ['--mail', 'mail', '--domain', 'b.org', '--user', 'u:p'],
  'serve pop3': ['--mail', 'mail', '--user', 'u:p'],
  'smtp send': ['smtp://u:p@127.0.0.1:7', '--from', 'a@b.org', '--to', 'c@d.org', '--to', 'e@f.org', 'file'],
  'pop3 stat': ['pop3://u:p@127.0.0.1:7'],
  'pop3 list': ['pop3://u:p@127.0.0.1:7'],
  'pop3 uidl': ['pop3://u:p@127.0.0.1:7'],
  'pop3 retr': ['pop3://u:p@127.0.0.1:7', '1'],
  'pop3 top': ['pop3://u:p@127.0.0.1:7', '1', '2'],
  'pop3 dele': ['pop3://u:p@127.0.0.1:7', '1'],
  'serve ftp': ['--root', '.', '--user', 'u:p'],
  'ftp list': ['ftp://u:p@127.0.0.1:7/'],
  'ftp nlst': ['ftp://u:p@127.0.0.1:7/'],
  'ftp size': ['ftp://u:p@127.0.0.1:7/a'],
  'ftp mdtm': ['ftp://u:p@127.0.0.1:7/a'],
  'ftp get': ['ftp://u:p@127.0.0.1:7/a'],
  'ftp put': ['ftp://u:p@127.0.0.1:7/a', 'file'],
  'ftp delete': ['ftp://u:p@127.0.0.1:7/a'],
  'ftp mkdir': ['ftp://u:p@127.0.0.1:7/a'],
  'ftp rmdir': ['ftp://u:p@127.0.0.1:7/a'],
  'ftp rename': ['ftp://u:p@127.0.0.1:7/a', 'b'],
};

/** Every program that has words, with operands and without names that a resolver would have to know. */
const WORDS: ReadonlyArray<ReadonlyArray<string>> = RECIPES.map(({ words }) => {
  const operands = OPERANDS[words.join(' ')];
  const place = words[0] === 'serve' ? ['--listen', '127.0.0.1:7', '--idle', '5'] : [];
  return words
    .filter((word) => word !== undefined)
    .concat(place, operands ?? (place.length > 0 ? [] : ['127.0.0.1', '7']));
});

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
  [['tcp', 'sedn', '10.0.0.2', '7'], /Did you mean send\?/],
  [['tcp'], /the programs are serve echo, .*tcp send/],
  [[], /the programs are serve echo, .*tcp send/],
  [['tcp', 'send', '10.0.0.2'], /missing required argument 'port'/],
  [['tcp', 'send', '10.0.0.2', '7', '8'], /too many arguments/],
  [['udp', 'listen', '10.0.0.2', '7', '--timeout', '3'], /unknown option '--timeout'/],
])('%j is no program, and it is said why', (words, says) => {
  expect(readWords(words)).toEqual({ _tag: 'Left', left: expect.stringMatching(says) as string });
});
