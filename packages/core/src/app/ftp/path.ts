// Paths: what a client says, and where that is inside the root.

/**
 * Where an argument leads, from a directory.
 *
 * Dots are taken out here, name by name, and `..` at the root stays at the root: what comes out is inside it whatever was said.
 * Backslashes are refused: some systems take them for slashes.
 *
 * Takes   an absolute directory, and a pathname from a client
 * Gives   an absolute path without dots; undefined for what names nothing
 *
 * @example
 * resolve('/a', '../../b/./c') // '/b/c'
 */
export const resolve = (directory: string, pathname: string): string | undefined => {
  if (/[\0\r\n\\]/.test(pathname)) return undefined;
  const names = pathname.startsWith('/') ? [] : namesOf(directory);
  for (const name of namesOf(pathname)) {
    if (name === '..') names.pop();
    else if (name !== '.') names.push(name);
  }
  return `/${names.join('/')}`;
};

const namesOf = (path: string): Array<string> => path.split('/').filter((name) => name !== '');

/** The directory in which a path's last name stands; of the root, the root. */
export const parentOf = (path: string): string => path.slice(0, Math.max(1, path.lastIndexOf('/')));

/** The last name of a path; of the root, nothing. */
export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** A name in a directory, as a path. */
export const inside = (directory: string, name: string): string =>
  directory === '/' ? `/${name}` : `${directory}/${name}`;

/** What a file is called while it is being received: nobody sees it, and no client may name it. */
const UNFINISHED = /^\.sockeye-[0-9a-f]{16}\.part$/;

/** The name of a file that is being received. */
export const unfinishedName = (high: number, low: number): string =>
  `.sockeye-${high.toString(16).padStart(8, '0')}${low.toString(16).padStart(8, '0')}.part`;

/** Is this the name of a file that is not whole? */
export const isUnfinished = (name: string): boolean => UNFINISHED.test(name);

/**
 * Does a name fit a pattern of `*` and `?`, as a shell has it? A dot in front is met by a dot only.
 *
 * Neither star nor mark can make the search take longer than the product of both lengths.
 *
 * @example
 * fits('*.txt', 'a.txt') // true
 */
export const fits = (pattern: string, name: string): boolean => {
  if (name.startsWith('.') && !pattern.startsWith('.')) return false;
  let at = 0;
  let star = -1;
  let retry = 0;
  let p = 0;
  while (at < name.length) {
    const letter = pattern.charAt(p);
    if (letter === '*') {
      star = p;
      retry = at;
      p += 1;
    } else if (letter !== '' && (letter === '?' || letter === name.charAt(at))) {
      p += 1;
      at += 1;
    } else if (star >= 0) {
      p = star + 1;
      retry += 1;
      at = retry;
    } else return false;
  }
  return pattern.slice(p).replaceAll('*', '') === '';
};

/** Is there a star or a mark in it? */
export const isPattern = (name: string): boolean => /[*?]/.test(name);
