// The programs that have words. Whoever runs them, over real sockets or in a simulator, runs these very values.
import type { Duration, Endpoint, Program } from '@sockeye/core';
import {
  seconds,
  tcpClient,
  tcpListen,
  tcpSend,
  tcpServer,
  udpClient,
  udpListen,
  udpServer,
  utf8,
} from '@sockeye/core';
import type { Command } from 'commander';
import { POP3_RECIPES } from '../clients/pop3.ts';
import { smtpSendRecipe } from '../clients/smtp.ts';
import { serveEchoRecipe } from '../serve/echo.ts';
import { servePop3Recipe } from '../serve/pop3.ts';
import { serveSmtpRecipe } from '../serve/smtp.ts';
import { ftpRecipes } from '../clients/ftp.ts';
import { telnetRecipe } from '../clients/telnet.ts';
import { serveFtpRecipe } from '../serve/ftp.ts';
import { serveTelnetRecipe } from '../serve/telnet.ts';
import { askLines, sendLines } from './lines.ts';
import type { Place } from './places.ts';
import { goingTo, readHost, readLocalPort, readRemotePort } from './places.ts';
import type { Job, Recipe } from './Recipe.ts';

type Options = Readonly<Record<string, unknown>>;

const remote = (command: Command): void => {
  command.argument('<host>', 'name or IPv4 address of the server', readHost);
  command.argument('<port>', 'its port', readRemotePort);
};

const local = (command: Command): void => {
  command.argument('<host>', 'own address to listen at; 0.0.0.0 is every one', readHost);
  command.argument('<port>', 'port to listen at; 0 is any that is free', readLocalPort);
};

// The readers of the operands above have made these of the words.
const placeOf = ([host, port]: ReadonlyArray<unknown>): Place => ({ host: host as string, port: port as number });

const durationOf = (value: unknown): Duration | undefined => (typeof value === 'number' ? seconds(value) : undefined);

/** A program between a host and a port. */
const recipe = (
  words: Recipe['words'],
  role: Job['role'],
  says: string,
  example: string,
  program: (end: Endpoint, options: Options) => Program<unknown, unknown>,
  more: Partial<Pick<Recipe, 'shape'> & Pick<Job, 'readsInput' | 'isEcho'>> = {},
): Recipe => ({
  words,
  role,
  says,
  example,
  shape: more.shape ?? (role === 'server' ? local : remote),
  job: (operands, options) => {
    const place = placeOf(operands);
    return {
      name: words.join(' '),
      program: goingTo(place, (end) => program(end, options)),
      role,
      place: `${place.host}:${place.port}`,
      readsInput: more.readsInput === true,
      isEcho: more.isEcho === true,
    };
  },
});

const withMessage = (command: Command): void => {
  remote(command);
  command.option('--message <text>', 'what to say instead of the tutorial’s message');
};

const messageOf = ({ message }: Options): Uint8Array | undefined =>
  typeof message === 'string' ? utf8(message) : undefined;

/**
 * Every program that has words.
 *
 * @category model
 */
export const RECIPES: ReadonlyArray<Recipe> = [
  serveEchoRecipe,
  serveSmtpRecipe,
  servePop3Recipe,
  smtpSendRecipe,
  ...POP3_RECIPES,
  serveFtpRecipe,
  serveTelnetRecipe,
  ...ftpRecipes,
  telnetRecipe,
  recipe(
    ['tcp', 'send'],
    'client',
    'connects, sends standard input, and writes what comes back to standard output',
    `sockeye tcp listen 127.0.0.1 7008 &
sleep 1
echo 'hello' | sockeye tcp send 127.0.0.1 7008
wait`,
    tcpSend,
    { readsInput: true },
  ),
  recipe(
    ['tcp', 'listen'],
    'server',
    'accepts one connection, and writes what it brings to standard output',
    `sockeye tcp listen 127.0.0.1 7009 > received.txt &
sleep 1
echo 'hello' | sockeye tcp send 127.0.0.1 7009
wait
cat received.txt`,
    tcpListen,
  ),
  recipe(
    ['udp', 'send'],
    'client',
    'sends each line of standard input as a datagram, and waits for nothing',
    `sockeye udp listen 127.0.0.1 7010 &
sleep 1
printf 'one\\ntwo\\n' | sockeye udp send 127.0.0.1 7010
sleep 1
kill $!`,
    sendLines,
    { readsInput: true },
  ),
  recipe(
    ['udp', 'listen'],
    'server',
    'writes every datagram that comes to standard output, without end',
    `sockeye udp listen 127.0.0.1 7011 > received.txt &
sleep 1
printf 'one\\ntwo\\n' | sockeye udp send 127.0.0.1 7011
sleep 1
kill $!
cat received.txt`,
    udpListen,
  ),
  recipe(
    ['echo', 'tcp'],
    'client',
    'sends standard input to an echo server, and writes what comes back to standard output',
    `sockeye serve echo --listen 127.0.0.1:7012 &
sleep 1
echo 'hello' | sockeye echo tcp 127.0.0.1 7012
kill $!`,
    tcpSend,
    { readsInput: true, isEcho: true },
  ),
  recipe(
    ['echo', 'udp'],
    'client',
    'sends each line of standard input as a datagram, and writes what comes back before it sends the next',
    `sockeye serve echo --listen 127.0.0.1:7013 &
sleep 1
printf 'one\\ntwo\\n' | sockeye echo udp 127.0.0.1 7013
kill $!`,
    (end, { timeout }) => askLines(end, durationOf(timeout)),
    { readsInput: true, isEcho: true },
  ),
  recipe(
    ['tutorial', 'tcp-server'],
    'server',
    'the TCP server of the tutorial: accepts, receives, answers, closes, and begins again',
    `sockeye tutorial tcp-server 127.0.0.1 10001 &
sleep 1
sockeye tutorial tcp-client 127.0.0.1 10001
kill $!`,
    (end) => tcpServer(end),
  ),
  recipe(
    ['tutorial', 'tcp-client'],
    'client',
    'the TCP client of the tutorial: connects, sends the message, receives the reply, closes',
    `sockeye tutorial tcp-server 127.0.0.1 10002 &
sleep 1
sockeye tutorial tcp-client 127.0.0.1 10002 --message 'Is anybody there?'
kill $!`,
    (end, options) => tcpClient(end, messageOf(options)),
    { shape: withMessage },
  ),
  recipe(
    ['tutorial', 'udp-server'],
    'server',
    'the UDP server of the tutorial: waits for a datagram, answers it, and begins again',
    `sockeye tutorial udp-server 127.0.0.1 10003 &
sleep 1
sockeye tutorial udp-client 127.0.0.1 10003
kill $!`,
    (end) => udpServer(end),
  ),
  recipe(
    ['tutorial', 'udp-client'],
    'client',
    'the UDP client of the tutorial: sends the message, and waits for a reply',
    `sockeye tutorial udp-server 127.0.0.1 10004 &
sleep 1
sockeye tutorial udp-client 127.0.0.1 10004 --message 'Is anybody there?'
kill $!`,
    (end, options) => udpClient(end, messageOf(options)),
    { shape: withMessage },
  ),
];
