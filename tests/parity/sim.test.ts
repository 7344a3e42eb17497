// The list of programs.ts, in the simulator: on two pure hosts, the server on one and the program on the other; and on one,
// over its loopback, as on real sockets.
import { either as E } from 'fp-ts';
import { describe, expect, test } from 'vitest';
import type { Ipv4Address } from '@sockeye/core';
import { endpoint, LOOPBACK } from '@sockeye/core';
import { ALICE, BOB, twoHosts } from '../core/host/twoHosts.ts';
import type { Parity } from './programs.ts';
import { PARITY } from './programs.ts';

/** A quarter of an hour: longer than any patience of the list. */
const LONG_ENOUGH = 900_000_000_000;

const answerOf = ({ server, program }: Parity, on: 0 | 1, own: Ipv4Address, at: Ipv4Address): unknown => {
  const pair = twoHosts();
  const [here, nobody] = [endpoint(at, 7), endpoint(at, 9)];
  if (server !== undefined) pair.start(on, 2, server(here));
  pair.run(1_000_000);
  pair.start(0, 1, program({ own, server: here, nobody }));
  pair.run(LONG_ENOUGH);
  return pair.result(0, 1);
};

const expectedOf = ({ expected }: Parity): unknown => E.right(expected);

describe.each(PARITY)('$name', (parity) => {
  test('on two pure hosts', () => {
    expect(answerOf(parity, 1, ALICE, BOB)).toEqual(expectedOf(parity));
  });

  test('on one pure host, over its loopback', () => {
    expect(answerOf(parity, 0, LOOPBACK, LOOPBACK)).toEqual(expectedOf(parity));
  });
});
