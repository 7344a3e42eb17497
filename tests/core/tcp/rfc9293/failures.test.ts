// What ends a connection that nobody closed, and what must not: R2, keep-alive, ICMP. (RFC 9293 §3.8.3, §3.8.4, §3.9.2.2)
import { describe, expect, test } from 'vitest';
import { rope } from '../../../../packages/core/src/basis/rope.ts';
import type { Duration } from '../../../../packages/core/src/basis/time.ts';
import { milliseconds, seconds } from '../../../../packages/core/src/basis/time.ts';
import { freebsd } from '../../../../packages/core/src/tcp/profile/freebsd.ts';
import { linux } from '../../../../packages/core/src/tcp/profile/linux.ts';
import { rfc9293 } from '../../../../packages/core/src/tcp/profile/rfc9293.ts';
import type { TcpOptions } from '../../../../packages/core/src/tcp/Service.ts';
import { distance } from '../../../../packages/core/src/wire/seqnum.ts';
import { CLIENT, established, OPTIONS, Pair, pattern, SERVER } from '../pair.ts';

const text = (pair: Pair, octets = 10): void =>
  pair.ask('client', { _tag: 'Send', connection: 1, octets: rope(pattern(octets)), marks: 0 });

/** How long a connection goes on that hears nothing any more. */
const lifetime = (options: TcpOptions, config = {}): number => {
  const pair = established(undefined, config, options);
  pair.judge = () => [];
  const from = pair.now;
  text(pair);
  pair.run();
  expect(pair.tags('client').at(-1)).toBe('Ended timed-out');
  return pair.told.client.at(-1)!.at - from;
};

describe('retransmissions', () => {
  test.each([rfc9293, linux, freebsd])(
    'from the third on advise IP to look for another way: $name (MUST-20/advice, SHLD-10)',
    (profile) => {
      const pair = established(undefined, { profile });
      pair.judge = () => [];
      const { length } = pair.sent;
      // By the timer alone: a tail loss probe comes before, and says nothing of the way.
      text(pair);
      pair.run(pair.now + seconds(60));
      const resent = pair.sent.slice(length + 1).filter(({ from }) => from === 'client');
      const byTimer = profile.recovery.tlp && pair.tcb('client')!.fixed.sack ? resent.slice(1) : resent;
      expect(byTimer.length).toBeGreaterThan(4);
      expect(byTimer.map(({ inDoubt }) => inDoubt)).toEqual(byTimer.map((_, i) => i >= 2));
      expect(pair.rules).toContain('tcp.wayInDoubt');
      // An answer ends the doubt.
      pair.judge = () => [milliseconds(10)];
      pair.run(pair.now + seconds(300));
      const after = pair.sent.length;
      text(pair);
      pair.run(pair.now + seconds(1));
      expect(pair.sent.slice(after).every(({ inDoubt }) => !inDoubt)).toBe(true);
    },
  );

  test.each([rfc9293, linux, freebsd])(
    'are given up after more than a hundred seconds: $name (MUST-20/close, SHLD-11)',
    (profile) => {
      expect(lifetime(OPTIONS, { profile })).toBeGreaterThan(seconds(100));
    },
  );

  test.each([1, 10, 90, 3_600])('are given up after %d s when the user says so (MUST-21)', (limit) => {
    const lasted = lifetime({ ...OPTIONS, userTimeout: seconds(limit) });
    expect(lasted).toBe(seconds(limit));
  });

  test('a connection in which nothing is in flight outlives the time that the user named (MUST-21)', () => {
    const pair = established(undefined, undefined, { ...OPTIONS, userTimeout: seconds(5) });
    pair.run(pair.now + seconds(1_000));
    expect(pair.tcb('client')?.state).toBe('ESTABLISHED');
    expect(pair.tcb('server')?.state).toBe('ESTABLISHED');
  });

  test('the user can set that also while the connection lives (MUST-21)', () => {
    const pair = established();
    pair.judge = () => [];
    text(pair);
    pair.run(pair.now + seconds(5));
    const { now } = pair;
    pair.ask('client', { _tag: 'SetOptions', connection: 1, options: { ...OPTIONS, userTimeout: seconds(7) } });
    pair.run();
    expect(pair.told.client.at(-1)!.at - now).toBe(seconds(7));
  });

  test('of a SYN follow the same clock, and the user may say how many there are (MUST-22, MUST-21)', () => {
    const pair = new Pair(() => []);
    pair.open({ ...OPTIONS, synRetransmissions: 2 });
    pair.run();
    expect(pair.sent.map((s) => s.at)).toEqual([0, seconds(1), seconds(3)]);
    expect(pair.tags('client').at(-1)).toBe('Ended timed-out');
  });
});

