// Explicit congestion notification: RFC 3168 and RFC 9768, their tables and their promises.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { milliseconds, seconds } from '../../../packages/core/src/basis/time.ts';
import { marksTold } from '../../../packages/core/src/tcp/ecn/feedback.ts';
import {
  answered,
  aceFlags,
  codeOf,
  granted,
  synAckFlags,
  synFlags,
} from '../../../packages/core/src/tcp/ecn/negotiate.ts';
import type { Ecn } from '../../../packages/core/src/tcp/profile/Profile.ts';
import { rfc9293 } from '../../../packages/core/src/tcp/profile/rfc9293.ts';
import { ACK, AE, CWR, ECE, has, SYN } from '../../../packages/core/src/wire/control.ts';
import type { Sent } from './pair.ts';
import { OPTIONS, Pair, pattern } from './pair.ts';

const policy = (part: Partial<Ecn>): Ecn => ({ ...rfc9293.ecn, ...part });

const pairWith = (ecn: Partial<Ecn>, judge?: ConstructorParameters<typeof Pair>[0], options = OPTIONS): Pair => {
  const pair = new Pair(judge, { profile: { ...rfc9293, ecn: policy(ecn) } });
  pair.listen(8, options);
  pair.open(options);
  return pair;
};

const CLASSIC = { initiate: 'classic', accept: 'classic' } as const;
const ACCURATE = { initiate: 'accurate', accept: 'accurate', option: 'changes' } as const;

const isText = (s: Sent): boolean => s.segment.payload.length > 0;
const ace = (s: Sent): number => (s.segment.control >>> 6) & 7;

describe('what a SYN asks for, and a SYN-ACK grants', () => {
  test.each([
    ['off', 0, 0],
    ['classic', 0, CWR | ECE],
    ['classic', 1, 0],
    ['accurate', 0, AE | CWR | ECE],
    ['accurate', 1, AE | CWR | ECE],
    ['accurate', 2, 0],
  ] as const)('a SYN that wants %s, sent again %i times', (initiate, retransmissions, flags) => {
    expect(synFlags(policy({ initiate }), retransmissions)).toBe(flags);
  });

  // RFC 9768 §3.1.2, table 2, and §3.1.3: the flags AE, CWR, ECE of a SYN, and what a server enters.
  test.each([
    [0b000, 'off', 'off'],
    [0b011, 'classic', 'classic'],
    [0b111, 'accurate', 'classic'],
    [0b001, 'accurate', 'off'],
    [0b010, 'accurate', 'off'],
    [0b100, 'accurate', 'off'],
    [0b101, 'accurate', 'off'],
    [0b110, 'accurate', 'off'],
  ] as const)('a SYN with flags %i: an accurate server enters %s, a classic one %s', (flags, accurate, classic) => {
    expect(granted('accurate', aceFlags(flags))).toBe(accurate);
    expect(granted('classic', aceFlags(flags))).toBe(classic);
    expect(granted('off', aceFlags(flags))).toBe('off');
  });

  // The same table, the other way: the flags of a SYN-ACK, and what a client enters.
  test.each([
    [0b000, 'off', 'off'],
    [0b001, 'classic', 'classic'],
    [0b010, 'accurate', 'off'],
    [0b011, 'accurate', 'off'],
    [0b100, 'accurate', 'off'],
    [0b101, 'classic', 'classic'],
    [0b110, 'accurate', 'off'],
    [0b111, 'off', 'off'],
  ] as const)('a SYN-ACK with flags %i: an accurate client enters %s, a classic one %s', (flags, accurate, classic) => {
    expect(answered('accurate', aceFlags(flags))).toBe(accurate);
    expect(answered('classic', aceFlags(flags))).toBe(classic);
    expect(answered('off', aceFlags(flags))).toBe('off');
  });

  test.each([
    [0, 0b010],
    [1, 0b011],
    [2, 0b100],
    [3, 0b110],
  ] as const)('codepoint %i of a SYN is told as %i', (codepoint, code) => {
    expect(codeOf(codepoint)).toBe(code);
    expect(synAckFlags('accurate', codepoint)).toBe(aceFlags(code));
    expect(synAckFlags('classic', codepoint)).toBe(ECE);
    expect(synAckFlags('off', codepoint)).toBe(0);
  });

  test.each([
    ['off', 'accurate', 'off'],
    ['classic', 'off', 'off'],
    ['classic', 'classic', 'classic'],
    ['classic', 'accurate', 'classic'],
    ['accurate', 'off', 'off'],
    ['accurate', 'classic', 'classic'],
    ['accurate', 'accurate', 'accurate'],
  ] as const)('a client that wants %s and a server that has %s agree on %s', (initiate, accept, mode) => {
    const pair = pairWith({ initiate, accept });
    pair.run(seconds(1));
    expect([pair.tcb('client')?.ecn.mode, pair.tcb('server')?.ecn.mode]).toEqual([mode, mode]);
    expect(pair.sent.slice(0, 2).every((s) => (s.typeOfService & 3) === 0)).toBe(true);
  });

  test('when the SYN with ECN is lost, the next goes without, and the connection has none', () => {
    const pair = pairWith(CLASSIC, (s) => (has(s, SYN) && has(s, CWR) ? [] : [milliseconds(10)]));
    pair.run(seconds(3));
    expect(pair.sent.filter((s) => s.from === 'client' && has(s.segment, SYN)).map(ace)).toEqual([0b011, 0]);
    expect(pair.tcb('client')?.state).toBe('ESTABLISHED');
    expect(pair.tcb('client')?.ecn.mode).toBe('off');
  });
});

