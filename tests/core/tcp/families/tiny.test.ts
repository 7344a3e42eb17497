// Family 8: peers that make us work: tiny segments, boards and queues without end. Operations are bounded, and counted by lengths.
import { describe, expect, test } from 'vitest';
import { milliseconds } from '../../../../packages/core/src/basis/time.ts';
import { size } from '../../../../packages/core/src/basis/deque.ts';
import type { TcpOption } from '../../../../packages/core/src/wire/tcpOptions.ts';
import { pattern } from '../pair.ts';
import { accepted, MSS, SACK_OK, SACKING } from './peer.ts';

describe('the size of a segment', () => {
  test.each([0, 1, 47])('an MSS of %d is taken for 48 octets', (mss) => {
    const peer = accepted({ syn: [{ kind: 'mss', mss }] });
    peer.writes(480);
    expect(peer.sent[1]?.segment.payload.length).toBe(48);
  });

  test('SACK blocks take their room from the text, so that a packet is no larger than the path', () => {
    const peer = accepted({ profile: SACKING, syn: [{ kind: 'mss', mss: 1_460 }, SACK_OK] });
    peer.says({ seq: 2_001, ack: 1, text: 100 });
    peer.writes(3_000);
    const length = (options: ReadonlyArray<TcpOption>): number =>
      options.reduce((sum, o) => sum + (o.kind === 'sack' ? 2 + 8 * o.blocks.length : o.kind === 'nop' ? 1 : 0), 0);
    for (const { segment } of peer.sent.slice(1)) {
      expect(40 + length(segment.options) + segment.payload.length).toBeLessThanOrEqual(1_500);
    }
    expect(peer.sent.at(-1)?.segment.payload.length).toBeGreaterThan(100);
  });
});

describe('the scoreboard', () => {
  test('is as long as there are holes, however many blocks have told it (CVE-2019-11477)', () => {
    const peer = accepted({ profile: SACKING, syn: [{ kind: 'mss', mss: 48 }, SACK_OK] });
    for (let i = 0; i < 20; i++) {
      peer.writes(4_800);
      peer.waits(milliseconds(1));
    }
    const { snd } = peer.tcb;
    const segments = Math.floor(((snd.nxt - snd.una) | 0) / 48);
    expect(segments).toBeGreaterThan(5);
    // All but the first, one by one.
    for (let i = 1; i < segments; i++) {
      peer.says({ seq: 1, ack: 1, options: peer.blocks([49, 49 + 48 * i]) });
      expect(size(peer.tcb.board.pieces)).toBeLessThanOrEqual(segments + 4);
    }
    const sacked = Array.from(
      { length: size(peer.tcb.board.pieces) },
      (_, i) => peer.tcb.board.pieces.items[peer.tcb.board.pieces.from + i],
    );
    expect(sacked.filter((p) => p?.sacked === true)).toHaveLength(1);
  });
});

describe('the queue of what came early', () => {
  test('joins what touches: a thousand crumbs are one piece (CVE-2018-5390)', () => {
    const peer = accepted({ syn: [MSS] });
    for (let i = 0; i < 1_000; i++) {
      peer.says({ seq: 101 + i, ack: 1, text: 1 });
      expect(peer.tcb.rcv.held).toHaveLength(1);
    }
    peer.says({ seq: 1, ack: 1, text: 100 });
    expect(peer.text).toEqual(pattern(1_100));
  });

  test('keeps the octets that came first, whatever overlaps them', () => {
    const peer = accepted();
    peer.says({ seq: 101, ack: 1, text: 100 });
    peer.says({ seq: 51, ack: 1, text: 200, fill: 255 });
    peer.says({ seq: 1, ack: 1, text: 50 });
    const expected = pattern(250).fill(255, 50, 100).fill(255, 200, 250);
    expect(peer.text).toEqual(expected);
  });

  test('holds no more than the window, however the pieces lie', () => {
    const peer = accepted({ options: { receiveBuffer: 4_000 } });
    for (let seq = 3; seq < 9_000; seq += 2) peer.says({ seq, ack: 1, text: 1 });
    const held = peer.tcb.rcv.held.reduce((sum, piece) => sum + piece.octets.length, 0);
    expect(held).toBeLessThanOrEqual(2_000);
  });
});
