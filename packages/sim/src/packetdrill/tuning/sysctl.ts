// Kernel settings by their names, Linux's and FreeBSD's, as changes of the stack under test.
import { milliseconds, seconds } from '@sockeye/core';
import type { Parameters } from '@sockeye/core';
import type { Tuning } from './Tuning.ts';

/** What a setting makes of the stack, or why it makes nothing of it. */
type Change = (tuning: Tuning, value: string) => Tuning | string;

const whole = (value: string): number | undefined =>
  /^-?(?:[0-9]+|0x[0-9A-Fa-f]+)$/.test(value) ? Number(value) : undefined;

const NO_NUMBER = 'no number';

/** A setting that is one number. */
const numeric =
  (change: (tuning: Tuning, n: number) => Tuning): Change =>
  (tuning, value) => {
    const n = whole(value);
    return n === undefined ? NO_NUMBER : change(tuning, n);
  };

/** A setting that is one of the parameters. */
const parameter = (change: (n: number) => Partial<Parameters>): Change =>
  numeric((tuning, n) => ({ ...tuning, parameters: { ...tuning.parameters, ...change(n) } }));

/** The middle one of three numbers. */
const middle = (value: string): number | undefined => whole(value.trim().split(/[\s,]+/)[1] ?? '');

const SETTINGS: Readonly<Record<string, Change>> = {
  'net.ipv4.tcp_syn_retries': parameter((n) => ({ synRetransmissions: n })),
  'net.ipv4.tcp_retries2': parameter((n) => ({ retransmissions: n })),
  'net.ipv4.tcp_fin_timeout': parameter((n) => ({ orphanTimeout: seconds(n) })),
  'net.ipv4.tcp_keepalive_time': parameter((n) => ({ keepAliveIdle: seconds(n) })),
  'net.ipv4.tcp_keepalive_intvl': parameter((n) => ({ keepAliveInterval: seconds(n) })),
  'net.ipv4.tcp_keepalive_probes': parameter((n) => ({ keepAliveProbes: n })),
  'net.ipv4.tcp_challenge_ack_limit': parameter((n) => ({ challengeAcks: n })),
  'net.ipv4.tcp_rto_min_us': parameter((n) => ({ minimumRto: milliseconds(n / 1_000) })),
  'net.ipv4.tcp_rmem': (tuning, value) => {
    const receiveBuffer = middle(value);
    return receiveBuffer === undefined ? NO_NUMBER : { ...tuning, receiveBuffer };
  },
  'net.ipv4.tcp_wmem': (tuning, value) => {
    const sendBuffer = middle(value);
    return sendBuffer === undefined ? NO_NUMBER : { ...tuning, sendBuffer };
  },
  'net.inet.tcp.recvspace': numeric((tuning, receiveBuffer) => ({ ...tuning, receiveBuffer })),
  'net.inet.tcp.sendspace': numeric((tuning, sendBuffer) => ({ ...tuning, sendBuffer })),
  'net.inet.tcp.msl': parameter((n) => ({ msl: milliseconds(n) })),
  'net.inet.tcp.rexmit_initial': parameter((n) => ({ initialRto: milliseconds(n) })),
  'net.inet.tcp.rexmit_min': parameter((n) => ({ minimumRto: milliseconds(n) })),
  'net.inet.tcp.delacktime': parameter((n) => ({ delayedAck: milliseconds(n) })),
  'net.inet.tcp.keepidle': parameter((n) => ({ keepAliveIdle: milliseconds(n) })),
  'net.inet.tcp.keepintvl': parameter((n) => ({ keepAliveInterval: milliseconds(n) })),
  'net.inet.tcp.keepcnt': parameter((n) => ({ keepAliveProbes: n })),
  'net.inet.tcp.mssdflt': parameter((n) => ({ defaultMss: n })),
  'net.inet.tcp.minmss': parameter((n) => ({ minimumMss: n })),
  'net.inet.tcp.finwait2_timeout': parameter((n) => ({ orphanTimeout: milliseconds(n) })),
  'net.inet.tcp.initcwnd_segments': parameter((n) => ({ initialWindow: n })),
};

/** The stack with a setting changed, or why it stays as it is. */
export const tuned = (tuning: Tuning, key: string, value: string): Tuning | string => {
  const change = Object.hasOwn(SETTINGS, key) ? SETTINGS[key] : undefined;
  return change === undefined ? 'this stack has no such setting' : change(tuning, value);
};
