import { hash32 } from '../basis/hash.ts';
import type { Instant } from '../basis/time.ts';
import type { Endpoint } from '../wire/addresses.ts';
import type { SeqNum } from '../wire/seqnum.ts';
import { seqnum } from '../wire/seqnum.ts';

/** M of RFC 6528: one tick in four microseconds. (RFC 9293 §3.4.1, MUST-8) */
const TICK = 4_000;

/**
 * ISN = M + F(localip, localport, remoteip, remoteport, secretkey).
 *
 * F is a keyed hash without cryptographic strength: whoever simulates knows the seed anyway, and the same
 * seed must give the same world.
 *
 * Takes   the secret key, both ends, now
 * Gives   an initial sequence number that grows with time for the same pair of ends
 * RFC     6528 §3; 9293 §3.4.1
 *
 * @category arithmetic
 * @since 0.1.0
 */
export const initialSequence = (key: number, local: Endpoint, remote: Endpoint, now: Instant): SeqNum =>
  seqnum(Math.floor(now / TICK) + hash32(key, local.address, local.port, remote.address, remote.port));
