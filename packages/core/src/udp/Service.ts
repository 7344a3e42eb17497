import type { Endpoint } from '../wire/addresses.ts';
import type { Rope } from '../basis/rope.ts';

/** Who is told of a datagram: a number that the floor above chose when it bound. */
export type UdpUser = number;

/** What UDP offers the sockets: to own a port, to send a datagram from it, and to be told of those that come. (RFC 768, User Interface) */
export interface UdpService {
  readonly request:
    /** `local.address` may be 0.0.0.0. With a `remote`, only its datagrams are delivered, and its errors told: a connected socket. Binding again changes the ends. */
    | { readonly _tag: 'Bind'; readonly user: UdpUser; readonly local: Endpoint; readonly remote: Endpoint | undefined }
    | { readonly _tag: 'Unbind'; readonly user: UdpUser }
    /** `source.address` is never 0.0.0.0: the floor above has chosen it. */
    | { readonly _tag: 'Send'; readonly source: Endpoint; readonly destination: Endpoint; readonly payload: Rope };
  readonly indication:
    | {
        readonly _tag: 'Arrived';
        readonly user: UdpUser;
        readonly source: Endpoint;
        readonly destination: Endpoint;
        readonly payload: Rope;
      }
    /** An ICMP error about a datagram from this user; `hard` is one that ends all hope (RFC 1122 §4.1.3.3). */
    | {
        readonly _tag: 'Failed';
        readonly user: UdpUser;
        readonly type: number;
        readonly code: number;
        readonly remote: Endpoint;
      };
}
