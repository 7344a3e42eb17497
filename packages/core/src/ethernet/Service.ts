import type { MacAddress } from '../wire/addresses.ts';
import type { FramePayload } from '../wire/packets.ts';

/** What Ethernet offers the floor above: a frame to a station, and the frames that were meant for us. */
export interface EthernetService {
  readonly request: { readonly destination: MacAddress; readonly etherType: number; readonly payload: FramePayload };
  readonly indication: {
    readonly source: MacAddress;
    /** Sent to all stations, or to a group: then no ICMP error may answer it. (RFC 1122 §3.2.2) */
    readonly group: boolean;
    readonly etherType: number;
    readonly payload: FramePayload;
  };
}
