import type { Profile } from '@sockeye/core';
import { freebsd, linux, rfc9293 } from '@sockeye/core';
import type { ProfileName } from '../run/Settings.ts';

/** How the stack under test is set: a profile, as sysctls have changed it, and what sockets begin with. */
export interface Tuning {
  readonly profile: Profile;
  /** Octets of a fresh stream's buffers. */
  readonly sendBuffer: number;
  readonly receiveBuffer: number;
  readonly longestBacklog: number;
  /** Octets that may wait unsent while a writer is told that there is room; undefined: any. (net.ipv4.tcp_notsent_lowat) */
  readonly unsentLowWater: number | undefined;
}

/** The profiles with the buffers that their suites begin with. */
const TUNINGS: Readonly<Record<ProfileName, Tuning>> = {
  linux: {
    profile: linux,
    sendBuffer: 262_144,
    receiveBuffer: 540_000,
    longestBacklog: 4_096,
    unsentLowWater: undefined,
  },
  freebsd: {
    profile: freebsd,
    sendBuffer: 32_768,
    receiveBuffer: 65_536,
    longestBacklog: 128,
    unsentLowWater: undefined,
  },
  rfc9293: {
    profile: rfc9293,
    sendBuffer: 131_072,
    receiveBuffer: 131_072,
    longestBacklog: 4_096,
    unsentLowWater: undefined,
  },
};

/** A stack before any sysctl. */
export const tuningOf = (profile: ProfileName): Tuning => TUNINGS[profile];
