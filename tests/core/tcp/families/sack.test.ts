// Family 7: selective acknowledgments that are forgotten, lies, overlapping, or doubled.
import { describe, expect, test } from 'vitest';
import { milliseconds, seconds } from '../../../../packages/core/src/basis/time.ts';
import type { Profile } from '../../../../packages/core/src/tcp/profile/Profile.ts';
import type { Peer } from './peer.ts';
import { accepted, MSS, SACK_OK, SACKING, stamp } from './peer.ts';

const BOTH: Profile = { ...SACKING, handshake: { ...SACKING.handshake, timestamps: true } };
const sacking = (): Peer => accepted({ profile: SACKING, syn: [MSS, SACK_OK] });
const sending = (length: number): Peer => {
  const peer = sacking();
  peer.writes(length);
  return peer;
};

describe('what the peer tells', () => {
  test('a peer that forgets what it told gets all of it again after a timeout (RFC 2018 §8)', () => {
    const peer = sending(4_000);
    peer.waits(milliseconds(20));
    peer.says({ seq: 1, ack: 1, options: peer.blocks([1_001, 4_001]) });
    peer.waits(milliseconds(20));
    // It reneges: the first arrives, and the rest is not acknowledged with it.
    peer.says({ seq: 1, ack: 1_001 });
    const all: Array<string> = [];
    for (let i = 0; i < 8; i++) {
      all.push(...peer.waits(seconds(4)));
      const una = all.some((line) => line.includes(' 1001:2001 ')) ? 2_001 : 1_001;
      all.push(...peer.says({ seq: 1, ack: una }));
    }
    for (const range of [' 1001:2001 ', ' 2001:3001 ', ' 3001:4001 ']) expect(all.join('\n')).toContain(range);
  });

  test('blocks beyond SND.NXT are lies: nothing of them is believed (RFC 2018 §5)', () => {
    const peer = sending(4_000);
    peer.says({ seq: 1, ack: 1, options: peer.blocks([2_001, 9_001]) });
    expect(peer.tcb.board.sacked).toBe(0);
    peer.says({ seq: 1, ack: 1, options: peer.blocks([2_001, 3_001]) });
    expect(peer.tcb.board.sacked).toBe(1_000);
  });

  test('blocks that overlap, that are old, or that are told again count their octets once', () => {
    const peer = sending(6_000);
    peer.says({ seq: 1, ack: 1, options: peer.blocks([2_001, 4_001], [3_001, 5_001]) });
    expect(peer.tcb.board.sacked).toBe(3_000);
    peer.says({ seq: 1, ack: 1, options: peer.blocks([3_001, 5_001], [2_001, 4_001]) });
    peer.says({ seq: 1, ack: 1, options: peer.blocks([2_001, 5_001], [-900, 1]) });
    expect(peer.tcb.board.sacked).toBe(3_000);
    expect(peer.tcb.counts.delivered).toBe(3_000);
  });

  test('only what is missing is sent again', () => {
    const peer = sending(6_000);
    peer.waits(milliseconds(20));
    const again = [
      ...peer.says({ seq: 1, ack: 1, options: peer.blocks([1_001, 2_001]) }),
      ...peer.says({ seq: 1, ack: 1, options: peer.blocks([1_001, 2_001], [3_001, 5_001]) }),
      ...peer.says({ seq: 1, ack: 1, options: peer.blocks([3_001, 6_001], [1_001, 2_001]) }),
      ...peer.waits(milliseconds(300)),
    ];
    const seqs = again.map((line) => / (\d+):/.exec(line)?.[1]);
    expect(seqs.filter((seq) => seq !== '1' && seq !== '2001')).toEqual([]);
    expect(seqs).toContain('1');
  });

  test('a duplicate below the ACK is told apart (RFC 2883 §5)', () => {
    const peer = sending(4_000);
    peer.says({ seq: 1, ack: 2_001, options: peer.blocks([1, 1_001]) });
    expect(peer.tcb.counts.duplicatesSacked).toBe(1);
    expect(peer.tcb.board.sacked).toBe(0);
  });
});

describe('what we tell', () => {
  test('the block of the segment that came last is the first (RFC 2018 §4)', () => {
    const peer = sacking();
    expect(peer.says({ seq: 2_001, ack: 1, text: 500 })).toEqual(['ACK 1:1 ack 1 sack 2001-2501']);
    expect(peer.says({ seq: 6_001, ack: 1, text: 500 })).toEqual(['ACK 1:1 ack 1 sack 6001-6501 2001-2501']);
    expect(peer.says({ seq: 4_001, ack: 1, text: 500 })).toEqual(['ACK 1:1 ack 1 sack 4001-4501 6001-6501 2001-2501']);
    expect(peer.says({ seq: 2_501, ack: 1, text: 500 })).toEqual(['ACK 1:1 ack 1 sack 2001-3001 4001-4501 6001-6501']);
  });

  test('a duplicate comes before all blocks (RFC 2883 §4)', () => {
    const peer = sacking();
    peer.says({ seq: 1, ack: 1, text: 1_000 });
    peer.says({ seq: 3_001, ack: 1, text: 500 });
    expect(peer.says({ seq: 501, ack: 1, text: 500 })).toEqual(['ACK 1:1 ack 1001 sack 501-1001 3001-3501']);
    expect(peer.says({ seq: 3_101, ack: 1, text: 100 })).toEqual(['ACK 1:1 ack 1001 sack 3101-3201 3001-3501']);
  });

  test('no more than fits beside timestamps: three (RFC 2018 §3)', () => {
    const peer = accepted({ profile: BOTH, syn: [MSS, SACK_OK, stamp(1_000)] });
    for (let i = 1; i <= 6; i++) peer.says({ seq: 2_000 * i, ack: 1, text: 100, options: [stamp(1_001, 1)] });
    const last = peer.sent.at(-1)?.segment.options.find((option) => option.kind === 'sack');
    expect(last?.kind === 'sack' ? last.blocks : []).toHaveLength(3);
  });
});