describe('classic ECN', () => {
  const marksOnce = (which: number): Pair => {
    const pair = pairWith(CLASSIC);
    let text = 0;
    pair.marking = (s) => (isText(s) && text++ === which ? 3 : s.typeOfService);
    pair.run(seconds(0.1));
    pair.write('client', pattern(60_000));
    pair.run(seconds(5));
    expect(pair.all('server')).toEqual(pattern(60_000));
    return pair;
  };

  // SHLD-8
  test('one mark: ECE until CWR, one CWR on new text, one reduction', () => {
    const pair = marksOnce(5);
    const echoes = pair.sent.filter((s) => s.from === 'server' && has(s.segment, ECE) && !has(s.segment, SYN));
    const reduced = pair.sent.filter((s) => s.from === 'client' && has(s.segment, CWR) && !has(s.segment, SYN));
    expect(echoes.length).toBeGreaterThan(1);
    expect(reduced).toHaveLength(1);
    expect(reduced.every((s) => isText(s) && (s.typeOfService & 3) === 2)).toBe(true);
    expect(pair.tcb('server')?.ecn.echo).toBe(false);
    // Ten segments were in flight: half of them.
    expect(pair.tcb('client')?.congestion.ssthresh).toBeLessThanOrEqual(10 * 1_448);
    expect(pair.tcb('client')?.ecn.marked).toBeGreaterThan(0);
    const whole = reduced[0] === undefined ? undefined : reduced[0].segment.seq + reduced[0].segment.payload.length;
    const after = pair.sent.filter((s) => s.from === 'server' && whole !== undefined && s.segment.ack >= whole);
    expect(after.length).toBeGreaterThan(0);
    expect(after.some((s) => has(s.segment, ECE))).toBe(false);
  });

  // SHLD-8
  test('a retransmission and a pure ACK are never ECN-capable; new text is', () => {
    let text = 0;
    const pair = pairWith(CLASSIC, (s) => (s.payload.length > 0 && text++ === 7 ? [] : [milliseconds(10)]));
    pair.run(seconds(0.1));
    pair.write('client', pattern(60_000));
    pair.run(seconds(5));
    const seen = new Set<number>();
    let resent = 0;
    for (const s of pair.sent.filter(isText)) {
      const isNew = !seen.has(s.segment.seq);
      seen.add(s.segment.seq);
      if (!isNew) resent += 1;
      expect(s.typeOfService & 3).toBe(isNew ? 2 : 0);
    }
    expect(resent).toBeGreaterThan(0);
    expect(pair.sent.filter((s) => !isText(s)).every((s) => (s.typeOfService & 3) === 0)).toBe(true);
    // A loss is answered with CWR too: the window was reduced.
    expect(pair.sent.filter((s) => isText(s) && has(s.segment, CWR))).toHaveLength(1);
  });

  test('a probe of a closed window is not ECN-capable', () => {
    const pair = pairWith(CLASSIC, undefined, { ...OPTIONS, receiveBuffer: 3_000 });
    pair.reads.server = false;
    pair.run(seconds(0.1));
    pair.write('client', pattern(20_000));
    pair.run(seconds(20));
    const probes = pair.sent.filter((s) => isText(s) && s.segment.payload.length === 1);
    expect(probes.length).toBeGreaterThan(1);
    expect(probes.every((s) => (s.typeOfService & 3) === 0)).toBe(true);
  });

  // MUST-48, MUST-49
  test('IP_TOS and IP_TTL are honoured, and the user cannot set the codepoint', () => {
    const pair = pairWith(CLASSIC, undefined, { ...OPTIONS, typeOfService: 0x11, timeToLive: 9 });
    pair.run(seconds(0.1));
    pair.write('client', pattern(10));
    pair.run(seconds(1));
    const mine = pair.sent.filter((s) => s.from === 'client');
    expect(mine.every((s) => s.timeToLive === 9 && s.typeOfService >>> 2 === 4)).toBe(true);
    expect(mine.map((s) => s.typeOfService & 3)).toContain(2);
    expect(mine.map((s) => s.typeOfService & 3)).not.toContain(1);
  });
});

