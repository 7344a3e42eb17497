import { BROADCAST_MAC, frameOf, type Frame, type MacAddress } from '@sockeye/core';
import type { Topology, TraceEvent, World } from '@sockeye/sim';
import { run } from '@sockeye/sim';
import { describe, expect, test } from 'vitest';
import type { Timetable, ToyState } from './toy.ts';
import { datagram, network, toy, toyWorld } from './toy.ts';

const MS = 1_000_000;

const star = (kind: 'switches' | 'hubs', faults: ReadonlyArray<string> = []): Topology =>
  network({
    hosts: { a: { address: '10.0.0.1/24' }, b: { address: '10.0.0.2/24' }, c: { address: '10.0.0.3/24' } },
    [kind]: ['s'],
    cables: [
      { between: ['a', 's'], delay: '1ms', faults },
      { between: ['b', 's'], delay: '1ms' },
      { between: ['s', 'c'], delay: '1ms' },
    ],
  });

const heardBy = (events: ReadonlyArray<TraceEvent>): ReadonlyArray<string> =>
  events.flatMap((event) =>
    event._tag === 'FrameDelivered' && event.host !== 's' ? [`${event.host}@${event.at / MS}`] : [],
  );

const rulesOf = (events: ReadonlyArray<TraceEvent>): ReadonlyArray<string> =>
  events.flatMap((event) => (event._tag === 'Note' ? [event.rule.id] : []));

const world = (topology: Topology, a: Timetable, b: Timetable = [], wire: 'lazy' | 'bytes' = 'lazy'): World<ToyState> =>
  toyWorld({ topology, wire, layers: { a: toy(a), b: toy(b) } });

const broadcast: Frame = frameOf({
  destination: BROADCAST_MAC,
  source: 0x020000000001 as MacAddress,
  etherType: 0x88b5,
  payload: { _tag: 'Raw', octets: new Uint8Array(50) },
});

describe('a switch', () => {
  test('floods what it does not know, and forwards what it does', () => {
    const { events } = run(
      world(
        star('switches'),
        [
          [0, datagram()],
          [20 * MS, datagram()],
        ],
        [[10 * MS, datagram(20, 2, 1)]],
      ),
    );
    expect(heardBy(events)).toEqual(['b@2', 'c@2', 'a@12', 'b@22']);
    expect(rulesOf(events)).toEqual(['switch.flooded', 'switch.forwarded', 'switch.forwarded']);
  });

  test('floods a broadcast always', () => {
    const { events } = run(
      world(star('switches'), [
        [0, broadcast],
        [10 * MS, broadcast],
      ]),
    );
    expect(heardBy(events)).toEqual(['b@2', 'c@2', 'b@12', 'c@12']);
  });

  test('keeps from the others what two at one port say to each other', () => {
    const { events } = run(
      world(star('switches'), [
        [0, datagram(20, 2, 1)],
        [10 * MS, datagram(20, 1, 2)],
      ]),
    );
    expect(rulesOf(events)).toEqual(['switch.flooded', 'switch.filtered']);
  });

  test('forgets a station after 300 s', () => {
    const { events } = run(
      world(
        star('switches'),
        [
          [299_000 * MS, datagram()],
          [302_000 * MS, datagram()],
        ],
        [[0, datagram(20, 2, 1)]],
      ),
    );
    expect(rulesOf(events)).toEqual(['switch.flooded', 'switch.forwarded', 'switch.flooded']);
  });

  test.each(['lazy', 'bytes'] as const)('discards a frame that a fault struck, on the %s wire', (wire) => {
    const { events } = run(world(star('switches', ['a→s frame: corrupt']), [[0, datagram()]], [], wire));
    expect(heardBy(events)).toEqual([]);
    expect(rulesOf(events)).toEqual(['switch.discarded']);
  });
});

describe('a hub', () => {
  test('repeats everything, and learns nothing', () => {
    const { events } = run(
      world(
        star('hubs'),
        [
          [0, datagram()],
          [20 * MS, datagram()],
        ],
        [[10 * MS, datagram(20, 2, 1)]],
      ),
    );
    expect(heardBy(events)).toEqual(['b@2', 'c@2', 'a@12', 'c@12', 'b@22', 'c@22']);
  });

  test('repeats a broken frame as it is', () => {
    const { events } = run(world(star('hubs', ['a→s frame: corrupt']), [[0, datagram()]]));
    expect(heardBy(events)).toEqual(['b@2', 'c@2']);
  });
});

describe('a network that cannot be', () => {
  test.each([
    [
      { hosts: { a: { address: '10.0.0.1/24' }, b: { address: '10.0.0.1/24' } } },
      'hosts.b.address: a has this address already',
    ],
    [{ hosts: { a: { address: '10.0.0.1/24' } }, switches: ['a'] }, 'two have this name'],
    [
      { hosts: { a: { address: '10.0.0.1/24' } }, cables: [{ between: ['a', 'x'] }] },
      'cables[0].between[1]: nobody is called x; there are a',
    ],
    [{ hosts: { a: { address: '10.0.0.1/24' } }, cables: [{ between: ['a', 'a'] }] }, 'two different ends'],
    [
      {
        hosts: { a: { address: '10.0.0.1/24' }, b: { address: '10.0.0.2/24' } },
        cables: [{ between: ['a', 'b'] }, { between: ['b', 'a'] }],
      },
      'hosts.a: it has one interface, and 2 cables; join them with a switch',
    ],
  ])('%j', (description, says) => {
    expect(() => toyWorld({ topology: network(description) })).toThrow(says);
  });
});
