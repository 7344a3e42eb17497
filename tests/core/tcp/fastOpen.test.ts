// TCP Fast Open (RFC 7413): text that rides on a SYN, and what becomes of it on every way that a handshake can go.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concatBytes, hex } from '../../../packages/core/src/basis/bytes.ts';
import { rope, toBytes } from '../../../packages/core/src/basis/rope.ts';
import { milliseconds, seconds, type Duration } from '../../../packages/core/src/basis/time.ts';
import { cookieKey, cookieOf } from '../../../packages/core/src/tcp/fastOpen/cookie.ts';
import { doorOf } from '../../../packages/core/src/tcp/fastOpen/Memory.ts';
import { freebsdLayout, linuxLayout } from '../../../packages/core/src/tcp/profile/layouts.ts';
import { linux } from '../../../packages/core/src/tcp/profile/linux.ts';
import { rfc9293 } from '../../../packages/core/src/tcp/profile/rfc9293.ts';
import { optionsLength } from '../../../packages/core/src/wire/optionsOnWire.ts';
import { ACK, FIN, PSH, RST, SYN } from '../../../packages/core/src/wire/control.ts';
import { endpoint, ipv4Address } from '../../../packages/core/src/wire/addresses.ts';
import type { TcpOption } from '../../../packages/core/src/wire/tcpOptions.ts';
import { plus, seqnum } from '../../../packages/core/src/wire/seqnum.ts';
import { CLIENT, OPTIONS, Pair, pattern, PLAIN, segment, SERVER } from './pair.ts';
import { acquainted, EARLY, opened, openEarly, syns, withFastOpen } from './opening.ts';

const cookieIn = (options: ReadonlyArray<TcpOption>): string | undefined => {
  const option = options.find((o) => o.kind === 'FO' || o.kind === 'FOEXP');
  return option?.kind === 'FO' || option?.kind === 'FOEXP' ? `${option.kind} ${hex(option.cookie)}` : undefined;
};

const KEY = cookieKey('a1a1a1a1-b2b2b2b2-c3c3c3c3-d4d4d4d4');
const COOKIE = cookieOf(KEY, CLIENT.address, SERVER.address);

/** A SYN with text, as if a client had sent it. */
const synWith = (cookie: Uint8Array | undefined, octets = pattern(10), kind: 'FO' | 'FOEXP' = 'FO') =>
  segment({
    control: SYN,
    seq: seqnum(1_000),
    options: cookie === undefined ? [] : [{ kind, cookie }],
    payload: rope(octets),
  });

/** A server alone; what it sends goes nowhere. */
const server = (part = {}, options = EARLY): Pair => {
  const pair = new Pair(() => [], { profile: withFastOpen(part) });
  pair.listen(8, options);
  return pair;
};

const child = (pair: Pair) => [...pair.states.server.connections.values()][0];

describe('the cookie of a client', () => {
  test.each([
    ['127.0.0.1', ipv4Address(127, 0, 0, 1), '766932ac3ef34bd7'],
    ['127.1.2.3', ipv4Address(127, 1, 2, 3), '6a8657dbfb5ee251'],
  ])('at %s is the one that Linux 6.18 was seen to give with this key', (_name, client, cookie) => {
    expect(hex(cookieOf(KEY, client, ipv4Address(127, 0, 0, 9)))).toBe(cookie);
    expect(hex(cookieOf(cookieKey(linux.fastOpen.key), client, ipv4Address(127, 0, 0, 9)))).toBe(cookie);
  });

  test('is another for another client, another server and another key', () => {
    const other = ipv4Address(10, 0, 0, 77);
    const all = [
      COOKIE,
      cookieOf(KEY, other, SERVER.address),
      cookieOf(KEY, CLIENT.address, other),
      cookieOf(KEY, SERVER.address, CLIENT.address),
      cookieOf(cookieKey('0123456789abcdef0123456789abcdef'), CLIENT.address, SERVER.address),
    ];
    expect(new Set(all.map(hex)).size).toBe(all.length);
  });
});

