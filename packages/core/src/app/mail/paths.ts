// Where a user's mail lies. A name that somebody gave never becomes a path as it is: it is escaped here, and only here.
import { hex2, utf8 } from '../../basis/bytes.ts';

/** Where foreign mail waits for a way out, beside the users: no escaped name begins with a dot. */
export const QUEUE = '.queue';

const isPlain = (octet: number): boolean =>
  (octet >= 0x30 && octet <= 0x39) ||
  (octet >= 0x41 && octet <= 0x5a) ||
  (octet >= 0x61 && octet <= 0x7a) ||
  octet === 0x2d ||
  octet === 0x5f ||
  octet === 0x2e ||
  octet === 0x40;

/**
 * A name as one component of a path.
 *
 * Letters, digits, `-`, `_`, `@` and a dot that is not the first stay as they are; every other octet becomes `=` and two
 * hexadecimal digits. So no name walks (`..`), hides (`.x`), or has a slash; and no two names become one.
 *
 * Takes   any text but the empty one
 * Gives   a component; at most three octets for each of the name's
 *
 * @example
 * escapedName('bob') // 'bob'
 * escapedName('../bob') // '=2e.=2fbob'
 *
 * @category codec
 * @since 0.1.0
 */
export const escapedName = (name: string): string => {
  const octets = utf8(name);
  let out = '';
  for (let i = 0; i < octets.length; i++) {
    const octet = octets[i] ?? 0;
    const stays = isPlain(octet) && !(octet === 0x2e && i === 0);
    out += stays ? String.fromCharCode(octet) : `=${hex2(octet)}`;
  }
  return out;
};

/**
 * The Maildir of a user, under the root of all mail.
 *
 * @example
 * maildirOf('/mail', 'bob') // '/mail/bob'
 *
 * @category constructors
 * @since 0.1.0
 */
export const maildirOf = (root: string, user: string): string => `${root === '/' ? '' : root}/${escapedName(user)}`;

/** The Maildir of mail for elsewhere. */
export const queueOf = (root: string): string => `${root === '/' ? '' : root}/${QUEUE}`;
