import type { Play } from '@sockeye/claims';
import { claim, fingerprintOf, HOLDS, judge, kindsOf, perform, undecided, usualSizes, violated } from '@sockeye/claims';
import {
  bind,
  endpoint,
  host,
  ipv4Address,
  milliseconds,
  NO_BYTES,
  NO_TIME,
  program,
  recvfrom,
  seconds,
  sendto,
  socket,
} from '@sockeye/core';
import { readFault } from '@sockeye/sim';
import { either as E } from 'fp-ts';
import { describe, expect, test } from 'vitest';

const there = endpoint(ipv4Address(10, 0, 0, 2), 7);

const greeting: Play = {
  name: 'greeting',
  sizes: { octets: { least: 1, usual: 5, most: 100 } },
  rage: seconds(1),
  patience: seconds(10),
  stage: ({ octets = 5 }) => ({
    host,
    topology: {
      hosts: {
        a: { address: { address: ipv4Address(10, 0, 0, 1), prefix: 24 }, mac: undefined, gateway: undefined },
        b: { address: { address: ipv4Address(10, 0, 0, 2), prefix: 24 }, mac: undefined, gateway: undefined },
      },
      routers: {},
      switches: [],
      hubs: [],
      cables: [{ between: ['a', 'b'], rate: undefined, delay: milliseconds(1), queue: 100, mtu: 1500, faults: [] }],
    },
    parts: [
      {
        on: 'b',
        words: 'listen',
        input: NO_BYTES,
        at: NO_TIME,
        role: 'client',
        program: program(function* () {
          const fd = yield* socket('datagram');
          yield* bind(fd, there);
          yield* recvfrom(fd, 1_000);
        }),
      },
      {
        on: 'a',
        words: 'greet',
        input: NO_BYTES,
        at: NO_TIME,
        role: 'client',
        program: program(function* () {
          const fd = yield* socket('datagram');
          yield* sendto(fd, new Uint8Array(octets), there);
        }),
      },
    ],
  }),
};

const arrives = claim<boolean>({
  name: 'udp.arrives',
  kind: 'liveness',
  says: 'The datagram arrives.',
  source: 'nobody promises it',
  kinds: ['Called'],
  goals: [],
  initial: false,
  hear: (done, event) => done || (event._tag === 'Called' && event.request.call === 'recvfrom'),
  judge: (done, end) => {
    if (done) return HOLDS;
    return end === undefined ? undecided('not yet') : violated('never arrives', 'nothing came', end.at);
  },
});

const tried = (...faults: ReadonlyArray<string>) => {
  const trial = {
    play: greeting.name,
    sizes: usualSizes(greeting),
    seed: 1,
    hosts: [],
    faults: faults.map((words) => {
      const fault = readFault(words);
      if (E.isLeft(fault)) throw new Error(fault.left.says);
      return { cable: 0, fault: fault.right };
    }),
  };
  const done = perform(greeting, trial, kindsOf([arrives]));
  if (E.isLeft(done)) return done.left;
  return judge(arrives, done.right.events, done.right.end);
};

describe('a trial', () => {
  test('is performed, and its claims judge it', () => {
    expect(tried()).toEqual(HOLDS);
    expect(tried('a→b udp #1: lose')).toMatchObject({ _tag: 'Violated', kind: 'never arrives' });
  });

  test('that cannot be performed says why', () => {
    expect(tried('a→c udp #1: lose')).toMatchObject([{ says: expect.stringContaining('a→b') }]);
  });

  test('has a fingerprint of claim and kind alone', () => {
    expect(fingerprintOf(arrives, { kind: 'never arrives' })).toMatch(/^[0-9a-f]{16}$/);
    expect(fingerprintOf(arrives, { kind: 'never arrives' })).not.toBe(fingerprintOf(arrives, { kind: 'twice' }));
  });
});
