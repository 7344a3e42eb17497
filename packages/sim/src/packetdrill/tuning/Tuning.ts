import type { Parameters } from '@sockeye/core';
import { RFC9293 } from '@sockeye/core';
import type { ProfileName } from '../run/Settings.ts';

/** How the stack under test is set: a profile, as sysctls have changed it. */
export interface Tuning {
  readonly profile: ProfileName;
  readonly parameters: Parameters;
  readonly sendBuffer: number;
  readonly receiveBuffer: number;
}

/** Octets of socket buffers that each profile's suite begins with. */
const BUFFERS: Readonly<Record<ProfileName, readonly [send: number, receive: number]>> = {
  linux: [262_144, 540_000],
  freebsd: [32_768, 65_536],
  rfc9293: [131_072, 131_072],
};

/** A stack before any sysctl. */
export const tuningOf = (profile: ProfileName): Tuning => ({
  profile,
  parameters: RFC9293,
  sendBuffer: BUFFERS[profile][0],
  receiveBuffer: BUFFERS[profile][1],
});
