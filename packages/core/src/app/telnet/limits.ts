/** What a peer may make us hold. */
export interface TelnetLimits {
  /** Octets of one subnegotiation; a longer one is thrown away as a whole. */
  readonly subnegotiation: number;
  /** Names of terminal types that are asked for, whether or not the list has come to its end. */
  readonly terminalTypes: number;
  /** Letters of the name of a terminal type (RFC 1091 allows 40). */
  readonly terminalName: number;
}

export const LIMITS: TelnetLimits = { subnegotiation: 512, terminalTypes: 16, terminalName: 40 };
