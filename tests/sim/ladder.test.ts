import { ACK, FIN, PSH, SYN } from '@sockeye/core';
import { ladder, run } from '@sockeye/sim';
import { expect, test } from 'vitest';
import { datagram, network, pair, segment, toy, toyWorld } from './toy.ts';

const MS = 1_000_000;

const conversation = {
  client: toy([
    [0, segment(SYN, 0, 0)],
    [40 * MS, segment(ACK, 1, 1)],
    [41 * MS, segment(ACK | PSH, 1, 1, 40)],
    [300 * MS, segment(ACK | PSH, 1, 1, 40)],
    [301 * MS, segment(ACK | FIN, 41, 1)],
  ]),
  server: toy([[20 * MS, segment(SYN | ACK, 0, 1, 0, 2, 1)]]),
};

const lines = (...rows: ReadonlyArray<string>): string => `${rows.join('\n')}\n`;

test('a ladder shows what was said, what was lost, and what was said again', () => {
  const world = toyWorld({
    topology: pair({
      delay: '20ms',
      faults: ['client→server data #1: lose', 'client→server FIN: duplicate after 5ms'],
    }),
    layers: conversation,
  });
  expect(ladder(world.setting, run(world).events)).toBe(
    lines(
      '          client                server',
      '         10.0.0.1              10.0.0.2',
      '0.000        │── SYN ─────────────▶│       0.020',
      '0.020        │◀───────── SYN,ACK ──│       0.040',
      '0.040        │── ACK 1 ───────────▶│       0.060',
      '0.041        │── data[1:41] ──✗    │       lost (data #1: lose)',
      '0.300        │── data[1:41] ──────▶│       0.320  resent',
      '0.301        │── FIN,ACK 1 ───────▶│       0.321',
      '0.301        │── FIN,ACK 1 ───────▶│       0.326  duplicate, late (FIN #1: duplicate after 5ms)',
    ),
  );
});

test('a frame that was overtaken has a row where it left and a row where it arrived', () => {
  const world = toyWorld({
    topology: pair({
      delay: '20ms',
      faults: ['client→server data #1: delay 50ms', 'server->client SYN-ACK: corrupt bit 17'],
    }),
    layers: {
      client: toy([
        [0, segment(ACK | PSH, 1, 1, 1460)],
        [MS, segment(ACK | PSH, 1461, 1, 1460)],
      ]),
      server: toy([[25 * MS, segment(SYN | ACK, 0, 1461, 0, 2, 1)]]),
    },
  });
  expect(ladder(world.setting, run(world).events)).toBe(
    lines(
      '          client                   server',
      '         10.0.0.1                 10.0.0.2',
      '0.000        │── data[1:1461] ╌ ╌ ╌ ╌ │       late (data #1: delay 50ms)',
      '0.001        │── data[1461:2921] ────▶│       0.021',
      '0.025        │◀──────────── SYN,ACK ──│       0.045  corrupt bit 17 (SYN-ACK #1: corrupt bit 17)',
      '             │╌ ╌ ╌ ╌ data[1:1461] ──▶│       0.070  overtaken',
    ),
  );
});

test('a switch has a line of its own, and an arrow to it', () => {
  const world = toyWorld({
    topology: network({
      hosts: { a: { address: '10.0.0.1/24' }, b: { address: '10.0.0.2/24' } },
      switches: ['s'],
      cables: [
        { between: ['a', 's'], delay: '1ms' },
        { between: ['s', 'b'], delay: '1ms' },
      ],
    }),
    layers: { a: toy([[0, datagram(20)]]) },
  });
  expect(ladder(world.setting, run(world).events)).toBe(
    lines(
      '             a                        s                        b',
      '         10.0.0.1                                          10.0.0.2',
      '0.000        │── UDP 5000→7 [20] ────▶│                        │       0.001',
      '0.001        │                        │── UDP 5000→7 [20] ────▶│       0.002',
    ),
  );
});

test('a narrow terminal cuts the words, not the arrows', () => {
  const world = toyWorld({ topology: pair({ delay: '20ms' }), layers: { client: toy([[0, datagram(20)]]) } });
  const drawn = ladder(world.setting, run(world).events, { width: 40 });
  expect(drawn).toBe(
    lines(
      '          client           server',
      '         10.0.0.1         10.0.0.2',
      '0.000        │── UDP 5000→… ─▶│       0.020',
    ),
  );
  for (const row of drawn.split('\n')) expect(row.length).toBeLessThanOrEqual(46);
});
