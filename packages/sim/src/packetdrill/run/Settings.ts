// The options in force: defaults, then the file's, then the command line's.
import type { Ipv4Address } from '@sockeye/core';
import { ipv4Address, parseIpv4 } from '@sockeye/core';
import type { Dialect } from '../constants/symbols.ts';
import type { Script, ScriptOption } from '../Script.ts';

/** The three stacks that can be played. */
export type ProfileName = 'linux' | 'freebsd' | 'rfc9293';

/** What one run is told besides the script. */
export interface RunOptions {
  readonly profile?: ProfileName;
  /** PSH is not compared. */
  readonly lenientPush?: boolean;
  /** A packet that nobody expected fails the run, although the language would overlook it at the end. */
  readonly failOnLeftovers?: boolean;
  /** Options as a file has them, which override the file's. */
  readonly options?: ReadonlyArray<Pick<ScriptOption, 'name' | 'value'>>;
  /** The key of all chance: initial sequence numbers, ports. */
  readonly seed?: number;
}

/** Everything that holds while one script runs. Times in microseconds. */
export interface Settings {
  readonly profile: ProfileName;
  readonly dialect: Dialect;
  readonly ipVersion: string;
  readonly local: Ipv4Address;
  readonly remote: Ipv4Address;
  readonly gateway: Ipv4Address;
  readonly prefix: number;
  readonly bindPort: number;
  readonly connectPort: number;
  readonly mtu: number;
  readonly mss: number | undefined;
  readonly tolerance: number;
  readonly tolerancePercent: number;
  /** Microseconds of a tick of our timestamps; 0: they are not checked. */
  readonly stampTick: number;
  readonly echoScaled: boolean;
  readonly strictSegments: boolean;
  readonly nonFatalPackets: boolean;
  /** The script is only read. */
  readonly dryRun: boolean;
  readonly lenientPush: boolean;
  readonly failOnLeftovers: boolean;
  readonly seed: number;
  readonly udpEncapsulation: string | undefined;
}

const prefixOf = (mask: string | undefined): number => {
  const bits = mask === undefined ? undefined : parseIpv4(mask);
  if (bits === undefined) return 16;
  let length = 0;
  while (length < 32 && ((bits >>> (31 - length)) & 1) === 1) length += 1;
  return length;
};

/**
 * The options of a script with those of the command line over them.
 *
 * @category arithmetic
 * @since 0.1.0
 */
export const settingsOf = (script: Script, run: RunOptions): Settings => {
  const values = new Map<string, string>();
  const all = [...script.options, ...(run.options ?? [])];
  for (const { name, value } of all) values.set(name, value ?? 'yes');
  const profile = run.profile ?? 'linux';
  const number = (name: string, otherwise: number): number => {
    const value = values.get(name);
    return value === undefined ? otherwise : Number(value);
  };
  const address = (name: string, otherwise: Ipv4Address): Ipv4Address => {
    const value = values.get(name)?.split('/')[0];
    return (value === undefined ? undefined : parseIpv4(value)) ?? otherwise;
  };
  const mss = values.get('mss');
  return {
    profile,
    dialect: profile === 'freebsd' ? 'freebsd' : 'linux',
    ipVersion: values.get('ip_version') ?? 'ipv4',
    local: address('local_ip', ipv4Address(192, 168, 0, 2)),
    remote: address('remote_ip', ipv4Address(192, 0, 2, 1)),
    gateway: address('gateway_ip', ipv4Address(192, 168, 0, 1)),
    prefix: prefixOf(values.get('netmask_ip')),
    bindPort: number('bind_port', 8080),
    connectPort: number('connect_port', 8080),
    mtu: number('mtu', 1500),
    mss: mss === undefined ? undefined : Number(mss),
    tolerance: number('tolerance_usecs', 4_000),
    tolerancePercent: number('tolerance_percent', profile === 'freebsd' ? 5 : 12.5),
    stampTick: number('tcp_ts_tick_usecs', 0),
    echoScaled: values.has('tcp_ts_ecr_scaled'),
    strictSegments: values.has('strict_segments'),
    dryRun: values.has('dry_run'),
    nonFatalPackets: (values.get('non_fatal') ?? '').split(',').includes('packet'),
    lenientPush: run.lenientPush ?? false,
    failOnLeftovers: run.failOnLeftovers ?? false,
    seed: run.seed ?? 1,
    udpEncapsulation: values.get('udp_encapsulation'),
  };
};
