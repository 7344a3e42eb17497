// The smallest thing anybody runs: one UDP and one TCP exchange of 1 kB, in one world.
import { andThen, BEGINNING, endpoint, host, ipv4Address, milliseconds, NO_BYTES } from '@sockeye/core';
import { program, recvfrom, sendAll, sendto, shutdown, recvAll, spawn, socket, connect } from '@sockeye/core';
import { tcpEcho, udpEcho } from '@sockeye/core';
import { build, run } from '@sockeye/sim';

const at = (last: number) => ({
  address: { address: ipv4Address(10, 0, 0, last), prefix: 24 },
  mac: undefined,
  gateway: undefined,
});
const remote = endpoint(ipv4Address(10, 0, 0, 2), 7);
const kilobyte = new Uint8Array(1_000).fill(65);

const client = program(function* () {
  const datagrams = yield* socket('datagram');
  yield* sendto(datagrams, kilobyte, remote);
  const [first] = yield* recvfrom(datagrams, 2_000);
  const stream = yield* socket('stream');
  yield* connect(stream, remote);
  yield* sendAll(stream, kilobyte);
  yield* shutdown(stream, 'write');
  const second = yield* recvAll(stream);
  return first.length + second.length;
});

const world = build({
  topology: {
    hosts: { client: at(1), server: at(2) },
    routers: {},
    switches: [],
    hubs: [],
    cables: [
      { between: ['client', 'server'], rate: 100_000_000, delay: milliseconds(1), queue: 100, mtu: 1_500, faults: [] },
    ],
  },
  seed: 1,
  wire: 'lazy',
  host,
  starts: [
    {
      host: 'server',
      program: andThen(spawn(udpEcho(remote)), () => tcpEcho(remote)),
      words: 'echo',
      input: NO_BYTES,
      when: BEGINNING,
    },
    { host: 'client', program: client, words: 'client', input: NO_BYTES, when: BEGINNING },
  ],
});
if (world._tag === 'Left') throw new Error(JSON.stringify(world.left));
const { events } = run(world.right);
const over = events.find((event) => event._tag === 'Exited' && event.host === 'client');
console.log(over?._tag === 'Exited' && over.result._tag === 'Right' ? over.result.right : 'nothing came back');