describe('a SYN-ACK that is ECN-capable (RFC 5562)', () => {
  /** What a server does whose first SYN-ACK comes with a mark, or not at all. */
  const opening = (ecn: Partial<Ecn>, codepoint: number, lost = 0): Pair => {
    const pair = new Pair(undefined, { profile: { ...rfc9293, ecn: policy({ ...ecn, synAck: true }) } });
    let seen = 0;
    pair.judge = (s) => (has(s, SYN) && has(s, ACK) && seen++ < lost ? [] : [milliseconds(10)]);
    pair.marking = (s) => (has(s.segment, SYN) && has(s.segment, ACK) ? codepoint : s.typeOfService);
    pair.listen();
    pair.open();
    pair.run(seconds(4));
    return pair;
  };
  const codepoints = (pair: Pair): ReadonlyArray<number> =>
    pair.sent.filter(({ segment }) => has(segment, SYN)).map((s) => s.typeOfService & 3);

  test.each([
    ['classic', CLASSIC],
    ['accurate', ACCURATE],
  ] as const)('is so once, and never a SYN: %s', (_, ecn) => {
    expect(codepoints(opening(ecn, 2))).toEqual([0, 2]);
    const again = codepoints(opening(ecn, 2, 1));
    expect(again.filter((codepoint) => codepoint === 2)).toHaveLength(1);
    expect(again.slice(2).every((codepoint) => codepoint === 0)).toBe(true);
    expect(opening(ecn, 2).tcb('server')?.ecn.capable).toBe(true);
  });

  test.each([
    ['classic', CLASSIC],
    ['accurate', ACCURATE],
  ] as const)('that is marked begins with a window of one segment: %s', (_, ecn) => {
    const marked = opening(ecn, 3).tcb('server');
    expect(marked?.congestion.cwnd).toBe(marked?.fixed.smss);
    const clean = opening(ecn, 2).tcb('server');
    expect(clean?.congestion.cwnd).toBeGreaterThan(clean?.fixed.smss ?? 0);
  });

  test('a peer without ECN gets a plain one', () => {
    expect(codepoints(opening({ initiate: 'off', accept: 'classic' }, 0))).toEqual([0, 0]);
  });
});

describe('accurate ECN', () => {
  test('the handshake tells codepoints, then the counter begins at five; the option begins at 1, 0, 1', () => {
    const pair = pairWith(ACCURATE);
    pair.run(seconds(0.1));
    expect(pair.sent.map(ace)).toEqual([0b111, 0b010, 0b010]);
    for (const s of pair.sent.slice(1)) {
      expect(s.segment.options).toContainEqual({ kind: 'ECN', order: 0, counters: [1, 0, 1] });
    }
    pair.write('client', pattern(10));
    pair.run(seconds(1));
    expect(pair.sent.slice(3).map(ace)).toEqual([5, 5]);
    expect(pair.sent.at(-1)?.segment.options).toContainEqual({ kind: 'ECN', order: 0, counters: [11] });
  });

  test.each([1, 2, 3])(
    'a SYN that comes with codepoint %i, which nobody sent, ends ECN-capable sending',
    (codepoint) => {
      const pair = new Pair(undefined, { profile: { ...rfc9293, ecn: policy(ACCURATE) } });
      pair.marking = (s) => (has(s.segment, SYN) ? codepoint : s.typeOfService);
      pair.listen();
      pair.open();
      pair.run(seconds(0.1));
      pair.write('client', pattern(5_000));
      pair.run(seconds(1));
      expect(pair.sent[1] === undefined ? undefined : ace(pair.sent[1])).toBe(codeOf(codepoint as 1 | 2 | 3));
      expect(pair.sent.every((s) => (s.typeOfService & 3) === 0)).toBe(true);
      expect(pair.tcb('server')?.ecn.capable).toBe(false);
    },
  );

  test('a wiped ACE field ends ECN-capable sending', () => {
    const pair = pairWith({ ...ACCURATE, option: 'never' });
    pair.run(seconds(0.1));
    pair.write('client', pattern(10));
    const { snd, rcv } = pair.tcb('client')!;
    pair.inject('client', {
      ...pair.sent[1]!.segment,
      seq: rcv.nxt,
      ack: snd.nxt,
      control: 0x10,
      options: [{ kind: 'TS', val: pair.tcb('client')!.stamps.recent, ecr: 0 }],
    });
    expect(pair.tcb('client')?.ecn.capable).toBe(false);
    expect(pair.tcb('client')?.ecn.marked).toBe(0);
  });

  // RFC 9768 Appendix A: the field, what is known, packets of this ACK, octets that the option told.
  test.each([
    [5, 5, 2, undefined, 0],
    [7, 5, 2, undefined, 2],
    [1, 5, 4, undefined, 4],
    [0, 7, 1, undefined, 1],
    [6, 5, 9, undefined, 9],
    [5, 5, 10, undefined, 8],
    [5, 5, 10, 0, 0],
    [6, 5, 9, 1_460, 1],
    [6, 5, 9, 9 * 1_460, 9],
  ] as const)('ACE %i after %i, %i packets, %s octets: %i marks', (field, known, packets, octets, marks) => {
    expect(marksTold(field, known, packets, octets, 1_460)).toBe(marks);
  });

  test('everything: pure ACKs and retransmissions are ECN-capable too, SYNs are not', () => {
    const pair = pairWith({ ...ACCURATE, everything: true });
    pair.run(seconds(0.1));
    pair.write('client', pattern(20_000));
    pair.run(seconds(2));
    for (const s of pair.sent) expect(s.typeOfService & 3).toBe(has(s.segment, SYN) ? 0 : 2);
  });
});

