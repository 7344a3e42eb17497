// Family 3: half-open connections, and resets that are not what they seem.
import { describe, expect, test } from 'vitest';
import { ACK, RST, SYN } from '../../../../packages/core/src/wire/control.ts';
import { seqnum } from '../../../../packages/core/src/wire/seqnum.ts';
import { Pair, segment } from '../pair.ts';
import { accepted, MSS, opening } from './peer.ts';

describe('a reset (RFC 5961 §3.2)', () => {
  test('exactly at RCV.NXT ends the connection', () => {
    const peer = accepted();
    expect(peer.says({ seq: 1, control: RST })).toEqual([]);
    expect(peer.tags).toContain('Ended reset');
  });

  test.each([2, 1_000, 60_000])('in the window, at %d, is challenged', (seq) => {
    const peer = accepted();
    expect(peer.says({ seq, control: RST })).toEqual(['ACK 1:1 ack 1']);
    expect(peer.state).toBe('ESTABLISHED');
  });

  test.each([0, -1_000, 70_000, 0x7000_0000])('outside the window, at %d, is passed over in silence', (seq) => {
    const peer = accepted();
    expect(peer.says({ seq, control: RST })).toEqual([]);
    expect(peer.state).toBe('ESTABLISHED');
  });

  test('is never answered with a reset', () => {
    const pair = new Pair(() => []);
    pair.inject('server', segment({ seq: seqnum(5), control: RST }));
    pair.inject('server', segment({ seq: seqnum(5), ack: seqnum(9), control: RST | ACK }));
    expect(pair.sent).toEqual([]);
  });
});

describe('a half-open connection', () => {
  test('an old SYN in ESTABLISHED is challenged, and nothing else happens (RFC 5961 §4.2)', () => {
    const peer = accepted();
    for (const seq of [0, 1, 500, -5_000])
      expect(peer.says({ seq, control: SYN, options: [MSS] })).toEqual(['ACK 1:1 ack 1']);
    expect(peer.state).toBe('ESTABLISHED');
    // A peer that has lost its block answers the challenge with a RST at RCV.NXT, and that ends it.
    peer.says({ seq: 1, control: RST });
    expect(peer.tags).toContain('Ended reset');
  });

  test('an ACK of an older connection in SYN-SENT is answered with RST (RFC 9293, figure 9)', () => {
    const peer = opening();
    expect(peer.says({ seq: 5, ack: 5_000 })).toEqual(['RST 5000:5000']);
    expect(peer.state).toBe('SYN-SENT');
  });

  test('in SYN-SENT only a RST that acknowledges the SYN refuses', () => {
    const peer = opening();
    expect(peer.says({ seq: 0, control: RST })).toEqual([]);
    expect(peer.says({ seq: 0, ack: 7, control: RST | ACK })).toEqual([]);
    expect(peer.state).toBe('SYN-SENT');
    peer.says({ seq: 0, ack: 1, control: RST | ACK });
    expect(peer.tags).toContain('Ended refused');
  });
});
