// Two hosts and a cable: a server of mail on one of them, and clients on the other.
import type { Bytes, FileTree, HostState, Instant, Program } from '@sockeye/core';
import {
  andThen,
  attempt,
  BEGINNING,
  endpoint,
  fetchMail,
  filesOf,
  fileTree,
  floorsOf,
  host,
  ipv4Address,
  milliseconds,
  NO_BYTES,
  readAddress,
  sendMail,
  servePop3,
  serveSmtp,
  spawn,
  text,
  utf8,
} from '@sockeye/core';
import type { CableSpec, TraceEvent, Wire, World } from '@sockeye/sim';
import { build } from '@sockeye/sim';

export const SERVER = ipv4Address(10, 0, 0, 2);
export const SMTP = endpoint(SERVER, 25);
export const POP3 = endpoint(SERVER, 110);

export const USERS = [
  { name: 'alice', password: 'secret' },
  { name: 'bob', password: 'word' },
];

/** SMTP and POP3 over one folder. */
export const mailServer: Program<unknown, unknown> = andThen(
  spawn(attempt(serveSmtp(SMTP, { domain: 'example.org', users: USERS }))),
  () => servePop3(POP3, { users: USERS }),
);

const address = (words: string) => readAddress(words)!;

/** Standard input to alice, or whom it is for. */
export const sending = (to: ReadonlyArray<string> = ['alice@example.org']): Program<unknown, void> =>
  sendMail({ server: SMTP, from: address('bob@host.test'), to: to.map(address), file: undefined });

export const fetching = (
  operation: Parameters<typeof fetchMail>[0]['operation'],
  [login] = USERS,
): Program<unknown, void> => fetchMail({ server: POP3, login: login!, operation });

export const CLEAN: CableSpec = {
  between: ['client', 'server'],
  rate: undefined,
  delay: milliseconds(5),
  queue: 1_000,
  mtu: 1_500,
  faults: [],
};

/** A program on the client's host. */
export interface Act {
  readonly program: Program<unknown, unknown>;
  readonly input?: string;
  readonly when?: Instant;
}

export const world = (
  acts: ReadonlyArray<Act>,
  cable: CableSpec = CLEAN,
  seed = 7,
  wire: Wire = 'lazy',
  files: FileTree = fileTree({}),
  server: Program<unknown, unknown> = mailServer,
): World<HostState> => {
  const at = (last: number) => ({
    address: { address: ipv4Address(10, 0, 0, last), prefix: 24 },
    mac: undefined,
    gateway: undefined,
  });
  const made = build({
    topology: { hosts: { client: at(1), server: at(2) }, routers: {}, switches: [], hubs: [], cables: [cable] },
    seed,
    wire,
    host: (config) => host({ ...config, files }),
    starts: [
      { host: 'server', program: server, words: 'server', input: NO_BYTES, when: BEGINNING },
      ...acts.map(({ program, input = '', when = BEGINNING }) => ({
        host: 'client',
        program,
        words: 'client',
        input: utf8(input),
        when,
      })),
    ],
  });
  if (made._tag === 'Left') throw new Error(made.left.map(({ path, says }) => `${path}: ${says}`).join('\n'));
  return made.right;
};

/** The files of the server, by their paths. */
export const filesIn = (after: World<HostState>): Readonly<Record<string, Bytes | null>> => {
  const seat =
    after.seats.flat()[after.setting.nodes.findIndex((node) => node.kind === 'host' && node.name === 'server')];
  if (seat?.kind !== 'host') throw new Error('there is no server');
  return filesOf(floorsOf(seat.state).processes.files);
};

/** The messages of a user, as they lie in `new` and `cur`. */
export const mailOf = (after: World<HostState>, user: string): ReadonlyArray<string> =>
  Object.entries(filesIn(after)).flatMap(([path, octets]) =>
    octets !== null && new RegExp(`^/${user}/(new|cur)/`).test(path) ? [text(octets)] : [],
  );

/** What lies in `tmp` of anybody. */
export const draftsIn = (after: World<HostState>): ReadonlyArray<string> =>
  Object.entries(filesIn(after)).flatMap(([path, octets]) => (octets !== null && /\/tmp\//.test(path) ? [path] : []));

/** What the client's programs wrote. */
export const written = (events: ReadonlyArray<TraceEvent>, name = 'client'): string =>
  events
    .flatMap((event) => (event._tag === 'Wrote' && event.host === name && event.fd === 1 ? [text(event.octets)] : []))
    .join('');

/** How the client's programs ended. */
export const endsOf = (events: ReadonlyArray<TraceEvent>): ReadonlyArray<unknown> =>
  events.flatMap((event) =>
    event._tag === 'Exited' && event.host === 'client' && event.thread === 0 ? [event.result] : [],
  );
