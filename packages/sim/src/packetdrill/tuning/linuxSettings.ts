// net.ipv4.tcp_*, net.core.*: what each makes of the stack. (Linux, Documentation/networking/ip-sysctl)
import type { Profile } from '@sockeye/core';
import { milliseconds, seconds } from '@sockeye/core';
import type { Change } from './Change.ts';
import { controlled, inert, middle, numeric, only, parameter, profiled, within } from './Change.ts';

/** tcp_ecn: what is asked for, what is granted. */
const ECN: ReadonlyArray<Pick<Profile['ecn'], 'initiate' | 'accept'>> = [
  { initiate: 'off', accept: 'off' },
  { initiate: 'classic', accept: 'classic' },
  { initiate: 'off', accept: 'classic' },
  { initiate: 'accurate', accept: 'accurate' },
  { initiate: 'off', accept: 'accurate' },
  { initiate: 'classic', accept: 'accurate' },
];

const ECN_OPTION = ['never', 'changes', 'always'] as const;

const buffer =
  (name: 'sendBuffer' | 'receiveBuffer'): Change =>
  (tuning, value) => {
    const octets = middle(value);
    return octets === undefined ? 'these are not three numbers' : { ...tuning, [name]: octets };
  };

const key: Change = (tuning, value) => {
  // Two keys may be given; the first makes cookies.
  const digits = (value.split(',')[0] ?? '').replace(/-/g, '').trim().toLowerCase();
  if (!/^[0-9a-f]{32}$/.test(digits)) return 'it is no key of 32 hexadecimal digits';
  const { profile } = tuning;
  return { ...tuning, profile: { ...profile, fastOpen: { ...profile.fastOpen, key: digits } } };
};

/** Settings by the last part of their name. */
const TCP: Readonly<Record<string, Change>> = {
  timestamps: within('handshake')((n) => ({ timestamps: n !== 0 })),
  sack: within('handshake')((n) => ({ sack: n !== 0 })),
  window_scaling: within('handshake')((n) => ({ windowScale: n !== 0 })),
  dsack: within('recovery')((n) => ({ dsack: n !== 0 })),
  fack: inert,
  frto: within('recovery')((n) => ({ frto: n !== 0 })),
  recovery: within('recovery')((n) => ({ rack: (n & 1) !== 0 })),
  early_retrans: within('recovery')((n) => ({ tlp: n >= 3 })),
  reordering: within('recovery')((n) => ({ duplicates: n })),
  max_reordering: within('recovery')((n) => ({ mostReordering: n })),
  slow_start_after_idle: within('window')((n) => ({ afterIdle: n === 0 ? 'keep' : 'decay' })),
  congestion_control: controlled,
  allowed_congestion_control: inert,
  available_congestion_control: inert,
  ecn: profiled((profile, n) => {
    const choice = ECN[n];
    return choice === undefined ? 'there is no such choice' : { ...profile, ecn: { ...profile.ecn, ...choice } };
  }),
  ecn_option: within('ecn')((n) => ({ option: ECN_OPTION[n] ?? 'always' })),
  ecn_option_beacon: inert,
  ecn_fallback: within('ecn')((n) => ({ fallback: n !== 0 })),
  fastopen: within('fastOpen')((n) => ({
    client: (n & 1) !== 0,
    server: (n & 2) !== 0,
    clientWithoutCookie: (n & 4) !== 0,
    withoutCookie: (n & 0x200) !== 0,
    everyListener: (n & 0x400) !== 0,
  })),
  fastopen_key: key,
  fastopen_blackhole_timeout_sec: inert,
  syn_retries: parameter((n) => ({ synRetransmissions: n })),
  synack_retries: parameter((n) => ({ synAckRetransmissions: n })),
  retries1: parameter((n) => ({ r1: n })),
  retries2: parameter((n) => ({ retransmissions: n })),
  orphan_retries: inert,
  fin_timeout: parameter((n) => ({ orphanTimeout: seconds(n) })),
  keepalive_time: parameter((n) => ({ keepAliveIdle: seconds(n) })),
  keepalive_intvl: parameter((n) => ({ keepAliveInterval: seconds(n) })),
  keepalive_probes: parameter((n) => ({ keepAliveProbes: n })),
  rto_min_us: parameter((n) => ({ minimumRto: milliseconds(n / 1_000) })),
  rto_max_ms: parameter((n) => ({ maximumRto: milliseconds(n) })),
  challenge_ack_limit: parameter((n) => ({ challengeAcks: n })),
  invalid_ratelimit: within('robustness')((n) => ({ challengeDistance: milliseconds(n) })),
  rfc1337: within('robustness')((n) => ({ timeWaitIgnoresReset: n !== 0 })),
  syncookies: within('robustness')((n) => ({ synCookies: n === 0 ? 'off' : n === 1 ? 'overflow' : 'always' })),
  mtu_probing: inert,
  base_mss: inert,
  mtu_probe_floor: inert,
  probe_interval: inert,
  probe_threshold: inert,
  min_snd_mss: parameter((n) => ({ minimumMss: n })),
  rmem: buffer('receiveBuffer'),
  wmem: buffer('sendBuffer'),
  mem: inert,
  notsent_lowat: numeric((tuning, n) => ({ ...tuning, unsentLowWater: n <= 0 || n >= 0x7fffffff ? undefined : n })),
  no_metrics_save: inert,
  no_ssthresh_metrics_save: inert,
  moderate_rcvbuf: inert,
  adv_win_scale: inert,
  app_win: inert,
  workaround_signed_windows: inert,
  autocorking: inert,
  limit_output_bytes: inert,
  min_tso_segs: inert,
  tso_win_divisor: inert,
  tso_rtt_log: inert,
  pacing_ss_ratio: inert,
  pacing_ca_ratio: inert,
  thin_linear_timeouts: only(0),
  stdurg: only(0),
  abort_on_overflow: only(0),
  shrink_window: only(0),
  tw_reuse: inert,
  max_syn_backlog: inert,
  max_tw_buckets: inert,
  max_orphans: inert,
  early_demux: inert,
  min_rtt_wlen: inert,
  comp_sack_nr: inert,
  comp_sack_delay_ns: inert,
  comp_sack_slack_ns: inert,
  reflect_tos: inert,
  migrate_req: inert,
  plb_enabled: only(0),
};

const OTHERS: Readonly<Record<string, Change>> = {
  'net.ipv4.ip_no_pmtu_disc': within('pathMtu')((n) => ({ discovery: n === 0 })),
  'net.ipv4.route.min_pmtu': within('pathMtu')((n) => ({ minimum: n })),
  'net.ipv4.ip_local_port_range': inert,
  'net.core.somaxconn': numeric((tuning, longestBacklog) => ({ ...tuning, longestBacklog })),
  'net.core.rmem_max': inert,
  'net.core.wmem_max': inert,
  'net.core.rmem_default': inert,
  'net.core.wmem_default': inert,
  'net.core.optmem_max': inert,
  'net.core.default_qdisc': inert,
  'net.core.netdev_max_backlog': inert,
  'net.ipv6.conf.all.disable_ipv6': inert,
};

/** A setting of Linux by its whole name; undefined: none of those that are known. */
export const linuxSetting = (name: string): Change | undefined => {
  const short = name.startsWith('net.ipv4.tcp_') ? name.slice('net.ipv4.tcp_'.length) : undefined;
  if (short !== undefined) return Object.hasOwn(TCP, short) ? TCP[short] : undefined;
  return Object.hasOwn(OTHERS, name) ? OTHERS[name] : undefined;
};
