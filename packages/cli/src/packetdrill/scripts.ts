// The scripts that a user named: files, and all *.pkt under folders.
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT } from '../exits.ts';
import { Failure } from '../Failure.ts';
import { because } from '../files.ts';

const under = async (folder: string): Promise<ReadonlyArray<string>> => {
  const names = await readdir(folder, { recursive: true });
  return names
    .filter((name) => name.endsWith('.pkt'))
    .toSorted()
    .map((name) => join(folder, name));
};

const expanded = async (path: string): Promise<ReadonlyArray<string>> => {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const found = await under(path);
    if (found.length > 0) return found;
  } catch (error) {
    throw new Failure(EXIT.usage, `cannot read ${path}: ${because(error)}`, error);
  }
  throw new Failure(EXIT.usage, `there is no script in ${path}: none of its files ends in .pkt`);
};

/** Every script once, in the order in which they were named, those of a folder by name. */
export const scriptsOf = async (paths: ReadonlyArray<string>): Promise<ReadonlyArray<string>> => [
  ...new Set((await Promise.all(paths.map(expanded))).flat()),
];

/** A script's text. */
export const textOf = async (file: string): Promise<string> => {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new Failure(EXIT.usage, `cannot read ${file}: ${because(error)}`, error);
  }
};