describe('the first connection to a server', () => {
  test('asks for a cookie on its SYN, is given one, and keeps it with the MSS', () => {
    const pair = new Pair(undefined, { profile: withFastOpen() });
    pair.listen(8, EARLY);
    openEarly(pair, pattern(50));
    pair.run(seconds(1));
    expect(cookieIn(syns(pair, 'client')[0]!.segment.options)).toBe('FO ');
    expect(syns(pair, 'client')[0]!.segment.payload.length).toBe(0);
    expect(cookieIn(syns(pair, 'server')[0]!.segment.options)).toBe(`FO ${hex(COOKIE)}`);
    expect(pair.told.client.slice(0, 2).map((t) => t.indication)).toEqual([
      { _tag: 'Named', reference: 1, connection: 1 },
      { _tag: 'Taken', connection: 1, count: 0 },
    ]);
    const known = pair.states.client.memory.servers.get(SERVER.address);
    expect([hex(known!.cookie), known!.mss]).toEqual([hex(COOKIE), 1_460]);
    expect(pair.tcb('client')?.state).toBe('ESTABLISHED');
  });

  test('an ordinary open says nothing of Fast Open, and hears nothing of it', () => {
    const pair = new Pair(undefined, { profile: withFastOpen() });
    pair.listen(8, EARLY);
    pair.open();
    pair.run(seconds(1));
    expect(
      syns(pair, 'client')
        .concat(syns(pair, 'server'))
        .map((s) => cookieIn(s.segment.options)),
    ).toEqual([undefined, undefined]);
    expect(pair.states.client.memory.servers.size).toBe(0);
  });

  test('a server that has no Fast Open is asked by kind 34, then by the experiment, then by kind 34 again', () => {
    const pair = new Pair(undefined, { profile: withFastOpen() });
    pair.listen(8, OPTIONS);
    for (let i = 0; i < 4; i++) {
      openEarly(pair, pattern(5), 41_000 + i);
      pair.run(pair.now + seconds(1));
    }
    expect(syns(pair, 'client').map((s) => cookieIn(s.segment.options))).toEqual(['FO ', 'FOEXP ', 'FO ', 'FO ']);
  });

  test('an open between ends that are in use is answered too: nothing was taken', () => {
    const pair = opened(pattern(10), {}, () => []);
    const before = pair.told.client.length;
    openEarly(pair, pattern(10));
    expect(pair.told.client.slice(before).map((t) => t.indication)).toEqual([
      { _tag: 'Named', reference: 1, connection: 3 },
      { _tag: 'Taken', connection: 3, count: 0 },
      { _tag: 'Ended', connection: 3, why: 'in-use' },
    ]);
  });

  test('a client that has no Fast Open opens as ever', () => {
    const pair = new Pair(undefined, { profile: withFastOpen({ client: false }) });
    pair.listen(8, EARLY);
    openEarly(pair, pattern(5));
    pair.run(seconds(1));
    expect(cookieIn(syns(pair, 'client')[0]!.segment.options)).toBeUndefined();
    expect(pair.told.client[1]?.indication).toEqual({ _tag: 'Taken', connection: 1, count: 0 });
  });
});

