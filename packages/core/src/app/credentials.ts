// Names and passwords, compared so that the time it takes tells nothing.

/** Somebody who may log in. */
export interface Account {
  readonly name: string;
  readonly password: string;
}

/** Are two texts the same? It takes as long whether they differ at once or at the end. */
const isSame = (given: string, right: string): boolean => {
  let difference = given.length ^ right.length;
  for (let i = 0; i < given.length; i++) {
    difference |= given.charCodeAt(i) ^ right.charCodeAt(i % Math.max(1, right.length));
  }
  return difference === 0;
};

/**
 * Is this the password of somebody of that name?
 *
 * Every account is compared with, so that a name that there is takes no longer than one that there is not.
 *
 * @example
 * isRight([{ name: 'bob', password: 'secret' }], 'bob', 'secret') // true
 */
export const isRight = (accounts: ReadonlyArray<Account>, name: string, password: string): boolean => {
  let found = false;
  for (const account of accounts) {
    const both = [isSame(name, account.name), isSame(password, account.password)];
    if (both.every((is) => is)) found = true;
  }
  return found;
};
