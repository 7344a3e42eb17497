// Fast Open's option in everything that shows or keeps a frame: tcpdump's words, the dissection, a capture that is read again.
import type { Ipv4Packet, MacAddress, TcpOption } from '@sockeye/core';
import {
  bytes,
  dissect,
  endpoint,
  EMPTY_ROPE,
  frameOf,
  ipv4Address,
  NO_BYTES,
  octetsOf,
  seqnum,
  showDissection,
} from '@sockeye/core';
import { pcapng, run, tcpdump } from '@sockeye/sim';
import { describe, expect, test } from 'vitest';
import { pair, toy, toyWorld } from './toy.ts';

const NOP = { kind: 'nop' } as const;
const COOKIE = bytes(0x76, 0x69, 0x32, 0xac, 0x3e, 0xf3, 0x4b, 0xd7);

const FORMS: ReadonlyArray<readonly [options: ReadonlyArray<TcpOption>, words: string, meaning: string]> = [
  [[{ kind: 'FO', cookie: NO_BYTES }, NOP, NOP], 'tfo cookiereq,nop,nop', 'Fast Open, a cookie is asked for'],
  [
    [{ kind: 'FO', cookie: COOKIE }, NOP, NOP],
    'tfo cookie 766932ac3ef34bd7,nop,nop',
    'Fast Open, cookie 766932ac3ef34bd7',
  ],
  [[{ kind: 'FOEXP', cookie: NO_BYTES }], 'exp-tfo cookiereq', 'Fast Open (experiment), a cookie is asked for'],
  [
    [{ kind: 'FOEXP', cookie: COOKIE }],
    'exp-tfo cookie 766932ac3ef34bd7',
    'Fast Open (experiment), cookie 766932ac3ef34bd7',
  ],
];

const packetWith = (options: ReadonlyArray<TcpOption>): Ipv4Packet => ({
  _tag: 'Ipv4',
  typeOfService: 0,
  identification: 0,
  dontFragment: true,
  moreFragments: false,
  fragmentOffset: 0,
  timeToLive: 64,
  protocol: 6,
  source: ipv4Address(10, 0, 0, 1),
  destination: ipv4Address(10, 0, 0, 2),
  options: NO_BYTES,
  payload: {
    _tag: 'Tcp',
    sourcePort: endpoint(ipv4Address(10, 0, 0, 1), 49_152).port,
    destinationPort: endpoint(ipv4Address(10, 0, 0, 2), 7).port,
    seq: seqnum(0),
    ack: seqnum(0),
    control: 2,
    wnd: 65_535,
    up: 0,
    options,
    payload: EMPTY_ROPE,
  },
});

const frameWith = (options: ReadonlyArray<TcpOption>): ReturnType<typeof frameOf> =>
  frameOf({
    destination: 0x020000000002 as MacAddress,
    source: 0x020000000001 as MacAddress,
    etherType: 0x0800,
    payload: packetWith(options),
  });

describe('the option of Fast Open', () => {
  test.each(FORMS)('%j is shown in words', (options, words, meaning) => {
    const frame = frameWith(options);
    const world = toyWorld({ topology: pair(), layers: { client: toy([[0, frame]]), server: toy([]) } });
    const { events } = run(world);
    expect(tcpdump(events)).toContain(`options [${words}], length 0`);
    expect(showDissection(dissect(octetsOf(frame), false))).toContain(` = ${meaning}`);
    // In the capture stand the octets of the wire: kind, length, and the cookie.
    const capture = pcapng(world.setting, events);
    const first = options[0];
    const cookie = first?.kind === 'FO' || first?.kind === 'FOEXP' ? first.cookie : NO_BYTES;
    const wire = first?.kind === 'FO' ? [34, 2 + cookie.length] : [254, 4 + cookie.length, 0xf9, 0x89];
    const text = Array.from(capture, (octet) => octet.toString(16).padStart(2, '0')).join('');
    expect(text).toContain(Array.from([...wire, ...cookie], (octet) => octet.toString(16).padStart(2, '0')).join(''));
  });
});
