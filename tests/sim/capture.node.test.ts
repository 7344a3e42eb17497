// What we say of our captures, said by Wireshark: nothing in them is malformed or wrong but what our trace says a fault struck.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Run } from '@sockeye/sim';
import { pcapng, run } from '@sockeye/sim';
import { frameOf, valueOf } from '@sockeye/core';
import { afterAll, describe, expect, test } from 'vitest';
import type { HostState } from '@sockeye/core';
import { echo, play } from './stage.ts';
import { datagram, toy, toyWorld } from './toy.ts';

const tshark = ['/usr/bin/tshark', '/usr/local/bin/tshark', '/opt/homebrew/bin/tshark'].find((path) =>
  existsSync(path),
);
const folder = mkdtempSync(join(tmpdir(), 'sockeye-capture-'));
afterAll(() => rmSync(folder, { recursive: true }));

const FIELDS = [
  'frame.number',
  'eth.fcs.status',
  'ip.checksum.status',
  'tcp.checksum.status',
  'udp.checksum.status',
  'icmp.checksum.status',
  '_ws.malformed',
  'frame.comment',
] as const;

type Row = Readonly<Record<(typeof FIELDS)[number], string>>;

/** `defragment`: put fragments together, and so verify UDP over all of them; it does not notice that one of them was struck. */
const read = (file: Uint8Array, defragment: boolean): ReadonlyArray<Row> => {
  const path = join(folder, 'capture.pcapng');
  writeFileSync(path, file);
  const checks = ['eth.check_fcs', 'ip.check_checksum', 'tcp.check_checksum', 'udp.check_checksum'];
  const out = execFileSync(
    tshark ?? 'tshark',
    [
      '-n',
      '-r',
      path,
      '-T',
      'fields',
      '-E',
      'separator=|',
      '-o',
      `ip.defragment:${defragment ? 'TRUE' : 'FALSE'}`,
    ].concat(
      checks.flatMap((check) => ['-o', `${check}:TRUE`]),
      FIELDS.flatMap((field) => ['-e', field]),
    ),
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );
  return out
    .trimEnd()
    .split('\n')
    .map((line) => Object.fromEntries(line.split('|').map((value, i) => [FIELDS[i], value])) as Row);
};

/** `1` is "good", `0` is "bad" and `2` is "unverified" in Wireshark's table of checksum states. */
const isBad = (row: Row): boolean =>
  row['_ws.malformed'] !== '' ||
  [
    row['eth.fcs.status'],
    row['ip.checksum.status'],
    row['tcp.checksum.status'],
    row['udp.checksum.status'],
    row['icmp.checksum.status'],
  ].some((status) => status.split(',').includes('0'));

/** For each packet of a capture: did our trace say that a fault corrupted it before it arrived? */
const struck = ({ events }: Run<HostState>): ReadonlyArray<boolean> => {
  const bent = new Set(events.flatMap((event) => (event._tag === 'FrameCorrupted' ? [event.frame] : [])));
  return events.flatMap((event) =>
    event._tag === 'FrameSent' ? [false] : event._tag === 'FrameDelivered' ? [bent.has(event.frame)] : [],
  );
};

const BAD_LINE = ['loss 10% until 20s', 'duplicate 5%', 'corrupt 10% until 20s', 'reorder 20%', 'delay 2ms 1ms'];
const TEXT = Array.from({ length: 5000 }, (_, i) => 'abcdefghijklmnopqrstuvwxyz'.charAt(i % 26)).join('');

const clean: ReadonlyArray<readonly [string, object]> = [
  ['TCP', echo(TEXT, { delay: '20ms' })],
  ['UDP, fragmented', echo(TEXT, { delay: '20ms', mtu: 576 }, 'udp')],
  [
    'ports where nobody listens',
    {
      ...echo('hello', {}),
      processes: [
        { on: 'client', run: 'udp send 10.0.0.2 9', input: 'hello' },
        { on: 'client', run: 'tcp send 10.0.0.2 9', input: 'hello' },
      ],
    },
  ],
];

const bad: ReadonlyArray<readonly [string, object]> = [
  ['TCP', echo(TEXT, { delay: '20ms', rate: '10Mbit', faults: BAD_LINE })],
  ['UDP, fragmented', echo(TEXT, { delay: '20ms', mtu: 576, faults: BAD_LINE }, 'udp')],
];

