// Windows: unsigned, wide, never drawn back, probed when closed, and never silly. (RFC 9293 §3.1, §3.7.4, §3.8.6, §3.9.1.2)
import { describe, expect, test } from 'vitest';
import { rope } from '../../../../packages/core/src/basis/rope.ts';
import type { Duration } from '../../../../packages/core/src/basis/time.ts';
import { milliseconds, seconds } from '../../../../packages/core/src/basis/time.ts';
import { freebsd } from '../../../../packages/core/src/tcp/profile/freebsd.ts';
import { linux } from '../../../../packages/core/src/tcp/profile/linux.ts';
import { rfc9293 } from '../../../../packages/core/src/tcp/profile/rfc9293.ts';
import { ACK, PSH, RST, SYN, URG } from '../../../../packages/core/src/wire/control.ts';
import type { TcpSegment } from '../../../../packages/core/src/wire/packets.ts';
import { distance, plus } from '../../../../packages/core/src/wire/seqnum.ts';
import type { Pair, Sent } from '../pair.ts';
import { CLIENT, established, OPTIONS, pattern, PLAIN, segment, SERVER } from '../pair.ts';

/** The congestion window holds nothing back. */
const UNCONGESTED = { profile: { ...PLAIN, window: { ...PLAIN.window, initial: () => 2 ** 30 } } };

const text = (pair: Pair, from: number): ReadonlyArray<Sent> =>
  pair.sent.slice(from).filter((s) => s.from === 'client' && s.segment.payload.length > 0);

/** A segment that the server might have sent. */
const fromServer = (pair: Pair, part: Partial<TcpSegment>): void => {
  const t = pair.tcb('client')!;
  const ends = { sourcePort: SERVER.port, destinationPort: CLIENT.port };
  pair.inject('client', segment({ ...ends, seq: t.rcv.nxt, ack: t.snd.una, control: ACK, ...part }));
};

const ask = (pair: Pair, octets: Uint8Array, marks = 0): void =>
  pair.ask('client', { _tag: 'Send', connection: 1, octets: rope(octets), marks });

describe('the field', () => {
  test('is unsigned: a window of 60,000 lets 60,000 octets go (MUST-1)', () => {
    const pair = established(undefined, UNCONGESTED, { ...OPTIONS, receiveBuffer: 60_000, sendBuffer: 200_000 });
    const from = pair.sent.length;
    pair.write('client', pattern(100_000));
    const flight = text(pair, from).reduce((sum, s) => sum + s.segment.payload.length, 0);
    expect(flight).toBeGreaterThan(60_000 - 1_460);
    expect(flight).toBeLessThanOrEqual(60_000);
  });

  test('a window of a gibibyte is kept as it is (REC-1)', () => {
    const pair = established(undefined, UNCONGESTED, { ...OPTIONS, receiveBuffer: 2 ** 30, sendBuffer: 5_000_000 });
    // The window of the SYN was not scaled; that of the next ACK is.
    pair.write('client', pattern(10_000));
    pair.run(pair.now + seconds(1));
    pair.write('client', pattern(3_000_000));
    const t = pair.tcb('client')!;
    expect(distance(t.snd.nxt, t.snd.una)).toBeGreaterThan(3_000_000 - 1_460);
    pair.run(pair.now + seconds(1));
    expect(pair.tcb('client')!.snd.wnd).toBeGreaterThan(2 ** 29);
    expect(pair.all('server').length).toBe(3_010_000);
  });
});

