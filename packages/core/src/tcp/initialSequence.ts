import { hash32 } from '../basis/hash.ts';
import type { SipKey } from '../basis/sipHash.ts';
import { sipHash } from '../basis/sipHash.ts';
import type { Instant } from '../basis/time.ts';
import type { Endpoint } from '../wire/addresses.ts';
import type { SeqNum } from '../wire/seqnum.ts';
import { seqnum } from '../wire/seqnum.ts';

/** M of RFC 6528: one tick in four microseconds. (RFC 9293 §3.4.1, MUST-8) */
const TICK = 4_000;

/**
 * The secret of a simulated host: its seed, spread over 128 bits. The same seed must give the same world; a host on a real wire
 * is given 128 bits that nobody else knows instead, for a seed of 32 can be searched for.
 *
 * @example
 * secretOf(7).length // 4
 *
 * @category arithmetic
 * @since 0.1.0
 */
export const secretOf = (seed: number): SipKey => [
  hash32(seed, 0x69736e, 0),
  hash32(seed, 0x69736e, 1),
  hash32(seed, 0x69736e, 2),
  hash32(seed, 0x69736e, 3),
];

/** F of RFC 6528: SipHash-2-4 of both ends, of which 32 bits are taken. Who sees numbers learns nothing of the key. */
const hashOfEnds = (secret: SipKey, local: Endpoint, remote: Endpoint): number => {
  const message = new Uint8Array(12);
  const view = new DataView(message.buffer);
  view.setUint32(0, local.address);
  view.setUint32(4, remote.address);
  view.setUint16(8, local.port);
  view.setUint16(10, remote.port);
  const hash = sipHash(secret, message);
  return new DataView(hash.buffer, hash.byteOffset).getUint32(0, true);
};

/**
 * ISN = M + F(localip, localport, remoteip, remoteport, secretkey).
 *
 * Takes   the secret key, both ends, now
 * Gives   an initial sequence number that grows with time for the same pair of ends, and tells nothing of another pair's
 * RFC     6528 §3; 9293 §3.4.1 (MUST-8, SHLD-1, MUST-9)
 *
 * @category arithmetic
 * @since 0.1.0
 */
export const initialSequence = (secret: SipKey, local: Endpoint, remote: Endpoint, now: Instant): SeqNum =>
  seqnum(Math.floor(now / TICK) + hashOfEnds(secret, local, remote));
