// TCP options: which come, which are sent, how they lie on the wire. (RFC 9293 §3.1, §3.2, §3.7.1)
import { describe, expect, test } from 'vitest';
import { rope } from '../../../../packages/core/src/basis/rope.ts';
import { seconds } from '../../../../packages/core/src/basis/time.ts';
import { freebsd } from '../../../../packages/core/src/tcp/profile/freebsd.ts';
import { linux } from '../../../../packages/core/src/tcp/profile/linux.ts';
import type { Offer } from '../../../../packages/core/src/tcp/profile/Profile.ts';
import { rfc9293 } from '../../../../packages/core/src/tcp/profile/rfc9293.ts';
import { ACK, FIN, SYN } from '../../../../packages/core/src/wire/control.ts';
import { readOptions } from '../../../../packages/core/src/wire/optionsOnWire.ts';
import type { TcpSegment } from '../../../../packages/core/src/wire/packets.ts';
import { memoryOf } from '../../../../packages/core/src/wire/slab.ts';
import type { TcpOption } from '../../../../packages/core/src/wire/tcpOptions.ts';
import { decodeTransport, encodeTransport } from '../../../../packages/core/src/wire/transport.ts';
import type { Pair } from '../pair.ts';
import { CLIENT, established, OPTIONS, Pair as PairOf, pattern, PLAIN, segment, SERVER } from '../pair.ts';

const STRANGE: TcpOption = { kind: 'unknown', number: 77, octets: Uint8Array.of(1, 2, 3, 4) };
const NOP: TcpOption = { kind: 'nop' };
const EOL: TcpOption = { kind: 'eol' };
const PROFILES = [rfc9293, linux, freebsd];

/** A segment for the server, by way of its octets: what leaves is what a codec wrote and another read. */
const toServer = (pair: Pair, part: Partial<TcpSegment>): void => {
  const t = pair.tcb('server');
  const sent = segment({ seq: t?.rcv.nxt ?? (0 as never), ack: t?.snd.nxt ?? (0 as never), control: ACK, ...part });
  const read = decodeTransport(
    6,
    CLIENT.address,
    SERVER.address,
    encodeTransport(sent, CLIENT.address, SERVER.address),
  );
  pair.inject('server', read as TcpSegment);
};

const mssOf = (s: TcpSegment): number | undefined => s.options.find((o) => o.kind === 'mss')?.mss;

describe('options that come', () => {
  test.each([
    ['one that nobody knows', [STRANGE, NOP, NOP]],
    ['padding only', [NOP, NOP, EOL, EOL]],
    ['MSS, where it does not belong', [{ kind: 'mss', mss: 99 }]],
  ] as ReadonlyArray<[string, ReadonlyArray<TcpOption>]>)(
    'in any segment do no harm: %s (MUST-4, MUST-5, MUST-6)',
    (_, options) => {
      const pair = new PairOf();
      pair.listen();
      toServer(pair, { control: SYN, options: [{ kind: 'mss', mss: 1_000 }, ...options.slice(0, 4)] });
      pair.judge = () => [];
      toServer(pair, { options });
      expect(pair.tcb('server')?.state).toBe('ESTABLISHED');
      const { smss } = pair.tcb('server')!.fixed;
      toServer(pair, { options, payload: rope(pattern(10)) });
      toServer(pair, { options, control: ACK | FIN });
      expect(pair.all('server')).toEqual(pattern(10));
      expect(pair.tcb('server')).toMatchObject({ state: 'CLOSE-WAIT', fixed: { smss } });
    },
  );

  test('are read wherever they begin (MUST-64)', () => {
    for (let before = 0; before < 4; before++) {
      const octets = Uint8Array.from([...Array.from({ length: before }, () => 1), 2, 4, 3, 232, 0, 0, 0, 0]).slice(
        0,
        8,
      );
      const read = readOptions(memoryOf(octets), 0, 8);
      expect(read._tag === 'Right' && read.right.find((o) => o.kind === 'mss')).toEqual({ kind: 'mss', mss: 1_000 });
    }
  });

  test('with an impossible length cost one segment, and nothing else (MUST-7)', () => {
    const pair = established();
    const t = pair.tcb('server')!;
    const good = segment({ seq: t.rcv.nxt, ack: t.snd.nxt, control: ACK, payload: rope(pattern(10)) });
    const before = pair.sent.length;
    const error = { header: 'tcp', field: 'options', reason: 'option 2 has a length of 0' } as const;
    const payload = { _tag: 'Malformed', octets: new Uint8Array(24), error } as const;
    const packet = { _tag: 'Ipv4', source: CLIENT.address, destination: SERVER.address, payload } as never;
    pair.input('server', { _tag: 'Indicated', indication: { _tag: 'Arrived', packet, broadcast: false } });
    expect(pair.sent.length).toBe(before);
    pair.inject('server', good);
    expect(pair.all('server')).toEqual(pattern(10));
  });
});

