import { inside, isPattern, nameOf, parentOf, resolve } from '../path.ts';
import { rules } from '../rules.ts';
import type { Turn } from '../Turn.ts';
import { remark, say } from '../Turn.ts';

/** What is to be listed. */
export interface Wanted {
  readonly path: string;
  readonly pattern: string | undefined;
  /** Names with a dot in front as well. */
  readonly all: boolean;
  /** What stands before each name in NLST, so that a client can use the lines as pathnames. */
  readonly prefix: string;
}

/**
 * The argument of LIST, NLST and STAT: options of `ls`, of which clients are fond, and a pathname, whose last name may have stars.
 *
 * `-a` means what it means to `ls`; other options change nothing. A file whose name begins with a hyphen is `./-name`.
 *
 * Gives   undefined where it names nothing, and the refusal has been said
 */
export const listOf = (turn: Turn, argument: string): Wanted | undefined => {
  const [, options = '', pathname = ''] = /^((?:-[A-Za-z0-9]*(?: +|$))*)(.*)$/s.exec(argument) ?? [];
  const all = /a/i.test(options);
  const path = resolve(turn.state.directory, pathname);
  if (path === undefined) {
    remark(turn, rules['bad-argument'], 'pathname');
    say(turn, 501, 'That is no pathname.');
    return undefined;
  }
  const slash = pathname.lastIndexOf('/');
  const name = nameOf(path);
  if (isPattern(name)) return { path: parentOf(path), pattern: name, all, prefix: pathname.slice(0, slash + 1) };
  const prefix = pathname === '' || pathname === '.' ? '' : inside(pathname.replace(/\/+$/, ''), '');
  return { path, pattern: undefined, all, prefix };
};
