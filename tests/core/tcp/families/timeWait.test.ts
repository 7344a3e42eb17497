// Family 9: TIME-WAIT, and segments that are older than they look.
import { describe, expect, test } from 'vitest';
import type { Duration } from '../../../../packages/core/src/basis/time.ts';
import { seconds } from '../../../../packages/core/src/basis/time.ts';
import { ACK, FIN, RST, SYN } from '../../../../packages/core/src/wire/control.ts';
import { PLAIN } from '../pair.ts';
import type { Meeting, Peer } from './peer.ts';
import { accepted, MSS, stamp, STAMPING } from './peer.ts';

const timeWait = (meeting: Meeting = {}): Peer => {
  const peer = accepted(meeting);
  peer.closes();
  peer.says({ seq: 1, ack: 2, control: ACK | FIN });
  expect(peer.state).toBe('TIME-WAIT');
  return peer;
};

describe('TIME-WAIT', () => {
  test('lasts two MSL (MUST-13)', () => {
    const peer = timeWait();
    peer.waits(seconds(59));
    expect(peer.state).toBe('TIME-WAIT');
    peer.waits(seconds(2));
    expect(peer.state).not.toBe('TIME-WAIT');
  });

  test('begins again when the FIN comes again, which is acknowledged', () => {
    const peer = timeWait();
    peer.waits(seconds(50));
    expect(peer.says({ seq: 1, ack: 2, control: ACK | FIN })).toEqual(['ACK 2:2 ack 2']);
    peer.waits(seconds(50));
    expect(peer.state).toBe('TIME-WAIT');
  });

  test('is not ended by a RST, where RFC 1337 is followed', () => {
    const peer = timeWait({ profile: { ...PLAIN, robustness: { ...PLAIN.robustness, timeWaitIgnoresReset: true } } });
    expect(peer.says({ seq: 2, control: RST })).toEqual([]);
    expect(peer.state).toBe('TIME-WAIT');
  });

  test('an old duplicate of a SYN is no new connection, a later one is (MAY-2)', () => {
    const peer = timeWait();
    for (const seq of [0, -10_000]) {
      expect(peer.says({ seq, control: SYN, options: [MSS] }).filter((line) => line.startsWith('SYN'))).toEqual([]);
      expect(peer.state).toBe('TIME-WAIT');
    }
    expect(peer.says({ seq: 100_000, control: SYN, options: [MSS] })[0]).toMatch(/^SYN,ACK/);
  });

  test('an old segment is acknowledged, and nothing of it is read', () => {
    const peer = timeWait();
    expect(peer.says({ seq: -200, ack: 2, text: 100 })).toEqual(['ACK 2:2 ack 2']);
    expect(peer.says({ seq: 2, ack: 2, text: 100 })).toEqual([]);
    expect(peer.text).toHaveLength(0);
  });
});

describe('timestamps (RFC 7323 §5)', () => {
  const stamping = (): Peer => accepted({ profile: STAMPING, syn: [MSS, stamp(1_000)] });
  const says = (peer: Peer, seq: number, val: number): ReadonlyArray<string> =>
    peer.says({ seq, ack: 1, text: 100, options: [stamp(val, 1)] });

  test('a segment in the window with an older timestamp is acknowledged and dropped', () => {
    const peer = stamping();
    says(peer, 1, 1_500);
    expect(says(peer, 101, 1_400)).toEqual(['ACK 1:1 ack 101']);
    expect(peer.text).toHaveLength(100);
    says(peer, 101, 1_500);
    expect(peer.text).toHaveLength(200);
  });

  test('a segment beyond a gap does not move TS.Recent, so that the one before it is not taken for old (§4.3)', () => {
    const peer = stamping();
    says(peer, 101, 2_000);
    expect(peer.tcb.stamps.recent).toBe(1_000);
    says(peer, 1, 1_900);
    expect(peer.text).toHaveLength(200);
  });

  test('after 24 days of silence the clock may have wrapped: any timestamp is taken (§5.5)', () => {
    const peer = stamping();
    says(peer, 1, 1_500);
    peer.waits((25 * seconds(86_400)) as Duration);
    says(peer, 101, 700);
    expect(peer.text).toHaveLength(200);
  });
});
