import { servePop3 } from '@sockeye/core';
import { goingTo } from '../programs/places.ts';
import type { Recipe } from '../programs/Recipe.ts';
import { idleOf, placeOf, usersOf, withPlace, withUsers } from './options.ts';

/** `sockeye serve pop3`. (RFC 1939) */
export const servePop3Recipe: Recipe = {
  words: ['serve', 'pop3'],
  role: 'server',
  says: 'lets users fetch their mail from their Maildirs',
  example: `mkdir -p mail/alice/new
printf 'Subject: hello\\n\\nThis is the message.\\n' > mail/alice/new/1
sockeye serve pop3 --listen 127.0.0.1:2110 --mail mail --user alice:secret &
sleep 1
sockeye pop3 stat pop3://alice:secret@127.0.0.1:2110
kill $!`,
  shape: (command) => {
    withPlace(command, 'leave a client that has been silent for so long (default: 600)');
    withUsers(command);
    command.requiredOption('--mail <directory>', 'the folder of the Maildirs; it is made where there is none');
  },
  job: (_, options) => {
    const place = placeOf(options);
    const idle = idleOf(options);
    return {
      name: 'serve pop3',
      program: goingTo(place, (end) =>
        servePop3(end, { users: usersOf(options), limits: idle === undefined ? {} : { idle } }),
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