describe('text on a SYN', () => {
  test('is at the server after half a round trip, and answered after a whole one', () => {
    const pair = opened(pattern(100));
    const begin = pair.now;
    pair.run(begin + milliseconds(10));
    expect(pair.all('server')).toEqual(pattern(100));
    const accepted = pair.accepted();
    expect(pair.tcb('server', accepted)?.state).toBe('SYN-RECEIVED');
    pair.ask('server', { _tag: 'Send', connection: accepted, octets: rope(pattern(70)), marks: 0 });
    pair.run(begin + milliseconds(20));
    expect(pair.all('client')).toEqual(pattern(70));
    expect(pair.now - begin).toBe(milliseconds(20));
  });

  test('rides with SYN alone, its cookie behind all other options, and is acknowledged by the SYN-ACK', () => {
    const pair = opened(pattern(100));
    pair.run(pair.now + seconds(1));
    const syn = syns(pair, 'client')[0]!.segment;
    expect([syn.control, syn.payload.length, cookieIn(syn.options)]).toEqual([SYN, 100, `FO ${hex(COOKIE)}`]);
    expect(syns(pair, 'server')[0]!.segment.ack).toBe(plus(syn.seq, 101));
    expect(pair.sent.filter((s) => s.segment.payload.length > 0).length).toBe(1);
    for (const side of ['client', 'server'] as const) {
      const t = [...pair.states[side].connections.values()].at(-1)!;
      expect([t.state, t.fixed.fastOpen.synData]).toEqual(['ESTABLISHED', true]);
    }
  });

  test('is no more than what the cached MSS holds beside 40 octets of options; the rest is for the user to send', () => {
    const pair = acquainted();
    openEarly(pair, pattern(4_000));
    expect(pair.told.client[1]?.indication).toMatchObject({ _tag: 'Taken', count: 1_420 });
    expect(syns(pair, 'client')[0]!.segment.payload.length).toBe(1_420);
  });

  test('that the SYN-ACK leaves out is sent again at once, and the window stays', () => {
    // The server has another key now: the cookie is wrong, the handshake an ordinary one, and a new cookie comes with it.
    const pair = acquainted();
    const other = server({ key: '0123456789abcdef0123456789abcdef' });
    pair.layers.server = other.layers.server;
    pair.states.server = other.states.server;
    openEarly(pair, pattern(1_000));
    pair.run(pair.now + milliseconds(20));
    const t = [...pair.states.client.connections.values()].at(-1)!;
    const again = pair.sent.at(-1)!.segment;
    expect([again.seq, again.payload.length, again.control]).toEqual([plus(t.fixed.iss, 1), 1_000, ACK | PSH]);
    expect([t.congestion.cwnd, t.fixed.fastOpen.synData]).toEqual([14_600, false]);
    const cookie = hex(cookieOf(cookieKey('0123456789abcdef0123456789abcdef'), CLIENT.address, SERVER.address));
    expect(hex(pair.states.client.memory.servers.get(SERVER.address)!.cookie)).toBe(cookie);
    pair.run(pair.now + seconds(5));
    expect(pair.all('server')).toEqual(pattern(1_000));
    const later = [...pair.states.client.connections.values()].at(-1)!;
    expect([later.recovery.phase, later.board.out, later.congestion.ssthresh > 1_000_000]).toEqual(['open', 0, true]);
  });

  test('that is acknowledged in part is sent again in part', () => {
    const pair = opened(pattern(100), {}, () => []);
    const syn = syns(pair, 'client')[0]!.segment;
    const synAck = { sourcePort: SERVER.port, destinationPort: CLIENT.port, control: SYN | ACK, seq: seqnum(5) };
    pair.inject('client', segment({ ...synAck, ack: plus(syn.seq, 41) }));
    const again = pair.sent.at(-1)!.segment;
    expect([again.seq, hex(toBytes(again.payload))]).toEqual([plus(syn.seq, 41), hex(pattern(100).subarray(40))]);
  });

  test('is not on a SYN that is sent again, nor is the cookie', () => {
    let lost = 0;
    const pair = opened(pattern(100), {}, (s) => ((s.control & SYN) !== 0 && lost++ === 0 ? [] : [milliseconds(10)]));
    pair.run(pair.now + seconds(5));
    const [first, second] = syns(pair, 'client').map((s) => s.segment);
    expect([first!.payload.length, second!.payload.length]).toEqual([100, 0]);
    expect(cookieIn(second!.options)).toBeUndefined();
    expect(pair.all('server')).toEqual(pattern(100));
    expect(pair.states.client.memory.servers.get(SERVER.address)?.losses).toBe(1);
  });

  test('goes without a cookie where the profile says that both ends need none', () => {
    const pair = new Pair(undefined, { profile: withFastOpen({ withoutCookie: true, clientWithoutCookie: true }) });
    pair.listen(8, EARLY);
    openEarly(pair, pattern(100));
    pair.run(milliseconds(10));
    expect(cookieIn(syns(pair, 'client')[0]!.segment.options)).toBeUndefined();
    expect(pair.all('server')).toEqual(pattern(100));
  });

  test('counts in segments where the profile does, with timestamps and SACK', () => {
    const pair = opened(pattern(1_420), {}, undefined, { ...linux, fastOpen: withFastOpen().fastOpen });
    pair.run(pair.now + seconds(1));
    expect(pair.all('server')).toEqual(pattern(1_420));
    const t = [...pair.states.client.connections.values()].at(-1)!;
    expect([t.board.out, t.congestion.cwnd]).toEqual([0, 14_480]);
  });
});

