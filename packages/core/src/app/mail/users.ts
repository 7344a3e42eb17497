// Who may log in, and how names and passwords are compared.
import type { Bytes } from '../../basis/bytes.ts';
import { utf8 } from '../../basis/bytes.ts';

/** A user of the mail servers. */
export interface MailUser {
  readonly name: string;
  readonly password: string;
}

/**
 * Are these the same octets? It takes as long for those that differ at once as for those that differ at the end.
 *
 * The time depends on the length of what was given, never on what is kept.
 */
export const sameSecret = (given: Bytes, kept: Bytes): boolean => {
  let difference = given.length ^ kept.length;
  for (let i = 0; i < given.length; i++) difference |= (given[i] ?? 0) ^ (kept[i % Math.max(1, kept.length)] ?? 0);
  return difference === 0;
};

/**
 * The user of that name with that password.
 *
 * All users are looked at, and each comparison takes the same time: so an unknown name cannot be told from a wrong password.
 *
 * Takes   the users, and what was given
 * Gives   the user's name; undefined where one of the two is wrong
 *
 * @example
 * loggedIn([{ name: 'bob', password: 'secret' }], 'bob', 'secret') // 'bob'
 * loggedIn([{ name: 'bob', password: 'secret' }], 'bob', 'guess') // undefined
 *
 * @category model
 * @since 0.1.0
 */
export const loggedIn = (users: ReadonlyArray<MailUser>, name: string, password: string): string | undefined => {
  const givenName = utf8(name);
  const givenPassword = utf8(password);
  let found: string | undefined;
  for (const user of users) {
    const isName = sameSecret(givenName, utf8(user.name));
    const isPassword = sameSecret(givenPassword, utf8(user.password));
    if (isName && isPassword) found = user.name;
  }
  return found;
};

/** ASCII letters made small, all else as it is: what is compared where a protocol says that case is not significant. */
export const lowered = (word: string): string => word.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