describe('the right edge', () => {
  test.each([10_000, 60_000])('never moves to the left while %d octets are read slowly (SHLD-14)', (receiveBuffer) => {
    const pair = established(undefined, undefined, { ...OPTIONS, receiveBuffer });
    pair.reads.server = false;
    pair.write('client', pattern(150_000));
    for (let i = 0; i < 400; i++) {
      pair.run(pair.now + milliseconds(37));
      pair.read('server', pair.accepted(), 1 + ((i * 331) % 1_500));
    }
    const edges = pair.sent.filter((s) => s.from === 'server').map((s) => plus(s.segment.ack, s.segment.wnd));
    expect(edges.length).toBeGreaterThan(20);
    for (let i = 1; i < edges.length; i++) expect(distance(edges[i]!, edges[i - 1]!)).toBeGreaterThanOrEqual(0);
  });

  test('with a scale it moves by less than one unit of the scale (RFC 7323 §2.4)', () => {
    const pair = established(undefined, undefined, { ...OPTIONS, receiveBuffer: 500_000 });
    const { receiveShift } = pair.tcb('server')!.fixed;
    pair.write('client', pattern(400_000));
    pair.run(pair.now + seconds(10));
    const edges = pair.sent
      .filter((s) => s.from === 'server' && (s.segment.control & SYN) === 0)
      .map((s) => plus(s.segment.ack, s.segment.wnd << receiveShift));
    expect(receiveShift).toBeGreaterThan(0);
    for (let i = 1; i < edges.length; i++) {
      expect(distance(edges[i]!, edges[i - 1]!)).toBeGreaterThan(-(1 << receiveShift));
    }
  });

  /** Ten segments are in flight, none has arrived, and the peer says that it takes only 2,000 octets. */
  const shrunk = (wnd: number): Pair => {
    const pair = established(undefined, undefined, { ...OPTIONS, receiveBuffer: 65_535 });
    pair.judge = () => [];
    pair.write('client', pattern(60_000));
    fromServer(pair, { wnd });
    return pair;
  };

  // MUST-34, SHLD-15
  test('of a peer that draws it back: nothing new is sent beyond it', () => {
    const pair = shrunk(2_000);
    const t = pair.tcb('client')!;
    expect(distance(t.snd.nxt, t.snd.una)).toBeGreaterThan(t.snd.wnd);
    pair.run(pair.now + seconds(100));
    const { snd } = pair.tcb('client')!;
    expect(pair.tcb('client')!.state).toBe('ESTABLISHED');
    expect(snd.nxt).toBe(t.snd.nxt);
  });

  test('what lies before the new edge is sent again, and then all of it (SHLD-16)', () => {
    const pair = shrunk(2_000);
    const from = pair.sent.length;
    const { una } = pair.tcb('client')!.snd;
    pair.run(pair.now + seconds(1.5));
    expect(text(pair, from).map((s) => distance(s.segment.seq, una))).toEqual([0]);
    fromServer(pair, { ack: plus(una, 1_460), wnd: 540 });
    pair.run(pair.now + seconds(4));
    const again = text(pair, from).map((s) => distance(s.segment.seq, una));
    expect(again).toContain(1_460);
    // What begins beyond the edge waits.
    for (const start of again) expect(start).toBeLessThan(2_000);
  });

  // SHLD-17, MUST-37, MUST-34
  test('drawn back to nothing ends no connection while the peer answers', () => {
    const pair = shrunk(0);
    const until = pair.now + seconds(7_200);
    while (pair.now < until) {
      const before = pair.sent.length;
      pair.run(pair.now + seconds(30));
      if (pair.sent.length > before) fromServer(pair, { wnd: 0 });
    }
    expect(pair.tcb('client')!.state).toBe('ESTABLISHED');
    pair.judge = () => [milliseconds(10)];
    fromServer(pair, { wnd: 65_000 });
    pair.run(pair.now + seconds(300));
    expect(pair.all('server')).toEqual(pattern(60_000));
  });
});