describe('keep-alive', () => {
  const idle = (options: TcpOptions, span: Duration): Pair => {
    const pair = established(undefined, undefined, options);
    pair.run(pair.now + span);
    return pair;
  };

  test('is off unless it is asked for: an idle connection is silent for a week (MUST-25)', () => {
    expect(idle(OPTIONS, seconds(7 * 86_400)).sent).toHaveLength(3);
  });

  test('begins and ends when the user says so, for one connection (MAY-5, MUST-24)', () => {
    const pair = idle(OPTIONS, seconds(10_000));
    const ask = (keepAlive: boolean): void =>
      pair.ask('client', { _tag: 'SetOptions', connection: 1, options: { ...OPTIONS, keepAlive } });
    ask(true);
    pair.run(pair.now + seconds(7_201));
    expect(pair.sent.slice(3).map((s) => s.from)).toEqual(['client', 'server']);
    ask(false);
    pair.run(pair.now + seconds(100_000));
    expect(pair.sent).toHaveLength(5);
  });

  test('waits for its interval since anything was heard, and that is not less than two hours (MUST-26, MUST-28)', () => {
    const pair = idle({ ...OPTIONS, keepAlive: true }, seconds(7_000));
    text(pair);
    pair.run(pair.now + seconds(7_190));
    const quiet = pair.sent.length;
    expect(pair.rules.has('tcp.keepAliveProbe')).toBe(false);
    pair.run(pair.now + seconds(20));
    expect(pair.sent.length).toBe(quiet + 4);
    for (const profile of [rfc9293, linux, freebsd]) {
      expect(profile.parameters.keepAliveIdle).toBeGreaterThanOrEqual(seconds(7_200));
    }
  });

  test('asks with no text, below SND.NXT, so that a living peer must answer (SHLD-12)', () => {
    const pair = idle({ ...OPTIONS, keepAlive: true }, seconds(7_201));
    const probe = pair.sent[3]!.segment;
    expect(probe.payload.length).toBe(0);
    expect(distance(pair.tcb(pair.sent[3]!.from)!.snd.nxt, probe.seq)).toBe(1);
  });

  test('has the interval that the user set (MUST-27)', () => {
    const pair = idle({ ...OPTIONS, keepAlive: true, keepIdle: seconds(30) }, seconds(29));
    expect(pair.sent).toHaveLength(3);
    pair.run(pair.now + seconds(2));
    expect(pair.sent.length).toBeGreaterThan(3);
  });

  test('survives eight lost answers (MUST-29)', () => {
    const pair = established(undefined, undefined, { ...OPTIONS, keepAlive: true });
    pair.judge = (_s, from) => (from === 'server' ? [] : [milliseconds(10)]);
    pair.ask('server', {
      _tag: 'SetOptions',
      connection: pair.accepted(),
      options: { ...OPTIONS, keepAlive: false },
    });
    pair.run(pair.now + seconds(7_200 + 7 * 75 + 1));
    expect(pair.tcb('client')?.fixed.probes).toBe(8);
    pair.judge = () => [milliseconds(10)];
    pair.run(pair.now + seconds(100));
    expect(pair.tcb('client')).toMatchObject({ state: 'ESTABLISHED', fixed: { probes: 0 } });
  });
});

