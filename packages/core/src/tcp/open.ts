import { EMPTY_ROPE } from '../basis/rope.ts';
import type { Endpoint } from '../wire/addresses.ts';
import { seqnum } from '../wire/seqnum.ts';
import { initialSequence } from './initialSequence.ts';
import { receiveMss, shiftFor } from './handshakeOptions.ts';
import { unmeasured } from './roundTrip.ts';
import type { ConnectionId, TcpOptions } from './Service.ts';
import type { ConnectionState, Fixed, Tcb } from './Tcb.ts';
import { NEVER, NO_DEBTS, NO_TIMERS } from './Tcb.ts';
import type { TcpConfig } from './Turn.ts';
import type { Instant } from '../basis/time.ts';

/** What is known when a block is made: by an active OPEN, or by a SYN that came to a listener. */
export interface Birth {
  readonly id: ConnectionId;
  readonly state: ConnectionState;
  readonly local: Endpoint;
  readonly remote: Endpoint;
  readonly options: TcpOptions;
  readonly listener: ConnectionId;
}

const fixedOf = (birth: Birth, config: TcpConfig, iss: Fixed['iss']): Fixed => {
  const rmss = receiveMss(config.mtu);
  return {
    iss,
    irs: seqnum(0),
    smss: Math.min(config.parameters.defaultMss, rmss),
    rmss,
    scaling: true,
    sendShift: 0,
    receiveShift: shiftFor(birth.options.receiveBuffer),
    options: birth.options,
    listener: birth.listener,
    known: birth.listener === 0,
    released: false,
    probes: 0,
    windowProbes: 0,
    softError: undefined,
  };
};

/**
 * A new block, before its SYN is sent.
 *
 * RFC     9293 §3.10.1; 6528
 *
 * @category constructors
 * @since 0.1.0
 */
export const newBlock = (config: TcpConfig, birth: Birth, now: Instant): Tcb => {
  const iss = initialSequence(config.seed, birth.local, birth.remote, now);
  const fixed = fixedOf(birth, config, iss);
  return {
    id: birth.id,
    state: birth.state,
    local: birth.local,
    remote: birth.remote,
    snd: {
      una: iss,
      nxt: iss,
      wnd: 0,
      wl1: seqnum(0),
      wl2: seqnum(0),
      resend: iss,
      maxWnd: 0,
      buffer: EMPTY_ROPE,
      finQueued: false,
    },
    rcv: {
      nxt: seqnum(0),
      // What a SYN can say: it is never scaled.
      wnd: Math.min(birth.options.receiveBuffer, 65_535),
      up: seqnum(0),
      buffer: EMPTY_ROPE,
      held: [],
      fin: undefined,
      capacity: birth.options.receiveBuffer,
    },
    rtt: unmeasured(config.parameters, iss),
    congestion: config.congestionControl.initial(fixed.smss, config.parameters.initialWindow, iss),
    timers: NO_TIMERS,
    fixed,
    debts: NO_DEBTS,
    armed: NEVER,
  };
};
