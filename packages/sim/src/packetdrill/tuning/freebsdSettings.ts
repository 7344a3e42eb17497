// net.inet.tcp.*, kern.ipc.*: what each makes of the stack. (FreeBSD, tcp(4); times are milliseconds)
import type { Profile } from '@sockeye/core';
import { milliseconds } from '@sockeye/core';
import type { Change } from './Change.ts';
import { controlled, inert, numeric, only, parameter, profiled, within } from './Change.ts';

/** ecn.enable: off; both ways; when a peer asks; accurate, both ways; accurate, when a peer asks. */
const ECN: ReadonlyArray<Pick<Profile['ecn'], 'initiate' | 'accept'>> = [
  { initiate: 'off', accept: 'off' },
  { initiate: 'classic', accept: 'classic' },
  { initiate: 'off', accept: 'classic' },
  { initiate: 'accurate', accept: 'accurate' },
  { initiate: 'off', accept: 'accurate' },
];

const BLACKHOLE = ['off', 'syn', 'all'] as const;

/** The smallest shift with which a buffer of that size can be offered. */
const shiftFor = (octets: number): number => {
  let shift = 0;
  while (shift < 14 && 65_535 * (1 << shift) < octets) shift += 1;
  return shift;
};

const TCP: Readonly<Record<string, Change>> = {
  // 1: both; 2: window scale alone; 3: timestamps alone.
  rfc1323: within('handshake')((n) => ({ windowScale: n === 1 || n === 2, timestamps: n === 1 || n === 3 })),
  'sack.enable': within('handshake')((n) => ({ sack: n !== 0 })),
  sack: within('handshake')((n) => ({ sack: n !== 0 })),
  'ecn.enable': profiled((profile, n) => {
    const choice = ECN[n];
    return choice === undefined ? 'there is no such choice' : { ...profile, ecn: { ...profile.ecn, ...choice } };
  }),
  'ecn.maxretries': within('ecn')((n) => ({ fallback: n <= 1 })),
  blackhole: within('robustness')((n) => ({ blackhole: BLACKHOLE[n] ?? 'all' })),
  blackhole_local: inert,
  insecure_rst: within('robustness')((n) => ({ resetInWindow: n === 0 ? 'challenge' : 'accept' })),
  insecure_syn: within('robustness')((n) => ({ synInWindow: n === 0 ? 'challenge' : 'reset' })),
  insecure_ack: only(0),
  drop_synfin: within('robustness')((n) => ({ synFin: n === 0 ? 'accept' : 'drop' })),
  icmp_may_rst: within('robustness')((n) => ({ icmpEndsOpening: n !== 0 })),
  tolerate_missing_ts: within('robustness')((n) => ({ timestampsRequired: n === 0 })),
  ack_war_timewindow: within('robustness')((n) => ({ challengeDistance: milliseconds(n) })),
  ack_war_cnt: inert,
  syncookies: within('robustness')((n) => ({ synCookies: n === 0 ? 'off' : 'overflow' })),
  syncookies_only: within('robustness')((n) => (n === 0 ? {} : { synCookies: 'always' })),
  rexmit_initial: parameter((n) => ({ initialRto: milliseconds(n), rtoAfterLostSyn: milliseconds(n) })),
  rexmit_min: inert,
  // The estimator of this profile adds it to the smoothed round trip.
  rexmit_slop: parameter((n) => ({ minimumRto: milliseconds(n) })),
  rexmit_drop_options: within('handshake')((n) => ({ plainFrom: n === 0 ? undefined : 3 })),
  rexmit_max: parameter((n) => ({ maximumRto: milliseconds(n) })),
  retries: parameter((n) => ({ retransmissions: n })),
  delacktime: parameter((n) => ({ delayedAck: milliseconds(n) })),
  delayed_ack: within('acknowledging')((n) => ({ quick: n === 0 ? Number.MAX_SAFE_INTEGER : 0 })),
  msl: parameter((n) => ({ msl: milliseconds(n) })),
  finwait2_timeout: parameter((n) => ({ orphanTimeout: milliseconds(n) })),
  fast_finwait2_recycle: inert,
  keepidle: parameter((n) => ({ keepAliveIdle: milliseconds(n) })),
  keepintvl: parameter((n) => ({ keepAliveInterval: milliseconds(n) })),
  keepcnt: parameter((n) => ({ keepAliveProbes: n })),
  keepinit: inert,
  always_keepalive: inert,
  mssdflt: parameter((n) => ({ defaultMss: n })),
  minmss: parameter((n) => ({ minimumMss: n })),
  initcwnd_segments: profiled((profile, n) => ({
    ...profile,
    window: {
      ...profile.window,
      initial: (smss) => Math.min(n * smss, Math.max(2 * smss, n * 1_460)),
    },
  })),
  rfc3042: within('recovery')((n) => ({ limitedTransmit: n !== 0 })),
  do_prr: within('recovery')((n) => ({ prr: n !== 0 })),
  'cc.algorithm': controlled,
  path_mtu_discovery: within('pathMtu')((n) => ({ discovery: n !== 0 })),
  pmtud_blackhole_detection: inert,
  pmtud_blackhole_mss: inert,
  'fastopen.client_enable': within('fastOpen')((n) => ({ client: n !== 0 })),
  'fastopen.server_enable': within('fastOpen')((n) => ({ server: n !== 0 })),
  'fastopen.acceptany': within('fastOpen')((n) => ({ withoutCookie: n !== 0 })),
  recvspace: numeric((tuning, receiveBuffer) => ({ ...tuning, receiveBuffer })),
  sendspace: numeric((tuning, sendBuffer) => ({ ...tuning, sendBuffer })),
  recvbuf_auto: inert,
  sendbuf_auto: inert,
  sendbuf_auto_lowat: inert,
  sendbuf_inc: inert,
  recvbuf_max: inert,
  sendbuf_max: inert,
  sendbuf_delay: inert,
  rfc3390: inert,
  rfc6675_pipe: inert,
  'sack.revised': inert,
  'sack.lrd': inert,
  'sack.tso': inert,
  newcwd: inert,
  abc_l_var: inert,
  tso: inert,
  lro: inert,
  maxtcptw: inert,
  nolocaltimewait: inert,
  hostcache: inert,
  log_debug: inert,
  functions_default: inert,
  functions_inherit_listen_socket_stack: inert,
  ts_offset_per_conn: inert,
  reass: inert,
};

