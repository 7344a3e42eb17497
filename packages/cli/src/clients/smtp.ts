import { basename, dirname } from 'node:path';
import type { Address, Duration, Identity, ReversePath } from '@sockeye/core';
import { NULL_PATH, readAddress, seconds, sendMail } from '@sockeye/core';
import { InvalidArgumentError } from 'commander';
import { goingTo } from '../programs/places.ts';
import type { Recipe } from '../programs/Recipe.ts';
import type { Target } from './options.ts';
import { readUrl, showNote, showsExchange, withExchange } from './options.ts';

const readSender = (word: string): ReversePath => (word === '' || word === '<>' ? NULL_PATH : readRecipient(word));

const readRecipient = (word: string): Address => {
  const address = readAddress(word);
  if (address !== undefined) return address;
  throw new InvalidArgumentError(`${JSON.stringify(word)} is not an address, as in alice@example.org.`);
};

const readRecipients = (word: string, before: ReadonlyArray<Address> | undefined): ReadonlyArray<Address> => [
  ...(before ?? []),
  readRecipient(word),
];

/** The client itself waits no longer for an answer than it may: standard input may take its time meanwhile. */
const patienceOf = ({ timeout }: Readonly<Record<string, unknown>>): { readonly patience?: Duration } =>
  typeof timeout === 'number' ? { patience: seconds(timeout) } : {};

const loginOf = ({ user, password }: Target): Identity | undefined =>
  user === undefined ? undefined : { name: user, password: password ?? '' };

/** `sockeye smtp send URL`. */
export const smtpSendRecipe: Recipe = {
  words: ['smtp', 'send'],
  role: 'client',
  says: 'sends a message, and says of each recipient whether it was accepted',
  example: `mkdir -p mail
sockeye serve smtp --listen 127.0.0.1:2525 --mail mail --domain example.org --user alice:secret &
sleep 1
printf 'Subject: hello\\n\\nThis is the message.\\n' > message.txt
sockeye smtp send smtp://127.0.0.1:2525 --from bob@example.net --to alice@example.org message.txt
kill $!`,
  shape: (command) => {
    command.argument('<url>', 'smtp://[user:password@]host[:port]', readUrl('smtp', 25));
    command.argument('<file>', 'the message, header and text; - is standard input');
    command.requiredOption('--from <address>', 'who sends it; <> is nobody, as for bounces', readSender);
    command.requiredOption('--to <address>', 'a recipient; may be given several times', readRecipients);
    withExchange(command);
  },
  job: (operands, options) => {
    // The readers above have made these of the words.
    const [target, file] = operands as readonly [Target, string];
    const place = { host: target.host, port: target.port };
    const isInput = file === '-';
    return {
      name: 'smtp send',
      program: goingTo(place, (server) =>
        sendMail({
          server,
          from: options['from'] as ReversePath,
          to: options['to'] as ReadonlyArray<Address>,
          file: isInput ? undefined : `/${basename(file)}`,
          login: loginOf(target),
          noted: showsExchange(options) ? showNote : undefined,
          ...patienceOf(options),
        }),
      ),
      role: 'client',
      place: `${place.host}:${place.port}`,
      readsInput: isInput,
      isEcho: false,
      ...(isInput ? {} : { root: dirname(file) }),
    };
  },
};