describe('a closed window', () => {
  const closed = (receiveBuffer = 1_000): Pair => {
    const pair = established(undefined, undefined, { ...OPTIONS, receiveBuffer });
    pair.reads.server = false;
    pair.write('client', pattern(5_000));
    return pair;
  };

  test('is probed an RTO after it was closed (MUST-35, MUST-36, SHLD-29)', () => {
    const pair = closed();
    pair.run(pair.now + seconds(5));
    const told = pair.sent.find((s) => s.from === 'server' && s.segment.wnd === 0);
    const probe = pair.sent.find((s) => s.from === 'client' && s.at > told!.at && s.segment.payload.length === 1);
    expect(probe!.at - told!.at).toBe(milliseconds(10) + seconds(1));
  });

  test('may stay closed for a day, and then everything comes (MUST-37, MAY-8)', () => {
    const pair = closed();
    pair.run(pair.now + seconds(86_400));
    expect(pair.tcb('client')!.state).toBe('ESTABLISHED');
    expect(pair.sent.length).toBeGreaterThan(1_000);
    pair.reads.server = true;
    pair.read('server', pair.accepted());
    pair.run(pair.now + seconds(300));
    expect(pair.all('server')).toEqual(pattern(5_000));
  });

  const atServer = (pair: Pair, part: Partial<TcpSegment>): void => {
    const t = pair.tcb('server')!;
    expect(t.rcv.wnd).toBe(0);
    pair.inject('server', segment({ seq: t.rcv.nxt, ack: t.snd.nxt, control: ACK, ...part }));
  };

  test('of our own lets URG through (MUST-66)', () => {
    const pair = closed();
    pair.run(pair.now + seconds(0.5));
    const had = pair.told.server.length;
    atServer(pair, { control: ACK | URG, up: 9, payload: rope(pattern(1)) });
    expect(pair.told.server.slice(had).map((t) => t.indication)).toEqual([
      { _tag: 'Urgent', connection: pair.accepted(), ahead: 1_000 + 8 },
    ]);
  });

  test('of our own lets RST through (MUST-66)', () => {
    const pair = closed();
    pair.run(pair.now + seconds(0.5));
    atServer(pair, { control: RST });
    expect(pair.tags('server').at(-1)).toBe('Ended reset');
  });
});

describe('silly windows', () => {
  test('a sender waits rather than send a crumb, but not for ever (MUST-38, MUST-60)', () => {
    const pair = established(undefined, undefined, { ...OPTIONS, receiveBuffer: 65_535 });
    pair.judge = () => [];
    fromServer(pair, { wnd: 100 });
    const from = pair.sent.length;
    const { now } = pair;
    pair.write('client', pattern(5_000));
    expect(text(pair, from)).toEqual([]);
    pair.run(now + seconds(1.5));
    expect(text(pair, from).map((s) => [s.at - now, s.segment.payload.length])).toEqual([[seconds(1), 100]]);
  });

  test('half of the largest window that was ever offered is no crumb (MUST-38)', () => {
    const options = { ...OPTIONS, receiveBuffer: 1_000 };
    const pair = established(undefined, undefined, options);
    pair.judge = () => [];
    fromServer(pair, { wnd: 500 });
    const from = pair.sent.length;
    pair.write('client', pattern(5_000));
    expect(text(pair, from).map((s) => s.segment.payload.length)).toEqual([500]);
  });

  test.each([
    [10_000, 1_460],
    [1_000, 500],
  ])('a receiver with %d octets opens its window by %d at least (MUST-39)', (receiveBuffer, least) => {
    const pair = established(undefined, undefined, { ...OPTIONS, receiveBuffer });
    pair.reads.server = false;
    pair.write('client', pattern(3 * receiveBuffer));
    pair.run(pair.now + seconds(2));
    const from = pair.sent.length;
    let last = 0;
    for (let i = 0; i < 2 * receiveBuffer; i++) {
      pair.read('server', pair.accepted(), 1);
      if (i % 100 === 0) pair.run(pair.now + milliseconds(30));
    }
    const edges = pair.sent
      .slice(from)
      .filter((s) => s.from === 'server')
      .map((s) => plus(s.segment.ack, s.segment.wnd));
    expect(edges.length).toBeGreaterThan(3);
    for (const edge of edges) {
      if (last !== 0 && edge !== last) expect(distance(edge, last as typeof edge)).toBeGreaterThanOrEqual(least);
      last = edge;
    }
  });
});

