// A capture file as packets. Both of tcpdump's formats: the old one, and pcapng.

/** A packet of a capture. */
export interface Captured {
  /** Nanoseconds; since 1970 in captures of real networks, since the beginning in ours. */
  readonly at: bigint;
  readonly octets: Uint8Array;
  /** How long it was on the wire, where less was kept. */
  readonly length: number;
  /** The kind of its lowest header. (tcpdump.org/linktypes) */
  readonly linkType: number;
  /** Octets of a frame check sequence at its end. */
  readonly fcsLength: number;
  readonly comment: string;
}

/** Ethernet, the only link type that is dissected. */
export const ETHERNET = 1;

/** What is wrong with a file, and at which octet. Thrown by the readers. */
export class Unreadable extends Error {
  constructor(at: number, says: string) {
    super(`at octet ${at}: ${says}`);
    this.name = 'Unreadable';
  }
}

/** No packet of any network is longer. */
const LONGEST = 16_777_216;

/** A place in a file. Every read is checked: a file may end anywhere. */
export class Cursor {
  readonly octets: Uint8Array;
  private readonly view: DataView;
  isLittle = false;

  constructor(octets: Uint8Array) {
    this.octets = octets;
    this.view = new DataView(octets.buffer, octets.byteOffset, octets.length);
  }

  private within(at: number, length: number): void {
    if (at + length > this.octets.length) {
      throw new Unreadable(
        at,
        `the file ends in the middle: ${length} octets were expected, and ${Math.max(0, this.octets.length - at)} are there`,
      );
    }
  }

  u16(at: number): number {
    this.within(at, 2);
    return this.view.getUint16(at, this.isLittle);
  }

  u32(at: number): number {
    this.within(at, 4);
    return this.view.getUint32(at, this.isLittle);
  }

  /** So many octets; what cannot be a packet is refused before it is believed. */
  slice(at: number, length: number): Uint8Array {
    if (length > LONGEST) throw new Unreadable(at, `a packet of ${length} octets cannot be`);
    this.within(at, length);
    return this.octets.subarray(at, at + length);
  }
}
