// Opening and closing: numbers, addresses, listeners, resets. (RFC 9293 §3.4.1, §3.5, §3.6, §3.9.1.1, §3.9.2.1, §3.9.2.3)
import { describe, expect, test } from 'vitest';
import { bytes } from '../../../../packages/core/src/basis/bytes.ts';
import { rope } from '../../../../packages/core/src/basis/rope.ts';
import { sipHash } from '../../../../packages/core/src/basis/sipHash.ts';
import { instant, milliseconds, seconds } from '../../../../packages/core/src/basis/time.ts';
import { initialSequence, secretOf } from '../../../../packages/core/src/tcp/initialSequence.ts';
import { tcp } from '../../../../packages/core/src/tcp/index.ts';
import { freebsd } from '../../../../packages/core/src/tcp/profile/freebsd.ts';
import { linux } from '../../../../packages/core/src/tcp/profile/linux.ts';
import { rfc9293 } from '../../../../packages/core/src/tcp/profile/rfc9293.ts';
import type { TcpConfig } from '../../../../packages/core/src/tcp/Turn.ts';
import { ANY_ADDRESS, endpoint, ipv4Address } from '../../../../packages/core/src/wire/addresses.ts';
import { ACK, RST, showControl, SYN } from '../../../../packages/core/src/wire/control.ts';
import { distance, plus, seqnum } from '../../../../packages/core/src/wire/seqnum.ts';
import { desk, REMOTE, short, US } from '../../socket/desk.ts';
import { CLIENT, established, OPTIONS, packetOf, Pair, pattern, PLAIN, segment, SERVER } from '../pair.ts';

describe('the initial sequence number', () => {
  test('grows by one in four microseconds (MUST-8)', () => {
    const at = (now: number): ReturnType<typeof seqnum> => initialSequence(secretOf(5), CLIENT, SERVER, instant(now));
    for (const span of [0, 4_000, 1_000_000, 3_600_000_000_000]) {
      expect(distance(at(123_456_000 + span), at(123_456_000))).toBe(span / 4_000);
    }
  });

  test('is moved by a function of both ends and of a secret (SHLD-1)', () => {
    const now = instant(0);
    const others = [
      initialSequence(secretOf(6), CLIENT, SERVER, now),
      initialSequence(secretOf(5), endpoint(CLIENT.address, CLIENT.port + 1), SERVER, now),
      initialSequence(secretOf(5), endpoint(SERVER.address, CLIENT.port), SERVER, now),
      initialSequence(secretOf(5), CLIENT, endpoint(SERVER.address, SERVER.port + 1), now),
      initialSequence(secretOf(5), CLIENT, endpoint(CLIENT.address, SERVER.port), now),
    ];
    expect(new Set([initialSequence(secretOf(5), CLIENT, SERVER, now), ...others]).size).toBe(6);
    // From one port to the next it is a different step for each secret.
    const step = (key: number): number =>
      distance(
        initialSequence(secretOf(key), endpoint(CLIENT.address, 40_001), SERVER, now),
        initialSequence(secretOf(key), CLIENT, SERVER, now),
      );
    expect(new Set(Array.from({ length: 1_000 }, (_, key) => step(key))).size).toBe(1_000);
  });
});

describe('the secret of initial sequence numbers', () => {
  const now = instant(0);
  const key = [0x0123_4567, 0x89ab_cdef, 0x1357_9bdf, 0x0246_8ace] as const;

  test('is one of 128 bits, and every bit of it moves half of the number (MUST-9)', () => {
    const before = initialSequence(key, CLIENT, SERVER, now);
    let moved = 0;
    for (let bit = 0; bit < 128; bit++) {
      const other = key.map((word, i) => (i === bit >> 5 ? word ^ (1 << (bit & 31)) : word));
      const [a = 0, b = 0, c = 0, d = 0] = other;
      let difference = initialSequence([a, b, c, d], CLIENT, SERVER, now) ^ before;
      expect(difference).not.toBe(0);
      for (; difference !== 0; difference &= difference - 1) moved += 1;
    }
    expect(moved / 128).toBeGreaterThan(15);
    expect(moved / 128).toBeLessThan(17);
  });

  test('is SipHash-2-4 of both ends: the lower half of its first word (MUST-9, SHLD-1)', () => {
    const ends = bytes(10, 0, 0, 1, 10, 0, 0, 2, 0x9c, 0x40, 0, 7);
    const hash = sipHash(key, ends);
    const low = ((hash[0] ?? 0) | ((hash[1] ?? 0) << 8) | ((hash[2] ?? 0) << 16) | ((hash[3] ?? 0) << 24)) >>> 0;
    expect(initialSequence(key, CLIENT, SERVER, now)).toBe(seqnum(low));
  });

  test('may be given to a host, and then its seed says nothing of its numbers (MUST-9)', () => {
    const first = (config: Partial<TcpConfig>): number => {
      const pair = new Pair(undefined, config);
      pair.open();
      return pair.sent[0]!.segment.seq;
    };
    expect(first({ secret: key })).toBe(initialSequence(key, CLIENT, SERVER, now));
    expect(first({ secret: key, seed: 9 })).toBe(first({ secret: key, seed: 10 }));
    expect(first({ seed: 9 })).not.toBe(first({ seed: 10 }));
  });
});