const OTHERS: Readonly<Record<string, Change>> = {
  'kern.ipc.maxsockbuf': profiled((profile, n) => ({
    ...profile,
    handshake: { ...profile.handshake, shift: () => shiftFor(n) },
  })),
  'kern.ipc.somaxconn': numeric((tuning, longestBacklog) => ({ ...tuning, longestBacklog })),
  'kern.ipc.soacceptqueue': numeric((tuning, longestBacklog) => ({ ...tuning, longestBacklog })),
};

/** Families of settings that change nothing here, by how they begin. */
const INERT_FAMILIES = ['net.inet.tcp.hostcache.', 'net.inet.tcp.log_', 'net.inet.tcp.bb.', 'net.inet.tcp.reass.'];

const PREFIX = 'net.inet.tcp.';

/** A setting of FreeBSD by its whole name; undefined: none of those that are known. */
export const freebsdSetting = (name: string): Change | undefined => {
  if (INERT_FAMILIES.some((family) => name.startsWith(family))) return inert;
  const short = name.startsWith(PREFIX) ? name.slice(PREFIX.length) : undefined;
  if (short !== undefined) return Object.hasOwn(TCP, short) ? TCP[short] : undefined;
  return Object.hasOwn(OTHERS, name) ? OTHERS[name] : undefined;
};
