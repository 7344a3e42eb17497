import type { Tcb } from '../Tcb.ts';

/**
 * Was this connection given to its user before its handshake was complete? Then it may send and receive in SYN-RECEIVED.
 *
 * RFC     7413 §4.2.2
 *
 * @category arithmetic
 * @since 0.1.0
 */
export const isEarly = (t: Tcb): boolean => t.state === 'SYN-RECEIVED' && t.fixed.known && t.fixed.listener !== 0;
