// The state of one end of a connection, as far as the wire shows it: what the end sent, and what reached it. (RFC 9293 §3.3.2, figure 5)
//
// It is a bystander's view: an end that forgot its connection (a crash, a time-out) looks open until it says otherwise.
import type { SeqNum, TcpSegment } from '@sockeye/core';
import { ACK, FIN, geq, plus, RST, segmentLength, SYN } from '@sockeye/core';

/** The states of RFC 9293, as it prints them. */
export type StateName =
  | 'CLOSED'
  | 'SYN-SENT'
  | 'SYN-RECEIVED'
  | 'ESTABLISHED'
  | 'FIN-WAIT-1'
  | 'FIN-WAIT-2'
  | 'CLOSE-WAIT'
  | 'CLOSING'
  | 'LAST-ACK'
  | 'TIME-WAIT';

/** One end, as a bystander knows it. */
export interface WireState {
  readonly name: StateName;
  /** The number behind the FIN that it sent; undefined: it sent none. */
  readonly fin: SeqNum | undefined;
}

export const CLOSED: WireState = { name: 'CLOSED', fin: undefined };

const to = (name: StateName, fin: SeqNum | undefined): WireState => ({ name, fin });

const NAMED: Readonly<Record<StateName, WireState>> = {
  CLOSED,
  'SYN-SENT': to('SYN-SENT', undefined),
  'SYN-RECEIVED': to('SYN-RECEIVED', undefined),
  ESTABLISHED: to('ESTABLISHED', undefined),
  'FIN-WAIT-1': to('FIN-WAIT-1', undefined),
  'FIN-WAIT-2': to('FIN-WAIT-2', undefined),
  'CLOSE-WAIT': to('CLOSE-WAIT', undefined),
  CLOSING: to('CLOSING', undefined),
  'LAST-ACK': to('LAST-ACK', undefined),
  'TIME-WAIT': to('TIME-WAIT', undefined),
};

/** After the end sent this segment. */
export const sent = (state: WireState, segment: TcpSegment): WireState => {
  const { control } = segment;
  if ((control & RST) !== 0) return CLOSED;
  if ((control & SYN) !== 0) {
    if ((control & ACK) !== 0) return NAMED['SYN-RECEIVED'];
    return state.name === 'CLOSED' || state.name === 'TIME-WAIT' ? NAMED['SYN-SENT'] : state;
  }
  if ((control & FIN) === 0 || state.fin !== undefined) return state;
  const fin = plus(segment.seq, segmentLength(segment));
  if (state.name === 'SYN-RECEIVED' || state.name === 'ESTABLISHED') return to('FIN-WAIT-1', fin);
  return state.name === 'CLOSE-WAIT' ? to('LAST-ACK', fin) : state;
};

const acknowledgedFin = (state: WireState): WireState => {
  if (state.name === 'FIN-WAIT-1') return to('FIN-WAIT-2', state.fin);
  if (state.name === 'CLOSING') return to('TIME-WAIT', state.fin);
  return state.name === 'LAST-ACK' ? CLOSED : state;
};

const heardFin = (state: WireState): WireState => {
  if (state.name === 'SYN-RECEIVED' || state.name === 'ESTABLISHED') return NAMED['CLOSE-WAIT'];
  if (state.name === 'FIN-WAIT-1') return to('CLOSING', state.fin);
  return state.name === 'FIN-WAIT-2' ? to('TIME-WAIT', state.fin) : state;
};

/** After this segment reached the end. A FIN that comes before the text in front of it is taken for heard: a bystander keeps no queue. */
export const reached = (state: WireState, segment: TcpSegment): WireState => {
  const { control } = segment;
  if ((control & RST) !== 0) return state.name === 'TIME-WAIT' ? state : CLOSED;
  if ((control & SYN) !== 0) {
    return state.name === 'SYN-SENT' && (control & ACK) !== 0 ? NAMED.ESTABLISHED : state;
  }
  let next = state;
  if ((control & ACK) !== 0) {
    if (state.name === 'SYN-RECEIVED') next = NAMED.ESTABLISHED;
    else if (state.fin !== undefined && geq(segment.ack, state.fin)) next = acknowledgedFin(state);
  }
  return (control & FIN) === 0 ? next : heardFin(next);
};
