// Scenarios over core's own host, for tests: the programs of the tutorial by their words.
import type { Endpoint } from '@sockeye/core';
import { parseIpv4, tcpEcho, tcpSend, udpEcho, udpSend, endpoint } from '@sockeye/core';
import type { Casting, Run, Staged, Wire } from '@sockeye/sim';
import { readScenario, run, showProblem, stage } from '@sockeye/sim';
import { either as E } from 'fp-ts';
import type { HostState } from '@sockeye/core';
import { host } from '@sockeye/core';

const place = (address = '', port = ''): Endpoint => endpoint(parseIpv4(address)!, Number(port));

const PROGRAMS: Readonly<Record<string, (at: Endpoint) => Casting>> = {
  'tcp echo': (at) => ({ program: tcpEcho(at), role: 'server' }),
  'udp echo': (at) => ({ program: udpEcho(at), role: 'server' }),
  'tcp send': (at) => ({ program: tcpSend(at), role: 'client' }),
  'udp send': (at) => ({ program: udpSend(at), role: 'client' }),
};

export const program = ([family, word, address, port]: ReadonlyArray<string>): E.Either<string, Casting> => {
  const known = PROGRAMS[`${family} ${word}`];
  return known === undefined
    ? E.left(`there is no program "${family} ${word}"; there are ${Object.keys(PROGRAMS).join(', ')}`)
    : E.right(known(place(address, port)));
};

/** A scenario with core's host; throws what is wrong with it. */
export const staged = (description: unknown, wire: Wire = 'lazy', seed?: number): Staged<HostState> => {
  const read = readScenario(description);
  if (E.isLeft(read)) throw new Error(read.left.map(showProblem).join('\n'));
  const made = stage(read.right, { host, program, wire, ...(seed === undefined ? {} : { seed }) });
  if (E.isLeft(made)) throw new Error(made.left.map(showProblem).join('\n'));
  return made.right;
};

/** The whole run of a scenario; 20,000 steps are far more than any of them needs. */
export const play = (description: unknown, wire: Wire = 'lazy', seed?: number): Run<HostState> =>
  run(staged(description, wire, seed).world, { steps: 20_000 });

/** Client and server, an echo over TCP. */
export const echo = (input: string, cable: object, family: 'tcp' | 'udp' = 'tcp'): object => ({
  hosts: { client: { address: '10.0.0.1/24' }, server: { address: '10.0.0.2/24' } },
  cables: [{ between: ['client', 'server'], ...cable }],
  processes: [
    { on: 'server', run: `${family} echo 10.0.0.2 7` },
    { on: 'client', run: `${family} send 10.0.0.2 7`, input },
  ],
  expect: ['every process ends', 'client output equals input'],
});
