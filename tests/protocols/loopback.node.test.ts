// The programs of examples/protocols on real sockets: over loopback, and through a relay that loses, doubles and delays.
import type { Endpoint, Program } from '@sockeye/core';
import { milliseconds } from '@sockeye/core';
import { run } from '@sockeye/node-adapter';
import { either as E } from 'fp-ts';
import { afterEach, describe, expect, test } from 'vitest';
import * as alternatingBit from '../../examples/protocols/alternatingBit.ts';
import { USUAL } from '../../examples/protocols/datagrams.ts';
import * as goBackN from '../../examples/protocols/goBackN.ts';
import * as selectiveRepeat from '../../examples/protocols/selectiveRepeat.ts';
import * as stopAndWait from '../../examples/protocols/stopAndWait.ts';
import { get, plain, put } from '../../examples/protocols/tftp/client.ts';
import { USUAL as TFTP } from '../../examples/protocols/tftp/exchange.ts';
import { server } from '../../examples/protocols/tftp/server.ts';
import { background, collected, freePort, input, stopAll } from '../node-adapter/background.ts';
import { closeRelays, relay } from './relay.ts';

afterEach(async () => {
  await stopAll();
  closeRelays();
});

const FILE = Uint8Array.from({ length: 20_000 }, (_, i) => (Math.imul(i, 2_654_435_761) >>> 24) & 255);

/** Nobody waits a whole second here. */
const QUICK = { ...USUAL, timeout: milliseconds(60) };

interface Pair {
  readonly sender: (to: Endpoint) => Program<unknown, unknown>;
  readonly receiver: (at: Endpoint) => Program<unknown, unknown>;
}

const PAIRS: Readonly<Record<string, Pair>> = {
  'stop-and-wait': {
    sender: (to) => stopAndWait.sender(to, QUICK),
    receiver: (at) => stopAndWait.receiver(at, QUICK),
  },
  'alternating-bit': {
    sender: (to) => alternatingBit.sender(to, QUICK),
    receiver: (at) => alternatingBit.receiver(at),
  },
  'go-back-n': { sender: (to) => goBackN.sender(to, QUICK), receiver: (at) => goBackN.receiver(at, QUICK) },
  'selective-repeat': {
    sender: (to) => selectiveRepeat.sender(to, QUICK),
    receiver: (at) => selectiveRepeat.receiver(at, QUICK),
  },
};

/** Sends the file there, and gives how the sender ended. */
const send = (program: Program<unknown, unknown>, file: Uint8Array): Promise<E.Either<unknown, unknown>> =>
  run(program, { stdin: input(file), stdout: collected(), stderr: collected() })();

describe.each(Object.entries(PAIRS))('%s', { timeout: 30_000 }, (_, { sender, receiver }) => {
  test('carries a file over loopback', async () => {
    const at = await freePort('udp');
    const there = await background(receiver(at));
    expect(await send(sender(at), FILE)).toEqual(E.right(undefined));
    expect(there.octets()).toEqual(FILE);
  });

  test('carries it through a relay that loses every seventh datagram and doubles every fifth', async () => {
    const at = await freePort('udp');
    const there = await background(receiver(at));
    const through = await relay(at, (n) => (n % 7 === 0 ? 0 : n % 5 === 0 ? 2 : 1));
    expect(await send(sender(through.at), FILE.subarray(0, 8_000))).toEqual(E.right(undefined));
    expect(through.lost()).toBeGreaterThan(2);
    expect(there.octets()).toEqual(FILE.subarray(0, 8_000));
  });
});

describe('tftp', { timeout: 30_000 }, () => {
  const quick = { ...TFTP, timeout: milliseconds(60), longest: milliseconds(200), dally: milliseconds(300) };

  const read = async (at: Endpoint, request = plain('file')): Promise<Uint8Array> => {
    const stdout = collected();
    expect(await run(get(at, request, quick), { stdin: input(), stdout, stderr: collected() })()).toEqual(
      E.right(undefined),
    );
    return new Uint8Array(stdout.octets());
  };

  test.each([0, 1, 511, 512, 513, 20_000])('a file of %d octets is read over loopback', async (length) => {
    const at = await freePort('udp');
    await background(server(at, quick), FILE.subarray(0, length));
    expect(await read(at)).toEqual(FILE.subarray(0, length));
  });

  test('larger blocks are agreed on', async () => {
    const at = await freePort('udp');
    await background(server(at, quick), FILE);
    expect(await read(at, { ...plain('file'), options: { blksize: '1428', tsize: '0' } })).toEqual(FILE);
  });

  test('a file is written over loopback', async () => {
    const at = await freePort('udp');
    const there = await background(server(at, quick));
    expect(await send(put(at, plain('file'), quick), FILE)).toEqual(E.right(undefined));
    expect(there.octets()).toEqual(FILE);
  });

  test('two clients are served at the same time, each from a port of its own', async () => {
    const at = await freePort('udp');
    await background(server(at, quick), FILE);
    const both = await Promise.all([read(at), read(at)]);
    expect(both).toEqual([FILE, FILE]);
  });

  test('whoever asks a server that is not there is told so in the end', async () => {
    const at = await freePort('udp');
    const patient = { ...quick, retries: 2 };
    const answer = await run(get(at, plain('file'), patient), { stdin: input(), stdout: collected() })();
    expect(answer).toEqual(E.left('ETIMEDOUT'));
  });
});
