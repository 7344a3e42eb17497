// What joins more than two cables: a hub, which repeats; a switch, which learns. (IEEE 802.1D §7)
import type { EthernetFrame, Instant, Rules, Table } from '@sockeye/core';
import { BROADCAST_MAC, isGroupMac, rules as table } from '@sockeye/core';
import type { Station } from './World.ts';

/** How long a station is believed to be where it was heard: 300 s. (IEEE 802.1D §7.9.2, recommended) */
export const AGEING_TIME = 300_000_000_000;

/** The rules of a switch. */
export const rules: Rules<'forwarded' | 'flooded' | 'filtered' | 'discarded'> = table('switch', {
  forwarded: ['IEEE 802.1D §7.7', 'A frame to a station that was heard goes out at the port where it was heard.'],
  flooded: ['IEEE 802.1D §7.7', 'A frame to all, to a group or to an unknown station goes out at every other port.'],
  filtered: ['IEEE 802.1D §7.7', 'A frame to a station that was heard at the same port goes no further.'],
  discarded: ['IEEE 802.1D §7.5', 'A frame whose check sequence is wrong is not repeated.'],
});

/** What a switch does with a frame: where it knows stations to be, and at which ports the frame goes out. */
export interface Bridged {
  readonly stations: Table<Station>;
  readonly out: ReadonlyArray<number>;
  readonly rule: keyof typeof rules;
  readonly detail: string;
}

const others = (ports: number, port: number): ReadonlyArray<number> =>
  Array.from({ length: ports }, (_, i) => i).filter((i) => i !== port);

/** A hub repeats whatever it hears at every other port, whole or broken. */
export const repeat = (ports: number, port: number): ReadonlyArray<number> => others(ports, port);

/**
 * Forwards a frame as a learning switch does. Forwarding takes no time of its own.
 *
 * Takes   what was learned, the number of ports, the port at which the frame came; the frame, undefined if its check
 *         sequence is wrong; the instant
 * Gives   what is known now, and the ports at which the frame goes out
 * Fails   never
 *
 * @category step
 * @since 0.1.0
 */
export const forward = (
  stations: Table<Station>,
  ports: number,
  port: number,
  frame: EthernetFrame | undefined,
  now: Instant,
): Bridged => {
  if (frame === undefined) return { stations, out: [], rule: 'discarded', detail: `port ${port}` };
  // A group address is no station, and teaches nothing.
  const learned = isGroupMac(frame.source) ? stations : stations.set(frame.source, { port, heard: now });
  const known = frame.destination === BROADCAST_MAC ? undefined : learned.get(frame.destination);
  if (known === undefined || isGroupMac(frame.destination) || now - known.heard > AGEING_TIME) {
    return { stations: learned, out: others(ports, port), rule: 'flooded', detail: `from port ${port}` };
  }
  return known.port === port
    ? { stations: learned, out: [], rule: 'filtered', detail: `port ${port}` }
    : { stations: learned, out: [known.port], rule: 'forwarded', detail: `from port ${port} to port ${known.port}` };
};