/** Reductions of a sender, counted by what congestion control is asked. */
const transfer = (
  mode: 'classic' | 'accurate',
  lost: ReadonlySet<number>,
  marks: ReadonlySet<number>,
  option: Ecn['option'],
  everything: boolean,
): { readonly pair: Pair; readonly reductions: Array<number> } => {
  const reductions: Array<number> = [];
  const now: { at: number } = { at: 0 };
  const control = {
    ...rfc9293.window.control,
    reduce: (c, e) => {
      if (e.by === 'mark') reductions.push(now.at);
      return rfc9293.window.control.reduce(c, e);
    },
  } satisfies typeof rfc9293.window.control;
  const profile = {
    ...rfc9293,
    window: { ...rfc9293.window, control },
    ecn: policy({ initiate: mode, accept: mode, option, everything }),
  };
  const made = new Pair((_s, _from, ordinal) => (lost.has(ordinal) ? [] : [milliseconds(10)]), { profile });
  let ordinal = 0;
  made.marking = (s) => (marks.has(ordinal++) && (s.typeOfService & 3) !== 0 ? 3 : s.typeOfService);
  made.listen();
  made.open();
  made.write('client', pattern(30_000));
  const input = made.input.bind(made);
  made.input = (side, word) => {
    now.at = made.now;
    input(side, word);
    const [from, to] = [made.tcb('client'), made.tcb('server')];
    if (from === undefined || to === undefined || from.ecn.mode !== 'accurate' || to.ecn.mode !== 'accurate') return;
    if (option === 'always') {
      expect(from.ecn.known.cep).toBeLessThanOrEqual(to.ecn.heard.cep);
      expect(from.ecn.known.ceb).toBeLessThanOrEqual(to.ecn.heard.ceb);
      expect(from.ecn.known.e0b).toBeLessThanOrEqual(to.ecn.heard.e0b);
    }
  };
  made.run(seconds(60));
  expect(made.all('server').length).toBe(30_000);
  return { pair: made, reductions };
};

const ordinals = fc.uniqueArray(fc.integer({ min: 3, max: 60 }), { maxLength: 20 }).map((list) => new Set(list));

describe('promises', () => {
  test('accurate counters never run ahead of the truth, whatever is lost and marked; one reduction a round trip', () => {
    fc.assert(
      fc.property(ordinals, ordinals, fc.boolean(), (lost, marks, everything) => {
        const { pair, reductions } = transfer('accurate', lost, marks, 'always', everything);
        reductions.slice(1).forEach((at, i) => {
          expect(at - (reductions[i] ?? 0)).toBeGreaterThanOrEqual(milliseconds(20));
        });
        expect(pair.tcb('client')?.ecn.marked).toBe(pair.tcb('client')!.ecn.known.cep - 5);
      }),
      { numRuns: 20 },
    );
  }, 60_000);

  test('without loss every mark on text is counted in the end, with and without the option', () => {
    fc.assert(
      fc.property(ordinals, fc.constantFrom('never', 'changes', 'always'), (marks, option) => {
        const { pair } = transfer('accurate', new Set(), marks, option, false);
        expect(pair.tcb('client')?.ecn.known.cep).toBe(pair.tcb('server')?.ecn.heard.cep);
      }),
      { numRuns: 15 },
    );
  }, 60_000);

  test('classic: one reduction a round trip, and no echo is left when CWR has come', () => {
    fc.assert(
      fc.property(ordinals, ordinals, (lost, marks) => {
        const { reductions } = transfer('classic', lost, marks, 'never', false);
        reductions.slice(1).forEach((at, i) => {
          expect(at - (reductions[i] ?? 0)).toBeGreaterThanOrEqual(milliseconds(20));
        });
      }),
      { numRuns: 20 },
    );
  }, 60_000);
});
