// RFC 4987 §3.6: a SYN cookie, an initial sequence number from which the whole connection can be made again. The arithmetic is
// Linux's, which is Bernstein's with a hash of its own.
import { hash32 } from '../../basis/hash.ts';
import type { SipKey } from '../../basis/sipHash.ts';
import { sipHash } from '../../basis/sipHash.ts';
import type { Duration, Instant } from '../../basis/time.ts';
import { seconds } from '../../basis/time.ts';
import type { Endpoint } from '../../wire/addresses.ts';
import type { SeqNum } from '../../wire/seqnum.ts';
import { seqnum } from '../../wire/seqnum.ts';

/** Sizes of segments that a cookie can name: those that are common. */
export const COOKIE_SIZES: ReadonlyArray<number> = [536, 1_300, 1_440, 1_460];

/** The clock of cookies ticks once a minute. */
const TICK: Duration = seconds(60);

/** A cookie is believed in the minute in which it was made, and in the next one. */
const MOST_TICKS = 2;

/** So long after a cookie was sent, one may come back; later ACKs are not even looked at. */
export const COOKIE_TIME: Duration = seconds(120);

const LOW = 0x00ff_ffff;

/** Two secrets of the host: one hides the sequence number, the other the rest. */
const secret = (seed: number, which: number): SipKey => [
  hash32(seed, 0x73796e, which, 0),
  hash32(seed, 0x73796e, which, 1),
  hash32(seed, 0x73796e, which, 2),
  hash32(seed, 0x73796e, which, 3),
];

const hashed = (seed: number, which: number, local: Endpoint, remote: Endpoint, count: number): number => {
  const message = new Uint8Array(16);
  const view = new DataView(message.buffer);
  view.setUint32(0, remote.address);
  view.setUint32(4, local.address);
  view.setUint16(8, remote.port);
  view.setUint16(10, local.port);
  view.setUint32(12, count >>> 0);
  const hash = sipHash(secret(seed, which), message);
  return (hash[0] ?? 0) | ((hash[1] ?? 0) << 8) | ((hash[2] ?? 0) << 16) | ((hash[3] ?? 0) << 24);
};

const tickOf = (now: Instant): number => Math.floor(now / TICK);

/** Which size a cookie names for a peer that can take so much: the largest that is not larger, or the smallest there is. */
export const sizeIndex = (mss: number): number => {
  let index = COOKIE_SIZES.length - 1;
  while (index > 0 && mss < (COOKIE_SIZES[index] ?? 0)) index -= 1;
  return index;
};

/**
 * The initial sequence number that stands for a connection.
 *
 * Takes   the host's secret; both ends; the peer's initial sequence number; which size of `COOKIE_SIZES`; now
 * Gives   hash + the peer's number + minute · 2^24 + (another hash of the minute + size) mod 2^24
 * RFC     4987 §3.6
 *
 * @category arithmetic
 * @since 0.1.0
 */
export const synCookie = (
  seed: number,
  local: Endpoint,
  remote: Endpoint,
  irs: SeqNum,
  index: number,
  now: Instant,
): SeqNum => {
  const count = tickOf(now);
  const low = (hashed(seed, 1, local, remote, count) + index) & LOW;
  return seqnum(hashed(seed, 0, local, remote, 0) + irs + ((count & 0xff) << 24) + low);
};

/**
 * What a cookie that came back says.
 *
 * Gives   the size that it names; undefined when it is none of ours, or older than the minute before this one
 *
 * @category arithmetic
 * @since 0.1.0
 */
export const sizeOfCookie = (
  seed: number,
  local: Endpoint,
  remote: Endpoint,
  irs: SeqNum,
  cookie: SeqNum,
  now: Instant,
): number | undefined => {
  const rest = (cookie - irs - hashed(seed, 0, local, remote, 0)) >>> 0;
  const count = tickOf(now);
  const age = (count - (rest >>> 24)) & 0xff;
  if (age >= MOST_TICKS) return undefined;
  return COOKIE_SIZES[((rest & LOW) - hashed(seed, 1, local, remote, count - age)) & LOW];
};

/** The last six bits of a timestamp say what a cookie has no room for. (Linux) */
const SCALE = 0x0f;
const SACK = 0x10;
const BITS = 0x3f;

/** A timestamp no later than this one, whose last six bits tell the peer's shift and whether it knows SACK. */
export const tellingStamp = (stamp: number, shift: number | undefined, sack: boolean): number => {
  const told = (stamp & ~BITS) | (shift ?? SCALE) | (sack ? SACK : 0);
  return (told >>> 0 > stamp >>> 0 ? told - (BITS + 1) : told) >>> 0;
};

/** What an echoed timestamp of that kind tells. */
export const toldByStamp = (echo: number): { readonly shift: number | undefined; readonly sack: boolean } => ({
  shift: (echo & SCALE) === SCALE ? undefined : echo & SCALE,
  sack: (echo & SACK) !== 0,
});
