// A command line of POP3 as a value. (RFC 1939 §9; CAPA: RFC 2449 §5; AUTH: RFC 5034 §4)
import { equalBytes, text, utf8 } from '../../../basis/bytes.ts';
import { E } from '../../../basis/fp.ts';
import type { Line } from '../../mail/lineReader.ts';

/** A command that was understood. */
export type Command =
  | { readonly _tag: 'User'; readonly name: string }
  | { readonly _tag: 'Pass'; readonly password: string }
  | { readonly _tag: 'Apop'; readonly name: string; readonly digest: string }
  /** Without a mechanism it asks which there are. */
  | { readonly _tag: 'Auth'; readonly mechanism: string | undefined; readonly initial: string | undefined }
  | { readonly _tag: 'List' | 'Uidl'; readonly message: number | undefined }
  | { readonly _tag: 'Retr' | 'Dele'; readonly message: number }
  | { readonly _tag: 'Top'; readonly message: number; readonly lines: number }
  | { readonly _tag: 'Stat' | 'Rset' | 'Noop' | 'Quit' | 'Capa' };

type Outcome = E.Either<string, Command>;

/** A number of a message, or of lines. One that is larger than any there can be is read as none. */
const numberOf = (word: string): number | undefined => (/^[0-9]{1,15}$/.test(word) ? Number(word) : undefined);

const alone = (_tag: 'Stat' | 'Rset' | 'Noop' | 'Quit' | 'Capa', rest: string): Outcome =>
  rest.trim() === '' ? E.right({ _tag }) : E.left('nothing may follow this command');

const optional = (_tag: 'List' | 'Uidl', rest: string): Outcome => {
  if (rest.trim() === '') return E.right({ _tag, message: undefined });
  const message = numberOf(rest.trim());
  return message === undefined ? E.left('this is no number of a message') : E.right({ _tag, message });
};

const numbered = (_tag: 'Retr' | 'Dele', rest: string): Outcome => {
  const message = numberOf(rest.trim());
  return message === undefined ? E.left('the number of a message is missing') : E.right({ _tag, message });
};

const top = (rest: string): Outcome => {
  const [first = '', second = '', ...others] = rest.trim().split(/ +/);
  const message = numberOf(first);
  const lines = numberOf(second);
  return message === undefined || lines === undefined || others.length > 0
    ? E.left('the number of a message and a number of lines are missing')
    : E.right({ _tag: 'Top', message, lines });
};

// digest: 32 hexadecimal digits in lower case ; RFC 1939 §7
const apop = (rest: string): Outcome => {
  const [name = '', digest = '', ...others] = rest.trim().split(' ');
  return name === '' || others.length > 0 || !/^[0-9a-f]{32}$/.test(digest)
    ? E.left('a name and a digest are missing')
    : E.right({ _tag: 'Apop', name, digest });
};

// AUTH mechanism [initial-response]
const auth = (rest: string): Outcome => {
  if (rest.trim() === '') return E.right({ _tag: 'Auth', mechanism: undefined, initial: undefined });
  const [, mechanism, initial] = /^([A-Za-z0-9_-]{1,20})(?: +([A-Za-z0-9+/=]+))? *$/.exec(rest) ?? [];
  return mechanism === undefined
    ? E.left('this is no mechanism')
    : E.right({ _tag: 'Auth', mechanism: mechanism.toUpperCase(), initial });
};

const readVerb = (verb: string, rest: string): Outcome => {
  switch (verb) {
    case 'USER':
      return rest.trim() === '' ? E.left('a name is missing') : E.right({ _tag: 'User', name: rest.trim() });
    case 'PASS':
      // A password may have blanks: all behind the first is the password. (RFC 1939 §7)
      return rest === '' ? E.left('a password is missing') : E.right({ _tag: 'Pass', password: rest });
    case 'APOP':
      return apop(rest);
    case 'AUTH':
      return auth(rest);
    case 'STAT':
      return alone('Stat', rest);
    case 'LIST':
      return optional('List', rest);
    case 'UIDL':
      return optional('Uidl', rest);
    case 'RETR':
      return numbered('Retr', rest);
    case 'DELE':
      return numbered('Dele', rest);
    case 'TOP':
      return top(rest);
    case 'RSET':
      return alone('Rset', rest);
    case 'NOOP':
      return alone('Noop', rest);
    case 'QUIT':
      return alone('Quit', rest);
    case 'CAPA':
      return alone('Capa', rest);
    default:
      return E.left('there is no such command');
  }
};

/**
 * Reads a command line.
 *
 * Takes   a line, without its CRLF
 * Gives   the command
 * Fails   with what is wrong, in a few words that repeat nothing of what was sent
 * RFC     1939 §3 (verbs are not case-sensitive)
 *
 * @category codec
 * @since 0.1.0
 */
export const readCommand = (line: Line): Outcome => {
  if (line.isTooLong) return E.left('the line is too long');
  if (line.isBare) return E.left('a line ends with CR LF, and has neither inside');
  const words = text(line.octets);
  if (words.includes('\0') || !equalBytes(utf8(words), line.octets)) return E.left('the line is no text');
  const space = words.indexOf(' ');
  const verb = (space === -1 ? words : words.slice(0, space)).toUpperCase();
  return readVerb(verb, space === -1 ? '' : words.slice(space + 1));
};
