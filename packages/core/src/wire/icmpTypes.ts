// Types and codes of ICMP, with the words of the RFCs. (RFC 792; RFC 1122 §3.2.2; RFC 1812 §5.2.7.1)

/** Types that the house sends or reads. */
export const ICMP_TYPE = {
  echoReply: 0,
  destinationUnreachable: 3,
  sourceQuench: 4,
  redirect: 5,
  echo: 8,
  timeExceeded: 11,
  parameterProblem: 12,
  timestamp: 13,
  timestampReply: 14,
} as const;

/** Codes of Destination Unreachable. */
export const UNREACHABLE = {
  net: 0,
  host: 1,
  protocol: 2,
  port: 3,
  fragmentationNeeded: 4,
  sourceRouteFailed: 5,
  administrativelyProhibited: 13,
} as const;

/** Codes of Time Exceeded. */
export const TIME_EXCEEDED = { inTransit: 0, reassembly: 1 } as const;

const TYPES: ReadonlyArray<readonly [number, string]> = [
  [0, 'Echo Reply'],
  [3, 'Destination Unreachable'],
  [4, 'Source Quench'],
  [5, 'Redirect'],
  [8, 'Echo'],
  [9, 'Router Advertisement'],
  [10, 'Router Solicitation'],
  [11, 'Time Exceeded'],
  [12, 'Parameter Problem'],
  [13, 'Timestamp'],
  [14, 'Timestamp Reply'],
  [15, 'Information Request'],
  [16, 'Information Reply'],
];

const CODES: ReadonlyArray<readonly [type: number, code: number, name: string]> = [
  [3, 0, 'net unreachable'],
  [3, 1, 'host unreachable'],
  [3, 2, 'protocol unreachable'],
  [3, 3, 'port unreachable'],
  [3, 4, 'fragmentation needed and DF set'],
  [3, 5, 'source route failed'],
  [3, 6, 'destination network unknown'],
  [3, 7, 'destination host unknown'],
  [3, 8, 'source host isolated'],
  [3, 9, 'communication with destination network administratively prohibited'],
  [3, 10, 'communication with destination host administratively prohibited'],
  [3, 11, 'network unreachable for type of service'],
  [3, 12, 'host unreachable for type of service'],
  [3, 13, 'communication administratively prohibited'],
  [3, 14, 'host precedence violation'],
  [3, 15, 'precedence cutoff in effect'],
  [5, 0, 'for the network'],
  [5, 1, 'for the host'],
  [5, 2, 'for the type of service and network'],
  [5, 3, 'for the type of service and host'],
  [11, 0, 'time to live exceeded in transit'],
  [11, 1, 'fragment reassembly time exceeded'],
  [12, 0, 'pointer indicates the error'],
  [12, 1, 'missing a required option'],
];

/**
 * The name of an ICMP type, or undefined.
 *
 * @example
 * icmpTypeName(3) // 'Destination Unreachable'
 *
 * @category trace
 * @since 0.1.0
 */
export const icmpTypeName = (type: number): string | undefined => TYPES.find(([known]) => known === type)?.[1];

/**
 * What a code means under its type, or undefined.
 *
 * @example
 * icmpCodeName(3, 3) // 'port unreachable'
 *
 * @category trace
 * @since 0.1.0
 */
export const icmpCodeName = (type: number, code: number): string | undefined =>
  CODES.find((row) => row[0] === type && row[1] === code)?.[2];

/** Does a message of this type quote the packet that caused it? Then it is an error, and no error may answer it. (RFC 1122 §3.2.2) */
export const isIcmpError = (type: number): boolean =>
  type === ICMP_TYPE.destinationUnreachable ||
  type === ICMP_TYPE.sourceQuench ||
  type === ICMP_TYPE.redirect ||
  type === ICMP_TYPE.timeExceeded ||
  type === ICMP_TYPE.parameterProblem;