describe('an ICMP error', () => {
  const failed = (pair: Pair, type: number, code: number, port: number = CLIENT.port): void => {
    const quoted = new Uint8Array(8);
    const view = new DataView(quoted.buffer);
    view.setUint16(0, port);
    view.setUint16(2, SERVER.port);
    view.setUint32(4, pair.tcb('client')?.snd.una ?? 0);
    const error = {
      type,
      code,
      mtu: 0,
      reporter: SERVER.address,
      source: CLIENT.address,
      destination: SERVER.address,
      protocol: 6,
      quoted,
    };
    pair.input('client', { _tag: 'Indicated', indication: { _tag: 'Failed', error } });
  };

  const opening = (): Pair => {
    const pair = new Pair(() => []);
    pair.open();
    return pair;
  };

  const working = (): Pair => {
    const pair = established();
    pair.judge = () => [];
    text(pair);
    return pair;
  };

  // Type and code, and what it is called.
  const SOFT = {
    'MUST-56/unreachable': [
      [3, 0],
      [3, 1],
      [3, 5],
    ],
    'MUST-56/time-exceeded': [
      [11, 0],
      [11, 1],
    ],
    'MUST-56/parameter-problem': [
      [12, 0],
      [12, 1],
    ],
    'MUST-55': [[4, 0]],
  } as const;

  const isUnmoved = (kind: keyof typeof SOFT): true => {
    for (const [type, code] of SOFT[kind]) {
      for (const begin of [opening, working]) {
        const pair = begin();
        const { state, snd, congestion } = pair.tcb('client')!;
        const [sent, told] = [pair.sent.length, pair.told.client.length];
        failed(pair, type, code);
        expect(pair.tcb('client')).toMatchObject({ state, snd, congestion });
        expect([pair.sent.length, pair.told.client.length]).toEqual([sent, told]);
      }
    }
    return true;
  };

  test('unreachable net, host, route: goes on (MUST-56/unreachable)', () => {
    expect(isUnmoved('MUST-56/unreachable')).toBe(true);
  });
  test('time exceeded: goes on (MUST-56/time-exceeded)', () => {
    expect(isUnmoved('MUST-56/time-exceeded')).toBe(true);
  });
  test('parameter problem: goes on (MUST-56/parameter-problem)', () => {
    expect(isUnmoved('MUST-56/parameter-problem')).toBe(true);
  });
  test('source quench: nothing is said, nothing is slower (MUST-55)', () => {
    expect(isUnmoved('MUST-55')).toBe(true);
  });

  test('that cannot be helped is told when the connection is given up (SHLD-25, MUST-47)', () => {
    for (const [code, why] of [
      [0, 'network-unreachable'],
      [1, 'host-unreachable'],
      [5, 'host-unreachable'],
    ] as const) {
      const pair = opening();
      failed(pair, 3, code);
      pair.run();
      expect(pair.tags('client').at(-1)).toBe(`Ended ${why}`);
    }
  });

  test('speaks of the connection that it quotes, and of no other (MUST-54)', () => {
    const pair = opening();
    failed(pair, 3, 3, CLIENT.port + 1);
    expect(pair.tcb('client')?.state).toBe('SYN-SENT');
    failed(pair, 3, 3);
    expect(pair.tags('client').at(-1)).toBe('Ended refused');
  });

  test.each([2, 3])('code %d ends an attempt, never a connection (SHLD-26)', (code) => {
    const attempt = opening();
    failed(attempt, 3, code);
    expect(attempt.tags('client').at(-1)).toBe('Ended refused');
    const pair = working();
    failed(pair, 3, code);
    expect(pair.tcb('client')?.state).toBe('ESTABLISHED');
  });
});
