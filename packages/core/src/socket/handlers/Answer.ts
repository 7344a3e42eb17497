import type { AnyRequest, CallName, Calls, SocketCallName } from '../calls/Calls.ts';
import type { Waiting, WaitsFor } from '../State.ts';
import type { Turn } from '../Turn.ts';

/** What a handler answers: the reply, an error that the table of calls gives for this call, or what the call waits for. */
export type Answer<N extends CallName> =
  | { readonly _tag: 'Return'; readonly reply: Calls[N]['reply'] }
  | { readonly _tag: 'Fail'; readonly errno: Calls[N]['error'] }
  | {
      readonly _tag: 'Wait';
      readonly for: WaitsFor;
      /** The call with what was done of it so far. */
      readonly call: Waiting;
    };

/**
 * Answers a call, and answers it again each time when something has changed that it may wait for.
 *
 * It may change the turn only when it does not wait, or by asking the transport.
 *
 * @category calls
 * @since 0.1.0
 */
export type Handler<N extends SocketCallName> = (
  turn: Turn,
  call: Waiting<Extract<AnyRequest, { readonly call: N }>>,
) => Answer<N>;

/** The call has its reply. */
export const reply = <A>(value: A): { readonly _tag: 'Return'; readonly reply: A } => ({
  _tag: 'Return',
  reply: value,
});

/** The call has its reply, which says nothing. */
export const DONE: { readonly _tag: 'Return'; readonly reply: undefined } = { _tag: 'Return', reply: undefined };

/** The call fails. */
export const fail = <X>(errno: X): { readonly _tag: 'Fail'; readonly errno: X } => ({ _tag: 'Fail', errno });

/** The call waits. */
export const wait = (
  call: Waiting,
  what: WaitsFor,
): { readonly _tag: 'Wait'; readonly for: WaitsFor; readonly call: Waiting } => ({ _tag: 'Wait', for: what, call });

/** The same call, with this much of its octets taken, to be given up at this instant. */
export const withProgress = (
  call: Waiting,
  octets: Waiting['octets'],
  sent: number,
  deadline: Waiting['deadline'],
): Waiting => ({ id: call.id, caller: call.caller, request: call.request, for: call.for, deadline, octets, sent });