describe('small segments', () => {
  const crumbs = (noDelay: boolean): Pair => {
    const pair = established(undefined, undefined, { ...OPTIONS, noDelay });
    for (let i = 0; i < 5; i++) ask(pair, pattern(10));
    return pair;
  };

  test('wait while anything is in flight (SHLD-7)', () => {
    expect(text(crumbs(false), 3)).toHaveLength(1);
  });

  test('do not wait when the user says so (MUST-17)', () => {
    expect(text(crumbs(true), 3)).toHaveLength(5);
  });

  test('are let go by the ACK of what was in flight (MUST-60)', () => {
    const pair = crumbs(false);
    pair.run(pair.now + seconds(1));
    expect(pair.all('server').length).toBe(50);
    expect(text(pair, 3).map((s) => s.segment.payload.length)).toEqual([10, 40]);
  });

  test('of many writes become full ones, and six PSH stand for six hundred (SHLD-27, SHLD-28, MAY-16)', () => {
    const pair = established();
    for (let i = 0; i < 600; i++) ask(pair, pattern(10));
    pair.run(pair.now + seconds(5));
    expect(text(pair, 3).map((s) => s.segment.payload.length)).toEqual([10, 1_460, 1_460, 1_460, 1_460, 150]);
    expect(text(pair, 3).filter((s) => (s.segment.control & PSH) !== 0).length).toBeLessThanOrEqual(6);
  });
});

describe('acknowledgments', () => {
  test.each([rfc9293, linux, freebsd])(
    'of one segment wait, for less than half a second: $name (SHLD-18, MUST-40)',
    (profile) => {
      // Linux acknowledges at once in the beginning: that is turned off here.
      const pair = established(undefined, { profile }, { ...OPTIONS, quickAck: false });
      const from = pair.sent.length;
      const { now } = pair;
      ask(pair, pattern(10));
      pair.run(now + seconds(2));
      const ack = pair.sent.slice(from).find((s) => s.from === 'server');
      const wait = (ack!.at - now - milliseconds(10)) as Duration;
      expect(wait).toBeGreaterThan(0);
      expect(wait).toBeLessThan(milliseconds(500));
    },
  );

  test('speak for all that was held, once: a hole that is filled is answered with one ACK (MUST-58, MUST-59)', () => {
    const pair = established();
    pair.judge = () => [];
    const t = pair.tcb('server')!;
    const put = (shift: number): void =>
      pair.inject(
        'server',
        segment({ seq: plus(t.rcv.nxt, shift), ack: t.snd.nxt, control: ACK, payload: rope(pattern(100)) }),
      );
    for (let i = 1; i < 10; i++) put(100 * i);
    const from = pair.sent.length;
    put(0);
    expect(pair.sent.slice(from).map((s) => distance(s.segment.ack, t.rcv.nxt))).toEqual([1_000]);
    expect(pair.all('server').length).toBe(1_000);
  });
});

describe('what the user says of the packets', () => {
  const DIFFSERV = 0xfc;

  test.each([0, 0x28, 0xb8, DIFFSERV])(
    'Diffserv %d goes to IP unchanged, with every segment (MUST-48, SHLD-22)',
    (typeOfService) => {
      const pair = established(undefined, undefined, { ...OPTIONS, typeOfService });
      pair.write('client', pattern(5_000), 'Close');
      pair.run(pair.now + seconds(2));
      expect(new Set(pair.sent.map((s) => s.typeOfService & DIFFSERV))).toEqual(new Set([typeOfService]));
    },
  );

  test('both can be changed while the connection lives (SHLD-21, MUST-49)', () => {
    const pair = established();
    const from = pair.sent.length;
    expect(pair.sent.map((s) => [s.typeOfService, s.timeToLive])).toEqual(
      Array.from({ length: 3 }, () => [0, undefined]),
    );
    const options = { ...OPTIONS, typeOfService: 0x20, timeToLive: 3 };
    pair.ask('client', { _tag: 'SetOptions', connection: 1, options });
    ask(pair, pattern(10));
    expect(text(pair, from).map((s) => [s.typeOfService, s.timeToLive])).toEqual([[0x20, 3]]);
  });
});
