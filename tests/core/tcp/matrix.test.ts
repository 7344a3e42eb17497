// State × segment: every TCP state meets every combination of flags, with and without text, at RCV.NXT and outside the window.
// The answers below are written from RFC 9293 §3.10.7 (and RFC 5961 where it changes them), not from the code.
import { describe, expect, test } from 'vitest';
import { rope } from '../../../packages/core/src/basis/rope.ts';
import { milliseconds, seconds } from '../../../packages/core/src/basis/time.ts';
import { ACK, FIN, PSH, RST, showControl, SYN, URG } from '../../../packages/core/src/wire/control.ts';
import { plus, seqnum, type SeqNum } from '../../../packages/core/src/wire/seqnum.ts';
import { established, OPTIONS, Pair, pattern, segment } from './pair.ts';

const FLAGS = [FIN, SYN, RST, PSH, ACK, URG];
const ALL: ReadonlyArray<number> = Array.from({ length: 64 }, (_, bits) =>
  FLAGS.reduce((control, flag, i) => ((bits >> i) & 1 ? control | flag : control), 0),
);

/** Brings the server's connection into a state; the line is cut afterwards, so that only what is injected arrives. */
const STATES = {
  'SYN-RECEIVED': () => {
    const pair = new Pair((_s, from) => (from === 'client' ? [milliseconds(10)] : []));
    pair.listen();
    pair.open();
    pair.run(milliseconds(50));
    return pair;
  },
  ESTABLISHED: () => established(),
  'FIN-WAIT-1': () => {
    const pair = established();
    pair.judge = () => [];
    pair.ask('server', { _tag: 'Close', connection: pair.accepted() });
    return pair;
  },
  'FIN-WAIT-2': () => {
    const pair = established();
    pair.ask('server', { _tag: 'Close', connection: pair.accepted() });
    pair.run(pair.now + milliseconds(100));
    return pair;
  },
  'CLOSE-WAIT': () => {
    const pair = established();
    pair.ask('client', { _tag: 'Close', connection: 1 });
    pair.run(pair.now + milliseconds(100));
    return pair;
  },
  CLOSING: () => {
    const pair = established();
    pair.ask('client', { _tag: 'Close', connection: 1 });
    pair.judge = () => [];
    pair.ask('server', { _tag: 'Close', connection: pair.accepted() });
    pair.run(pair.now + milliseconds(15));
    return pair;
  },
  'LAST-ACK': () => {
    const pair = established();
    pair.ask('client', { _tag: 'Close', connection: 1 });
    pair.run(pair.now + milliseconds(100));
    pair.judge = () => [];
    pair.ask('server', { _tag: 'Close', connection: pair.accepted() });
    return pair;
  },
  'TIME-WAIT': () => {
    const pair = established();
    pair.ask('server', { _tag: 'Close', connection: pair.accepted() });
    pair.run(pair.now + milliseconds(100));
    pair.ask('client', { _tag: 'Close', connection: 1 });
    pair.run(pair.now + milliseconds(100));
    return pair;
  },
} as const;

type State = keyof typeof STATES;

interface Answer {
  readonly replies: ReadonlyArray<string>;
  /** GONE: the block is deleted. */
  readonly state: State | 'GONE';
  readonly text: boolean;
  readonly ended?: string;
}

const AFTER_ACK: Partial<Record<State, State | 'GONE'>> = {
  'SYN-RECEIVED': 'ESTABLISHED',
  'FIN-WAIT-1': 'FIN-WAIT-2',
  CLOSING: 'TIME-WAIT',
  'LAST-ACK': 'GONE',
};
const AFTER_FIN: Partial<Record<State, State>> = {
  ESTABLISHED: 'CLOSE-WAIT',
  'FIN-WAIT-2': 'TIME-WAIT',
};

