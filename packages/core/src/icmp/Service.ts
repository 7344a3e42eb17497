import type { Ipv4Address } from '../wire/addresses.ts';
import type { Bytes } from '../basis/bytes.ts';

/** What the echo floor offers: to ask for an echo, and to be told of one. (RFC 792; RFC 1122 §3.2.2.6) */
export interface IcmpService {
  readonly request: {
    readonly _tag: 'EchoRequest';
    readonly source: Ipv4Address;
    readonly destination: Ipv4Address;
    readonly identifier: number;
    readonly sequence: number;
    readonly data: Bytes;
  };
  readonly indication:
    | {
        readonly _tag: 'EchoReply';
        readonly source: Ipv4Address;
        readonly identifier: number;
        readonly sequence: number;
        readonly data: Bytes;
      }
    | {
        readonly _tag: 'EchoFailed';
        readonly destination: Ipv4Address;
        readonly identifier: number;
        readonly type: number;
        readonly code: number;
      };
}
