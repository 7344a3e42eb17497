// SYN cookies (RFC 4987 §3.6): a listener whose queue is full answers and forgets, and makes the connection from the ACK alone.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rope } from '../../../packages/core/src/basis/rope.ts';
import { instant, milliseconds, seconds } from '../../../packages/core/src/basis/time.ts';
import { rfc9293 } from '../../../packages/core/src/tcp/profile/rfc9293.ts';
import {
  COOKIE_SIZES,
  sizeIndex,
  sizeOfCookie,
  synCookie,
  tellingStamp,
  toldByStamp,
} from '../../../packages/core/src/tcp/synCookies/synCookie.ts';
import { ACK, PSH, RST, SYN } from '../../../packages/core/src/wire/control.ts';
import { plus, seqnum } from '../../../packages/core/src/wire/seqnum.ts';
import { address, portNumber, sequence } from '../wire/arbitraries.ts';
import { cookieSent, flooded, flooder, floodSyn, returning, withSynCookies } from './opening.ts';
import { established, Pair, pattern, segment } from './pair.ts';

const MODERN = withSynCookies('overflow', rfc9293);

const SYN_OPTIONS = [
  { kind: 'mss', mss: 1_460 },
  { kind: 'sackOK' },
  { kind: 'TS', val: 77_000, ecr: 0 },
  { kind: 'nop' },
  { kind: 'wscale', shift: 5 },
] as const;

const last = (pair: Pair) => pair.sent.at(-1)!.segment;

const made = (pair: Pair) => [...pair.states.server.connections.values()].find((t) => t.fixed.known);

describe('the arithmetic of a SYN cookie', () => {
  const ends = fc.record({ address, port: portNumber });

  test('what was put in comes out, in its own minute and in the next', () => {
    fc.assert(
      fc.property(
        ends,
        ends,
        sequence,
        fc.nat(3),
        fc.nat(1e15),
        fc.nat(59_999_999_999),
        (a, b, irs, index, at, later) => {
          const now = instant(at);
          const cookie = synCookie(7, a, b, irs, index, now);
          expect(sizeOfCookie(7, a, b, irs, cookie, instant(at + later))).toBe(COOKIE_SIZES[index]);
          expect(sizeOfCookie(7, a, b, irs, cookie, instant(at + 120_000_000_000))).toBeUndefined();
        },
      ),
    );
  });

  test('of another secret, or for another peer, it is none', () => {
    fc.assert(
      fc.property(ends, ends, sequence, fc.nat(3), fc.nat(1e15), (a, b, irs, index, at) => {
        const now = instant(at);
        const cookie = synCookie(7, a, b, irs, index, now);
        const other = { address: b.address, port: ((b.port + 1) & 0xffff) as typeof b.port };
        expect(sizeOfCookie(8, a, b, irs, cookie, now)).toBeUndefined();
        expect(sizeOfCookie(7, a, other, irs, cookie, now)).toBeUndefined();
        expect(sizeOfCookie(7, a, b, plus(irs, 100), cookie, now)).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  test('the size is the largest that the peer can take', () => {
    expect([0, 536, 1_299, 1_300, 1_440, 1_459, 1_460, 9_000].map((mss) => COOKIE_SIZES[sizeIndex(mss)])).toEqual([
      536, 536, 536, 1_300, 1_440, 1_440, 1_460, 1_460,
    ]);
  });

  test('a timestamp tells shift and SACK, and is never later than the clock', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 64, max: 0xffff_ffff }),
        fc.option(fc.nat(14), { nil: undefined }),
        fc.boolean(),
        (stamp, shift, sack) => {
          const telling = tellingStamp(stamp, shift, sack);
          expect(toldByStamp(telling)).toEqual({ shift, sack });
          expect(stamp - telling).toBeGreaterThanOrEqual(0);
          expect(stamp - telling).toBeLessThan(128);
        },
      ),
    );
  });
});