/** §3.10.7.4, for an acceptable segment at RCV.NXT that acknowledges all that was sent. */
const atNext = (state: State, control: number, text: boolean): Answer => {
  const is = (flag: number): boolean => (control & flag) !== 0;
  const over = state === 'CLOSING' || state === 'LAST-ACK' || state === 'TIME-WAIT';
  if (is(RST)) {
    return state === 'SYN-RECEIVED'
      ? { replies: [], state: 'GONE', text: false }
      : // After a normal end the block stays in CLOSED until its user lets it go; the matrix counts that as gone.
        { replies: [], state: 'GONE', text: false, ended: over ? 'closed' : 'reset' };
  }
  if (is(SYN)) {
    return state === 'SYN-RECEIVED'
      ? { replies: [], state: 'GONE', text: false }
      : { replies: ['ACK'], state, text: false };
  }
  if (!is(ACK)) return { replies: [], state, text: false };
  const next = AFTER_ACK[state] ?? state;
  if (next === 'GONE') return { replies: [], state: 'GONE', text: false, ended: 'closed' };
  const taken = text && (next === 'ESTABLISHED' || next === 'FIN-WAIT-2');
  const last = is(FIN) ? (AFTER_FIN[next] ?? next) : next;
  return { replies: is(FIN) ? ['ACK'] : [], state: last, text: taken };
};

/** §3.10.7.4, first, for a segment that lies beyond the window. */
const outside = (state: State, control: number): Answer => ({
  replies: (control & RST) !== 0 ? [] : ['ACK'],
  state,
  text: false,
});

const meet = (state: State, control: number, text: boolean, shift: number): Answer => {
  const pair = STATES[state]();
  const tcb = pair.tcb('server');
  if (tcb === undefined) throw new Error(`no block in ${state}`);
  expect(tcb.state).toBe(state);
  const before = pair.sent.length;
  const told = pair.told.server.length;
  const had = pair.all('server').length;
  pair.judge = () => [];
  pair.inject(
    'server',
    segment({
      seq: plus(tcb.rcv.nxt, shift),
      ack: (control & ACK) === 0 ? seqnum(0) : tcb.snd.nxt,
      control,
      up: (control & URG) === 0 ? 0 : 1,
      payload: text ? rope(pattern(10)) : segment({}).payload,
    }),
  );
  const after = pair.tcb('server', tcb.id);
  const replies = pair.sent.slice(before).map((s) => showControl(s.segment.control));
  const ended = pair.told.server.slice(told).find((t) => t.indication._tag === 'Ended');
  return {
    replies,
    state: after === undefined || after.state === 'CLOSED' ? 'GONE' : (after.state as State),
    text: pair.all('server').length > had,
    ...(ended?.indication._tag === 'Ended' ? { ended: ended.indication.why } : {}),
  };
};

describe.each(Object.keys(STATES) as ReadonlyArray<State>)('%s', (state) => {
  test('answers every combination of flags at RCV.NXT as §3.10.7.4 says', () => {
    for (const text of [false, true]) {
      for (const control of ALL) {
        const answer = meet(state, control, text, 0);
        expect(answer, `${state} ${showControl(control)}${text ? ' with text' : ''}`).toEqual(
          atNext(state, control, text),
        );
      }
    }
  });

  test('answers every combination of flags beyond the window with an ACK, and a RST with nothing', () => {
    for (const text of [false, true]) {
      for (const control of ALL) {
        // A SYN with a higher number may open the connection anew from TIME-WAIT (MAY-2): that is another test's.
        if (state === 'TIME-WAIT' && (control & (SYN | RST | ACK)) === SYN) continue;
        expect(meet(state, control, text, 1_000_000), `${state} ${showControl(control)}`).toEqual(
          outside(state, control),
        );
      }
    }
  });

  // MAY-12
  test('challenges a RST that is in the window but not at RCV.NXT', () => {
    expect(meet(state, RST, false, 1).replies).toEqual(['ACK']);
    expect(meet(state, RST, false, 1).state).toBe(state);
  });
});

