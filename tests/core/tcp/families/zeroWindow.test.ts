// Family 4: a closed window must not stop a connection for ever.
import { describe, expect, test } from 'vitest';
import { milliseconds, seconds } from '../../../../packages/core/src/basis/time.ts';
import { accepted } from './peer.ts';

describe('a closed window', () => {
  test('is probed with one octet, ever more seldom, for as long as the peer answers (MUST-36, MUST-37; RFC 6429)', () => {
    const peer = accepted({ wnd: 0 });
    expect(peer.writes(500)).toEqual([]);
    const at: Array<number> = [];
    for (let probes = 0; probes < 40; probes++) {
      for (let i = 0; peer.sent.length === 1 + probes && i < 1_300; i++) peer.waits(milliseconds(100));
      const probe = peer.sent[1 + probes];
      expect(probe === undefined ? '' : peer.line(probe.segment)).toMatch(/ACK 1:2 ack 1$/);
      at.push(probe?.at ?? 0);
      peer.says({ seq: 1, ack: 1, wnd: 0 });
    }
    expect(peer.state).toBe('ESTABLISHED');
    const gaps = at.slice(1).map((t, i) => Math.round((t - (at[i] ?? 0)) / 1_000_000_000));
    expect(gaps.slice(0, 7)).toEqual([2, 4, 8, 16, 32, 60, 60]);
    expect(peer.says({ seq: 1, ack: 1, wnd: 9_000 })).toEqual(['PSH,ACK 1:501 ack 1']);
  });

  test('opens by an ACK that does nothing else', () => {
    const peer = accepted({ wnd: 0 });
    peer.writes(500);
    expect(peer.says({ seq: 1, ack: 1, wnd: 9_000 })).toEqual(['PSH,ACK 1:501 ack 1']);
  });

  test('is probed also behind a CLOSE, in FIN-WAIT-1', () => {
    const peer = accepted({ wnd: 0 });
    peer.closes();
    expect(peer.state).toBe('FIN-WAIT-1');
    peer.waits(seconds(3));
    const later = accepted({ wnd: 1_000 });
    later.writes(3_000);
    later.closes();
    // All that was sent is acknowledged and the window is shut, after the user has gone.
    expect(later.says({ seq: 1, ack: 1_001, wnd: 0 })).toEqual([]);
    expect(later.waits(seconds(3)).length).toBeGreaterThanOrEqual(1);
    expect(later.says({ seq: 1, ack: 1_001, wnd: 9_000 }).join(' ')).toContain('FIN');
  });

  test('a peer that answers no probe is given up', () => {
    const peer = accepted({ wnd: 0 });
    peer.writes(500);
    peer.waits(seconds(1_200));
    expect(peer.tags).toContain('Ended timed-out');
  });
});
