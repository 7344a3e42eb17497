// Scenarios on real sockets, on a machine that is too busy to go on: the process stands still when it hurts most.
import type { Program } from '@sockeye/core';
import { endpoint, ipv4Address, udpListen, udpSend } from '@sockeye/core';
import { readScenario } from '@sockeye/sim';
import type { TraceEvent } from '@sockeye/sim';
import { either as E } from 'fp-ts';
import { expect, test } from 'vitest';
import { performOnLoopback } from '../../packages/cli/src/networks/loopback.ts';
import type { Job } from '../../packages/cli/src/programs/Recipe.ts';

const SERVER = endpoint(ipv4Address(10, 0, 0, 2), 10_000);

const job = (program: Program<unknown, unknown>, role: 'client' | 'server'): Job => ({
  name: role,
  program,
  role,
  place: '',
  isEcho: false,
  readsInput: true,
});

/** What the server wrote, when at each event of the client the whole process stands still for so long. */
const heard = async (
  faults: ReadonlyArray<string>,
  input: string,
  isStill: (event: TraceEvent) => boolean,
): Promise<string> => {
  const read = readScenario({
    hosts: { client: { address: '10.0.0.1/24' }, server: { address: '10.0.0.2/24' } },
    cables: [{ between: ['client', 'server'], delay: '20ms', faults }],
    processes: [
      { on: 'server', run: 'udp listen' },
      { on: 'client', run: 'udp send', input },
    ],
  });
  if (E.isLeft(read)) throw new Error(JSON.stringify(read.left));
  const [server, client] = read.right.processes;
  const { events } = await performOnLoopback(
    read.right,
    [
      { spec: server!, job: job(udpListen(SERVER), 'server') },
      { spec: client!, job: job(udpSend(SERVER), 'client') },
    ],
    30,
    new AbortController().signal,
    (event) => {
      if (!isStill(event)) return;
      const until = performance.now() + 400;
      while (performance.now() < until);
    },
  );
  return events
    .flatMap((event) =>
      event._tag === 'Wrote' && event.host === 'server' && event.fd === 1
        ? [new TextDecoder().decode(event.octets)]
        : [],
    )
    .join('');
};

test('what arrived while the process stood still is heard, though nothing was told for long', async () => {
  expect(await heard([], 'last words', (event) => event._tag === 'Exited' && event.host === 'client')).toBe(
    'last words',
  );
});

test('a delayed datagram leaves before its socket is closed, though the process stood still after it was sent', async () => {
  const isSent = (event: TraceEvent): boolean => event._tag === 'Called' && event.request.call === 'sendto';
  expect(await heard(['client→server udp #1: delay 30ms'], 'late words', isSent)).toBe('late words');
});
