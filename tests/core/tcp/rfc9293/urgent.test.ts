// Urgent text, from SEND to RECEIVE. (RFC 9293 §3.8.5; RFC 6093)
import { describe, expect, test } from 'vitest';
import { rope } from '../../../../packages/core/src/basis/rope.ts';
import { seconds } from '../../../../packages/core/src/basis/time.ts';
import { URGENT } from '../../../../packages/core/src/tcp/Service.ts';
import { URG } from '../../../../packages/core/src/wire/control.ts';
import { distance, plus } from '../../../../packages/core/src/wire/seqnum.ts';
import type { Pair } from '../pair.ts';
import { established, OPTIONS, pattern } from '../pair.ts';

const INLINE = { ...OPTIONS, urgentInline: true, sendBuffer: 300_000 };

const send = (pair: Pair, length: number): void =>
  pair.ask('client', { _tag: 'Send', connection: 1, octets: rope(pattern(length)), marks: URGENT });

const heard = (pair: Pair): ReadonlyArray<number> =>
  pair.told.server.flatMap(({ indication }) => (indication._tag === 'Urgent' ? [indication.ahead] : []));

describe('urgent text', () => {
  test('is pointed at: SEG.SEQ + pointer is the octet behind it (MUST-30, MUST-62)', () => {
    const pair = established(undefined, undefined, INLINE);
    const end = plus(pair.tcb('client')!.snd.nxt, 5);
    send(pair, 5);
    const { segment } = pair.sent.at(-1)!;
    expect(segment.control & URG).toBe(URG);
    expect(plus(segment.seq, segment.up)).toBe(end);
    pair.run(pair.now + seconds(1));
    expect(pair.tcb('server')!.rcv.up).toBe(end);
  });

  test('is told to the user before it reads, and again when more is pointed at (MUST-32)', () => {
    const pair = established(undefined, undefined, INLINE);
    pair.reads.server = false;
    send(pair, 5);
    pair.run(pair.now + seconds(1));
    send(pair, 7);
    pair.run(pair.now + seconds(1));
    expect(heard(pair)).toEqual([4, 11]);
  });

  test('can be looked for: how far it lies ahead, also beyond what has come (MUST-33)', () => {
    const pair = established(undefined, undefined, INLINE);
    pair.reads.server = false;
    send(pair, 200_000);
    pair.run(pair.now + seconds(0.011));
    // The pointer has 16 bits: it is told as far as it reaches, and then farther.
    expect(heard(pair)[0]).toBe(65_534);
    pair.reads.server = true;
    pair.read('server', pair.accepted());
    pair.run(pair.now + seconds(20));
    expect(heard(pair).length).toBeGreaterThan(2);
    // A read stops before the mark: the urgent octet is the first of the next.
    pair.read('server', pair.accepted());
    expect(pair.all('server')).toEqual(pattern(200_000));
  });

  test('may be of any length: each segment before its end is marked, none after it (MUST-31)', () => {
    const pair = established(undefined, undefined, INLINE);
    const { nxt } = pair.tcb('client')!.snd;
    send(pair, 200_000);
    pair.ask('client', { _tag: 'Send', connection: 1, octets: rope(pattern(5_000)), marks: 0 });
    pair.run(pair.now + seconds(20));
    const text = pair.sent.map((s) => s.segment).filter((s) => s.payload.length > 0);
    for (const s of text) expect((s.control & URG) !== 0).toBe(distance(s.seq, nxt) < 200_000);
    expect(distance(pair.tcb('server')!.rcv.up, nxt)).toBe(200_000);
  });
});
