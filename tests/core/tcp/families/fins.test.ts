// Family 12: FINs that come at the wrong time, or with the wrong company.
import { describe, expect, test } from 'vitest';
import { seconds } from '../../../../packages/core/src/basis/time.ts';
import { ACK, FIN } from '../../../../packages/core/src/wire/control.ts';
import { accepted } from './peer.ts';

describe('a FIN', () => {
  test('before text that is missing waits for it, and is taken with it', () => {
    const peer = accepted();
    expect(peer.says({ seq: 101, ack: 1, text: 100, control: ACK | FIN })).toEqual(['ACK 1:1 ack 1']);
    expect(peer.state).toBe('ESTABLISHED');
    expect(peer.ended).toBe(false);
    expect(peer.says({ seq: 1, ack: 1, text: 100 })).toEqual(['ACK 1:1 ack 202']);
    expect(peer.state).toBe('CLOSE-WAIT');
    expect(peer.text).toHaveLength(200);
    expect(peer.ended).toBe(true);
  });

  test('behind text that the window cuts off is cut off too', () => {
    const peer = accepted({ options: { receiveBuffer: 4_000 }, deaf: true });
    peer.says({ seq: 1, ack: 1, text: 5_000, control: ACK | FIN });
    expect(peer.state).toBe('ESTABLISHED');
    expect(peer.tcb.rcv.fin).toBeUndefined();
    peer.reads(9_000);
    expect(peer.text).toHaveLength(4_000);
    expect(peer.ended).toBe(false);
    peer.says({ seq: 4_001, ack: 1, text: 1_000, control: ACK | FIN });
    peer.reads(9_000);
    expect(peer.ended).toBe(true);
  });

  test('is the end: text behind it is not read', () => {
    const peer = accepted();
    peer.says({ seq: 1, ack: 1, text: 100, control: ACK | FIN });
    peer.says({ seq: 102, ack: 1, text: 100 });
    expect(peer.text).toHaveLength(100);
    expect(peer.state).toBe('CLOSE-WAIT');
  });

  test('of ours is acknowledged by one number more than the text', () => {
    const peer = accepted();
    peer.writes(100);
    peer.closes();
    peer.says({ seq: 1, ack: 101 });
    expect(peer.state).toBe('FIN-WAIT-1');
    peer.says({ seq: 1, ack: 102 });
    expect(peer.state).toBe('FIN-WAIT-2');
  });
});

describe('a half-close', () => {
  test('of the peer leaves us sending, and sending again', () => {
    const peer = accepted();
    peer.says({ seq: 1, ack: 1, control: ACK | FIN });
    expect(peer.writes(100)).toEqual(['PSH,ACK 1:101 ack 2']);
    expect(peer.waits(seconds(1))).toEqual(['PSH,ACK 1:101 ack 2']);
  });

  test('of ours leaves us reading', () => {
    const peer = accepted();
    peer.closes();
    peer.says({ seq: 1, ack: 2, text: 100 });
    expect(peer.text).toHaveLength(100);
  });
});

describe('a user who goes', () => {
  test('with text unread tells the peer by a reset (RFC 2525 §2.17)', () => {
    const peer = accepted({ deaf: true });
    peer.says({ seq: 1, ack: 1, text: 100 });
    expect(peer.releases()).toEqual(['RST,ACK 1:1 ack 101']);
  });

  test('is no reader of what comes later: it is answered with a reset, in FIN-WAIT-1 and FIN-WAIT-2', () => {
    for (const ack of [1, 2]) {
      const peer = accepted();
      expect(peer.releases()).toEqual(['FIN,ACK 1:1 ack 1']);
      if (ack === 2) peer.says({ seq: 1, ack });
      expect(peer.says({ seq: 1, ack, text: 100 }).join()).toMatch(/^RST/);
    }
  });
});
