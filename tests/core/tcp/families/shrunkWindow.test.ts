// Family 5: a peer that takes back what it offered, and one that sends more than was offered.
import { describe, expect, test } from 'vitest';
import { milliseconds, seconds } from '../../../../packages/core/src/basis/time.ts';
import { pattern } from '../pair.ts';
import { accepted, MSS, SACK_OK, SACKING } from './peer.ts';

describe('the window that the peer offers', () => {
  test('is what is in flight and what is new together', () => {
    const peer = accepted({ wnd: 3_000 });
    expect(peer.writes(2_000)).toHaveLength(2);
    expect(peer.writes(4_000)).toEqual(['ACK 2001:3001 ack 1']);
  });

  test('may shrink below what is in flight: nothing new is sent until it has room (SHLD-16)', () => {
    const peer = accepted({ wnd: 5_000 });
    peer.writes(9_000);
    expect(peer.says({ seq: 1, ack: 1_001, wnd: 1_000 })).toEqual([]);
    expect(peer.says({ seq: 1, ack: 2_001, wnd: 1_000 })).toEqual([]);
    expect(peer.says({ seq: 1, ack: 5_001, wnd: 1_000 })).toEqual(['ACK 5001:6001 ack 1']);
  });

  test('shrunk, holds back what lies beyond it also when it is lost, but for the oldest octet', () => {
    const peer = accepted({ wnd: 5_000, profile: SACKING, syn: [MSS, SACK_OK] });
    peer.writes(5_000);
    peer.says({ seq: 1, ack: 1, wnd: 1_500 });
    const again = peer.waits(seconds(2));
    expect(again.filter((line) => line.includes(' 1:1001 '))).not.toEqual([]);
    // The oldest arrives; its window ends in the middle of the next, which is the oldest now.
    const next = peer.says({ seq: 1, ack: 1_001, wnd: 500 });
    expect(next).toEqual(['ACK 1001:2001 ack 1']);
  });

  test('is not overstepped by a tail loss probe', () => {
    const peer = accepted({ wnd: 2_000, profile: SACKING, syn: [MSS, SACK_OK] });
    expect(peer.writes(5_000)).toHaveLength(2);
    expect(peer.waits(milliseconds(900))).toEqual(['ACK 1001:2001 ack 1']);
  });
});

describe('the window that we offer', () => {
  const narrow = { options: { receiveBuffer: 4_000 }, deaf: true };

  test('is used up by text that nobody reads', () => {
    const peer = accepted(narrow);
    peer.says({ seq: 1, ack: 1, text: 1_000 });
    peer.says({ seq: 1_001, ack: 1, text: 1_000 });
    expect(peer.sent.at(-1)?.segment.wnd).toBe(2_000);
    expect(peer.tcb.rcv.wnd).toBe(2_000);
  });

  test('cuts off what lies beyond it', () => {
    const peer = accepted(narrow);
    peer.says({ seq: 1, ack: 1, text: 5_000 });
    peer.reads(9_000);
    expect(peer.text).toEqual(pattern(4_000));
  });

  test('a segment that begins before it and ends behind it fills it', () => {
    const peer = accepted(narrow);
    peer.says({ seq: 1, ack: 1, text: 1_000 });
    peer.says({ seq: 501, ack: 1, text: 6_000 });
    peer.reads(9_000);
    expect(peer.text).toEqual(pattern(4_000));
  });

  test('refuses what lies behind it, and says so', () => {
    const peer = accepted(narrow);
    expect(peer.says({ seq: 4_001, ack: 1, text: 100 })).toEqual(['ACK 1:1 ack 1']);
    expect(peer.tcb.rcv.held).toEqual([]);
  });
});
