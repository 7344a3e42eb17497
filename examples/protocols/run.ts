// Any of the protocols over the machine's own sockets: the very programs that the simulator runs. What is sent is standard input.
//
//   node scripts/run.mjs examples/protocols/run.ts 127.0.0.1 10000 go-back-n receive > copy
//   node scripts/run.mjs examples/protocols/run.ts 127.0.0.1 10000 go-back-n send < file
//
//   node scripts/run.mjs examples/protocols/run.ts 127.0.0.1 6969 tftp serve < file
//   node scripts/run.mjs examples/protocols/run.ts 127.0.0.1 6969 tftp get NAME > copy
//   node scripts/run.mjs examples/protocols/run.ts 127.0.0.1 6969 tftp put NAME < file
import type { Endpoint, Program } from '@sockeye/core';
import { fail } from '@sockeye/core';
import { main } from '@sockeye/node-adapter';
import * as alternatingBit from './alternatingBit.ts';
import { USUAL } from './datagrams.ts';
import * as goBackN from './goBackN.ts';
import * as selectiveRepeat from './selectiveRepeat.ts';
import * as stopAndWait from './stopAndWait.ts';
import { get, plain, put } from './tftp/client.ts';
import { USUAL as TFTP } from './tftp/exchange.ts';
import { server } from './tftp/server.ts';

type Role = (at: Endpoint, name: string) => Program<unknown, unknown>;

/** What can be run: the protocol and the role. */
export const ROLES: Readonly<Record<string, Role>> = {
  'stop-and-wait send': (to) => stopAndWait.sender(to, USUAL),
  'stop-and-wait receive': (at) => stopAndWait.receiver(at, USUAL),
  'alternating-bit send': (to) => alternatingBit.sender(to, USUAL),
  'alternating-bit receive': (at) => alternatingBit.receiver(at),
  'go-back-n send': (to) => goBackN.sender(to, USUAL),
  'go-back-n receive': (at) => goBackN.receiver(at, USUAL),
  'selective-repeat send': (to) => selectiveRepeat.sender(to, USUAL),
  'selective-repeat receive': (at) => selectiveRepeat.receiver(at, USUAL),
  'tftp serve': (at) => server(at, TFTP),
  'tftp get': (at, name) => get(at, plain(name), TFTP),
  'tftp put': (at, name) => put(at, plain(name), TFTP),
};

const [protocol = '', role = '', name = 'file'] = process.argv.slice(4);

await main(import.meta.url, (at) => {
  const asked = ROLES[`${protocol} ${role}`];
  return asked === undefined
    ? fail(`there is no "${protocol} ${role}"; choose one of: ${Object.keys(ROLES).join(', ')}`)
    : asked(at, name);
});
