import { serveEcho } from '@sockeye/core';
import { goingTo } from '../programs/places.ts';
import type { Recipe } from '../programs/Recipe.ts';
import { idleOf, placeOf, withPlace } from './options.ts';

/** `sockeye serve echo`. (RFC 862) */
export const serveEchoRecipe: Recipe = {
  words: ['serve', 'echo'],
  role: 'server',
  says: 'sends back whatever comes, over TCP and UDP on one port',
  example: `sockeye serve echo --listen 127.0.0.1:7007 &
sleep 1
echo 'hello' | sockeye echo tcp 127.0.0.1 7007
kill $!`,
  shape: (command) => withPlace(command, 'drop a TCP peer that has stalled for so long'),
  job: (_, options) => {
    const place = placeOf(options);
    return {
      name: 'serve echo',
      program: goingTo(place, (end) => serveEcho(end, idleOf(options))),
      role: 'server',
      place: `${place.host}:${place.port}`,
      readsInput: false,
      isEcho: false,
    };
  },
};
