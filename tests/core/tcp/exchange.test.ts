import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hash32 } from '../../../packages/core/src/basis/hash.ts';
import { milliseconds, seconds } from '../../../packages/core/src/basis/time.ts';
import { equalBytes } from '../../../packages/core/src/basis/bytes.ts';
import { ACK, FIN, RST, showControl, SYN } from '../../../packages/core/src/wire/control.ts';
import { established, OPTIONS, Pair, pattern, type Judge } from './pair.ts';

const controls = (pair: Pair): ReadonlyArray<string> =>
  pair.sent.map((s) => `${s.from} ${showControl(s.segment.control)} ${s.segment.payload.length}`);

describe('opening', () => {
  test('three segments make a connection', () => {
    const pair = new Pair();
    pair.listen();
    pair.open();
    pair.run(seconds(5));
    expect(controls(pair)).toEqual(['client SYN 0', 'server SYN,ACK 0', 'client ACK 0']);
    expect(pair.tags('client')).toEqual(['Named', 'Established']);
    expect(pair.tags('server')).toEqual(['Named', 'Established']);
  });

  test('a port where nobody listens refuses', () => {
    const pair = new Pair();
    pair.open();
    pair.run();
    expect(controls(pair)).toEqual(['client SYN 0', 'server RST,ACK 0']);
    expect(pair.tags('client')).toEqual(['Named', 'Ended refused']);
    expect(pair.tcb('client')).toBeUndefined();
  });

  test('each lost segment of the handshake is sent again', () => {
    for (let lost = 0; lost < 3; lost++) {
      const pair = new Pair((_s, _f, ordinal) => (ordinal === lost ? [] : [milliseconds(10)]));
      pair.listen();
      pair.open();
      pair.write('client', pattern(10));
      pair.run(seconds(20));
      expect(pair.all('server')).toEqual(pattern(10));
    }
  });

  // MUST-22, MUST-23
  test('a SYN into the void waits longer each time, and is given up after more than three minutes', () => {
    const pair = new Pair(() => []);
    pair.open();
    pair.run();
    const at = pair.sent.map((s) => s.at / 1e9);
    expect(at).toEqual([0, 1, 3, 7, 15, 31, 63, 123]);
    expect(pair.told.client.at(-1)).toEqual({
      at: 183e9,
      indication: { _tag: 'Ended', connection: 1, why: 'timed-out' },
    });
  });

  // MUST-10
  test('both sides may open at once', () => {
    const pair = new Pair();
    pair.open();
    pair.ask('server', {
      _tag: 'Open',
      reference: 1,
      local: { address: 0x0a000002 as never, port: 7 as never },
      remote: { address: 0x0a000001 as never, port: 40_000 as never },
      options: OPTIONS,
      early: undefined,
    });
    pair.run(seconds(5));
    expect(pair.tcb('client')?.state).toBe('ESTABLISHED');
    expect(pair.tcb('server', 1)?.state).toBe('ESTABLISHED');
    expect(pair.rules.has('tcp.synSentSimultaneous')).toBe(true);
  });

  test('a full backlog drops the SYN, and a later one is taken when there is room', () => {
    const pair = new Pair();
    pair.listen(0);
    pair.open();
    pair.run(seconds(2));
    expect(pair.rules.has('tcp.backlogFull')).toBe(true);
    expect(pair.tcb('client')?.state).toBe('SYN-SENT');
  });
});

