import { ACK, FIN, NO_BYTES, PSH, RST, SYN, ipv4Address, endpoint, utf8 } from '@sockeye/core';
import type { ArpPacket, Fd, MacAddress } from '@sockeye/core';
import { frameOf, instant } from '@sockeye/core';
import type { TraceEvent } from '@sockeye/sim';
import { jsonl, run, strace, tcpdump, why } from '@sockeye/sim';
import { either as E } from 'fp-ts';
import { describe, expect, test } from 'vitest';
import { datagram, pair, segment, toy, toyWorld } from './toy.ts';

const MS = 1_000_000;

const arp = (operation: ArpPacket['operation']): ReturnType<typeof frameOf> =>
  frameOf({
    destination: 0xffffffffffff as MacAddress,
    source: 0x020000000001 as MacAddress,
    etherType: 0x0806,
    payload: {
      _tag: 'Arp',
      operation,
      senderHardwareAddress: 0x020000000001 as MacAddress,
      senderProtocolAddress: ipv4Address(10, 0, 0, 1),
      targetHardwareAddress: 0 as MacAddress,
      targetProtocolAddress: ipv4Address(10, 0, 0, 2),
    },
  });

const world = toyWorld({
  topology: pair({ delay: '20ms', faults: ['client→server data #1: lose'] }),
  layers: {
    client: toy([
      [0, arp('request')],
      [MS, segment(SYN, 0, 0)],
      [40 * MS, segment(ACK, 1, 1)],
      [41 * MS, segment(ACK | PSH, 1, 1, 40)],
      [42 * MS, segment(ACK | PSH, 1, 1, 40)],
      [43 * MS, segment(ACK | FIN, 41, 1)],
      [44 * MS, segment(RST, 42, 0)],
      [45 * MS, datagram(7)],
      [46 * MS, arp('reply')],
    ]),
    server: toy([[21 * MS, segment(SYN | ACK, 0, 1, 0, 2, 1)]]),
  },
});
const { events } = run(world);

const lines = (...rows: ReadonlyArray<string>): string => rows.map((row) => `${row}\n`).join('');

describe('tcpdump', () => {
  test('prints each frame once where it is sent, in its own words', () => {
    expect(tcpdump(events)).toBe(
      lines(
        '0.000000 ARP, Request who-has 10.0.0.2 tell 10.0.0.1, length 46',
        '0.001000 IP 10.0.0.1.49152 > 10.0.0.2.7: Flags [S], seq 1000, win 65535, length 0',
        '0.021000 IP 10.0.0.2.7 > 10.0.0.1.49152: Flags [S.], seq 5000, ack 1001, win 65535, length 0',
        '0.040000 IP 10.0.0.1.49152 > 10.0.0.2.7: Flags [.], ack 1, win 65535, length 0',
        '0.041000 IP 10.0.0.1.49152 > 10.0.0.2.7: Flags [P.], seq 1:41, ack 1, win 65535, length 40',
        '0.042000 IP 10.0.0.1.49152 > 10.0.0.2.7: Flags [P.], seq 1:41, ack 1, win 65535, length 40',
        '0.043000 IP 10.0.0.1.49152 > 10.0.0.2.7: Flags [F.], seq 41, ack 1, win 65535, length 0',
        '0.044000 IP 10.0.0.1.49152 > 10.0.0.2.7: Flags [R], seq 1042, win 65535, length 0',
        '0.045000 IP 10.0.0.1.5000 > 10.0.0.2.7: UDP, length 7',
        '0.046000 ARP, Reply 10.0.0.1 is-at 02:00:00:00:00:01, length 46',
      ),
    );
  });

  test('at a host prints what it sends and what arrives there, when it arrives', () => {
    const seen = tcpdump(events, { host: 'server' }).trim().split('\n');
    expect(seen.length).toBe(9);
    expect(seen.map((line) => line.slice(0, 8))).toEqual([
      '0.020000',
      '0.021000',
      '0.021000',
      '0.060000',
      '0.062000',
      '0.063000',
      '0.064000',
      '0.065000',
      '0.066000',
    ]);
  });
});

describe('JSON lines', () => {
  test('are objects with the same keys in the same order, and integers', () => {
    const rows = jsonl(events).trim().split('\n');
    expect(rows.length).toBe(events.length);
    expect(rows[0]).toBe('{"id":0,"at":0,"event":"DeadlineReached","floor":"host","host":"client"}');
    expect(rows[1]).toBe(
      '{"id":1,"cause":0,"at":0,"event":"FrameSent","floor":"cable","host":"client","line":"client→server","frame":"client→server#1","means":"who has 10.0.0.2?"}',
    );
    expect(rows.find((row) => row.includes('FrameLost'))).toContain(
      '"frame":"client→server#4","fault":"client→server data #1: lose"',
    );
    expect(rows.filter((row) => row.includes('"resent":true')).length).toBe(1);
    for (const row of rows)
      for (const value of Object.values(JSON.parse(row) as object))
        if (typeof value === 'number') expect(Number.isInteger(value)).toBe(true);
  });

  test('have the octets where they are asked for', () => {
    expect(jsonl(events, { octets: true })).toContain('"octets":"ffffffffffff0200000000010806');
  });
});

describe('why', () => {
  test('walks from an arrival up to what began it', () => {
    const arrival = events.find((event) => event._tag === 'FrameDelivered')!;
    expect(why(events, arrival.id).map((event) => event._tag)).toEqual([
      'FrameDelivered',
      'FrameSent',
      'DeadlineReached',
    ]);
  });
});

describe('strace', () => {
  const fd = 3 as Fd;
  const remote = endpoint(ipv4Address(10, 0, 0, 2), 7);
  const call = (at: number, rest: object, id: number): TraceEvent =>
    ({ id, cause: -1, at: instant(at), host: 'client', process: 1, thread: 0, ...rest }) as TraceEvent;
  const calls = [
    call(0, { _tag: 'Called', request: { call: 'socket', type: 'stream' }, reply: E.right(3) }, 0),
    call(0, { _tag: 'Waits', request: { call: 'connect', fd, remote } }, 1),
    call(40 * MS, { _tag: 'Called', request: { call: 'connect', fd, remote }, reply: E.left('ECONNREFUSED') }, 2),
    call(40 * MS, { _tag: 'Waits', thread: 2, request: { call: 'recv', fd, size: 10 } }, 3),
    call(41 * MS, { _tag: 'Wrote', fd: 1, octets: utf8('x') }, 4),
    call(41 * MS, { _tag: 'Exited', result: E.left('ECONNREFUSED') }, 5),
    call(42 * MS, { _tag: 'Exited', process: 2, host: 'server', result: E.right(NO_BYTES) }, 6),
  ];

  test('shows each call when it was made, its answer, and how long it took', () => {
    expect(strace(calls)).toBe(
      lines(
        'client[1] 0.000000 socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 3 <0.000000>',
        'client[1] 0.000000 connect(3, {sa_family=AF_INET, sin_port=htons(7), sin_addr=inet_addr("10.0.0.2")}, 16) = -1 ECONNREFUSED (Connection refused) <0.040000>',
        'client[1] 0.041000 +++ exited with 1 (ECONNREFUSED) +++',
        'server[2] 0.042000 +++ exited with 0 +++',
        'client[1.2] 0.040000 recv(3, …, 10, 0) <unfinished ...>',
      ),
    );
  });

  test('shows one host where it is asked to', () => {
    expect(strace(calls, { host: 'server' })).toBe('server[2] 0.042000 +++ exited with 0 +++\n');
  });
});
