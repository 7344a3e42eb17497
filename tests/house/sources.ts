import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'vite';

/** The root of the repository. */
export const ROOT: string = fileURLToPath(new URL('../..', import.meta.url));

/** One import of a source file, as written. */
export interface Import {
  readonly specifier: string;
  /** Nothing but types is imported, and nothing is loaded at run time. */
  readonly typesOnly: boolean;
}

export interface Source {
  /** From the folder that was asked for, with slashes: `udp/step.ts`. */
  readonly path: string;
  readonly code: string;
  readonly imports: ReadonlyArray<Import>;
}

/** All files under a folder of the repository, sorted; none where the folder is missing. */
export const filesUnder = (folder: string): ReadonlyArray<string> => {
  try {
    return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(join(ROOT, folder), join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
      .filter((path) => !/(^|\/)(node_modules|dist|\.turbo)\//.test(path))
      .toSorted();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
};

export const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** What a TypeScript file imports and re-exports, read from its syntax tree: nothing is loaded. */
export const importsOf = (path: string, code: string): ReadonlyArray<Import> => {
  const { module, errors } = parseSync(path, code);
  if (errors.length > 0) throw new SyntaxError(`${path}: ${errors[0]!.message}`);
  return [
    ...module.staticImports.map(({ moduleRequest, entries }) => ({
      specifier: moduleRequest.value,
      typesOnly: entries.length > 0 && entries.every((entry) => entry.isType),
    })),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest, isType }) =>
        moduleRequest === null ? [] : [{ specifier: moduleRequest.value, typesOnly: isType }],
      ),
    ),
    ...module.dynamicImports.map(({ moduleRequest }) => ({
      specifier: code.slice(moduleRequest.start, moduleRequest.end).replace(/^['"`]|['"`]$/g, ''),
      typesOnly: false,
    })),
  ];
};

/** The TypeScript sources under a folder of the repository. */
export const sourcesUnder = (folder: string): ReadonlyArray<Source> =>
  filesUnder(folder)
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => {
      const code = read(join(folder, path));
      return { path, code, imports: importsOf(path, code) };
    });

/** Where a relative import leads, seen from the folder that both paths start from. */
export const resolved = (from: string, specifier: string): string =>
  posix.normalize(posix.join(dirname(from), specifier));
