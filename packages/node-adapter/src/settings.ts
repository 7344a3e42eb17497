import type { Duration, SocketOptions } from '@sockeye/core';

/** What a socket's options hold; SO_ERROR is no setting, it is asked of the socket itself. */
export type Settings = { -readonly [K in Exclude<keyof SocketOptions, 'SO_ERROR'>]: SocketOptions[K] };

/** Linux's own default for the buffers of a socket (net.core.rmem_default). */
const BUFFER = 212_992;

export const defaults = (): Settings => ({
  SO_REUSEADDR: false,
  SO_KEEPALIVE: false,
  SO_SNDBUF: BUFFER,
  SO_RCVBUF: BUFFER,
  SO_SNDTIMEO: undefined,
  SO_RCVTIMEO: undefined,
  SO_LINGER: undefined,
  TCP_NODELAY: false,
  O_NONBLOCK: false,
});

/** A time of zero means "no limit" to SO_RCVTIMEO and SO_SNDTIMEO, as on Linux. */
export const patienceOf = (duration: Duration | undefined): Duration | undefined =>
  duration === 0 ? undefined : duration;

/** Linux lets no buffer be smaller than this. (SOCK_MIN_RCVBUF) */
const SMALLEST = 2_304;

/** How much a buffer holds, whatever was asked for. */
export const capacityOf = (size: number): number => Math.max(size, SMALLEST);
