// The arithmetic and the finer rules, each against numbers that were worked out by hand from the RFC.
import { describe, expect, test } from 'vitest';
import { rope } from '../../../packages/core/src/basis/rope.ts';
import type { Duration } from '../../../packages/core/src/basis/time.ts';
import { milliseconds, seconds } from '../../../packages/core/src/basis/time.ts';
import { isAcceptable } from '../../../packages/core/src/tcp/checkSequence.ts';
import { peerOptions, shiftFor } from '../../../packages/core/src/tcp/handshakeOptions.ts';
import { RFC9293_PARAMETERS as RFC9293 } from '../../../packages/core/src/tcp/parameters.ts';
import { hold, isOrderly, release } from '../../../packages/core/src/tcp/reassembly.ts';
import { backedOff, measured as measure, unmeasured } from '../../../packages/core/src/tcp/roundTrip.ts';
import type { RoundTrip } from '../../../packages/core/src/tcp/Tcb.ts';
import { receiveSpace } from '../../../packages/core/src/tcp/spaces.ts';
import { ACK, FIN, PSH, SYN } from '../../../packages/core/src/wire/control.ts';
import { plus, seqnum } from '../../../packages/core/src/wire/seqnum.ts';
import { CLIENT, established, OPTIONS, Pair, pattern, segment, SERVER } from './pair.ts';

const space = (wnd: number) => receiveSpace(seqnum(99), 1_000, wnd);

describe('RFC 9293 table 6: is a segment acceptable?', () => {
  test.each([
    // RCV.NXT is 100. [SEG.SEQ, SEG.LEN, RCV.WND, acceptable]
    [100, 0, 0, true],
    [99, 0, 0, false],
    [101, 0, 0, false],
    [100, 0, 10, true],
    [109, 0, 10, true],
    [110, 0, 10, false],
    [99, 0, 10, false],
    [100, 1, 0, false],
    [100, 5, 10, true],
    [95, 5, 10, false],
    [95, 6, 10, true],
    [109, 5, 10, true],
    [110, 5, 10, false],
    [90, 30, 10, true],
  ])('SEQ %d, LEN %d, WND %d', (seq, length, wnd, acceptable) => {
    expect(isAcceptable(space(wnd), segment({ seq: seqnum(seq), payload: rope(pattern(length)) }))).toBe(acceptable);
  });
});

describe('RFC 6298', () => {
  const r = unmeasured(RFC9293, seqnum(0));
  const measured = (before: RoundTrip, sample: Duration, parameters: typeof RFC9293) =>
    measure(before, sample, parameters, 'rfc6298', seqnum(1), seqnum(2));

  // MUST-18
  test('the first measurement: SRTT = R, RTTVAR = R/2, RTO = SRTT + 4 RTTVAR, at least a second', () => {
    const first = measured(r, milliseconds(800), RFC9293);
    expect([first.srtt, first.rttvar, first.rto]).toEqual([800e6, 400e6, 2_400e6]);
    expect(measured(r, milliseconds(100), RFC9293).rto).toBe(1_000e6);
  });

  // MUST-18
  test('the next: RTTVAR = 3/4 RTTVAR + 1/4 |SRTT − R|, then SRTT = 7/8 SRTT + 1/8 R', () => {
    const next = measured(measured(r, milliseconds(800), RFC9293), milliseconds(400), RFC9293);
    expect([next.srtt, next.rttvar, next.rto]).toEqual([750e6, 400e6, 2_350e6]);
  });

  // MUST-19
  test('an expired timer doubles, up to a minute', () => {
    expect(backedOff(r, RFC9293)).toMatchObject({ rto: 2e9, retransmissions: 1 });
    let backed = r;
    for (let i = 0; i < 10; i++) backed = backedOff(backed, RFC9293);
    expect(backed.rto).toBe(60e9);
  });
});

describe('RFC 5681', () => {
  /** A client whose ten segments are all on their way, and that hears duplicates. */
  const inFlight = (): { readonly pair: Pair; readonly duplicate: () => void } => {
    const pair = established();
    pair.judge = () => [];
    pair.write('client', pattern(10 * 1_460));
    const t = pair.tcb('client')!;
    const ack = segment({
      sourcePort: SERVER.port,
      destinationPort: CLIENT.port,
      seq: t.rcv.nxt,
      ack: t.snd.una,
      control: ACK,
      wnd: t.snd.wnd >>> t.fixed.sendShift,
    });
    // The window of the SYN was not scaled: this one is, and so is no duplicate.
    pair.inject('client', ack);
    return { pair, duplicate: () => pair.inject('client', ack) };
  };

  test('two duplicates are disorder, the third is a loss: ssthresh is half of what was in flight', () => {
    const { pair, duplicate } = inFlight();
    duplicate();
    duplicate();
    expect(pair.tcb('client')!.recovery).toMatchObject({ phase: 'disorder', duplicates: 2 });
    const from = pair.sent.length;
    duplicate();
    expect(pair.tcb('client')!.recovery.phase).toBe('recovery');
    expect(pair.tcb('client')!.congestion.ssthresh).toBe(7_300);
    // The oldest segment, and nothing else: what is in flight is more than the threshold. (RFC 9937)
    expect(pair.sent.slice(from).map((s) => s.segment.seq - pair.tcb('client')!.snd.una)).toEqual([0]);
  });

  test('duplicates that cover no more than RECOVER start no second recovery (RFC 6582 §3.2, step 2)', () => {
    const { pair, duplicate } = inFlight();
    // After a timeout everything up to SND.NXT is recovered already.
    pair.run(pair.now + seconds(1.5));
    expect(pair.tcb('client')!.recovery.phase).toBe('loss');
    for (let i = 0; i < 4; i++) duplicate();
    expect(pair.tcb('client')!.recovery.phase).toBe('loss');
    expect(pair.rules.has('tcp.fastRetransmit')).toBe(false);
  });

  // MUST-19
  test('a retransmission timeout leaves one segment, and lowers the threshold once for the same segment', () => {
    const pair = established();
    pair.judge = () => [];
    pair.write('client', pattern(14_600));
    pair.run(pair.now + seconds(1.5));
    expect(pair.tcb('client')?.congestion).toMatchObject({ cwnd: 1_460, ssthresh: 7_300 });
    pair.run(pair.now + seconds(10));
    expect(pair.tcb('client')?.congestion).toMatchObject({ cwnd: 1_460, ssthresh: 7_300 });
  });

  test('a SYN or SYN,ACK that was lost leaves one segment for the beginning (§3.1)', () => {
    for (const lost of [0, 1]) {
      const pair = new Pair((_s, _f, ordinal) => (ordinal === lost ? [] : [milliseconds(10)]));
      pair.listen();
      pair.open();
      pair.run(seconds(5));
      expect(pair.tcb(lost === 0 ? 'client' : 'server')?.congestion.cwnd).toBe(1_460);
      expect(pair.tcb('client')?.rtt.rto).toBe(3e9 as Duration);
    }
  });
});

