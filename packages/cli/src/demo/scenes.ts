// The scenes of the tour: the tutorial's clients and servers, each time with the same words.
import type { Scenario } from '@sockeye/sim';
import { readScenario, showProblem } from '@sockeye/sim';

/** A scenario, as it would stand in a file. */
export interface Scene {
  readonly title: string;
  readonly scenario: Scenario;
}

interface Spec {
  readonly title: string;
  readonly faults?: ReadonlyArray<string>;
  readonly server: string;
  readonly client: string;
  readonly input?: string;
}

const scene = ({ title, faults = [], server, client, input = '' }: Spec): Scene => {
  const read = readScenario({
    seed: 7,
    hosts: { client: { address: '10.0.0.1/24' }, server: { address: '10.0.0.2/24' } },
    cables: [{ between: ['client', 'server'], rate: '10Mbit', delay: '20ms', faults }],
    processes: [
      { on: 'server', run: server },
      { on: 'client', run: client, input },
    ],
  });
  if (read._tag === 'Left') throw new Error(`the scene "${title}" is wrong: ${read.left.map(showProblem).join('; ')}`);
  return { title, scenario: read.right };
};

const udp = { server: 'tutorial udp-server 10.0.0.2 10000', client: 'tutorial udp-client 10.0.0.2 10000' };
const tcp = { server: 'tutorial tcp-server 10.0.0.2 10000', client: 'tutorial tcp-client 10.0.0.2 10000' };

/** What is sent through the worst line: enough for many segments. */
export const LONG: string = Array.from(
  { length: 400 },
  (_, i) => `line ${i} of what must arrive, once and in order\n`,
).join('');

/** The scenes by name. */
export const SCENES: Readonly<Record<'udpClean' | 'tcpClean' | 'udpLost' | 'udpLines' | 'tcpLost' | 'tcpLong', Scene>> =
  {
    udpClean: scene({ title: 'UDP', ...udp }),
    tcpClean: scene({ title: 'TCP', ...tcp }),
    udpLost: scene({ title: 'UDP, and the message is lost', ...udp, faults: ['client→server udp #1: lose'] }),
    udpLines: scene({
      title: 'UDP, four lines as four datagrams: one is lost, one comes twice, one is overtaken',
      server: 'udp listen 10.0.0.2 10000',
      client: 'udp send 10.0.0.2 10000',
      input: 'one\ntwo\nthree\nfour\n',
      faults: ['client→server udp #1: delay 5ms', 'client→server udp #2: lose', 'client→server udp #3: duplicate'],
    }),
    tcpLost: scene({
      title: 'TCP, and the message is lost three times',
      ...tcp,
      faults: ['client→server data #1: lose', 'client→server data #2: lose', 'client→server data #3: lose'],
    }),
    tcpLong: scene({
      title: 'TCP, 20 % of all frames lost, others duplicated and overtaken',
      server: 'serve echo --listen 10.0.0.2:7',
      client: 'echo tcp 10.0.0.2 7',
      input: LONG,
      faults: ['loss 20%', 'duplicate 2%', 'reorder 10%'],
    }),
  };