describe('a server', () => {
  test.each(['FO', 'FOEXP'] as const)(
    'answers %s in kind: a request by a cookie, a wrong cookie by the right one',
    (kind) => {
      for (const asked of [new Uint8Array(0), Uint8Array.of(1, 2, 3, 4)]) {
        const pair = server();
        pair.inject('server', synWith(asked, pattern(10), kind));
        const { segment: synAck } = pair.sent[0]!;
        expect(cookieIn(synAck.options)).toBe(`${kind} ${hex(COOKIE)}`);
        expect(synAck.ack).toBe(1_001);
        expect(child(pair)?.rcv.buffer.length).toBe(0);
        expect(pair.tags('server')).toEqual(['Named']);
      }
    },
  );

  test('takes the text of a SYN with the right cookie, and tells its user at once', () => {
    const pair = server();
    pair.inject('server', synWith(COOKIE));
    expect(pair.sent[0]!.segment.ack).toBe(1_011);
    expect(cookieIn(pair.sent[0]!.segment.options)).toBeUndefined();
    expect(pair.tags('server')).toEqual(['Named', 'Established', 'Readable', 'Received']);
    expect(pair.all('server')).toEqual(pattern(10));
  });

  test('believes a cookie without text, so that it may speak first', () => {
    const pair = server();
    pair.inject('server', synWith(COOKIE, pattern(0)));
    pair.ask('server', { _tag: 'Send', connection: pair.accepted(), octets: rope(pattern(20)), marks: 0 });
    expect(pair.sent.map((s) => [s.segment.control, s.segment.payload.length])).toEqual([
      [SYN | ACK, 0],
      [ACK | PSH, 20],
    ]);
  });

  test('may close before the handshake is complete, and the FIN is acknowledged with the rest', () => {
    const pair = server();
    pair.inject('server', synWith(COOKIE));
    const id = pair.accepted();
    pair.ask('server', { _tag: 'Send', connection: id, octets: rope(pattern(20)), marks: 0 });
    pair.ask('server', { _tag: 'Close', connection: id });
    const fin = pair.sent.at(-1)!.segment;
    expect(fin.control & FIN).toBe(FIN);
    const acks = { control: ACK, seq: seqnum(1_011), ack: plus(fin.seq, fin.payload.length + 1) };
    pair.inject('server', segment(acks));
    expect(pair.tcb('server', id)?.state).toBe('FIN-WAIT-2');
    expect(pair.tags('server').filter((tag) => tag === 'Established').length).toBe(1);
  });

  test('gives nothing, and takes nothing, where Fast Open is off: at the listener, or in the profile', () => {
    for (const pair of [server({}, OPTIONS), server({ server: false })]) {
      pair.inject('server', synWith(COOKIE));
      expect(pair.sent[0]!.segment.ack).toBe(1_001);
      expect(cookieIn(pair.sent[0]!.segment.options)).toBeUndefined();
    }
  });

  test('has it at every listener where the profile says so', () => {
    const pair = server({ everyListener: true }, OPTIONS);
    pair.inject('server', synWith(COOKIE));
    expect(pair.all('server')).toEqual(pattern(10));
  });

  test('lets no more be early than the listener allows; what completes makes room', () => {
    const pair = server({}, { ...OPTIONS, fastOpen: 2 });
    const from = (port: number) => endpoint(CLIENT.address, port);
    const syn = (port: number) => ({ ...synWith(COOKIE), sourcePort: from(port).port });
    for (const port of [1, 2, 3]) pair.inject('server', syn(port), from(port));
    expect(pair.sent.map((s) => s.segment.ack)).toEqual([1_011, 1_011, 1_001]);
    const first = pair.sent[0]!.segment;
    const ack = segment({ sourcePort: from(1).port, control: ACK, seq: seqnum(1_011), ack: plus(first.seq, 1) });
    pair.inject('server', ack, from(1));
    pair.inject('server', syn(4), from(4));
    expect(pair.sent.at(-1)!.segment.ack).toBe(1_011);
  });

  test('counts one that was reset for a minute, so that forged SYNs cannot be repeated at will', () => {
    const pair = server({}, { ...OPTIONS, fastOpen: 1 });
    pair.inject('server', synWith(COOKIE));
    pair.inject('server', segment({ control: RST, seq: seqnum(1_011) }));
    expect(pair.tags('server').at(-1)).toBe('Ended reset');
    pair.inject('server', synWith(COOKIE));
    expect(pair.sent.at(-1)!.segment.ack).toBe(1_001);
    pair.inject('server', segment({ control: RST, seq: seqnum(1_001) }));
    pair.now = (pair.now + seconds(60)) as typeof pair.now;
    pair.inject('server', synWith(COOKIE));
    expect(pair.sent.at(-1)!.segment.ack).toBe(1_011);
  });

  test('sends nothing again but the SYN-ACK before that is acknowledged, and gives up at last', () => {
    const pair = server();
    pair.inject('server', synWith(COOKIE));
    pair.ask('server', { _tag: 'Send', connection: pair.accepted(), octets: rope(pattern(20)), marks: 0 });
    pair.run();
    const again = pair.sent.slice(2).map((s) => s.segment);
    expect(again.length).toBe(rfc9293.parameters.synAckRetransmissions + 1);
    expect(again.every((s) => s.control === (SYN | ACK) && s.ack === 1_011 && s.payload.length === 0)).toBe(true);
    expect(pair.tags('server').at(-1)).toBe('Ended timed-out');
  });

  test('sends the SYN-ACK again also while the window of the SYN lets no text go', () => {
    const pair = server();
    pair.inject('server', { ...synWith(COOKIE), wnd: 0 });
    pair.ask('server', { _tag: 'Send', connection: pair.accepted(), octets: rope(pattern(20)), marks: 0 });
    pair.run(milliseconds(1_500));
    expect(pair.sent.map((s) => s.segment.control)).toEqual([SYN | ACK, SYN | ACK]);
    const ack = segment({ control: ACK, seq: seqnum(1_011), ack: plus(pair.sent[0]!.segment.seq, 1), wnd: 500 });
    pair.inject('server', ack);
    expect(pair.sent.at(-1)!.segment.payload.length).toBe(20);
  });

  test('sends text that was lost after the SYN-ACK again, once the handshake is complete', () => {
    const pair = server();
    pair.inject('server', synWith(COOKIE));
    pair.ask('server', { _tag: 'Send', connection: pair.accepted(), octets: rope(pattern(20)), marks: 0 });
    pair.run(milliseconds(1_500));
    const synAck = pair.sent.at(-1)!.segment;
    expect(synAck.control).toBe(SYN | ACK);
    pair.inject('server', segment({ control: ACK, seq: seqnum(1_011), ack: plus(synAck.seq, 1) }));
    expect([pair.sent.at(-1)!.segment.seq, pair.sent.at(-1)!.segment.payload.length]).toEqual([
      plus(synAck.seq, 1),
      20,
    ]);
  });

  test('does not lose an early connection to a SYN in its window, nor to an ICMP error', () => {
    const pair = server();
    pair.inject('server', synWith(COOKIE));
    pair.inject('server', segment({ control: SYN, seq: seqnum(1_020) }));
    expect([child(pair)?.state, pair.sent.at(-1)!.segment.control]).toEqual(['SYN-RECEIVED', ACK]);
    const iss = child(pair)!.snd.una;
    const quoted = new Uint8Array(8);
    const view = new DataView(quoted.buffer);
    view.setUint16(0, SERVER.port);
    view.setUint16(2, CLIENT.port);
    view.setUint32(4, iss);
    const { address: source } = SERVER;
    const { address: destination } = CLIENT;
    const error = { type: 3, code: 3, mtu: 0, reporter: destination, source, destination, protocol: 6, quoted };
    pair.input('server', { _tag: 'Indicated', indication: { _tag: 'Failed', error } });
    expect([child(pair)?.state, child(pair)?.fixed.softError]).toEqual(['SYN-RECEIVED', 'host-unreachable']);
  });

  test('resets when its user goes and leaves early text unread', () => {
    const pair = server();
    pair.reads.server = false;
    pair.inject('server', synWith(COOKIE));
    pair.ask('server', { _tag: 'Release', connection: pair.accepted() });
    expect(pair.sent.at(-1)!.segment.control & RST).toBe(RST);
    expect(doorOf(pair.states.server.memory, 1).early).toBe(0);
  });
});