describe('RFC 7323', () => {
  test('a shift beyond 14 is taken as 14, and ours is the smallest that fits', () => {
    const syn = segment({ control: SYN, options: [{ kind: 'wscale', shift: 200 }] });
    expect(peerOptions(syn, RFC9293).shift).toBe(14);
    expect([0, 65_535, 65_536, 131_070, 131_071, 2 ** 30].map(shiftFor)).toEqual([0, 0, 1, 1, 2, 14]);
  });

  test('the window of a SYN is never scaled', () => {
    const pair = established(undefined, undefined, { ...OPTIONS, receiveBuffer: 1_000_000 });
    expect(pair.sent.slice(0, 2).map((s) => s.segment.wnd)).toEqual([65_535, 65_535]);
  });
});

describe('reassembly', () => {
  const put = (held: Parameters<typeof hold>[0], seq: number, length: number) =>
    hold(held, seqnum(seq), rope(pattern(length)));

  test('a thousand holes are kept in order, and closed', () => {
    let held = put([], 10, 5);
    for (let i = 1; i < 1_000; i++) held = put(held, 10 + i * 10, 5);
    expect(held.length).toBe(1_000);
    expect(isOrderly(held, seqnum(5))).toBe(true);
    held = put(held, 10, 10_000);
    expect(held.length).toBe(1);
    expect(release(held, seqnum(10)).octets?.length).toBe(10_000);
  });

  test('across the wrap of the sequence space', () => {
    const held = put(put([], 0xffff_fff0, 16), 8, 4);
    expect(held.map((p) => p.seq)).toEqual([0xffff_fff0, 8]);
    expect(release(held, seqnum(0xffff_fff0))).toMatchObject({ octets: { length: 16 }, held: [{ seq: 8 }] });
  });
});

describe('segments', () => {
  // MUST-61
  test('PSH stands on the last segment of what was given', () => {
    const pair = established();
    const from = pair.sent.length;
    pair.write('client', pattern(3_500), 'Close');
    expect(pair.sent.slice(from).map((s) => [s.segment.payload.length, (s.segment.control & PSH) !== 0])).toEqual([
      [1460, false],
      [1460, false],
      [580, true],
    ]);
  });

  // MUST-59, SHLD-31, MAY-13
  test('a gap, and its end, are acknowledged at once (RFC 5681 §4.2)', () => {
    const pair = established();
    const server = pair.tcb('server')!;
    const at = (shift: number) =>
      segment({ seq: plus(server.rcv.nxt, shift), ack: server.snd.nxt, control: ACK, payload: rope(pattern(10)) });
    const from = pair.sent.length;
    pair.judge = () => [];
    pair.inject('server', at(10));
    pair.inject('server', at(0));
    expect(pair.sent.slice(from).map((s) => s.segment.ack - server.rcv.nxt)).toEqual([0, 20]);
  });

  test('a FIN beyond the window is cut off with the text before it', () => {
    const pair = established(undefined, undefined, { ...OPTIONS, receiveBuffer: 1_000 });
    const server = pair.tcb('server')!;
    pair.inject(
      'server',
      segment({ seq: server.rcv.nxt, ack: server.snd.nxt, control: ACK | FIN, payload: rope(pattern(1_460)) }),
    );
    expect(pair.tcb('server')).toMatchObject({ state: 'ESTABLISHED', rcv: { fin: undefined } });
    expect(pair.all('server').length).toBe(1_000);
  });

  // MUST-36, SHLD-30
  test('a closed window is probed ever more seldom, up to once a minute', () => {
    const pair = established(undefined, undefined, { ...OPTIONS, receiveBuffer: 1_000 });
    pair.reads.server = false;
    pair.write('client', pattern(5_000));
    pair.run(seconds(400));
    const probes = pair.sent.filter((s) => s.from === 'client' && s.segment.payload.length === 1).map((s) => s.at);
    const waits = probes.slice(1).map((at, i) => Math.round((at - (probes[i] ?? 0)) / 1e9));
    expect(waits.slice(0, 7)).toEqual([2, 4, 8, 16, 32, 60, 60]);
    expect(waits.at(-1)).toBe(60);
  });
});
