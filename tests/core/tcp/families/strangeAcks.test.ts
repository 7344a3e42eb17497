// Family 10: ACKs that acknowledge what they cannot know of.
import { describe, expect, test } from 'vitest';
import { seconds } from '../../../../packages/core/src/basis/time.ts';
import { RST, SYN } from '../../../../packages/core/src/wire/control.ts';
import { seqnum } from '../../../../packages/core/src/wire/seqnum.ts';
import { OPTIONS, segment } from '../pair.ts';
import { accepted, MSS, Peer } from './peer.ts';

describe('an ACK', () => {
  test.each([102, 5_000, 900_000])('of %d, which was never sent, is answered, and its text is not taken', (ack) => {
    const peer = accepted();
    peer.writes(100);
    expect(peer.says({ seq: 1, ack, text: 50 })).toEqual(['ACK 101:101 ack 1']);
    expect(peer.text).toHaveLength(0);
    expect(peer.tcb.snd.buffer.length).toBe(100);
  });

  test('further back than any window that was offered is challenged, and its text is not taken (RFC 5961 §5.2)', () => {
    const peer = accepted();
    expect(peer.says({ seq: 1, ack: -40_000, text: 50 })).toEqual(['ACK 1:1 ack 1']);
    expect(peer.text).toHaveLength(0);
    // One that is merely late is not.
    peer.says({ seq: 1, ack: -20_000, text: 50 });
    expect(peer.text).toHaveLength(50);
  });

  test('in SYN-RECEIVED must be of the SYN: any other is answered with RST', () => {
    const peer = new Peer('server');
    peer.pair.listen(8, OPTIONS);
    peer.pair.inject('server', segment({ seq: seqnum(peer.irs), control: SYN, options: [MSS] }));
    peer.hears();
    for (const ack of [0, -5, 2, 700]) expect(peer.says({ seq: 1, ack })).toEqual([`RST ${ack}:${ack}`]);
    expect(peer.tags).not.toContain('Established');
    peer.says({ seq: 1, ack: 1 });
    expect(peer.tags).toContain('Established');
  });

  test('in an older segment does not set the window: SND.WL1, SND.WL2', () => {
    const peer = accepted();
    peer.says({ seq: 1, ack: 1, text: 100, wnd: 20_000 });
    peer.says({ seq: 301, ack: 1, text: 100, wnd: 25_000 });
    // It was sent before the one that came already.
    peer.says({ seq: 101, ack: 1, text: 200, wnd: 5 });
    expect(peer.text).toHaveLength(400);
    expect(peer.tcb.snd.wnd).toBe(25_000);
  });
});

describe('challenge ACKs (RFC 5961 §7)', () => {
  test('are a hundred in one second, and a hundred in the next', () => {
    const peer = accepted();
    const storm = (): number => {
      let answers = 0;
      for (let i = 0; i < 150; i++) answers += peer.says({ seq: 500, control: RST }).length;
      return answers;
    };
    expect(storm()).toBe(100);
    peer.waits(seconds(1));
    expect(storm()).toBe(100);
  });
});
