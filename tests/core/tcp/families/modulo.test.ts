// Family 1: comparisons modulo 2^32. Both sides' numbers cross 2^31, and 2^32, in the middle of the text.
import { describe, expect, test } from 'vitest';
import { milliseconds } from '../../../../packages/core/src/basis/time.ts';
import { ACK, FIN, SYN } from '../../../../packages/core/src/wire/control.ts';
import { distance, geq, gt, leq, lt, plus, seqnum } from '../../../../packages/core/src/wire/seqnum.ts';
import { pattern } from '../pair.ts';
import { accepted, MSS, stamp, STAMPING } from './peer.ts';

const EDGES = [0x7fff_ffff - 1_500, 0xffff_ffff - 1_500];

describe.each(EDGES)('numbers that begin at %d', (edge) => {
  const near = { irs: edge, iss: edge };

  test('text that comes in and out of order is read in order', () => {
    const peer = accepted(near);
    expect(peer.says({ seq: 1, ack: 1, text: 1_000 })).toEqual([]);
    expect(peer.says({ seq: 2_001, ack: 1, text: 1_000 })).toEqual(['ACK 1:1 ack 1001']);
    expect(peer.says({ seq: 1_001, ack: 1, text: 1_000 })).toEqual(['ACK 1:1 ack 3001']);
    expect(peer.text).toEqual(pattern(3_000));
    // What came before the wrap is old after it.
    expect(peer.says({ seq: 1, ack: 1, text: 1_000 })).toEqual(['ACK 1:1 ack 3001']);
    expect(peer.text).toHaveLength(3_000);
  });

  test('text that leaves is acknowledged piece by piece, up to the FIN', () => {
    const peer = accepted(near);
    expect(peer.writes(3_000)).toEqual(['ACK 1:1001 ack 1', 'ACK 1001:2001 ack 1', 'PSH,ACK 2001:3001 ack 1']);
    for (const ack of [1_001, 2_001]) {
      expect(peer.says({ seq: 1, ack })).toEqual([]);
      expect(peer.tcb.snd.una).toBe(plus(seqnum(edge), ack));
    }
    expect(peer.closes()).toEqual(['FIN,ACK 3001:3001 ack 1']);
    peer.says({ seq: 1, ack: 3_002 });
    expect(peer.state).toBe('FIN-WAIT-2');
    expect(peer.says({ seq: 1, ack: 3_002, control: ACK | FIN })).toEqual(['ACK 3002:3002 ack 2']);
    expect(peer.state).toBe('TIME-WAIT');
  });

  test('a window that spans the edge is filled to its end, and no further', () => {
    const peer = accepted({ ...near, wnd: 2_500 });
    expect(peer.writes(9_000)).toEqual(['ACK 1:1001 ack 1', 'ACK 1001:2001 ack 1']);
    expect(peer.says({ seq: 1, ack: 1_001, wnd: 2_500 })).toEqual(['ACK 2001:3001 ack 1']);
  });
});

test('a SYN for a connection in TIME-WAIT is newer across the wrap', () => {
  const peer = accepted({ irs: 0xffff_ff00 });
  peer.closes();
  peer.says({ seq: 1, ack: 2, control: ACK | FIN });
  expect(peer.state).toBe('TIME-WAIT');
  // 1000 octets on, the whole number is small.
  expect(peer.says({ seq: 1_000, control: SYN, options: [MSS] })[0]).toMatch(/^SYN,ACK .* ack 1001$/);
});

test('a clock of timestamps may wrap', () => {
  const peer = accepted({ profile: STAMPING, syn: [MSS, stamp(0xffff_fff0)] });
  const says = (seq: number, val: number): void => void peer.says({ seq, ack: 1, text: 100, options: [stamp(val, 1)] });
  says(1, 0xffff_fff8);
  says(101, 5);
  expect(peer.text).toHaveLength(200);
  // TS.Recent moves with the first segment behind an ACK, and is past the wrap then.
  peer.waits(milliseconds(100));
  says(201, 6);
  says(301, 0xffff_fffa);
  expect(peer.text).toHaveLength(300);
});

test('comparisons hold wherever a pair of numbers lies', () => {
  for (const at of [0, 1, 0x7fff_fffe, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff].map(seqnum)) {
    for (const by of [1, 2, 1_000, 0x7fff_ffff]) {
      const on = plus(at, by);
      expect(on).toBeGreaterThanOrEqual(0);
      expect([lt(at, on), leq(at, on), gt(at, on), geq(at, on), distance(on, at)]).toEqual([
        true,
        true,
        false,
        false,
        by,
      ]);
      expect([lt(on, at), leq(on, at), gt(on, at), geq(on, at)]).toEqual([false, false, true, true]);
    }
    expect([lt(at, at), leq(at, at), gt(at, at), geq(at, at), distance(at, at)]).toEqual([false, true, false, true, 0]);
  }
});
