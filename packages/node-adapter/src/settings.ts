import type { Duration, OptionName, SocketOptions } from '@sockeye/core';

/** What this process keeps for a socket, and sets where Node can. */
export interface Settings {
  SO_REUSEADDR: boolean;
  SO_KEEPALIVE: boolean;
  SO_BROADCAST: boolean;
  SO_SNDBUF: number;
  SO_RCVBUF: number;
  SO_RCVLOWAT: number;
  SO_SNDTIMEO: Duration | undefined;
  SO_RCVTIMEO: Duration | undefined;
  SO_LINGER: Duration | undefined;
  TCP_NODELAY: boolean;
  TCP_KEEPIDLE: Duration | undefined;
  O_NONBLOCK: boolean;
}

/** Linux's own default for the buffers of a socket (net.core.rmem_default). */
const BUFFER = 212_992;

export const defaults = (): Settings => ({
  SO_REUSEADDR: false,
  SO_KEEPALIVE: false,
  SO_BROADCAST: false,
  SO_SNDBUF: BUFFER,
  SO_RCVBUF: BUFFER,
  SO_RCVLOWAT: 1,
  SO_SNDTIMEO: undefined,
  SO_RCVTIMEO: undefined,
  SO_LINGER: undefined,
  TCP_NODELAY: false,
  TCP_KEEPIDLE: undefined,
  O_NONBLOCK: false,
});

const SETTINGS: Readonly<Record<string, true>> = Object.fromEntries(
  Object.keys(defaults()).map((name) => [name, true]),
);

/** Is this an option that can be kept? What Node has no word for cannot. */
export const isSetting = (name: OptionName): name is keyof Settings & keyof SocketOptions =>
  Object.hasOwn(SETTINGS, name);

/** A time of zero means "no limit" to SO_RCVTIMEO and SO_SNDTIMEO, as on Linux. */
export const patienceOf = (duration: Duration | undefined): Duration | undefined =>
  duration === 0 ? undefined : duration;

/** Linux lets no buffer be smaller than this. (SOCK_MIN_RCVBUF) */
const SMALLEST = 2_304;

/** How much a buffer holds, whatever was asked for. */
export const capacityOf = (size: number): number => Math.max(size, SMALLEST);
