import type { Bytes } from '../../../basis/bytes.ts';
import { equalBytes, text, utf8 } from '../../../basis/bytes.ts';
import { E } from '../../../basis/fp.ts';

/** A command line, taken apart. */
export interface Command {
  /** In capital letters. */
  readonly verb: string;
  /** What follows the one space; undefined where nothing does. */
  readonly argument: string | undefined;
}

/** Why a line is no command: `syntax` is a 500, `argument` a 501. */
export type NoCommand = 'syntax' | 'argument';

const DATA_MARK = 242;

/** A data mark that was sent beside the urgent octet, and not behind an IAC, as old clients send it before ABOR. */
const withoutMark = (line: Bytes): Bytes => (line[0] === DATA_MARK ? line.subarray(1) : line);

/**
 * Takes a command line apart.
 *
 * Takes   a line without its CR LF
 * Gives   verb and argument; or what is wrong
 * Fails   never
 * RFC     959 §5.3; 2640 §2.2 (arguments are UTF-8)
 *
 * @example
 * parseCommand(utf8('cwd /tmp')) // { _tag: 'Right', right: { verb: 'CWD', argument: '/tmp' } }
 */
export const parseCommand = (octets: Bytes): E.Either<NoCommand, Command> => {
  const line = withoutMark(octets);
  const said = text(line);
  // command = 3*4ALPHA [ SP argument ] CRLF ; RFC 959 §5.3.1
  const [, verb, rest] = /^([A-Za-z]{3,4})(?: (.*))?$/s.exec(said) ?? [];
  if (verb === undefined) return E.left('syntax');
  // What is no UTF-8 names no file, and a control character in a name would break a listing.
  if (rest !== undefined && (/[\0\r\n]/.test(rest) || !equalBytes(utf8(said), line))) return E.left('argument');
  return E.right({ verb: verb.toUpperCase(), argument: rest === '' ? undefined : rest });
};
