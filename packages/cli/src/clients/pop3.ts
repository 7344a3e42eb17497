import type { Pop3Operation } from '@sockeye/core';
import { fetchMail } from '@sockeye/core';
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { goingTo } from '../programs/places.ts';
import type { Recipe } from '../programs/Recipe.ts';
import type { Target } from './options.ts';
import { readUrl, showNote, showsExchange, withExchange } from './options.ts';

const EXAMPLE = (command: string): string => `mkdir -p mail/alice/new
printf 'Subject: hello\\n\\nThis is the message.\\n' > mail/alice/new/1
sockeye serve pop3 --listen 127.0.0.1:2110 --mail mail --user alice:secret &
sleep 1
sockeye pop3 ${command}
kill $!`;

const readNumber =
  (least: number) =>
  (word: string): number => {
    const number = /^[0-9]{1,9}$/.test(word) ? Number(word) : -1;
    if (number >= least) return number;
    throw new InvalidArgumentError(`${JSON.stringify(word)} is not a whole number, ${least} or more.`);
  };

/** Whoever has mail to fetch has a name and a password. */
const readLogin = (word: string): Target => {
  const target = readUrl('pop3', 110)(word);
  if (target.user !== undefined && target.user !== '' && target.password !== undefined) return target;
  throw new InvalidArgumentError('a name and a password are missing: pop3://user:password@host:110 was expected.');
};

const withUrl = (command: Command): void => {
  command.argument('<url>', 'pop3://user:password@host[:port]', readLogin);
  withExchange(command);
};

const withMessage = (command: Command): void => {
  withUrl(command);
  command.argument('<number>', 'the number of the message in the maildrop, from 1', readNumber(1));
};

/** One of the commands: what it is called, what its operands are, and what it does. */
const recipe = (
  word: string,
  says: string,
  example: string,
  shape: Recipe['shape'],
  operation: (operands: ReadonlyArray<unknown>) => Pop3Operation,
): Recipe => ({
  words: ['pop3', word],
  role: 'client',
  says,
  example: EXAMPLE(example),
  shape,
  job: (operands, options) => {
    // The readers above have made these of the words.
    const [target, ...rest] = operands as readonly [Target, ...Array<unknown>];
    const { user = '', password = '' } = target;
    const place = { host: target.host, port: target.port };
    return {
      name: `pop3 ${word}`,
      program: goingTo(place, (server) =>
        fetchMail({
          server,
          login: { name: user, password },
          operation: operation(rest),
          noted: showsExchange(options) ? showNote : undefined,
        }),
      ),
      role: 'client',
      place: `${place.host}:${place.port}`,
      readsInput: false,
      isEcho: false,
    };
  },
});

const URL = 'pop3://alice:secret@127.0.0.1:2110';

/** `sockeye pop3 …`. */
export const POP3_RECIPES: ReadonlyArray<Recipe> = [
  recipe('stat', 'how many messages there are, and how many octets', `stat ${URL}`, withUrl, () => ({ _tag: 'Stat' })),
  recipe('list', 'the number and the size of each message', `list ${URL}`, withUrl, () => ({ _tag: 'List' })),
  recipe('uidl', 'the number and the unique identifier of each message', `uidl ${URL}`, withUrl, () => ({
    _tag: 'Uidl',
  })),
  recipe('retr', 'a message, to standard output', `retr ${URL} 1`, withMessage, ([message]) => ({
    _tag: 'Retr',
    message: message as number,
  })),
  recipe(
    'top',
    'the header of a message and the first lines of its text, to standard output',
    `top ${URL} 1 5`,
    (command) => {
      withMessage(command);
      command.argument('<lines>', 'how many lines of the text', readNumber(0));
    },
    ([message, lines]) => ({ _tag: 'Top', message: message as number, lines: lines as number }),
  ),
  recipe('dele', 'removes a message', `dele ${URL} 1\nsockeye pop3 stat ${URL}`, withMessage, ([message]) => ({
    _tag: 'Dele',
    message: message as number,
  })),
];
