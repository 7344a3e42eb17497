import type { TcpSegment } from './packets.ts';

/** No more data from the sender. (RFC 9293 §3.1) */
export const FIN = 0x001;
/** Synchronize sequence numbers. */
export const SYN = 0x002;
/** Reset the connection. */
export const RST = 0x004;
/** Push function. */
export const PSH = 0x008;
/** The acknowledgment field is significant. */
export const ACK = 0x010;
/** The urgent pointer field is significant. */
export const URG = 0x020;
/** ECN-Echo. (RFC 3168) */
export const ECE = 0x040;
/** Congestion window reduced. (RFC 3168) */
export const CWR = 0x080;
/** Accurate ECN. (RFC 9768) */
export const AE = 0x100;

/** Does the segment carry this flag? */
export const has = (segment: TcpSegment, flag: number): boolean => (segment.control & flag) !== 0;

/** SEG.LEN: the octets of the text, and one each for SYN and FIN. (RFC 9293 §3.4) */
export const segmentLength = (segment: TcpSegment): number =>
  segment.payload.length + ((segment.control & SYN) !== 0 ? 1 : 0) + ((segment.control & FIN) !== 0 ? 1 : 0);

const NAMES: ReadonlyArray<readonly [flag: number, name: string]> = [
  [SYN, 'SYN'],
  [FIN, 'FIN'],
  [RST, 'RST'],
  [PSH, 'PSH'],
  [ACK, 'ACK'],
  [URG, 'URG'],
  [ECE, 'ECE'],
  [CWR, 'CWR'],
  [AE, 'AE'],
];

/** The flags that are set, as the ladder prints them: `SYN,ACK`. */
export const showControl = (control: number): string =>
  NAMES.filter(([flag]) => (control & flag) !== 0)
    .map(([, name]) => name)
    .join(',');
