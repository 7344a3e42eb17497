// What the command of every client of a protocol has: a URL, and `--show-exchange`.
import type { Note, Program } from '@sockeye/core';
import { exchangeRules, STDERR, succeed, utf8, writeAll, attempt } from '@sockeye/core';
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { readHost } from '../programs/places.ts';

/** A URL, taken apart. What was percent-encoded in it is still so in `path` and `query`; name and password are decoded. */
export interface Target {
  readonly host: string;
  readonly port: number;
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** With its slash; empty where there is none. */
  readonly path: string;
  /** With its question mark; empty where there is none. */
  readonly query: string;
}

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new InvalidArgumentError(`${JSON.stringify(part)} is not percent-encoded UTF-8.`);
  }
};

/** What would end a line of a protocol, or a C string: it is refused here, plain or percent-encoded, and never sent. */
// oxlint-disable-next-line no-control-regex -- control characters are what is refused
const CONTROL = /[\u0000-\u001f\u007f]|%0[0-9a-f]|%1[0-9a-f]|%7f/iu;

// URL = scheme "://" [ user [ ":" password ] "@" ] host [ ":" port ] [ path ] [ "?" query ] [ "#" fragment ] ; RFC 3986 §3
const SHAPE = /^([a-z][a-z0-9+.-]*):\/\/(?:([^@/?#]*)@)?([^:@/?#]+)(?::([0-9]{1,5}))?(\/[^?#]*)?(\?[^#]*)?(?:#.*)?$/iu;

/**
 * Reads the URL of a protocol.
 *
 * Takes   the scheme, and the port where the URL names none
 * Fails   by what commander tells the user: what is wrong, and what would have been right
 */
export const readUrl =
  (scheme: string, port: number) =>
  (word: string): Target => {
    const shown = `${scheme}://user:password@host:${port}/path`;
    if (CONTROL.test(word)) throw new InvalidArgumentError('a URL holds no control characters, not even encoded ones.');
    const [, named, login, host, number, path = '', query = ''] = SHAPE.exec(word) ?? [];
    if (named?.toLowerCase() !== scheme || host === undefined) {
      throw new InvalidArgumentError(`${JSON.stringify(word)} is not a URL of the form ${shown}.`);
    }
    const at = number === undefined ? port : Number(number);
    if (at < 1 || at > 65_535) throw new InvalidArgumentError(`${number} is not a port: 1 to 65535 was expected.`);
    const colon = login === undefined ? -1 : login.indexOf(':');
    const user = login === undefined ? undefined : colon < 0 ? login : login.slice(0, colon);
    return {
      host: readHost(host),
      port: at,
      user: user === undefined ? undefined : decoded(user),
      password: login === undefined || colon < 0 ? undefined : decoded(login.slice(colon + 1)),
      path,
      query,
    };
  };

/** `--show-exchange`. */
export const withExchange = (command: Command): void => {
  command.option('--show-exchange', 'print the dialogue on standard error, line by line; passwords are not shown');
};

/** What tells notes of an exchange on standard error: `> ` what was sent, `< ` what came. To be given to `converse`. */
export const showNote = ({ rule, detail }: Note): Program<never, unknown> => {
  const sign = rule === exchangeRules.said ? '>' : rule === exchangeRules.heard ? '<' : undefined;
  return sign === undefined ? succeed(undefined) : attempt(writeAll(STDERR, utf8(`${sign} ${detail}\n`)));
};

export const showsExchange = ({ showExchange }: Readonly<Record<string, unknown>>): boolean => showExchange === true;
