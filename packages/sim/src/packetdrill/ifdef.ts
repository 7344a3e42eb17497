// The FreeBSD dialect: parts of a script that are read only where a name is defined.
import { E } from '../basis/fp.ts';
import type { LexError } from './lexer.ts';

const DIRECTIVE = /^[ \t]*#[ \t]*(ifdef|ifndef|endif)\b[ \t]*([A-Za-z0-9_]*)[^\n]*$/;

/**
 * Blanks out what stands between `#ifdef NAME` and `#endif` where NAME is not defined; lines keep their numbers.
 *
 * No nesting and no else, as the dialect has it; `#ifndef` is the contrary.
 *
 * Takes   the source, and whether a name is defined
 * Fails   a directive that is nested, or has no partner
 *
 * @category codec
 * @since 0.1.0
 */
export const conditional = (source: string, isDefined: (name: string) => boolean): E.Either<LexError, string> => {
  const lines = source.split('\n');
  const kept: Array<string> = [];
  let opened: number | undefined;
  let isRead = true;
  let from = 0;
  for (const line of lines) {
    const match = DIRECTIVE.exec(line);
    const word = match?.[1];
    if (word === undefined) {
      kept.push(isRead ? line : line.replace(/[^\r]/g, ' '));
    } else {
      kept.push(line.replace(/[^\r]/g, ' '));
      if (word === 'endif') {
        if (opened === undefined) return E.left({ at: from, says: '#endif without #ifdef' });
        opened = undefined;
        isRead = true;
      } else {
        if (opened !== undefined) return E.left({ at: from, says: '#ifdef inside #ifdef' });
        if ((match?.[2] ?? '') === '') return E.left({ at: from, says: `expected a name after #${word}` });
        opened = from;
        isRead = isDefined(match?.[2] ?? '') === (word === 'ifdef');
      }
    }
    from += line.length + 1;
  }
  return opened === undefined ? E.right(kept.join('\n')) : E.left({ at: opened, says: '#ifdef without #endif' });
};
