// What a frame means, for those who name it so: selectors of faults. Read off the value; on the lazy wire no byte is made for it.
import type { EthernetFrame, TcpSegment } from '@sockeye/core';
import { ACK, FIN, RST, SYN } from '@sockeye/core';
import type { Meaning } from './Fault.ts';
import { MEANINGS } from './Fault.ts';

/** A set of meanings, one bit each, in the order of `MEANINGS`. */
export type MeaningSet = number;

/** The bit of a meaning. */
export const meaningBit = (meaning: Meaning): MeaningSet => 1 << MEANINGS.indexOf(meaning);

const S = meaningBit('SYN');
const SA = meaningBit('SYN-ACK');
const F = meaningBit('FIN');
const R = meaningBit('RST');
const DATA = meaningBit('data');
const A = meaningBit('ack');
const UDP = meaningBit('udp');
const ICMP = meaningBit('icmp');
const ARP = meaningBit('arp');
const FRAME = meaningBit('frame');

const segmentMeaning = (segment: TcpSegment): MeaningSet => {
  const { control } = segment;
  let set = 0;
  if ((control & SYN) !== 0) set |= (control & ACK) !== 0 ? SA : S;
  if ((control & FIN) !== 0) set |= F;
  if ((control & RST) !== 0) set |= R;
  if (segment.payload.length > 0) set |= DATA;
  return set === 0 && (control & ACK) !== 0 ? A : set;
};

/** All that a frame means; one that cannot be read is still a frame. */
export const meaningsOf = (frame: EthernetFrame | undefined): MeaningSet => {
  if (frame === undefined) return FRAME;
  // A VLAN tag changes nothing of what the frame means.
  const packet = frame.payload._tag === 'Tagged' ? frame.payload.payload : frame.payload;
  if (packet._tag === 'Arp') return FRAME | ARP;
  if (packet._tag !== 'Ipv4') return FRAME;
  switch (packet.payload._tag) {
    case 'Tcp':
      return FRAME | segmentMeaning(packet.payload);
    case 'Udp':
      return FRAME | UDP;
    case 'Icmp':
      return FRAME | ICMP;
    case 'Raw':
    case 'Malformed':
      return FRAME;
  }
};

/** How many frames of each meaning went by, in the order of `MEANINGS`. */
export type Counts = ReadonlyArray<number>;

/** None went by yet. */
export const NO_COUNTS: Counts = MEANINGS.map(() => 0);

/** One frame more. */
export const count = (counts: Counts, set: MeaningSet): Counts => {
  const next = counts.slice();
  for (let i = 0; i < next.length; i++) if ((set & (1 << i)) !== 0) next[i] = (next[i] ?? 0) + 1;
  return next;
};
