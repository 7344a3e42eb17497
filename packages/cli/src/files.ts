import { writeFile } from 'node:fs/promises';
import { EXIT } from './exits.ts';
import { Failure } from './Failure.ts';

const SAYS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
  ENOENT: 'there is no such file or directory',
  ENOSPC: 'no space left on the device',
  ENOTDIR: 'a part of its path is no directory',
  EROFS: 'the file system is read-only',
};

/** Why something failed, in words. */
export const because = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  return SAYS[code] ?? error.message;
};

/** Writes a file that the user named. */
export const writeTo = async (file: string, content: string | Uint8Array): Promise<void> => {
  try {
    await writeFile(file, content);
  } catch (error) {
    throw new Failure(EXIT.usage, `cannot write ${file}: ${because(error)}`, error);
  }
};