describe('listening', () => {
  test('is possible on the port of a connection that is being opened, and disturbs it not (MUST-41, MUST-42)', () => {
    const pair = new Pair();
    // The server itself opens from port 7, to somebody who does not answer yet.
    const silent = endpoint(ipv4Address(10, 0, 0, 9), 99);
    pair.ask('server', {
      _tag: 'Open',
      reference: 1,
      local: SERVER,
      remote: silent,
      options: OPTIONS,
      early: undefined,
    });
    const before = pair.states.server.connections.get(1);
    pair.listen();
    expect(pair.states.server.connections.get(1)).toBe(before);
    pair.open();
    pair.run(pair.now + milliseconds(100));
    expect(pair.tcb('client')?.state).toBe('ESTABLISHED');
    // And the first goes on where it was.
    const { iss } = before!.fixed;
    const synAck = { sourcePort: silent.port, destinationPort: SERVER.port, seq: seqnum(9), ack: plus(iss, 1) };
    pair.inject('server', segment({ ...synAck, control: SYN | ACK }), silent);
    expect(pair.states.server.connections.get(1)?.state).toBe('ESTABLISHED');
  });

  test('goes on for others after a RST in SYN-RECEIVED; an active opener is refused (MUST-11)', () => {
    const passive = new Pair((_s, from) => (from === 'client' ? [milliseconds(10)] : []));
    passive.listen();
    passive.open();
    passive.run(milliseconds(50));
    const t = passive.tcb('server')!;
    expect(t.state).toBe('SYN-RECEIVED');
    passive.inject('server', segment({ seq: t.rcv.nxt, control: RST }));
    expect(passive.states.server.connections.size).toBe(0);
    expect(passive.tags('server')).toEqual(['Named']);
    passive.inject('server', segment({ control: SYN, seq: seqnum(77) }));
    expect(passive.states.server.connections.size).toBe(1);

    const active = new Pair(() => []);
    active.open();
    const back = { sourcePort: SERVER.port, destinationPort: CLIENT.port };
    active.inject('client', segment({ ...back, control: SYN, seq: seqnum(500) }));
    expect(active.tcb('client')?.state).toBe('SYN-RECEIVED');
    active.inject('client', segment({ ...back, control: RST, seq: seqnum(501) }));
    expect(active.tags('client').at(-1)).toBe('Ended refused');
  });
});

describe('addresses', () => {
  const opens = (bound: boolean): unknown => {
    const d = desk();
    const fd = d.fd('stream');
    if (bound) d.must({ call: 'bind', fd, local: endpoint(US, 4_000) });
    d.call({ call: 'connect', fd, remote: REMOTE });
    const open = d.asked.map(({ request }) => request).find(({ _tag }) => _tag === 'Open');
    return open?._tag === 'Open' && 'local' in open ? open.local : undefined;
  };

  test('the way decides from which a SYN leaves, where the user named none (MUST-44)', () => {
    expect(opens(false)).toMatchObject({ address: US });
  });

  test('the user may name the local one (MUST-43)', () => {
    expect(opens(true)).toEqual(endpoint(US, 4_000));
  });

  test('a connection answers from the address that was asked, whatever it is (MUST-45)', () => {
    const layer = tcp({ seed: 1, mtu: 1_500, profile: PLAIN });
    const everywhere = endpoint(ANY_ADDRESS, 7);
    const [listening] = layer.step(
      layer.initial,
      { _tag: 'Requested', request: { _tag: 'Listen', reference: 1, local: everywhere, backlog: 8, options: OPTIONS } },
      instant(0),
    );
    const second = endpoint(ipv4Address(10, 0, 7, 7), 7);
    let state = listening;
    const arrives = (part: Parameters<typeof segment>[0]): ReadonlyArray<unknown> => {
      const packet = packetOf(CLIENT, second, segment(part));
      const [next, said] = layer.step(
        state,
        { _tag: 'Indicated', indication: { _tag: 'Arrived', packet, broadcast: false } },
        instant(0),
      );
      state = next;
      return said.flatMap((w) => (w._tag === 'Request' && w.request._tag === 'Send' ? [w.request.source] : []));
    };
    expect(arrives({ control: SYN })).toEqual([second.address]);
    const t = [...state.connections.values()][0]!;
    expect(arrives({ control: ACK | RST, seq: plus(t.rcv.nxt, 1), ack: t.snd.nxt })).toEqual([second.address]);
    expect(arrives({ control: ACK, seq: plus(t.rcv.nxt, 1_000_000), ack: t.snd.nxt })).toEqual([second.address]);
  });

  test.each([
    ['all', 0xffff_ffff],
    ['a group', 0xe000_0001],
    ['a group of any kind', 0xefff_ffff],
  ])('nothing is opened to %s (MUST-46/open, MUST-46/call)', (_, address) => {
    const d = desk();
    const fd = d.fd('stream');
    expect(short(d.call({ call: 'connect', fd, remote: endpoint(address as typeof US, 80) }))).toBe('ENETUNREACH');
    expect(d.asked.filter(({ request }) => request._tag === 'Open')).toEqual([]);
  });

  test.each([0, SYN, ACK, RST, SYN | ACK])(
    'what was sent to all is dropped in silence, control %d (MUST-57/segment, MUST-57/syn)',
    (control) => {
      const pair = new Pair();
      pair.listen();
      const packet = packetOf(CLIENT, SERVER, segment({ control }));
      pair.input('server', { _tag: 'Indicated', indication: { _tag: 'Arrived', packet, broadcast: true } });
      expect(pair.sent).toEqual([]);
      expect(pair.states.server.connections.size).toBe(0);
    },
  );

  test('options of IP mean nothing to a connection, and stop none (MUST-50)', () => {
    const pair = new Pair();
    pair.listen();
    const options = Uint8Array.of(0x44, 8, 5, 0, 0, 0, 0, 0);
    const through = (part: Parameters<typeof segment>[0]): void => {
      const packet = { ...packetOf(CLIENT, SERVER, segment(part)), options };
      pair.input('server', { _tag: 'Indicated', indication: { _tag: 'Arrived', packet, broadcast: false } });
    };
    through({ control: SYN, seq: seqnum(100) });
    pair.judge = () => [];
    const t = pair.tcb('server')!;
    through({ control: ACK, seq: seqnum(101), ack: t.snd.nxt, payload: rope(pattern(10)) });
    expect(pair.tcb('server')?.state).toBe('ESTABLISHED');
    expect(pair.all('server')).toEqual(pattern(10));
  });
});