describe('a listener whose queue is full of SYNs', () => {
  test('drops further ones where the profile has no SYN cookies', () => {
    const pair = flooded(withSynCookies('off'));
    pair.inject('server', floodSyn(9), flooder(9));
    expect(pair.sent).toEqual([]);
  });

  test('answers without keeping anything, and makes the connection when the ACK comes', () => {
    const pair = cookieSent();
    expect([last(pair).control, last(pair).ack]).toEqual([SYN | ACK, seqnum(4_000_000_001)]);
    expect(pair.states.server.connections.size).toBe(2);
    pair.inject('server', returning(pair));
    expect(pair.tags('server')).toEqual(['Named', 'Established']);
    const t = made(pair)!;
    expect([t.state, t.fixed.peerMss, t.snd.wnd, t.rtt.srtt]).toEqual(['ESTABLISHED', 1_300, 1_000, 0]);
  });

  test('takes text that comes with the ACK, and can send', () => {
    const pair = cookieSent();
    pair.inject('server', returning(pair, { control: ACK | PSH, payload: rope(pattern(300)), wnd: 30_000 }));
    expect(pair.all('server')).toEqual(pattern(300));
    const id = made(pair)!.id;
    pair.ask('server', { _tag: 'Send', connection: id, octets: rope(pattern(2_000)), marks: 0 });
    const sizes = pair.sent.map((s) => s.segment.payload.length).filter((length) => length > 0);
    expect(sizes).toEqual([1_300]);
  });

  test('forgets options, unless timestamps carry them', () => {
    const pair = cookieSent(MODERN, SYN_OPTIONS);
    const stamp = last(pair).options.find((o) => o.kind === 'TS');
    const ecr = stamp?.kind === 'TS' ? stamp.val : 0;
    expect(stamp?.kind === 'TS' ? stamp.ecr : 0).toBe(77_000);
    expect(last(pair).options.map((o) => o.kind)).toEqual(['mss', 'sackOK', 'TS', 'nop', 'wscale']);
    pair.inject('server', returning(pair, { options: [{ kind: 'TS', val: 77_010, ecr }] }));
    const { fixed, snd, stamps } = made(pair)!;
    expect([fixed.sack, fixed.timestamps, fixed.scaling, fixed.sendShift, fixed.peerMss]).toEqual([
      true,
      true,
      true,
      5,
      1_460,
    ]);
    expect([snd.wnd, stamps.recent]).toEqual([1_000 << 5, 77_010]);
    const bare = cookieSent(MODERN, [
      { kind: 'mss', mss: 1_460 },
      { kind: 'sackOK' },
      { kind: 'wscale', shift: 5 },
      { kind: 'nop' },
      { kind: 'nop' },
      { kind: 'nop' },
    ]);
    expect(last(bare).options.map((o) => o.kind)).toEqual(['mss']);
    bare.inject('server', returning(bare));
    const without = made(bare)!.fixed;
    expect([without.sack, without.timestamps, without.scaling]).toEqual([false, false, false]);
  });

  test('believes no ACK that brings nothing back, and none after two minutes', () => {
    const pair = cookieSent();
    pair.inject('server', returning(pair, { ack: seqnum(77) }));
    expect([last(pair).control & RST, made(pair)]).toEqual([RST, undefined]);
    const late = cookieSent();
    const ack = returning(late);
    late.now = instant(seconds(120));
    late.inject('server', ack);
    expect([last(late).control & RST, made(late), late.rules.has('tcp.synCookieWrong')]).toEqual([
      RST,
      undefined,
      true,
    ]);
    // Longer after the last cookie than one is believed, an ACK is not even looked at.
    const calm = cookieSent();
    calm.now = instant(seconds(121));
    calm.inject('server', returning(calm));
    expect([last(calm).control & RST, calm.rules.has('tcp.synCookieWrong')]).toEqual([RST, false]);
  });

  test('does not look at an ACK when it sent no cookie', () => {
    const pair = new Pair(() => [], { profile: withSynCookies('overflow') });
    pair.listen(2);
    const other = cookieSent();
    pair.inject('server', returning(other));
    expect(last(pair).control & RST).toBe(RST);
    expect(pair.rules.has('tcp.synCookieWrong')).toBe(false);
  });

  test('drops SYN and ACK when as many wait to be accepted as may: no cookie makes room for them', () => {
    const pair = new Pair(() => [], { profile: withSynCookies('always') });
    pair.listen(0);
    pair.inject('server', floodSyn(1), flooder(1));
    expect(pair.sent).toEqual([]);
    const full = cookieSent();
    const ack = returning(full);
    full.ask('server', { _tag: 'SetBacklog', connection: 1, backlog: 0 });
    const before = full.sent.length;
    full.inject('server', ack);
    expect([full.sent.length - before, made(full)]).toEqual([0, undefined]);
    full.ask('server', { _tag: 'SetBacklog', connection: 1, backlog: 1 });
    full.inject('server', ack);
    expect(made(full)?.state).toBe('ESTABLISHED');
  });

  test('serves who asks honestly, both ways, as if there were no flood', () => {
    for (const profile of [withSynCookies('always'), withSynCookies('always', rfc9293)]) {
      const pair = established(undefined, { profile });
      expect(pair.rules.has('tcp.synCookieRight')).toBe(true);
      pair.write('client', pattern(50_000), 'Close');
      pair.run(pair.now + seconds(5));
      pair.write('server', pattern(50_000), 'Close');
      pair.run();
      expect(pair.all('server')).toEqual(pattern(50_000));
      expect(pair.all('client')).toEqual(pattern(50_000));
    }
  });

  test('is not held up by an ACK that is lost: the first text brings the cookie as well', () => {
    let acks = 0;
    const lossy = new Pair(
      (s, from) => (from === 'client' && s.control === ACK && acks++ === 0 ? [] : [milliseconds(10)]),
      {
        profile: withSynCookies('always'),
      },
    );
    lossy.listen();
    lossy.open();
    lossy.run(milliseconds(30));
    lossy.write('client', pattern(500));
    lossy.run(seconds(5));
    expect(lossy.all('server')).toEqual(pattern(500));
  });

  test('keeps no state for a SYN, whatever it says, however many come', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(60_000), sequence, fc.nat(0xffff), fc.boolean()), { maxLength: 40 }),
        (all) => {
          const pair = flooded(MODERN);
          const before = pair.states.server;
          for (const [i, seq, mss, stamped] of all) {
            const from = flooder(i % 4_000);
            const options = stamped ? SYN_OPTIONS : ([{ kind: 'mss', mss }] as const);
            // The two of the flood itself are known already.
            if (i % 4_000 < 2) continue;
            pair.inject(
              'server',
              segment({ sourcePort: from.port, control: SYN, seq, options, payload: rope(pattern(5)) }),
              from,
            );
          }
          const after = pair.states.server;
          for (const key of ['nextId', 'connections', 'listeners', 'listenerPorts', 'pairs', 'alarms'] as const) {
            expect(after[key]).toBe(before[key]);
          }
          expect(after.memory.servers).toBe(before.memory.servers);
          expect(after.memory.doors.size).toBe(1);
        },
      ),
    );
  });
});
