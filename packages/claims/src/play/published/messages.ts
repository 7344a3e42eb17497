// Datagrams in one direction: a client sends some, and pauses between them; the server receives whatever comes.
import type { Bytes, Duration, Endpoint, Program } from '@sockeye/core';
import {
  andThen,
  bind,
  close,
  forever,
  host,
  milliseconds,
  program,
  recvfrom,
  seconds,
  sendto,
  sleep,
  socket,
} from '@sockeye/core';
import type { Play } from '../Play.ts';
import { AT_SERVER, CLIENT, part, SERVER, twoHosts } from './places.ts';
import { text } from './text.ts';

/** Receives datagrams for ever. */
export const receiver = (at: Endpoint, size: number): Program<unknown, never> =>
  program(function* () {
    const fd = yield* socket('datagram');
    yield* bind(fd, at);
    return yield* forever(andThen(recvfrom(fd, size), () => sleep(milliseconds(0))));
  });

/** Sends datagrams, with a pause between them. */
export const sender = (to: Endpoint, said: ReadonlyArray<Bytes>, pause: Duration): Program<unknown, void> =>
  program(function* () {
    const fd = yield* socket('datagram');
    for (const message of said) {
      yield* sendto(fd, message, to);
      yield* sleep(pause);
    }
    yield* close(fd);
  });

/** Message number i, told from every other by its first octet and its length. */
const message = (index: number, octets: number): Bytes => {
  const made = text(octets + index, index);
  made[0] = index;
  return made;
};

export const messages: Play = {
  name: 'messages',
  sizes: { messages: { least: 1, usual: 5, most: 12 }, octets: { least: 1, usual: 100, most: 1_400 } },
  rage: seconds(20),
  patience: seconds(60),
  stage: ({ messages: count = 5, octets = 100 }) => ({
    host,
    topology: twoHosts,
    parts: [
      part(SERVER, 'receive', 'server', receiver(AT_SERVER, 65_535)),
      part(
        CLIENT,
        `send ${count} messages`,
        'client',
        sender(
          AT_SERVER,
          Array.from({ length: count }, (_, i) => message(i, octets)),
          milliseconds(5),
        ),
      ),
    ],
  }),
};
