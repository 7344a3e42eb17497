// What an option can hold, with the limits and the errors of Linux: one rule for the simulator and for real sockets.
import type { Duration } from '../../basis/time.ts';
import type { OptionName, OptionValue, SocketOptions } from './options.ts';

/** Linux's smallest and largest MSS. (TCP_MIN_MSS, MAX_TCP_WINDOW) */
const SMALLEST_MSS = 88;
const LARGEST_MSS = 32_767;
/** MAX_TCP_KEEPIDLE and MAX_TCP_KEEPINTVL, seconds. */
const LONGEST_KEEP = 32_767;
/** MAX_TCP_KEEPCNT and MAX_TCP_SYNCNT. */
const MOST = 127;
const SECOND = 1_000_000_000;

const within = (value: number | undefined, least: number, most: number): boolean =>
  value === undefined || (Number.isInteger(value) && value >= least && value <= most);

const isKeep = (value: Duration | undefined): boolean => value === undefined || within(value / SECOND, 1, LONGEST_KEEP);

const isTime = (value: Duration | undefined): boolean =>
  value === undefined || (Number.isSafeInteger(value) && value >= 0);

const isCount = (value: number | undefined): boolean => within(value, 0, 2_147_483_647);

const isBuffer = (value: number): boolean => within(value, 1, 2_147_483_647);

/** The rules; an option that has none takes every value of its type. */
const FITS: { readonly [K in OptionName]?: (value: SocketOptions[K]) => boolean } = {
  SO_SNDBUF: isBuffer,
  SO_RCVBUF: isBuffer,
  SO_RCVLOWAT: Number.isInteger,
  SO_LINGER: isTime,
  TCP_MAXSEG: (value) => value === 0 || within(value, SMALLEST_MSS, LARGEST_MSS),
  TCP_KEEPIDLE: isKeep,
  TCP_KEEPINTVL: isKeep,
  TCP_KEEPCNT: (value) => within(value, 1, MOST),
  TCP_SYNCNT: (value) => within(value, 1, MOST),
  TCP_USER_TIMEOUT: isTime,
  TCP_LINGER2: isTime,
  TCP_FASTOPEN: isCount,
  TCP_NOTSENT_LOWAT: isCount,
  IP_TOS: Number.isInteger,
  IP_TTL: (value) => within(value, 1, 255),
};

/**
 * What is wrong with a value; undefined: nothing.
 *
 * Takes   an option and the value it shall have; `congestions`: the names that TCP_CONGESTION may have
 * Gives   EDOM for a limit on waiting that is no time, ENOENT for a congestion control that nobody knows, else EINVAL
 *
 * @category calls
 * @since 0.1.0
 */
export const wrongWith = (
  option: OptionValue,
  congestions: ReadonlyArray<string>,
): 'EINVAL' | 'EDOM' | 'ENOENT' | undefined => {
  const { name, value } = option;
  if (name === 'SO_SNDTIMEO' || name === 'SO_RCVTIMEO') return isTime(value) ? undefined : 'EDOM';
  if (name === 'TCP_CONGESTION') return value === undefined || congestions.includes(value) ? undefined : 'ENOENT';
  // Each rule is given what its option holds.
  const fits = FITS[name] as ((value: unknown) => boolean) | undefined;
  return fits === undefined || fits(value) ? undefined : 'EINVAL';
};