describe('the maximum segment size', () => {
  test.each([576, 1_500, 9_000])(
    'is told with every SYN: the link’s %d less two headers (MUST-14, MUST-67, SHLD-5/ipv4, MAY-3)',
    (mtu) => {
      const pair = established(undefined, { mtu });
      const syns = pair.sent.filter((s) => (s.segment.control & SYN) !== 0);
      expect(syns.map((s) => mssOf(s.segment))).toEqual([mtu - 40, mtu - 40]);
    },
  );

  test.each(PROFILES)('is told with no other segment: $name (MUST-65)', (profile) => {
    let n = 0;
    const pair = established((s) => (s.payload.length > 0 && ++n % 20 === 7 ? [] : [10_000_000 as never]), { profile });
    pair.write('client', pattern(100_000), 'Close');
    pair.run(pair.now + seconds(60));
    pair.write('server', pattern(1_000), 'Close');
    pair.run(pair.now + seconds(60));
    const others = pair.sent.filter((s) => (s.segment.control & SYN) === 0);
    expect(pair.all('server').length).toBe(100_000);
    expect(others.length).toBeGreaterThan(100);
    expect(others.filter((s) => mssOf(s.segment) !== undefined)).toEqual([]);
  });

  test('no segment is larger than what the peer takes, nor than what the link carries (MUST-16)', () => {
    for (const [mss, mtu, most] of [
      [700, 1_500, 700],
      [4_000, 1_500, 1_460],
      [1_460, 600, 560],
    ] as const) {
      const pair = new PairOf(() => [], { mtu });
      pair.listen();
      toServer(pair, { control: SYN, options: [{ kind: 'mss', mss }] });
      toServer(pair, {});
      pair.write('server', pattern(20_000));
      const sizes = pair.sent.map((s) => s.segment.payload.length);
      expect(Math.max(...sizes)).toBe(most);
    }
  });

  test('options of a segment take from its text, never add to it (MUST-16)', () => {
    const pair = established(undefined, { profile: rfc9293 });
    pair.write('client', pattern(20_000));
    const sizes = pair.sent.map((s) => encodeTransport(s.segment, CLIENT.address, SERVER.address).length);
    expect(Math.max(...sizes)).toBe(1_480);
  });

  test('becomes smaller when a router asks for that (SHLD-6)', () => {
    const pair = established();
    pair.judge = () => [];
    const from = pair.sent.length;
    pair.write('client', pattern(10_000));
    const { una } = pair.tcb('client')!.snd;
    const quoted = new Uint8Array(8);
    const view = new DataView(quoted.buffer);
    view.setUint16(0, CLIENT.port);
    view.setUint16(2, SERVER.port);
    view.setUint32(4, una);
    const error = {
      type: 3,
      code: 4,
      mtu: 1_000,
      reporter: SERVER.address,
      source: CLIENT.address,
      destination: SERVER.address,
      protocol: 6,
      quoted,
    };
    const before = pair.sent.length;
    pair.input('client', { _tag: 'Indicated', indication: { _tag: 'Failed', error } });
    pair.run(pair.now + seconds(2));
    const sizes = (part: typeof pair.sent): ReadonlyArray<number> => part.map((s) => s.segment.payload.length);
    expect(Math.max(...sizes(pair.sent.slice(from, before)))).toBe(1_460);
    expect(Math.max(...sizes(pair.sent.slice(before)))).toBe(960);
  });
});

describe('options that are sent', () => {
  const OFFERS: ReadonlyArray<Offer> = [undefined, 7].flatMap((shift) =>
    [true, false].flatMap((sack) =>
      [undefined, { val: 1, ecr: 0 }].map((timestamp) => ({ mss: 1_460, shift, sack, timestamp, fastOpen: undefined })),
    ),
  );

  test.each(PROFILES)('fill whole words, and behind the end of the list all is zero: $name (MUST-69)', (profile) => {
    for (const offer of OFFERS) {
      const s = segment({ control: SYN, options: profile.handshake.layout(offer) });
      const octets = encodeTransport(s, CLIENT.address, SERVER.address).subarray(20);
      expect(octets.length % 4).toBe(0);
      let at = 0;
      while (at < octets.length && octets[at] !== 0) at += octets[at] === 1 ? 1 : octets[at + 1]!;
      expect([...octets.subarray(at)].filter((octet) => octet !== 0)).toEqual([]);
    }
  });

  test.each(PROFILES)('have a length, each but end of list and no-operation: $name (MUST-68)', (profile) => {
    for (const offer of OFFERS) {
      for (const option of profile.handshake.layout(offer)) {
        const octets = encodeTransport(segment({ options: [option] }), CLIENT.address, SERVER.address).subarray(20);
        const bare = option.kind === 'nop' || option.kind === 'eol';
        expect(bare ? octets[0]! <= 1 : octets[1]! >= 2 && octets[1]! <= octets.length).toBe(true);
      }
    }
  });

  test('are the same three that everybody must know, where nothing else is offered (MUST-4)', () => {
    const plain = { ...PLAIN, handshake: { ...PLAIN.handshake, windowScale: false } };
    const pair = established(undefined, { profile: plain }, OPTIONS);
    const kinds = new Set(pair.sent.flatMap((s) => s.segment.options.map((o) => o.kind)));
    expect([...kinds].filter((kind) => !['eol', 'nop', 'mss'].includes(kind))).toEqual([]);
    expect(kinds.has('mss')).toBe(true);
  });
});
