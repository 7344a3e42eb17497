// Family 6: silly windows on both sides; Nagle's algorithm and delayed ACKs waiting for each other.
import { describe, expect, test } from 'vitest';
import { milliseconds, seconds } from '../../../../packages/core/src/basis/time.ts';
import { accepted } from './peer.ts';

describe('the sender', () => {
  test('does not fill crumbs of window (MUST-38)', () => {
    const peer = accepted({ wnd: 10_000, options: { noDelay: true } });
    peer.writes(30_000);
    const before = peer.sent.length;
    peer.says({ seq: 1, ack: 1_001, wnd: 9_300 });
    expect(peer.sent.slice(before).map(({ segment }) => segment.payload.length)).toEqual([]);
    expect(peer.says({ seq: 1, ack: 2_001, wnd: 9_300 })).toEqual(['ACK 10001:11001 ack 1']);
  });

  test('sends a crumb at once when nothing is in flight, and collects while something is (Nagle)', () => {
    const peer = accepted();
    expect(peer.writes(10)).toEqual(['PSH,ACK 1:11 ack 1']);
    expect(peer.writes(10)).toEqual([]);
    expect(peer.writes(10)).toEqual([]);
    expect(peer.says({ seq: 1, ack: 11 })).toEqual(['PSH,ACK 11:31 ack 1']);
  });

  test('sends the odd end at once when the user has closed: no ACK is waited for', () => {
    const peer = accepted();
    peer.writes(1_500);
    expect(peer.sent.at(-1)?.segment.payload.length).toBe(1_000);
    expect(peer.closes()).toEqual(['FIN,PSH,ACK 1001:1501 ack 1']);
  });

  test('sends the odd end at once also where the window has no room for the FIN behind it', () => {
    const peer = accepted({ wnd: 1_500 });
    expect(peer.writes(1_500)).toEqual(['ACK 1:1001 ack 1']);
    expect(peer.closes()).toEqual(['PSH,ACK 1001:1501 ack 1']);
  });
});

describe('the receiver', () => {
  test('acknowledges every second full segment at once, and a single one within half a second (MUST-40)', () => {
    const peer = accepted();
    expect(peer.says({ seq: 1, ack: 1, text: 1_000 })).toEqual([]);
    expect(peer.says({ seq: 1_001, ack: 1, text: 1_000 })).toEqual(['ACK 1:1 ack 2001']);
    expect(peer.says({ seq: 2_001, ack: 1, text: 1_000 })).toEqual([]);
    expect(peer.waits(milliseconds(499))).toEqual(['ACK 1:1 ack 3001']);
  });

  test('opens its window by a segment or half the buffer, not by octets (MUST-39)', () => {
    const peer = accepted({ options: { receiveBuffer: 4_000 }, deaf: true });
    for (let seq = 1; seq < 4_000; seq += 1_000) peer.says({ seq, ack: 1, text: 1_000 });
    peer.waits(seconds(1));
    expect(peer.tcb.rcv.wnd).toBe(0);
    for (let i = 0; i < 10; i++) {
      expect(peer.reads(10)).toEqual([]);
      // A probe is answered, still with a closed window.
      peer.says({ seq: 4_001, ack: 1, text: 1 });
      expect(peer.sent.at(-1)?.segment.wnd).toBe(0);
    }
    expect(peer.reads(2_000)).toHaveLength(1);
    expect(peer.sent.at(-1)?.segment.wnd).toBe(2_100);
  });
});
