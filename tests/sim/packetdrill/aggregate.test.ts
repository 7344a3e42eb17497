import { ACK, instant, ipv4Address, PSH } from '@sockeye/core';
import { describe, expect, test } from 'vitest';
import type { Taken } from '../../../packages/sim/src/packetdrill/run/aggregate.ts';
import { aggregate } from '../../../packages/sim/src/packetdrill/run/aggregate.ts';
import type { Live } from '../../../packages/sim/src/packetdrill/wire/live.ts';
import { liveOf } from '../../../packages/sim/src/packetdrill/wire/live.ts';

const live: Live = {
  at: instant(0),
  source: ipv4Address(10, 0, 0, 1),
  destination: ipv4Address(10, 0, 0, 2),
  tos: 0,
  ttl: 64,
  headerLength: 20,
  totalLength: 0,
  transport: undefined,
  wrong: undefined,
};

/** A segment with so many octets of text from there. */
const part = (seq: number, length: number, change: Partial<Taken['seen']> = {}, packet: Partial<Live> = {}): Taken => ({
  live: { ...live, ...packet },
  seen: { control: ACK, reserved: 0, seq, ack: 1, win: 100, urg: 0, length, zeros: true, options: [], ...change },
});

describe('several segments as one', () => {
  test('take the sequence and CWR of the first, and all else of the last', () => {
    const whole = aggregate([
      part(1, 1000, { control: ACK | 0x80 }),
      part(1001, 1000),
      part(2001, 500, { control: ACK | PSH }, { at: instant(7) }),
    ]);
    expect(whole).toMatchObject({ live: { at: 7 }, seen: { seq: 1, length: 2500, control: ACK | PSH | 0x80 } });
  });

  test('follow one another, also where the numbers begin again', () => {
    expect(aggregate([part(4_294_966_796, 1000), part(500, 10)])).toMatchObject({ seen: { length: 1010 } });
    expect(aggregate([part(1, 1000), part(1002, 10)])).toContain('sequence 1002 does not follow 1001');
  });

  test('are equally long, but for the last', () => {
    expect(aggregate([part(1, 1000), part(1001, 999), part(2000, 1)])).toContain('segment 2 of 3 has 999 octets');
  });

  test.each([
    ['flags', { control: ACK | 0x20 }, {}],
    ['ack', { ack: 2 }, {}],
    ['win', { win: 99 }, {}],
    ['urg', { urg: 1 }, {}],
    ['options', { options: [{ _tag: 'nop' as const }] }, {}],
    ['TOS', {}, { tos: 2 }],
    ['TTL', {}, { ttl: 63 }],
  ])('agree in %s', (what, change, packet) => {
    expect(aggregate([part(1, 1000), part(1001, 1000, change, packet)])).toContain(`segment 2 of 2: ${what}`);
  });

  test('may differ in PSH and FIN', () => {
    expect(aggregate([part(1, 1000, { control: ACK | PSH }), part(1001, 1000, { control: ACK | 1 })])).toMatchObject({
      seen: { control: ACK | 1 },
    });
  });

  test('are no zeros where one of them is none', () => {
    expect(aggregate([part(1, 1000, { zeros: false }), part(1001, 1000)])).toMatchObject({ seen: { zeros: false } });
  });
});

test('a packet whose transport has a wrong checksum is told', () => {
  const octets = new Uint8Array(20);
  octets[12] = 0x50;
  const packet = {
    _tag: 'Ipv4',
    typeOfService: 0,
    identification: 0,
    dontFragment: false,
    moreFragments: false,
    fragmentOffset: 0,
    timeToLive: 64,
    protocol: 6,
    source: live.source,
    destination: live.destination,
    options: new Uint8Array(0),
    payload: { _tag: 'Raw', octets },
  } as const;
  expect(liveOf(packet, instant(0)).wrong).toContain('checksum');
  octets[16] = 0x9b;
  octets[17] = 0xe2;
  expect(liveOf(packet, instant(0)).wrong).toBeUndefined();
});
