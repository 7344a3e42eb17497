// What the two ends agree on beyond RFC 1350. (RFC 2347: options; 2348: blksize; 2349: timeout, tsize)
import { seconds } from '@sockeye/core';
import type { Settings } from './exchange.ts';
import type { Options } from './packets.ts';

/** What holds for a transfer. */
export interface Agreed {
  /** Octets of a full block. */
  readonly size: number;
  readonly settings: Settings;
  /** What was agreed, for the OACK; empty: nothing, so none is sent. */
  readonly options: Options;
}

/** Without an option. (RFC 1350 §2) */
export const PLAIN_SIZE = 512;

const whole = (text: string | undefined, least: number, most: number): number | undefined =>
  text !== undefined && /^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most
    ? Number(text)
    : undefined;

/** Reads what was asked for or answered; a value out of its range is as good as not asked for. */
const read = (options: Options) => ({
  blksize: whole(options['blksize'], 8, 65_464),
  timeout: whole(options['timeout'], 1, 255),
  tsize: whole(options['tsize'], 0, 999_999_999),
});

const agreed = (size: number | undefined, wait: number | undefined, settings: Settings, options: Options): Agreed => ({
  size: size ?? PLAIN_SIZE,
  settings: wait === undefined ? settings : { ...settings, timeout: seconds(wait) },
  options,
});

/**
 * What a server agrees to: all that it knows and can read. `length` is the size of the file, where it is the server that has it.
 */
export const agree = (asked: Options, length: number | undefined, settings: Settings): Agreed => {
  const { blksize, timeout, tsize } = read(asked);
  return agreed(blksize, timeout, settings, {
    ...(blksize === undefined ? {} : { blksize: String(blksize) }),
    ...(timeout === undefined ? {} : { timeout: String(timeout) }),
    ...(tsize === undefined ? {} : { tsize: String(length ?? tsize) }),
  });
};

/** What a client makes of the answer; undefined: it holds what was not asked for, or more, and must be refused. (RFC 2347) */
export const accept = (asked: Options, answered: Options, settings: Settings): Agreed | undefined => {
  if (Object.keys(answered).some((name) => !Object.hasOwn(asked, name))) return undefined;
  const wanted = read(asked);
  const got = read(answered);
  if (answered['blksize'] !== undefined && got.blksize === undefined) return undefined;
  if ((got.blksize ?? 0) > (wanted.blksize ?? PLAIN_SIZE)) return undefined;
  if (answered['timeout'] !== undefined && got.timeout !== wanted.timeout) return undefined;
  return agreed(got.blksize, got.timeout, settings, answered);
};