describe('something on the way that swallows what is unusual', () => {
  const swallowing = (): Pair => opened(pattern(100), {}, () => []);

  test('ends Fast Open for an hour after the third timeout, for two the next time', () => {
    const pair = swallowing();
    const begin = pair.now;
    pair.run(pair.now + seconds(60));
    const until = pair.states.client.memory.pausedUntil;
    // 1 s, 2 s and 4 s: the third timeout.
    expect(until - begin).toBe(seconds(3_607));
    openEarly(pair, pattern(10), 45_000);
    expect(cookieIn(syns(pair, 'client').at(-1)!.segment.options)).toBeUndefined();
    pair.run(until);
    openEarly(pair, pattern(10), 45_001);
    const again = pair.now;
    expect(syns(pair, 'client').at(-1)!.segment.payload.length).toBe(10);
    pair.run(again + seconds(60));
    expect(pair.states.client.memory.pausedUntil - again).toBe(seconds(7_207));
  });

  test('ends no Fast Open where the profile has no pause, as Linux has none by default', () => {
    const pair = opened(pattern(100), { blackholePause: 0 as Duration }, () => []);
    pair.run();
    expect(pair.states.client.memory.pauses).toBe(0);
  });

  test('is left alone for a while when two SYNs with text in a row were lost', () => {
    const losing = (negativeCaching: boolean): number => {
      const pair = acquainted({ negativeCaching }, (s) =>
        s.payload.length > 0 && (s.control & SYN) !== 0 ? [] : [milliseconds(10)],
      );
      for (let i = 0; i < 3; i++) {
        openEarly(pair, pattern(10), 46_000 + i);
        pair.run(pair.now + seconds(5));
      }
      return syns(pair, 'client').filter((s) => s.segment.payload.length > 0).length;
    };
    expect(losing(true)).toBe(2);
    expect(losing(false)).toBe(3);
  });
});

