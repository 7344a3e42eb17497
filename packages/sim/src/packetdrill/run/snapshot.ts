// What snippets see of the socket under test.
import type { TcpStatus } from '@sockeye/core';
import { connectionOf } from '../calls/Context.ts';
import type { Value } from '../python/Ast.ts';
import type { Run } from './Run.ts';

/** States by Linux's numbers. */
const STATES: Readonly<Record<string, number>> = {
  ESTABLISHED: 1,
  'SYN-SENT': 2,
  'SYN-RECEIVED': 3,
  'FIN-WAIT-1': 4,
  'FIN-WAIT-2': 5,
  'TIME-WAIT': 6,
  CLOSED: 7,
  'CLOSE-WAIT': 8,
  'LAST-ACK': 9,
  LISTEN: 10,
  CLOSING: 11,
};

const PHASES = { open: 0, disorder: 1, cwr: 2, recovery: 3, loss: 4 } as const;

const CONSTANTS: ReadonlyArray<readonly [string, number]> = [
  ['TCP_ESTABLISHED', 1],
  ['TCP_SYN_SENT', 2],
  ['TCP_SYN_RECV', 3],
  ['TCP_FIN_WAIT1', 4],
  ['TCP_FIN_WAIT2', 5],
  ['TCP_TIME_WAIT', 6],
  ['TCP_CLOSE', 7],
  ['TCP_CLOSE_WAIT', 8],
  ['TCP_LAST_ACK', 9],
  ['TCP_LISTEN', 10],
  ['TCP_CLOSING', 11],
  ['TCP_CA_Open', 0],
  ['TCP_CA_Disorder', 1],
  ['TCP_CA_CWR', 2],
  ['TCP_CA_Recovery', 3],
  ['TCP_CA_Loss', 4],
  ['TCPI_OPT_TIMESTAMPS', 1],
  ['TCPI_OPT_SACK', 2],
  ['TCPI_OPT_WSCALE', 4],
  ['TCPI_OPT_ECN', 8],
  ['TCPI_OPT_ECN_SEEN', 16],
  ['TCPI_OPT_SYN_DATA', 32],
  ['TCPI_OPT_USEC_TS', 64],
  ['TCPI_OPT_TFO_CHILD', 128],
  ['INFINITY_SSTHRESH', 0x7fffffff],
];

const microseconds = (nanoseconds: number): number => Math.floor(nanoseconds / 1_000);
const milliseconds = (nanoseconds: number): number => Math.floor(nanoseconds / 1_000_000);

const segments = (octets: number, mss: number): number => (mss === 0 ? 0 : Math.floor(octets / mss));

/** The fields of Linux's `struct tcp_info`, with its units. */
const fieldsOf = (s: TcpStatus): ReadonlyArray<readonly [string, number]> => [
  ['state', STATES[s.state] ?? 7],
  ['ca_state', PHASES[s.phase]],
  ['retransmits', s.retransmits],
  ['probes', s.probes],
  ['backoff', s.backoff],
  [
    'options',
    (s.timestamps ? 1 : 0) |
      (s.sack ? 2 : 0) |
      (s.windowScaling ? 4 : 0) |
      (s.ecn ? 8 : 0) |
      (s.ecnSeen ? 16 : 0) |
      (s.synData ? 32 : 0),
  ],
  ['snd_wscale', s.sendShift],
  ['rcv_wscale', s.receiveShift],
  ['rto', microseconds(s.rto)],
  ['ato', microseconds(s.ato)],
  ['snd_mss', s.sendMss],
  ['rcv_mss', s.receiveMss],
  ['unacked', s.unacknowledged],
  ['sacked', s.sacked],
  ['lost', s.lost],
  ['retrans', s.retransmitted],
  ['last_data_sent', milliseconds(s.lastDataSent)],
  ['last_data_recv', milliseconds(s.lastDataReceived)],
  ['last_ack_recv', milliseconds(s.lastAckReceived)],
  ['pmtu', s.pathMtu],
  ['rtt', microseconds(s.srtt)],
  ['rttvar', microseconds(s.rttvar)],
  ['snd_ssthresh', s.ssthresh === undefined ? 0x7fffffff : segments(s.ssthresh, s.sendMss)],
  ['snd_cwnd', segments(s.cwnd, s.sendMss)],
  ['advmss', s.advertisedMss],
  ['reordering', s.reordering],
  ['rcv_rtt', microseconds(s.receiveRtt)],
  ['total_retrans', s.totalRetransmitted],
  ['bytes_acked', s.octetsAcknowledged],
  ['bytes_received', s.octetsReceived],
  ['notsent_bytes', s.unsent],
  ['min_rtt', microseconds(s.minRtt)],
  ['data_segs_in', s.dataSegmentsReceived],
  ['data_segs_out', s.dataSegmentsSent],
  ['busy_time', microseconds(s.busy)],
  ['rwnd_limited', microseconds(s.windowLimited)],
  ['sndbuf_limited', microseconds(s.bufferLimited)],
  ['delivered', s.delivered],
  ['delivered_ce', s.deliveredMarked],
  ['bytes_sent', s.octetsSent],
  ['bytes_retrans', s.octetsResent],
  ['dsack_dups', s.duplicatesSacked],
  ['reord_seen', s.reorderingSeen],
  ['rcv_ooopack', s.outOfOrder],
  ['snd_wnd', s.sendWindow],
  ['rcv_wnd', s.receiveWindow],
];

/** The names that a snippet sees at this instant: constants, and the fields of the connection, if there is one. */
export const snapshot = (run: Run): ReadonlyMap<string, Value> => {
  const names = new Map<string, Value>(CONSTANTS);
  const it = run.underTest;
  if (it === undefined) return names;
  const connection = connectionOf(run, it);
  const status = run.endpoint.statusOf(connection);
  if (status !== undefined) for (const [name, value] of fieldsOf(status)) names.set(`tcpi_${name}`, value);
  // Of a connection that is over only this is left.
  else if (connection === 0 || it.localIsn !== undefined) names.set('tcpi_state', 7);
  return names;
};
