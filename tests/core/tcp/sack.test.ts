// What SACK tells, and what it is believed, where the finer points of two RFCs meet. More of them: tests/packetdrill.
import { describe, expect, test } from 'vitest';
import { rope } from '../../../packages/core/src/basis/rope.ts';
import { milliseconds, seconds } from '../../../packages/core/src/basis/time.ts';
import { freebsd } from '../../../packages/core/src/tcp/profile/freebsd.ts';
import { linux } from '../../../packages/core/src/tcp/profile/linux.ts';
import { ACK, PSH } from '../../../packages/core/src/wire/control.ts';
import { distance, plus } from '../../../packages/core/src/wire/seqnum.ts';
import { established, type Judge, OPTIONS, type Pair, pattern, segment } from './pair.ts';

const plainly = { handshake: { ...linux.handshake, timestamps: false } };

/** Text from the client, beginning so many octets behind what the server waits for at first. */
const arrive = (pair: Pair, start: ReturnType<typeof plus>, from: number, length: number): void => {
  const ack = pair.tcb('server')?.snd.nxt ?? start;
  pair.inject('server', segment({ seq: plus(start, from), ack, control: ACK | PSH, payload: rope(pattern(length)) }));
};

describe('RFC 2883', () => {
  test('text that fills a gap and repeats half of what was held tells that half as a duplicate', () => {
    const pair = established(undefined, { profile: { ...freebsd, ...plainly } });
    const start = pair.tcb('server')?.rcv.nxt;
    if (start === undefined) throw new Error('no connection');
    arrive(pair, start, 100, 100);
    arrive(pair, start, 0, 150);
    const last = pair.sent.at(-1)?.segment;
    expect(last?.ack).toBe(plus(start, 200));
    const told = last?.options.find(({ kind }) => kind === 'sack');
    expect(told?.kind === 'sack' ? told.blocks.map((b) => b.map((edge) => distance(edge, start))) : []).toEqual([
      [100, 150],
    ]);
  });
});

describe('RFC 5682', () => {
  test('new octets that are told by SACK after a timeout do not make it spurious', () => {
    let lost = true;
    // Ten segments are out; only what is sent after the timeout arrives, in the second try also the new ones.
    const judge: Judge = (s, from) => (lost && from === 'client' && s.payload.length > 0 ? [] : [milliseconds(10)]);
    const pair = established(judge, { profile: { ...linux, ...plainly } }, OPTIONS);
    pair.write('client', pattern(40_000));
    pair.run(pair.now + milliseconds(200));
    expect(pair.tcb('client')?.recovery.phase).toBe('open');
    lost = false;
    pair.run(pair.now + seconds(5));
    expect(pair.all('server')).toEqual(pattern(40_000));
    expect(pair.rules.has('tcp.retransmissionTimeout')).toBe(true);
    expect(pair.rules.has('tcp.spuriousTimeout')).toBe(false);
  });
});

describe('RFC 5682 §2.1', () => {
  test('without SACK too, a path that stood still for a while is no loss', () => {
    const profile = { ...linux, handshake: { ...plainly.handshake, sack: false } };
    const pair = established(undefined, { profile }, OPTIONS);
    // Whatever is sent within half a second arrives at its end, in order.
    const open = pair.now + milliseconds(500);
    pair.judge = (_segment, from) => [
      from === 'client' ? milliseconds(Math.max(10, (open - pair.now) / 1_000_000)) : milliseconds(10),
    ];
    pair.write('client', pattern(40_000));
    pair.run(pair.now + seconds(5));
    expect(pair.all('server')).toEqual(pattern(40_000));
    expect(pair.rules.has('tcp.retransmissionTimeout')).toBe(true);
    expect(pair.rules.has('tcp.spuriousTimeout')).toBe(true);
  });
});

describe('RFC 9293 §3.8.6.2.2', () => {
  test('without window scaling a large buffer is no reason to tell of the window after each read', () => {
    const profile = { ...linux, handshake: { ...plainly.handshake, windowScale: false } };
    const pair = established(undefined, { profile }, { ...OPTIONS, receiveBuffer: 540_000 });
    const before = pair.sent.length;
    pair.write('client', pattern(100));
    pair.run(pair.now + seconds(1));
    // The text, and its ACK.
    expect(pair.sent.length - before).toBe(2);
  });
});
