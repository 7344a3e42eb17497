import { readAddress, serveSmtp } from '@sockeye/core';
import { InvalidArgumentError } from 'commander';
import { goingTo } from '../programs/places.ts';
import type { Recipe } from '../programs/Recipe.ts';
import { idleOf, placeOf, usersOf, withPlace, withUsers } from './options.ts';

/** The largest message that anybody may ask for: 1 GiB. */
const LARGEST = 1_073_741_824;

const readDomain = (word: string): string => {
  if (!word.startsWith('[') && readAddress(`postmaster@${word}`) !== undefined) return word;
  throw new InvalidArgumentError(`${JSON.stringify(word)} is not a domain, as in example.org.`);
};

const readSize = (word: string): number => {
  const size = /^[0-9]{1,10}$/.test(word) ? Number(word) : 0;
  if (size > 0 && size <= LARGEST) return size;
  throw new InvalidArgumentError(
    `${JSON.stringify(word)} is not a number of bytes: a whole number from 1 to ${LARGEST} was expected.`,
  );
};

/** `sockeye serve smtp`. (RFC 5321) */
export const serveSmtpRecipe: Recipe = {
  words: ['serve', 'smtp'],
  role: 'server',
  says: 'takes mail for the users of a domain, into one Maildir each',
  example: `mkdir -p mail
sockeye serve smtp --listen 127.0.0.1:2525 --mail mail --domain example.org --user alice:secret &
sleep 1
printf 'Subject: hello\\n\\nThis is the message.\\n' | sockeye smtp send smtp://127.0.0.1:2525 --from bob@example.net --to alice@example.org -
kill $!`,
  shape: (command) => {
    withPlace(command, 'leave a client that has sent too little for so long (default: 300)');
    withUsers(command);
    command.requiredOption('--mail <directory>', 'the folder of the Maildirs; it is made where there is none');
    command.requiredOption('--domain <name>', 'the domain whose users and postmaster mail is taken for', readDomain);
    command.option('--max-size <bytes>', 'the largest message that is taken (default: 1048576)', readSize);
  },
  job: (_, options) => {
    const place = placeOf(options);
    const idle = idleOf(options);
    const size = options['maxSize'];
    const limits = {
      ...(idle === undefined ? {} : { idle }),
      ...(typeof size === 'number' ? { size } : {}),
    };
    return {
      name: 'serve smtp',
      program: goingTo(place, (end) =>
        serveSmtp(end, { domain: String(options['domain']), users: usersOf(options), limits }),
      ),
      role: 'server',
      place: `${place.host}:${place.port}`,
      readsInput: false,
      isEcho: false,
      root: String(options['mail']),
      makesRoot: true,
    };
  },
};