describe('SYN-SENT', () => {
  const sent = (): Pair => {
    const pair = new Pair(() => []);
    pair.open();
    return pair;
  };
  const meetSynSent = (
    control: number,
    ack: (iss: SeqNum) => SeqNum,
  ): { replies: ReadonlyArray<string>; state: string } => {
    const pair = sent();
    const iss = pair.tcb('client')?.fixed.iss ?? seqnum(0);
    pair.inject(
      'client',
      segment({ sourcePort: 7 as never, destinationPort: 40_000 as never, seq: seqnum(5_000), ack: ack(iss), control }),
    );
    return {
      replies: pair.sent.slice(1).map((s) => showControl(s.segment.control)),
      state: pair.tcb('client')?.state ?? 'GONE',
    };
  };

  test('answers every combination of flags as §3.10.7.3 says', () => {
    for (const control of ALL) {
      const is = (flag: number): boolean => (control & flag) !== 0;
      const good = meetSynSent(control, (iss) => plus(iss, 1));
      const name = showControl(control);
      if (is(RST)) expect(good, name).toEqual({ replies: [], state: is(ACK) ? 'GONE' : 'SYN-SENT' });
      else if (!is(SYN)) expect(good, name).toEqual({ replies: [], state: 'SYN-SENT' });
      else if (is(ACK)) expect(good, name).toEqual({ replies: ['ACK'], state: is(FIN) ? 'CLOSE-WAIT' : 'ESTABLISHED' });
      else expect(good, name).toEqual({ replies: ['SYN,ACK'], state: 'SYN-RECEIVED' });

      for (const wrong of [0, 2, -1]) {
        const bad = meetSynSent(control, (iss) => plus(iss, wrong));
        if (is(ACK))
          expect(bad, `${name} ack ISS+${wrong}`).toEqual({ replies: is(RST) ? [] : ['RST'], state: 'SYN-SENT' });
      }
    }
  });
});

describe('LISTEN and CLOSED', () => {
  const meetAt = (listening: boolean, control: number): { replies: ReadonlyArray<string>; made: number } => {
    const pair = new Pair(() => []);
    if (listening) pair.listen();
    pair.inject('server', segment({ seq: seqnum(100), ack: seqnum(300), control, payload: rope(pattern(5)) }));
    const { size } = pair.states.server.connections;
    const sent = pair.sent.map((s) => s.segment);
    for (const s of sent.filter((s) => (s.control & RST) !== 0)) {
      // <SEQ=SEG.ACK><CTL=RST> or <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK>
      const length = 5 + ((control & SYN) === 0 ? 0 : 1) + ((control & FIN) === 0 ? 0 : 1);
      expect([s.seq, s.ack]).toEqual((control & ACK) === 0 ? [0, 100 + length] : [300, 0]);
    }
    return { replies: sent.map((s) => showControl(s.control)), made: size };
  };

  test('answer every combination of flags as §3.10.7.1 and §3.10.7.2 say', () => {
    for (const control of ALL) {
      const is = (flag: number): boolean => (control & flag) !== 0;
      const closed = is(RST) ? [] : [is(ACK) ? 'RST' : 'RST,ACK'];
      expect(meetAt(false, control), showControl(control)).toEqual({ replies: closed, made: 0 });
      const listen = is(RST) ? [] : is(ACK) ? ['RST'] : is(SYN) ? ['SYN,ACK'] : [];
      const replies = meetAt(true, control);
      // Text that came with the SYN is held, and acknowledged at once or with the SYN,ACK's successor.
      expect(replies.replies.slice(0, 1), showControl(control)).toEqual(listen);
      expect(replies.made, showControl(control)).toBe(!is(RST) && !is(ACK) && is(SYN) ? 1 : 0);
    }
  });
});

describe('edges of the sequence space', () => {
  test.each([0, 1, 0x7fff_fff0, 0x7fff_ffff, 0x8000_0000, 0xffff_fff0, 0xffff_ffff])(
    'a transfer whose numbers begin near %d arrives',
    (start) => {
      // M + F is moved by choosing the instant: every 4 µs is one number.
      const pair = new Pair();
      const first = (() => {
        const probe = new Pair(() => []);
        probe.open();
        return probe.tcb('client')?.fixed.iss ?? 0;
      })();
      pair.now = (((start - first) >>> 0) * 4_000) as typeof pair.now;
      pair.listen(8, OPTIONS);
      pair.open();
      expect(pair.tcb('client')?.fixed.iss).toBe(start);
      pair.write('client', pattern(100_000), 'Close');
      pair.run(pair.now + seconds(60));
      expect(pair.all('server')).toEqual(pattern(100_000));
      expect(pair.ended.server).toBe(true);
    },
  );
});
