// What every server's command has: where it listens, who may log in, and when an idle peer is sent away.
import type { Duration } from '@sockeye/core';
import { seconds } from '@sockeye/core';
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import type { Place } from '../programs/places.ts';
import { readPlace, readSeconds } from '../programs/places.ts';

/** Somebody who may log in. */
export interface Account {
  readonly name: string;
  readonly password: string;
}

/** One more NAME:PASSWORD. The password may hold colons; neither may hold what ends a line. */
const readUser = (word: string, before: ReadonlyArray<Account> | undefined): ReadonlyArray<Account> => {
  const colon = word.indexOf(':');
  // oxlint-disable-next-line no-control-regex -- control characters are what is refused
  if (colon < 1 || /[\u0000-\u001f\u007f]/u.test(word)) {
    throw new InvalidArgumentError('a user is NAME:PASSWORD, as in alice:secret, without control characters.');
  }
  return [...(before ?? []), { name: word.slice(0, colon), password: word.slice(colon + 1) }];
};

/** `--listen` and `--idle`. */
export const withPlace = (command: Command, idle: string): void => {
  command.requiredOption('--listen <host:port>', 'where to listen; port 0 is any that is free', readPlace);
  command.option('--idle <seconds>', idle, readSeconds);
};

/** `--user`, repeatable. */
export const withUsers = (command: Command): void => {
  command.option('--user <name:password>', 'who may log in; may be given several times', readUser);
};

// The readers above have made these of the words.
type Options = Readonly<Record<string, unknown>>;

export const placeOf = ({ listen }: Options): Place => listen as Place;

export const idleOf = ({ idle }: Options): Duration | undefined =>
  typeof idle === 'number' ? seconds(idle) : undefined;

export const usersOf = ({ user }: Options): ReadonlyArray<Account> => (user ?? []) as ReadonlyArray<Account>;