describe('options of a SYN with Fast Open', () => {
  test('fill whole words, in both layouts, whatever else is offered', () => {
    for (const layout of [linuxLayout, freebsdLayout]) {
      for (const sack of [true, false]) {
        for (const timestamp of [undefined, { val: 1, ecr: 2 }]) {
          for (const length of [undefined, 0, 4, 6, 8, 16]) {
            for (const kind of ['FO', 'FOEXP'] as const) {
              const fastOpen = length === undefined ? undefined : { kind, cookie: new Uint8Array(length) };
              const octets = optionsLength(layout({ mss: 1_460, shift: 7, sack, timestamp, fastOpen }));
              expect(octets % 4).toBe(0);
              expect(octets).toBeLessThanOrEqual(40);
            }
          }
        }
      }
    }
  });
});

describe('properties', () => {
  test('whatever the line does, the stream arrives once and in order, early or not', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3_000 }),
        fc.integer({ min: 0, max: 1_420 }),
        fc.array(fc.constantFrom<ReadonlyArray<number>>([10], [10], [10], [], [10, 12], [10, 45], [80]), {
          maxLength: 20,
        }),
        fc.boolean(),
        (rest, early, fates, modern) => {
          let i = 0;
          const pair = acquainted(
            {},
            () => (fates[i++] ?? [10]).map((ms) => milliseconds(ms)),
            modern ? rfc9293 : PLAIN,
          );
          const all = pattern(early + rest);
          openEarly(pair, all.subarray(0, early));
          const named = pair.told.client[0]!.indication;
          const id = named._tag === 'Named' ? named.connection : 0;
          pair.ask('client', { _tag: 'Send', connection: id, octets: rope(all.subarray(early)), marks: 0 });
          pair.run(pair.now + seconds(250));
          expect(concatBytes(pair.received.server)).toEqual(all);
        },
      ),
      { numRuns: 150 },
    );
  });

  test('a SYN that comes twice gives its text to the user once, as long as the connection is there', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 1, max: 5 }), (length, copies) => {
        const pair = server();
        for (let i = 0; i < copies; i++) pair.inject('server', synWith(COOKIE, pattern(length)));
        expect(pair.all('server')).toEqual(pattern(length));
        expect(pair.sent.map((s) => [s.segment.control, s.segment.ack])).toEqual(
          Array.from({ length: copies }, () => [SYN | ACK, plus(seqnum(1_001), length)]),
        );
        expect(pair.states.server.connections.size).toBe(1);
      }),
    );
  });

  test('a SYN that comes again when its connection is over gives its text a second time: RFC 7413 §2.1 promises no more', () => {
    const pair = server();
    pair.inject('server', synWith(COOKIE));
    pair.ask('server', { _tag: 'Abort', connection: pair.accepted() });
    pair.inject('server', synWith(COOKIE));
    expect(pair.received.server.map((octets) => octets.length)).toEqual([10, 10]);
  });
});