describe('text', () => {
  test('a megabyte arrives whole and in order, both ways at once', () => {
    const pair = established();
    const there = pattern(1_000_000);
    const back = pattern(300_000).map((x) => 255 - x);
    pair.write('client', there);
    pair.write('server', back);
    pair.run(seconds(100));
    expect(equalBytes(pair.all('server'), there)).toBe(true);
    expect(equalBytes(pair.all('client'), back)).toBe(true);
    expect(pair.rules.has('tcp.retransmissionTimeout')).toBe(false);
  });

  test('a lost segment is noticed by three duplicates, and sent again before the timer', () => {
    let lost = false;
    const pair = established((s, _from, ordinal) => {
      if (!lost && s.payload.length > 0 && ordinal > 8) {
        lost = true;
        return [];
      }
      return [milliseconds(10)];
    });
    pair.write('client', pattern(200_000));
    pair.run(seconds(100));
    expect(lost).toBe(true);
    expect(equalBytes(pair.all('server'), pattern(200_000))).toBe(true);
    expect(pair.rules.has('tcp.fastRetransmit')).toBe(true);
    expect(pair.rules.has('tcp.retransmissionTimeout')).toBe(false);
  });

  // MUST-35, MUST-36, MUST-37, MAY-8
  test('a user who does not read closes the window; when it reads, the rest comes', () => {
    const pair = established(undefined, undefined, { ...OPTIONS, receiveBuffer: 10_000 });
    pair.reads.server = false;
    pair.write('client', pattern(50_000));
    pair.run(seconds(300));
    expect(pair.tcb('server')?.rcv.buffer.length).toBeGreaterThan(9_000);
    expect(pair.rules.has('tcp.zeroWindowProbe')).toBe(true);
    expect(pair.all('server').length).toBe(0);
    pair.reads.server = true;
    pair.read('server', pair.accepted());
    pair.run(seconds(1_000));
    expect(equalBytes(pair.all('server'), pattern(50_000))).toBe(true);
  });

  // MUST-36
  test('a window update that is lost is found by the probe', () => {
    let lose = false;
    const judge: Judge = (_s, from) => (lose && from === 'server' ? [] : [milliseconds(10)]);
    const pair = established(judge, undefined, { ...OPTIONS, receiveBuffer: 5_000 });
    pair.reads.server = false;
    pair.write('client', pattern(20_000));
    pair.run(seconds(10));
    lose = true;
    pair.reads.server = true;
    pair.read('server', pair.accepted());
    pair.run(seconds(10.1));
    lose = false;
    pair.run(seconds(1_000));
    expect(equalBytes(pair.all('server'), pattern(20_000))).toBe(true);
  });
});

describe('order', () => {
  test('what a user asks for in answer to a word never overtakes what was to be sent before it', () => {
    const pair = established();
    const from = pair.sent.length;
    // This user closes at the very moment at which it hears that its octets were taken.
    pair.write('client', pattern(4_380), 'Close');
    const first = pair.sent.slice(from).map((s) => s.segment);
    expect(first.map((s) => s.payload.length)).toEqual([1460, 1460, 1460, 0]);
    expect(first.map((s) => showControl(s.control)).at(-1)).toBe('FIN,ACK');
  });
});

describe('closing', () => {
  // MUST-13
  test('a half-close: one side ends, the other still sends', () => {
    const pair = established();
    pair.write('client', pattern(5_000), 'Close');
    pair.run(seconds(2));
    expect(pair.ended.server).toBe(true);
    expect(pair.tcb('client')?.state).toBe('FIN-WAIT-2');
    expect(pair.tcb('server')?.state).toBe('CLOSE-WAIT');
    pair.write('server', pattern(7_000), 'Close');
    pair.run(seconds(4));
    expect(equalBytes(pair.all('client'), pattern(7_000))).toBe(true);
    expect(pair.tcb('client')?.state).toBe('TIME-WAIT');
    pair.run();
    expect(pair.tags('client').at(-1)).toBe('Ended closed');
    expect(pair.now).toBeGreaterThanOrEqual(seconds(60));
  });

  test('both close at once: CLOSING, then TIME-WAIT on both sides', () => {
    const pair = established();
    pair.ask('client', { _tag: 'Close', connection: 1 });
    pair.ask('server', { _tag: 'Close', connection: pair.accepted() });
    pair.run(pair.now + milliseconds(11));
    expect(pair.tcb('client')?.state).toBe('CLOSING');
    pair.run(pair.now + milliseconds(10));
    expect(pair.tcb('client')?.state).toBe('TIME-WAIT');
    expect(pair.tcb('server')?.state).toBe('TIME-WAIT');
    pair.run();
  });

  test('every lost segment of the closing is sent again', () => {
    for (let lost = 3; lost < 9; lost++) {
      const pair = new Pair((_s, _f, ordinal) => (ordinal === lost ? [] : [milliseconds(10)]));
      pair.listen();
      pair.open();
      pair.run(seconds(1));
      pair.ask('client', { _tag: 'Release', connection: 1 });
      pair.run(seconds(2));
      pair.ask('server', { _tag: 'Release', connection: pair.accepted() });
      pair.run();
      expect(pair.states.client.connections.size).toBe(0);
      expect(pair.states.server.connections.size).toBe(0);
    }
  });

  // MUST-12, SHLD-3, MAY-1
  test('unread text turns a release into a reset, and the peer hears of it', () => {
    const pair = established();
    pair.reads.server = false;
    pair.write('client', pattern(100));
    pair.run(seconds(1));
    pair.ask('server', { _tag: 'Release', connection: pair.accepted() });
    pair.run(seconds(2));
    expect(pair.tags('client').at(-1)).toBe('Ended reset');
    expect(pair.sent.some((s) => s.segment.control === (RST | ACK))).toBe(true);
  });

  // SHLD-3, MAY-1
  test('text for a user who is gone is answered with a reset', () => {
    const pair = established();
    pair.ask('server', { _tag: 'Release', connection: pair.accepted() });
    pair.run(seconds(1));
    pair.write('client', pattern(100));
    pair.run(seconds(2));
    expect(pair.tags('client').at(-1)).toBe('Ended reset');
    expect(pair.rules.has('tcp.textAfterRelease')).toBe(true);
  });

  // MAY-2
  test('a SYN with a higher number reopens a connection that waits out its time', () => {
    const pair = established();
    pair.ask('server', { _tag: 'Release', connection: pair.accepted() });
    pair.run(seconds(1));
    pair.ask('client', { _tag: 'Release', connection: 1 });
    pair.run(seconds(2));
    expect(pair.tcb('server')?.state).toBe('TIME-WAIT');
    pair.open();
    pair.run(seconds(4));
    expect(pair.rules.has('tcp.synInTimeWait')).toBe(true);
    expect(pair.tags('client').filter((tag) => tag === 'Established')).toHaveLength(2);
  });
});

