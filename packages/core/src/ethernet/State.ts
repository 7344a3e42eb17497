import { O } from '../basis/fp.ts';
import type { Instant } from '../basis/time.ts';
import type { MacAddress } from '../wire/addresses.ts';

/** What a station is made of. */
export interface EthernetConfig {
  readonly mac: MacAddress;
  /** The largest payload of a frame, octets; 1500 where nothing is said. */
  readonly mtu?: number;
}

/** What a station remembers: only how often it kept silent, and why. */
export interface EthernetState {
  /** Frames that could not be read: a wrong FCS, or octets that are no frame. */
  readonly malformed: number;
  /** Frames for other stations, as a hub brings them. */
  readonly foreign: number;
  /** Frames whose source claimed to be a group. */
  readonly groupSource: number;
  /** Frames of a VLAN, or of a provider: none of them is ours. */
  readonly otherVlan: number;
  /** Payloads of ours that were larger than the MTU. */
  readonly tooLong: number;
}

export const initial: EthernetState = { malformed: 0, foreign: 0, groupSource: 0, otherVlan: 0, tooLong: 0 };

/** Ethernet waits for nothing. */
export const deadline = (_state: EthernetState): O.Option<Instant> => O.none;

/** What is wrong with a state; nothing, ever. */
export const invariant = (state: EthernetState): ReadonlyArray<string> =>
  [state.malformed, state.foreign, state.groupSource, state.otherVlan, state.tooLong].every(
    (count) => Number.isInteger(count) && count >= 0,
  )
    ? []
    : ['a count is no count'];
