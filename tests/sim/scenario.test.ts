import { readScenario, run, ScenarioCodec, showProblem, splitWords, stage, writeScenario } from '@sockeye/sim';
import { either as E } from 'fp-ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { host } from '@sockeye/core';
import { echo, play, program, staged } from './stage.ts';

const MESSAGE = 'This is the message. It will be repeated.';

const problems = (description: unknown): ReadonlyArray<string> => {
  const read = readScenario(description);
  return E.isLeft(read) ? read.left.map(showProblem) : [];
};

describe('a scenario', () => {
  test('of the contract is read, runs, and is judged', () => {
    const { world, judge } = staged(
      echo(MESSAGE, {
        rate: '10Mbit',
        delay: '20ms',
        faults: ['loss 10%', 'reorder 25% 50%', 'duplicate 1%', 'client→server data #3: lose'],
      }),
    );
    const { events, reason } = run(world);
    expect(judge(events).map(({ holds, says }) => [holds, says])).toEqual([
      [true, 'all ended'],
      [true, '41 octets'],
    ]);
    // The server waits for the next client, and will wait for ever.
    expect(reason).toMatchObject({ _tag: 'Stuck', waiting: [{ host: 'server', request: { call: 'accept' } }] });
  });

  test('whose expectation is not kept says what was found', () => {
    const description = {
      ...echo(MESSAGE, { faults: ['client→server: loss 100%'] }),
      expect: [
        'every process ends',
        'client output equals input',
        'client output is ""',
        'client fails with ETIMEDOUT',
        'server output is "x"',
        'server waits',
        'server output contains ""',
        'server output equals client input',
      ],
    };
    const { world, judge } = staged(description);
    const { events } = run(world, { steps: 20_000 });
    const judged = judge(events);
    expect(judged[1]).toMatchObject({ holds: false, says: 'it is "" (0 octets), and 41 octets were expected' });
    expect(judged[2]).toMatchObject({ holds: true });
    expect(judged[4]).toMatchObject({ holds: false });
    expect(judged[5]).toMatchObject({ holds: true, says: 'it waits' });
    expect(judged[6]).toMatchObject({ holds: true });
    expect(judged[7]).toMatchObject({ holds: false });
  });

  test('starts its processes at their time', () => {
    const late = {
      ...echo(MESSAGE, {}),
      processes: [
        { on: 'client', run: 'tcp send 10.0.0.2 7', at: '3s' },
        { on: 'server', run: 'tcp echo 10.0.0.2 7' },
      ],
    };
    const started = play(late).events.filter((event) => event._tag === 'Started');
    expect(started.map((event) => [event.host, event.at])).toEqual([
      ['server', 0],
      ['client', 3_000_000_000],
    ]);
  });

  test('is read again as it was written', () => {
    const read = readScenario({
      seed: 7,
      hosts: {
        client: { address: '10.0.0.1/24', gateway: '10.0.0.254' },
        server: { address: '10.0.0.2/24', mac: '02:00:00:00:00:99' },
      },
      switches: ['s'],
      cables: [
        {
          between: ['client', 's'],
          rate: '10Mbit',
          delay: '20ms',
          faults: ['loss 10%', { fault: 'delay', delay: '5ms' }],
        },
        { between: ['s', 'server'], queue: 7, mtu: 576 },
      ],
      processes: [{ on: 'client', run: 'tcp send 10.0.0.2 7', input: 'x', at: '1s' }],
      expect: [
        'every process ends',
        'client output equals input',
        'client output is "a\\nb"',
        'client fails with ECONNREFUSED',
        'server output equals client input',
        'server output contains "x"',
        'server waits',
      ],
    });
    const scenario = E.isRight(read) ? read.right : expect.fail(read.left.map(showProblem).join());
    expect(ScenarioCodec.decode(JSON.parse(JSON.stringify(writeScenario(scenario))))).toEqual(E.right(scenario));
  });
});

describe('a scenario that is wrong is told where, and what would have been right', () => {
  test.each([
    [{}, ['hosts: nothing is not a mapping from names to a host']],
    [[], ['a list is not a mapping with seed, hosts, routers, switches, hubs, cables, processes, expect']],
    [
      { hosts: {}, host: {} },
      ['host: there is no such field; a scenario has seed, hosts, routers, switches, hubs, cables, processes, expect'],
    ],
    [
      { hosts: { client: { address: '10.0.0.300/24' } } },
      ['hosts.client.address: "10.0.0.300/24" is not an address with the length of its prefix, as in 10.0.0.1/24'],
    ],
    [
      { hosts: { a: { address: '10.0.0.1' } }, seed: -1 },
      [
        'seed: -1 is not a whole number from 0 to 4294967295',
        'hosts.a.address: "10.0.0.1" is not an address with the length of its prefix, as in 10.0.0.1/24',
      ],
    ],
    [{ hosts: { '1a': { address: '10.0.0.1/24' } } }, [expect.stringContaining('hosts.1a: "1a" is not a name')]],
    [
      { hosts: {}, cables: [{ between: ['a'], delay: 20, rate: '10', faults: ['loss 10%', 'los'] }] },
      [
        'cables[0].between: a cable is between two, as in [client, server]',
        'cables[0].rate: "10" is not a rate in bits per second, as in 10Mbit',
        'cables[0].delay: 20 is not a time, as in 20ms',
        'cables[0].faults[1]: "los", at character 1: expected one of loss, duplicate, corrupt, reorder, delay, lose, ecn, seed, rate, limit, slot, queue, cut, hold, flap, mtu, clog, truncate, found "los"',
      ],
    ],
    [
      {
        hosts: { a: { address: '10.0.0.1/24' } },
        processes: [{ on: 'b', run: 'x' }],
        expect: ['b output equals input'],
      },
      ['processes[0].on: no host is called b; there are a', 'expect[0]: no host is called b; there are a'],
    ],
    [
      { hosts: { a: { address: '10.0.0.1/24' } }, expect: ['all is well'] },
      [expect.stringContaining('expect[0]: "all is well" is not a sentence that can be judged: "every process ends"')],
    ],
  ])('%j', (description, says) => {
    expect(problems(description)).toEqual(says);
  });

  test('by the words of a program, too', () => {
    const read = readScenario({
      hosts: { a: { address: '10.0.0.1/24' } },
      processes: [
        { on: 'a', run: 'fly "to the moon' },
        { on: 'a', run: 'fly away' },
      ],
      cables: [{ between: ['a', 'b'] }],
    });
    const made = E.isRight(read) ? stage(read.right, { host, program }) : expect.fail('not read');
    expect(E.isLeft(made) && made.left.map(showProblem)).toEqual([
      'processes[0].run: a quote is not closed',
      'processes[1].run: there is no program "fly away"; there are tcp echo, udp echo, tcp send, udp send',
      'cables[0].between[1]: nobody is called b; there are a',
    ]);
  });
});

describe('the words of a command line', () => {
  test.each([
    ['tcp send 10.0.0.2 7', ['tcp', 'send', '10.0.0.2', '7']],
    ['  a   b ', ['a', 'b']],
    ['a "b c" \'d "e\' f\\ g ""', ['a', 'b c', 'd "e', 'f g', '']],
    ['say"ing so"', ['saying so']],
    ['', []],
    ["it's", undefined],
  ])('%s', (line, words) => {
    expect(splitWords(line)).toEqual(words);
  });

  test('are what was quoted', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 })), (words) => {
        const line = words.map((word) => `'${word.replaceAll("'", `'"'"'`)}'`).join(' ');
        expect(splitWords(line)).toEqual(words);
      }),
    );
  });
});