describe('ending', () => {
  test('a RST may carry text, and is a RST (SHLD-2)', () => {
    const pair = established();
    const t = pair.tcb('server')!;
    pair.inject('server', segment({ seq: t.rcv.nxt, control: RST, payload: rope(pattern(30)) }));
    expect(pair.tags('server').at(-1)).toBe('Ended reset');
    expect(pair.all('server').length).toBe(0);
  });

  test('the user hears whether it was in order, or not (MUST-12)', () => {
    const ended = (how: (pair: Pair) => void): ReadonlyArray<string> => {
      const pair = established();
      how(pair);
      pair.run(pair.now + seconds(200));
      return [pair.tags('client').at(-1) ?? '', pair.ended.client ? 'read to the end' : 'cut off'];
    };
    const orderly = ended((pair) => {
      pair.ask('server', { _tag: 'Close', connection: pair.accepted() });
      pair.ask('client', { _tag: 'Close', connection: 1 });
    });
    expect(orderly).toEqual(['Ended closed', 'read to the end']);
    const aborted = ended((pair) => pair.ask('server', { _tag: 'Abort', connection: pair.accepted() }));
    expect(aborted).toEqual(['Ended reset', 'cut off']);
  });

  test.each([rfc9293, linux, freebsd])(
    'TIME-WAIT lasts twice the lifetime of a segment: $name (MUST-13)',
    (profile) => {
      const pair = established(undefined, { profile });
      pair.ask('server', { _tag: 'Close', connection: pair.accepted() });
      pair.run(pair.now + milliseconds(100));
      pair.ask('client', { _tag: 'Close', connection: 1 });
      pair.run(pair.now + milliseconds(100));
      const last = pair.sent.findLast((s) => s.from === 'server')!;
      pair.run(last.at + 2 * profile.parameters.msl - 1);
      expect(pair.tcb('server')?.state).toBe('TIME-WAIT');
      pair.run(pair.now + 2);
      expect(pair.tags('server').at(-1)).toBe('Ended closed');
    },
  );

  test('a later timestamp opens a connection in TIME-WAIT anew, also with a lower number (SHLD-4, MAY-2)', () => {
    const pair = established(undefined, { profile: rfc9293 });
    pair.ask('server', { _tag: 'Close', connection: pair.accepted() });
    pair.run(pair.now + milliseconds(100));
    pair.ask('client', { _tag: 'Close', connection: 1 });
    pair.run(pair.now + seconds(1));
    const t = pair.tcb('server')!;
    const again = (newer: number): ReadonlyArray<string> => {
      const from = pair.sent.length;
      const val = (t.stamps.recent + newer) >>> 0;
      pair.inject(
        'server',
        segment({ seq: plus(t.rcv.nxt, -5_000), control: SYN, options: [{ kind: 'TS', val, ecr: 0 }] }),
      );
      return pair.sent.slice(from).map((s) => showControl(s.segment.control));
    };
    pair.judge = () => [];
    expect(t.state).toBe('TIME-WAIT');
    expect(again(-1)).toEqual(['ACK']);
    expect(again(1)).toEqual(['SYN,ACK']);
  });
});
