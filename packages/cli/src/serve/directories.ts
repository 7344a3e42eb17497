import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';

/** A directory that is there. */
export const readDirectory = (word: string): string => {
  const found = statSync(word, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) return resolve(word);
  const why = found === undefined ? 'there is no such directory; make it first.' : 'that is no directory.';
  throw new InvalidArgumentError(`${JSON.stringify(word)}: ${why}`);
};
