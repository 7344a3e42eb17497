import type { Endpoint, Program } from '@sockeye/core';
import { FTP_LIMITS, ftpServer } from '@sockeye/core';
import type { Command } from 'commander';
import { goingTo } from '../programs/places.ts';
import type { Recipe } from '../programs/Recipe.ts';
import { readDirectory } from './directories.ts';
import { idleOf, placeOf, usersOf, withPlace, withUsers } from './options.ts';

const shape = (command: Command): void => {
  withPlace(command, 'send a client away in whose session nothing has happened for so long (default: 300)');
  command.requiredOption('--root <dir>', 'the directory that every user finds as /; nothing leaves it', readDirectory);
  withUsers(command);
  command.option('--anonymous', 'anonymous may log in with any password, and read');
};

/** `sockeye serve ftp`. (RFC 959) */
export const serveFtpRecipe: Recipe = {
  words: ['serve', 'ftp'],
  role: 'server',
  says: 'serves the files of a directory by FTP: users may write, anonymous may read',
  example: `mkdir -p files && echo 'hello' > files/hello.txt
sockeye serve ftp --listen 127.0.0.1:2121 --root files --user bob:secret &
sleep 1
sockeye ftp get ftp://bob:secret@127.0.0.1:2121/hello.txt
kill $!`,
  shape,
  job: (_, options) => {
    const place = placeOf(options);
    const { root, anonymous } = options;
    const idle = idleOf(options);
    const limits = idle === undefined ? FTP_LIMITS : { ...FTP_LIMITS, idle };
    const serve = (end: Endpoint): Program<unknown, unknown> =>
      ftpServer(end, { accounts: usersOf(options), anonymous: anonymous === true, limits });
    return {
      name: 'serve ftp',
      program: goingTo(place, serve),
      role: 'server',
      place: `${place.host}:${place.port}`,
      readsInput: false,
      isEcho: false,
      // `readDirectory` has read it.
      root: root as string,
    };
  },
};
