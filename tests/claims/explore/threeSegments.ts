// TCP's whole life in a few frames: handshake, three segments one after another, close. Both ends are programs; the cable is clean.
import type { HostState, Program } from '@sockeye/core';
import {
  accept,
  andThen,
  bind,
  BEGINNING,
  after,
  close,
  connect,
  endpoint,
  host,
  ipv4Address,
  listen,
  milliseconds,
  NO_BYTES,
  NO_TIME,
  program,
  recv,
  seconds,
  sendAll,
  setsockopt,
  socket,
  STDOUT,
  succeed,
  utf8,
  writeAll,
} from '@sockeye/core';
import type { Claim, Exploration, Play } from '@sockeye/claims';
import { claim, HOLDS, undecided, usualSizes, violated, worldOf } from '@sockeye/claims';
import type { Action, TraceEvent } from '@sockeye/sim';
import { either as E } from 'fp-ts';

const LISTENING = endpoint(ipv4Address(10, 0, 0, 2), 7);

const copy = (connection: Parameters<typeof recv>[0]): Program<unknown, void> =>
  andThen(recv(connection, 65_536), (octets) =>
    octets.length === 0 ? succeed(undefined) : andThen(writeAll(STDOUT, octets), () => copy(connection)),
  );

const reader: Program<unknown, void> = program(function* () {
  const listener = yield* socket('stream');
  yield* bind(listener, LISTENING);
  yield* listen(listener, 1);
  const [connection] = yield* accept(listener);
  yield* copy(connection);
  yield* close(connection);
});

const writer = (segments: number): Program<unknown, void> =>
  program(function* () {
    const connection = yield* socket('stream');
    yield* connect(connection, LISTENING);
    yield* setsockopt(connection, 'TCP_NODELAY', true);
    for (let i = 0; i < segments; i++) yield* sendAll(connection, utf8(`segment ${i};`));
    yield* close(connection);
  });

export const THREE_SEGMENTS: Play = {
  name: 'three-segments',
  sizes: { segments: { least: 0, usual: 3, most: 100 } },
  rage: NO_TIME,
  patience: seconds(600),
  stage: ({ segments = 3 }) => ({
    host,
    topology: {
      hosts: {
        client: { address: { address: ipv4Address(10, 0, 0, 1), prefix: 24 }, mac: undefined, gateway: undefined },
        server: { address: { address: ipv4Address(10, 0, 0, 2), prefix: 24 }, mac: undefined, gateway: undefined },
      },
      routers: {},
      switches: [],
      hubs: [],
      cables: [
        {
          between: ['client', 'server'],
          rate: undefined,
          delay: milliseconds(10),
          queue: 1000,
          mtu: 1500,
          faults: [],
        },
      ],
    },
    parts: [
      { on: 'server', program: reader, words: 'reader', input: NO_BYTES, at: NO_TIME, role: 'client' },
      {
        on: 'client',
        program: writer(segments),
        words: `writer of ${segments}`,
        input: NO_BYTES,
        at: NO_TIME,
        role: 'client',
      },
    ],
  }),
};

const written = (segments: number): string => Array.from({ length: segments }, (_, i) => `segment ${i};`).join('');

/** What was read is what was written, from its beginning on. */
export const prefix = (segments = 3): Claim =>
  claim<string | undefined>({
    name: 'test.prefix',
    kind: 'safety',
    says: 'What was read is a prefix of what was written.',
    source: 'RFC 9293 §3.8',
    kinds: ['Wrote'],
    goals: [],
    initial: '',
    hear: (read, event) => {
      if (read === undefined || event._tag !== 'Wrote') return read;
      const longer = read + String.fromCharCode(...event.octets);
      return written(segments).startsWith(longer) ? longer : undefined;
    },
    judge: (read, end) => (read === undefined ? violated('other octets', 'it is none', end?.at ?? BEGINNING) : HOLDS),
  });

/** Both programs end without an error, and all has arrived. */
export const arrival = (segments = 3): Claim =>
  claim<{ readonly read: number; readonly ended: number; readonly failed: number }>({
    name: 'test.arrival',
    kind: 'liveness',
    says: 'All that was written arrives, and both ends close.',
    source: 'RFC 9293 §3.8',
    kinds: ['Wrote', 'Exited'],
    goals: [],
    initial: { read: 0, ended: 0, failed: 0 },
    hear: (memory, event) =>
      event._tag === 'Wrote'
        ? { ...memory, read: memory.read + event.octets.length }
        : event._tag === 'Exited' && event.thread === 0
          ? E.isRight(event.result)
            ? { ...memory, ended: memory.ended + 1 }
            : { ...memory, failed: memory.failed + 1 }
          : memory,
    judge: ({ read, ended, failed }, end) =>
      failed > 0
        ? violated('an error', 'a program failed', end?.at ?? BEGINNING)
        : end === undefined || end.reason === 'OutOfSteps'
          ? undecided('it is not over')
          : ended === 2 && read === written(segments).length
            ? HOLDS
            : violated('too little', `${read} octets, ${ended} ends`, end.at),
  });

export const LOSE: Action = { _tag: 'Lose' };
export const DUPLICATE: Action = { _tag: 'Duplicate', after: NO_TIME };
export const LATE: Action = { _tag: 'Delay', by: milliseconds(1_500) };

/** The exploration of a play. */
export const exploring = (
  play: Play,
  claims: ReadonlyArray<Claim>,
  actions: ReadonlyArray<Action>,
): Exploration<HostState> => {
  const made = worldOf(play.stage(usualSizes(play)), { seed: 1, faults: [], hosts: [] });
  if (E.isLeft(made)) throw new Error(JSON.stringify(made.left));
  const healing = after(BEGINNING, play.rage);
  return { beginning: made.right, healing, end: after(healing, play.patience), claims, actions };
};

export const isFrame = (event: TraceEvent): boolean => event._tag === 'FrameSent';
