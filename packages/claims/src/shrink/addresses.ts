// The address of a frame on a line: what it means, and the how-manieth of that meaning it is. Ordinals among all frames are the last
// resort: whoever takes one fault away changes how many frames there are, and every ordinal behind it means another frame.
import type { EthernetFrame, Frame } from '@sockeye/core';
import { SYN, valueOf } from '@sockeye/core';
import type { Meaning, MeaningSet, Octets } from '@sockeye/sim';
import { meaningBit, meaningsOf } from '@sockeye/sim';
import { E } from '../basis/fp.ts';

/** The part of a scripted fault that names a frame in its direction. */
export interface Address {
  readonly meaning: Meaning;
  readonly octets?: Octets;
  readonly occurrence: number;
}

/** What is tried in turn: what a frame means most, first. */
const BY_MEANING: ReadonlyArray<Meaning> = ['SYN', 'SYN-ACK', 'RST', 'FIN', 'ack', 'udp', 'icmp', 'arp', 'frame'];

const BITS: ReadonlyArray<readonly [Meaning, MeaningSet]> = BY_MEANING.map((meaning) => [meaning, meaningBit(meaning)]);

/** A connection in one direction, as its segments name it. */
const flowOf = (frame: EthernetFrame): string => {
  const packet = frame.payload;
  if (packet._tag !== 'Ipv4' || packet.payload._tag !== 'Tcp') return '';
  const { sourcePort, destinationPort } = packet.payload;
  return `${packet.source}:${sourcePort}>${packet.destination}:${destinationPort}`;
};

/**
 * Reads the frames of one line in the order in which they were put in. Local to one recording.
 *
 * It counts as the line itself does, so that an address means the same frame when the script is performed.
 */
export class AddressBook {
  private readonly counts: Map<Meaning, number> = new Map();
  private readonly origins: Map<string, number> = new Map();
  private readonly texts: Array<Octets> = [];

  /** The next frame: gives what finds its address, which costs nothing where nobody asks. */
  next(data: Frame): () => Address {
    const value = valueOf(data);
    const frame = E.isRight(value) ? value.right : undefined;
    const set = meaningsOf(frame);
    for (const [meaning, bit] of BITS) {
      if ((set & bit) !== 0) this.counts.set(meaning, (this.counts.get(meaning) ?? 0) + 1);
    }
    const octets = frame === undefined ? undefined : this.textOf(frame);
    if (octets !== undefined) this.texts.push(octets);
    const seen = this.texts.length;
    const counts = BITS.flatMap(([meaning, bit]) =>
      (set & bit) === 0 ? [] : [[meaning, this.counts.get(meaning) ?? 1] as const],
    );
    return () => {
      if (octets !== undefined) return { meaning: 'data', octets, occurrence: this.sendings(octets, seen) };
      const [meaning, occurrence] = counts[0] ?? (['frame', 1] as const);
      return { meaning, occurrence };
    };
  }

  /** How many of the first frames have any of these octets. */
  private sendings(octets: Octets, among: number): number {
    let sendings = 0;
    for (let i = 0; i < among; i++) {
      const text = this.texts[i];
      if (text !== undefined && text.first <= octets.last && text.last >= octets.first) sendings += 1;
    }
    return sendings;
  }

  /** The octets of a connection's text that it carries, the first one is 1; undefined: none, or its beginning was not seen. */
  private textOf(frame: EthernetFrame): Octets | undefined {
    const packet = frame.payload;
    if (packet._tag !== 'Ipv4' || packet.payload._tag !== 'Tcp') return undefined;
    const { seq, control, payload } = packet.payload;
    const flow = flowOf(frame);
    if ((control & SYN) !== 0) {
      this.origins.set(flow, seq);
      return undefined;
    }
    const origin = this.origins.get(flow);
    if (origin === undefined || payload.length === 0) return undefined;
    const first = (seq - origin) >>> 0;
    // A script writes numbers from 1; a segment before the beginning (a keep-alive) is named by its count.
    return first < 1 ? undefined : { first, last: first + payload.length - 1 };
  }
}
