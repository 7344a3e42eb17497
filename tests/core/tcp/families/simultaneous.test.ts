// Family 2: both sides open, or close, at the same time.
import { describe, expect, test } from 'vitest';
import { milliseconds, seconds } from '../../../../packages/core/src/basis/time.ts';
import { ACK, FIN, SYN } from '../../../../packages/core/src/wire/control.ts';
import { seqnum } from '../../../../packages/core/src/wire/seqnum.ts';
import { OPTIONS, segment } from '../pair.ts';
import { accepted, MSS, opening, Peer } from './peer.ts';

describe('both open at once', () => {
  test('crossing SYNs are each answered with SYN,ACK, and only an ACK establishes (RFC 9293, figure 7)', () => {
    const peer = opening();
    expect(peer.says({ seq: 0, control: SYN, options: [MSS] })).toEqual(['SYN,ACK 0:0 ack 1']);
    expect(peer.state).toBe('SYN-RECEIVED');
    expect(peer.tags).not.toContain('Established');
    peer.says({ seq: 0, ack: 1, control: SYN | ACK, options: [MSS] });
    peer.says({ seq: 1, ack: 1 });
    expect(peer.state).toBe('ESTABLISHED');
    expect(peer.writes(100)).toEqual(['PSH,ACK 1:101 ack 1']);
  });

  test('a SYN,ACK of crossing SYNs that is lost is sent again', () => {
    const peer = opening();
    peer.says({ seq: 0, control: SYN, options: [MSS] });
    expect(peer.waits(seconds(2))).toEqual(['SYN,ACK 0:0 ack 1']);
  });

  test('a CLOSE in SYN-RECEIVED is done when the connection is established', () => {
    const peer = new Peer('server');
    peer.pair.listen(8, OPTIONS);
    peer.pair.inject('server', segment({ seq: seqnum(peer.irs), control: SYN, options: [MSS] }));
    peer.hears();
    peer.closes();
    peer.says({ seq: 1, ack: 1 });
    expect(peer.state).toBe('FIN-WAIT-1');
    expect(peer.tcb.snd.finQueued).toBe(true);
  });
});

describe('both close at once', () => {
  const closing = (): Peer => {
    const peer = accepted();
    expect(peer.closes()).toEqual(['FIN,ACK 1:1 ack 1']);
    // The peer's FIN crosses ours: it does not acknowledge it.
    expect(peer.says({ seq: 1, ack: 1, control: ACK | FIN })).toEqual(['ACK 2:2 ack 2']);
    expect(peer.state).toBe('CLOSING');
    return peer;
  };

  test('FINs that cross lead through CLOSING to TIME-WAIT, which ends (figure 13)', () => {
    const peer = closing();
    peer.says({ seq: 2, ack: 2 });
    expect(peer.state).toBe('TIME-WAIT');
    peer.waits(seconds(59));
    expect(peer.state).toBe('TIME-WAIT');
    peer.waits(seconds(2));
    expect(['CLOSED', 'GONE']).toContain(peer.state);
  });

  test('a FIN that acknowledges ours leads to TIME-WAIT at once', () => {
    const peer = accepted();
    peer.closes();
    expect(peer.says({ seq: 1, ack: 2, control: ACK | FIN })).toEqual(['ACK 2:2 ack 2']);
    expect(peer.state).toBe('TIME-WAIT');
  });

  test('in CLOSING the FIN is sent again until it is acknowledged', () => {
    const peer = closing();
    expect(peer.waits(milliseconds(1_100))).toEqual(['FIN,ACK 1:1 ack 2']);
    expect(peer.waits(milliseconds(2_100))).toEqual(['FIN,ACK 1:1 ack 2']);
  });

  test('text that crosses our FIN is read, also with the peer’s FIN behind it', () => {
    const peer = accepted();
    peer.closes();
    expect(peer.says({ seq: 1, ack: 1, text: 500, control: ACK | FIN })).toEqual(['ACK 2:2 ack 502']);
    expect(peer.text).toHaveLength(500);
    expect(peer.state).toBe('CLOSING');
  });
});