test.runIf(tshark === undefined)('tshark is installed where CI runs', () => {
  process.stderr.write(
    'SKIPPED: tshark is not installed, so nobody but us has read our captures. (apt-get install tshark)\n',
  );
  expect(process.env['CI'] ?? 'false').not.toBe('true');
});

describe.skipIf(tshark === undefined)('Wireshark reads our captures, all checks on', { timeout: 60_000 }, () => {
  test.each(clean)('%s on a clean line: nothing is wrong', (_, description) => {
    const { world, events } = play(description);
    const rows = read(pcapng(world.setting, events, { fcs: true }), true);
    expect(rows.length).toBe(events.filter(({ _tag }) => _tag === 'FrameSent' || _tag === 'FrameDelivered').length);
    expect(rows.filter(isBad)).toEqual([]);
    // The checks were made, and not only wished for.
    expect(rows.every((row) => row['eth.fcs.status'] === '1')).toBe(true);
    expect(rows.some((row) => row['ip.checksum.status'] === '1')).toBe(true);
    expect(rows.some((row) => row['tcp.checksum.status'] === '1' || row['udp.checksum.status'] === '1')).toBe(true);
  });

  test.each(bad)('%s on a bad line: wrong is exactly what a fault struck', (_, description) => {
    let wrong = 0;
    for (const seed of [1, 2, 3]) {
      const played = play(description, 'lazy', seed);
      const rows = read(pcapng(played.world.setting, played.events, { fcs: true }), false);
      const expected = struck(played);
      expect(rows.map(isBad)).toEqual(expected);
      expect(rows.every((row) => row['eth.fcs.status'] === '1' || row['eth.fcs.status'] === '0')).toBe(true);
      rows.forEach((row, i) => {
        if (expected[i] === true) expect(row['frame.comment']).toContain('corrupt bit');
      });
      wrong += rows.filter(isBad).length;
    }
    expect(wrong).toBeGreaterThan(0);
  });

  test.each(bad)('%s on a bad line, without frame check sequences: nothing else is wrong', (_, description) => {
    const played = play(description, 'lazy', 1);
    const rows = read(pcapng(played.world.setting, played.events), false);
    const expected = struck(played);
    expect(rows.length).toBe(expected.length);
    expect(rows.filter((row, i) => isBad(row) && expected[i] !== true)).toEqual([]);
  });

  test('frames with VLAN tags, as we read them', () => {
    const inside = valueOf(datagram(40));
    if (inside._tag === 'Left' || inside.right.payload._tag === 'Tagged') throw new Error('no datagram');
    const { destination, source, etherType, payload } = inside.right;
    const tags = [
      { type: 0x8100, priority: 0, dropEligible: false, vlan: 0 },
      { type: 0x8100, priority: 7, dropEligible: true, vlan: 4094 },
      { type: 0x8100, priority: 3, dropEligible: false, vlan: 100 },
      { type: 0x88a8, priority: 1, dropEligible: true, vlan: 5 },
    ];
    const sent = tags.map(({ type, priority, dropEligible, vlan }) =>
      frameOf({
        destination,
        source,
        etherType: type,
        payload: { _tag: 'Tagged', priority, dropEligible, vlan, etherType, payload },
      }),
    );
    const world = toyWorld({ layers: { client: toy(sent.map((frame, i) => [i * 1000, frame] as const)) } });
    const { events } = run(world);
    const path = join(folder, 'vlan.pcapng');
    writeFileSync(path, pcapng(world.setting, events, { fcs: true }));
    const fields = ['vlan.priority', 'vlan.dei', 'vlan.id', 'ieee8021ad.priority', 'ieee8021ad.dei', 'ieee8021ad.id'];
    const rows = execFileSync(
      tshark ?? 'tshark',
      ['-n', '-r', path, '-T', 'fields', '-E', 'separator=|', '-o', 'udp.check_checksum:TRUE'].concat(
        ['-o', 'eth.check_fcs:TRUE', '-Y', 'udp.checksum.status == 1 && eth.fcs.status == 1'],
        fields.flatMap((field) => ['-e', field]),
      ),
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    )
      .trimEnd()
      .split('\n')
      .map((line) => line.replaceAll('True', '1').replaceAll('False', '0'));
    const expected = tags.map(({ type, priority, dropEligible, vlan }) => {
      const said = `${priority}|${Number(dropEligible)}|${vlan}`;
      return type === 0x8100 ? `${said}|||` : `|||${said}`;
    });
    // Each frame is captured where it is sent and where it arrives.
    expect(rows.toSorted()).toEqual([...expected, ...expected].toSorted());
  });
});