describe('under any line', () => {
  const faults = fc.record({
    seed: fc.integer(),
    loss: fc.integer({ min: 0, max: 30 }),
    duplicate: fc.integer({ min: 0, max: 20 }),
    jitter: fc.integer({ min: 0, max: 60 }),
  });

  test('what is read is a prefix of what was written, and all of it once the faults heal', () => {
    fc.assert(
      fc.property(
        faults,
        fc.integer({ min: 0, max: 40_000 }),
        fc.integer({ min: 0, max: 40_000 }),
        fc.constantFrom(536, 1500, 9000, 88),
        fc.constantFrom(500, 5_000, 65_536, 200_000),
        (f, there, back, mtu, receiveBuffer) => {
          const healed = seconds(30);
          const roll = (n: number, what: number): number => hash32(f.seed, n, what) % 100;
          const pair: Pair = new Pair(
            (_s, _from, n) => {
              if (pair.now >= healed) return [milliseconds(5)];
              const delay = milliseconds(5 + (f.jitter === 0 ? 0 : hash32(f.seed, n, 9) % f.jitter));
              if (roll(n, 1) < f.loss) return [];
              return roll(n, 2) < f.duplicate ? [delay, milliseconds(5 + (hash32(f.seed, n, 8) % 80))] : [delay];
            },
            { mtu },
          );
          pair.listen(8, { ...OPTIONS, receiveBuffer });
          pair.open({ ...OPTIONS, receiveBuffer });
          pair.write('client', pattern(there), 'Close');
          pair.run(healed);
          const early = pair.all('server');
          expect(equalBytes(early, pattern(there).subarray(0, early.length))).toBe(true);
          pair.run(seconds(400));
          expect(equalBytes(pair.all('server'), pattern(there))).toBe(true);
          expect(pair.ended.server).toBe(true);
          pair.write('server', pattern(back), 'Close');
          pair.run();
          expect(equalBytes(pair.all('client'), pattern(back))).toBe(true);
          expect(pair.ended.client).toBe(true);
          expect(pair.tags('client').at(-1)).toBe('Ended closed');
          expect(pair.tags('server').at(-1)).toBe('Ended closed');
        },
      ),
      { numRuns: 60 },
    );
  }, 60_000);

  test('a FIN, a SYN or an ACK is as losable as text', () => {
    for (const flag of [FIN, SYN, ACK]) {
      let losses = 0;
      const pair = new Pair((s) => ((s.control & flag) !== 0 && losses++ % 3 === 0 ? [] : [milliseconds(10)]));
      pair.listen();
      pair.open();
      pair.write('client', pattern(3_000), 'Close');
      pair.run(seconds(300));
      expect(equalBytes(pair.all('server'), pattern(3_000))).toBe(true);
    }
  });
});
