import type { Endpoint } from '../wire/addresses.ts';
import type { Rope } from '../basis/rope.ts';
import type { Duration } from '../basis/time.ts';
import type { TcpStatus } from './TcpStatus.ts';

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
  /** TCP_KEEPIDLE, TCP_KEEPINTVL, TCP_KEEPCNT; undefined: the profile's. */
  readonly keepIdle: Duration | undefined;
  readonly keepInterval: Duration | undefined;
  readonly keepCount: number | undefined;
  /** TCP_USER_TIMEOUT: how long sent text may stay unacknowledged; undefined: the profile's R2. (RFC 9293 §3.9.1, RFC 5482) */
  readonly userTimeout: Duration | undefined;
  /** TCP_SYNCNT: how often a SYN is sent again; undefined: the profile's. */
  readonly synRetransmissions: number | undefined;
  /** TCP_MAXSEG: the MSS that is offered, and never sent beyond, octets; undefined: the link's. */
  readonly maximumSegment: number | undefined;
  /** TCP_CORK: only full segments leave, until it is taken off. */
  readonly cork: boolean;
  /** TCP_NOTSENT_LOWAT: how many unsent octets may wait while the user is told that there is room; undefined: any. */
  readonly unsentLowWater: number | undefined;
  /** TCP_QUICKACK: true acknowledges at once, false delays; undefined: the profile's way. */
  readonly quickAck: boolean | undefined;
  /** TCP_FASTOPEN of a listener: how many connections may be open before their handshake is complete; 0: none. (RFC 7413) */
  readonly fastOpen: number;
  /** TCP_CONGESTION: the name of a congestion control; undefined: the profile's. */
  readonly congestion: string | undefined;
  /** TCP_LINGER2: how long FIN-WAIT-2 is kept for a user who is gone; undefined: the profile's. */
  readonly linger2: Duration | undefined;
  /** SO_OOBINLINE: urgent octets stay in the stream. (RFC 6093 §4: they should) */
  readonly urgentInline: boolean;
  /** IP_TOS and IP_TTL of what is sent; undefined: the host's. */
  readonly typeOfService: number;
  readonly timeToLive: number | undefined;
  /** IP_MTU_DISCOVER: may routers fragment (`dont`), or do we look for the path's MTU (`do`)? undefined: the profile's. */
  readonly pathMtuDiscovery: 'do' | 'dont' | undefined;
}

/** What a socket has before anybody sets anything. */
export const DEFAULT_TCP_OPTIONS: TcpOptions = {
  noDelay: false,
  keepAlive: false,
  sendBuffer: 131_072,
  receiveBuffer: 131_072,
  keepIdle: undefined,
  keepInterval: undefined,
  keepCount: undefined,
  userTimeout: undefined,
  synRetransmissions: undefined,
  maximumSegment: undefined,
  cork: false,
  unsentLowWater: undefined,
  quickAck: undefined,
  fastOpen: 0,
  congestion: undefined,
  linger2: undefined,
  urgentInline: false,
  typeOfService: 0,
  timeToLive: undefined,
  pathMtuDiscovery: undefined,
};

/** MSG_MORE: more will follow, so what is no full segment waits. */
export const MORE = 1;
/** MSG_OOB: the last of these octets is urgent. */
export const URGENT = 2;
/** MSG_EOR: a record ends here: what follows goes into segments of its own. */
export const END_OF_RECORD = 4;

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
        /**
         * MSG_FASTOPEN, TCP_FASTOPEN_CONNECT: octets that may ride on the SYN. Undefined: an ordinary open. Answered by `Taken`
         * after `Named`: its count is what rides on the SYN, 0 where no cookie of the server is known; what was not taken is
         * to be sent once the connection is established. Empty asks for a cookie. (RFC 7413)
         */
        readonly early: Rope | undefined;
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
    | {
        readonly _tag: 'Send';
        readonly connection: ConnectionId;
        readonly octets: Rope;
        /** MORE, URGENT, END_OF_RECORD, or 0. */
        readonly marks: number;
      }
    /** RECEIVE. Answered at once by `Received`; nothing and not ended means: wait for `Readable`. With `peek` the octets stay. */
    | { readonly _tag: 'Receive'; readonly connection: ConnectionId; readonly size: number; readonly peek: boolean }
    /** RECEIVE, the urgent octet that was taken out of the stream (MSG_OOB). Answered at once by `ReceivedUrgent`. */
    | { readonly _tag: 'ReceiveUrgent'; readonly connection: ConnectionId; readonly peek: boolean }
    /** STATUS. Answered at once by `Status`. (RFC 9293 §3.10.6) */
    | { readonly _tag: 'Status'; readonly connection: ConnectionId }
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
    /** `octet` is undefined when there is none, or the user reads urgent octets in line. */
    | { readonly _tag: 'ReceivedUrgent'; readonly connection: ConnectionId; readonly octet: number | undefined }
    /**
     * The peer points at urgent text that is new, or ends later than was told. `ahead`: so many octets will be received before the
     * urgent one, those that have not come yet among them. (RFC 9293 §3.8.5, MUST-31, MUST-32)
     */
    | { readonly _tag: 'Urgent'; readonly connection: ConnectionId; readonly ahead: number }
    /** `status` is undefined when the connection is gone. */
    | { readonly _tag: 'Status'; readonly connection: ConnectionId; readonly status: TcpStatus | undefined }
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
