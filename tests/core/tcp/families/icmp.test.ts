// Family 14: ICMP errors, which anyone can forge.
import { describe, expect, test } from 'vitest';
import type { PacketError } from '../../../../packages/core/src/ipv4/Service.ts';
import { CLIENT, SERVER } from '../pair.ts';
import type { Peer } from './peer.ts';
import { accepted, MSS, opening } from './peer.ts';

/** Destination unreachable, with this code, about a segment of ours that began at `seq`. */
const error = (peer: Peer, code: number, seq: number, mtu = 0): void => {
  const [ours, theirs] = peer.side === 'client' ? [CLIENT, SERVER] : [SERVER, CLIENT];
  const quoted = new DataView(new ArrayBuffer(8));
  quoted.setUint16(0, ours.port);
  quoted.setUint16(2, theirs.port);
  quoted.setUint32(4, (peer.iss + seq) >>> 0);
  const told: PacketError = {
    type: 3,
    code,
    mtu,
    reporter: theirs.address,
    source: ours.address,
    destination: theirs.address,
    protocol: 6,
    quoted: new Uint8Array(quoted.buffer),
  };
  peer.pair.input(peer.side, { _tag: 'Indicated', indication: { _tag: 'Failed', error: told } });
};

const sending = (): Peer => {
  const peer = accepted({ syn: [{ kind: 'mss', mss: 1_460 }] });
  peer.writes(4_000);
  return peer;
};

describe('an established connection', () => {
  test.each([0, 1, 2, 3, 5, 13])('is not ended by code %d, from anyone (RFC 5927 §4)', (code) => {
    const peer = sending();
    error(peer, code, 1);
    expect(peer.state).toBe('ESTABLISHED');
  });

  test('sends smaller segments when a router says so, and quotes what is in flight', () => {
    const peer = sending();
    error(peer, 4, 1, 1_000);
    expect(peer.tcb.fixed.smss).toBe(960);
    expect(peer.tcb.fixed.pathMtu).toBe(1_000);
  });

  test.each([-1_000, 0, 4_001, 90_000])('does not, when the quotation begins at %d, which is not in flight', (seq) => {
    const peer = sending();
    error(peer, 4, seq, 1_000);
    expect(peer.tcb.fixed.smss).toBe(1_460);
  });

  test.each([1, 40, 67])('does not believe an MTU of %d', (mtu) => {
    const peer = sending();
    error(peer, 4, 1, mtu);
    expect(peer.tcb.fixed.smss).toBe(1_460);
  });

  test('is told of no larger MTU by an error', () => {
    const peer = sending();
    error(peer, 4, 1, 1_000);
    error(peer, 4, 1, 1_400);
    expect([peer.tcb.fixed.pathMtu, peer.tcb.fixed.smss]).toEqual([1_000, 960]);
  });
});

describe('an attempt to connect', () => {
  test.each([0, 1, 5, 11])('goes on after code %d, which may pass (MUST-56/unreachable)', (code) => {
    const peer = opening();
    error(peer, code, 0);
    expect(peer.state).toBe('SYN-SENT');
  });

  test.each([2, 3])('is refused by code %d about its SYN', (code) => {
    const peer = opening();
    error(peer, code, 0);
    expect(peer.tags).toContain('Ended refused');
  });

  test('is not refused by an error about another segment than its SYN (RFC 5927 §4.1)', () => {
    for (const seq of [1, -1, 5_000]) {
      const peer = opening({ syn: [MSS] });
      error(peer, 3, seq);
      expect(peer.state).toBe('SYN-SENT');
    }
  });
});
