import type { Endpoint } from '../wire/addresses.ts';
import type { Rope } from '../basis/rope.ts';

/** The local connection name of RFC 9293 §3.9.1: TCP gives it, its user keeps it. */
export type ConnectionId = number;

/** Why a connection ended. */
export type Ending =
  /** Both sides closed; or the user closed or aborted. */
  | 'closed'
  /** A RST came in a synchronized state. */
  | 'reset'
  /** A RST answered our SYN. */
  | 'refused'
  /** The user timeout or R2 was reached. */
  | 'timed-out'
  /** An ICMP error before the connection was established. */
  | 'host-unreachable'
  | 'network-unreachable'
  /** The pair of endpoints is in use already. */
  | 'in-use';

/** What a user may set for one connection; a listener's connections inherit it. */
export interface TcpOptions {
  /** TCP_NODELAY: true turns the Nagle algorithm off. (RFC 9293 §3.7.4) */
  readonly noDelay: boolean;
  /** SO_KEEPALIVE. (RFC 9293 §3.8.4) */
  readonly keepAlive: boolean;
  /** SO_SNDBUF, SO_RCVBUF: octets. */
  readonly sendBuffer: number;
  readonly receiveBuffer: number;
}

/** What TCP offers the sockets: the user calls of RFC 9293 §3.9.1, and what it tells its user. */
export interface TcpService {
  readonly request:
    /** OPEN, active. Answered at once by `Named`, later by `Established` or `Ended`. `reference` comes back in `Named`. */
    | {
        readonly _tag: 'Open';
        readonly reference: number;
        readonly local: Endpoint;
        readonly remote: Endpoint;
        readonly options: TcpOptions;
      }
    /** OPEN, passive. Answered at once by `Named`. `backlog`: how many connections may wait to be accepted. */
    | {
        readonly _tag: 'Listen';
        readonly reference: number;
        readonly local: Endpoint;
        readonly backlog: number;
        readonly options: TcpOptions;
      }
    /** SEND. Answered at once by `Taken`; 0 means that the buffer is full: wait for `Writable`. */
    | { readonly _tag: 'Send'; readonly connection: ConnectionId; readonly octets: Rope }
    /** RECEIVE. Answered at once by `Received`; nothing and not ended means: wait for `Readable`. With `peek` the octets stay. */
    | { readonly _tag: 'Receive'; readonly connection: ConnectionId; readonly size: number; readonly peek: boolean }
    /** CLOSE: "I have no more to send". Receiving goes on. On a listener: no new connections; those not yet accepted are aborted. */
    | { readonly _tag: 'Close'; readonly connection: ConnectionId }
    /** The user is gone altogether: CLOSE, and whatever still arrives is answered with RST. (RFC 1122 §4.2.2.13) */
    | { readonly _tag: 'Release'; readonly connection: ConnectionId }
    /** ABORT: RST, and the record is gone. */
    | { readonly _tag: 'Abort'; readonly connection: ConnectionId }
    /** A connection was taken from the listener's queue of established ones. */
    | { readonly _tag: 'Accepted'; readonly listener: ConnectionId }
    | { readonly _tag: 'SetOptions'; readonly connection: ConnectionId; readonly options: TcpOptions }
    /** A listener lets another number wait to be accepted; who waits already may stay. */
    | { readonly _tag: 'SetBacklog'; readonly connection: ConnectionId; readonly backlog: number };
  readonly indication:
    | { readonly _tag: 'Named'; readonly reference: number; readonly connection: ConnectionId }
    /** `listener` is 0 for an active open. */
    | {
        readonly _tag: 'Established';
        readonly connection: ConnectionId;
        readonly listener: ConnectionId;
        readonly local: Endpoint;
        readonly remote: Endpoint;
      }
    | { readonly _tag: 'Taken'; readonly connection: ConnectionId; readonly count: number }
    /** `ended`: the peer's FIN was reached; nothing will follow these octets. */
    | { readonly _tag: 'Received'; readonly connection: ConnectionId; readonly octets: Rope; readonly ended: boolean }
    /** Octets, or the end, can be received. */
    | { readonly _tag: 'Readable'; readonly connection: ConnectionId }
    /** A third of the send buffer is free again. */
    | { readonly _tag: 'Writable'; readonly connection: ConnectionId }
    /** The connection is over. The octets that came before the end can still be received; the name is forgotten with `Release`. */
    | { readonly _tag: 'Ended'; readonly connection: ConnectionId; readonly why: Ending }
    /** After `Release`: the peer has acknowledged all that was sent, and the FIN. Not told if the connection is over before. */
    | { readonly _tag: 'Drained'; readonly connection: ConnectionId }
    /** After `Release`, once, at once or when the last timer is over: the block is deleted, and its two ends are free. */
    | { readonly _tag: 'Forgotten'; readonly connection: ConnectionId };
}
