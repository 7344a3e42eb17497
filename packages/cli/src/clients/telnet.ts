import { telnetClient } from '@sockeye/core';
import { InvalidArgumentError } from 'commander';
import { goingTo, readHost, readRemotePort } from '../programs/places.ts';
import type { Recipe } from '../programs/Recipe.ts';
import { showNote, showsExchange, withExchange } from './options.ts';

interface Size {
  readonly columns: number;
  readonly rows: number;
}

const readSize = (word: string): Size => {
  const [, columns, rows] = /^([0-9]{1,5})x([0-9]{1,5})$/i.exec(word) ?? [];
  const size = { columns: Number(columns), rows: Number(rows) };
  if (size.columns <= 65_535 && size.rows <= 65_535) return size;
  throw new InvalidArgumentError(`${JSON.stringify(word)} is not COLUMNSxROWS, as in 80x24; either is at most 65535.`);
};

// RFC 1091: NVT ASCII, at most 40 letters.
const readTerminal = (word: string): string => {
  if (/^[!-~]{1,40}$/.test(word)) return word;
  throw new InvalidArgumentError(`${JSON.stringify(word)} is not the name of a terminal, as in xterm.`);
};

/** `sockeye telnet HOST PORT`. (RFC 854) */
export const telnetRecipe: Recipe = {
  words: ['telnet'],
  role: 'client',
  says: 'standard input to a Telnet server, its text to standard output, until it closes',
  example: `sockeye serve telnet --listen 127.0.0.1:2324 --user bob:secret &
sleep 1
printf 'bob\\nsecret\\nterm\\nsize\\nexit\\n' | sockeye telnet 127.0.0.1 2324 --term xterm --size 80x24
kill $!`,
  shape: (command) => {
    command.argument('<host>', 'name or IPv4 address of the server', readHost);
    command.argument('<port>', 'its port', readRemotePort);
    command.option('--term <name>', 'what the terminal is called, for a server that asks', readTerminal);
    command.option('--size <CxR>', 'columns and rows of the window, for a server that asks', readSize);
    withExchange(command);
  },
  job: ([host, port], options) => {
    // The readers above have made these of the words.
    const place = { host: host as string, port: port as number };
    const { term, size } = options;
    const client = {
      terminal: term as string | undefined,
      window: size as Size | undefined,
      ...(showsExchange(options) ? { noted: showNote } : {}),
    };
    return {
      name: 'telnet',
      program: goingTo(place, (end) => telnetClient(end, client)),
      role: 'client',
      place: `${place.host}:${place.port}`,
      readsInput: true,
      isEcho: false,
    };
  },
};
