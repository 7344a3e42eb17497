// Family 11: when, how often and what is sent again.
import { describe, expect, test } from 'vitest';
import { milliseconds, seconds } from '../../../../packages/core/src/basis/time.ts';
import { ACK, FIN, SYN } from '../../../../packages/core/src/wire/control.ts';
import { accepted, MSS, opening, SACK_OK, SACKING } from './peer.ts';

describe('the retransmission timer (RFC 6298)', () => {
  test('doubles each time, and the connection is given up in the end', () => {
    const peer = accepted();
    peer.writes(100);
    peer.waits(seconds(1_200));
    const at = peer.sent.slice(1).map((sent) => sent.at);
    const gaps = at.slice(1).map((t, i) => (t - (at[i] ?? 0)) / 1_000_000_000);
    expect(gaps.slice(0, 7)).toEqual([1, 2, 4, 8, 16, 32, 60]);
    expect(peer.tags).toContain('Ended timed-out');
  });

  test('starts again with each ACK of something new (5.3)', () => {
    const peer = accepted();
    peer.writes(3_000);
    peer.waits(milliseconds(900));
    expect(peer.says({ seq: 1, ack: 1_001 })).toEqual([]);
    // Without the restart it would expire a second after the text was sent.
    expect(peer.waits(milliseconds(900))).toEqual([]);
    expect(peer.waits(milliseconds(2_000))[0]).toBe('ACK 1001:2001 ack 1');
  });

  test('measures nothing by a segment that was sent twice (Karn)', () => {
    const peer = accepted();
    peer.waits(milliseconds(100));
    peer.writes(100);
    const { srtt } = peer.tcb.rtt;
    peer.waits(milliseconds(1_500));
    expect(peer.tcb.rtt.retransmissions).toBe(1);
    peer.says({ seq: 1, ack: 101 });
    expect(peer.tcb.rtt.srtt).toBe(srtt);
  });

  test('after a SYN that was lost, text has three seconds (5.7)', () => {
    const peer = opening();
    expect(peer.waits(milliseconds(1_500))).toHaveLength(1);
    peer.says({ seq: 0, ack: 1, control: SYN | ACK, options: [MSS] });
    expect(peer.tcb.rtt.rto).toBe(seconds(3));
  });

  test('a timeout that was spurious gives back its window (RFC 5682)', () => {
    const peer = accepted({ profile: SACKING, syn: [MSS, SACK_OK] });
    peer.writes(20_000);
    const before = peer.tcb.congestion.cwnd;
    peer.waits(milliseconds(1_900));
    expect(peer.tcb.congestion.cwnd).toBeLessThan(before);
    // The originals were only late: their ACKs come one after the other.
    peer.says({ seq: 1, ack: 1_001 });
    peer.says({ seq: 1, ack: 2_001 });
    peer.says({ seq: 1, ack: 3_001 });
    expect(peer.tcb.congestion.cwnd).toBeGreaterThanOrEqual(before);
    expect(peer.pair.rules).toContain('tcp.undone');
  });
});

describe('what is sent again', () => {
  test('is the oldest, and only that counts as sent again', () => {
    const peer = accepted({ profile: SACKING, syn: [MSS, SACK_OK] });
    peer.writes(5_000);
    const again = peer.waits(milliseconds(1_900));
    expect(again.at(-1)).toBe('ACK 1:1001 ack 1');
    expect(peer.tcb.board.resent).toBe(1_000);
  });

  test('a SYN with all its options', () => {
    const peer = opening({ profile: SACKING });
    peer.waits(seconds(8));
    const [first, ...again] = peer.sent.map(({ segment }) => segment.options);
    expect(again.length).toBeGreaterThanOrEqual(2);
    for (const options of again) expect(options).toEqual(first);
  });

  test.each(['FIN-WAIT-1', 'CLOSING', 'LAST-ACK'])('a FIN without text, in %s', (state) => {
    const peer = accepted();
    if (state === 'LAST-ACK') peer.says({ seq: 1, ack: 1, control: ACK | FIN });
    peer.closes();
    if (state === 'CLOSING') peer.says({ seq: 1, ack: 1, control: ACK | FIN });
    expect(peer.state).toBe(state);
    expect(peer.waits(milliseconds(1_100)).join()).toMatch(/^FIN,ACK 1:1 /);
  });
});
