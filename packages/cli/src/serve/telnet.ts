import { TERMINAL, telnetServer } from '@sockeye/core';
import { goingTo } from '../programs/places.ts';
import type { Recipe } from '../programs/Recipe.ts';
import { idleOf, placeOf, usersOf, withPlace, withUsers } from './options.ts';

/** `sockeye serve telnet`. (RFC 854) */
export const serveTelnetRecipe: Recipe = {
  words: ['serve', 'telnet'],
  role: 'server',
  says: 'a login and a prompt with the commands echo, hex, term, size, iac and exit, by Telnet',
  example: `sockeye serve telnet --listen 127.0.0.1:2323 --user bob:secret &
sleep 1
printf 'bob\\nsecret\\necho hello\\nexit\\n' | sockeye telnet 127.0.0.1 2323
kill $!`,
  shape: (command) => {
    withPlace(command, 'send a client away that has said nothing for so long (default: 300)');
    withUsers(command);
  },
  job: (_, options) => {
    const place = placeOf(options);
    const idle = idleOf(options);
    const config = { ...TERMINAL, accounts: usersOf(options), ...(idle === undefined ? {} : { idle }) };
    return {
      name: 'serve telnet',
      program: goingTo(place, (end) => telnetServer(end, config)),
      role: 'server',
      place: `${place.host}:${place.port}`,
      readsInput: false,
      isEcho: false,
    };
  },
};
