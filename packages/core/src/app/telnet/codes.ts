// The numbers of RFC 854 and of the options that we speak.

/** Interpret as command: the escape octet. */
export const IAC = 255;

/** Commands, by the names that RFC 854 gives them. */
export const COMMAND = {
  SE: 240,
  NOP: 241,
  DM: 242,
  BRK: 243,
  IP: 244,
  AO: 245,
  AYT: 246,
  EC: 247,
  EL: 248,
  GA: 249,
  SB: 250,
  WILL: 251,
  WONT: 252,
  DO: 253,
  DONT: 254,
} as const;

/** A command that stands for itself: no option and no text belong to it. */
export type Signal = 'BRK' | 'IP' | 'AO' | 'AYT' | 'EC' | 'EL' | 'GA';

const SIGNALS: ReadonlyArray<Signal> = ['BRK', 'IP', 'AO', 'AYT', 'EC', 'EL', 'GA'];

/** The signal that an octet after IAC stands for. */
export const signalOf = (octet: number): Signal | undefined => SIGNALS.find((name) => COMMAND[name] === octet);

/** The options that we know. (RFC 856, 857, 858, 859, 860, 1091, 1073) */
export const OPTION = {
  BINARY: 0,
  ECHO: 1,
  'SUPPRESS-GO-AHEAD': 3,
  STATUS: 5,
  'TIMING-MARK': 6,
  'TERMINAL-TYPE': 24,
  NAWS: 31,
} as const;

/** The name of an option that we know. */
export type TelnetOption = keyof typeof OPTION;

const NAMES = Object.keys(OPTION) as ReadonlyArray<TelnetOption>;

/** The option that a number stands for; undefined: one that we refuse. */
export const optionOf = (octet: number): TelnetOption | undefined => NAMES.find((name) => OPTION[name] === octet);

/** The codes inside subnegotiations of STATUS and TERMINAL-TYPE. (RFC 859, 1091) */
export const IS = 0;
export const SEND = 1;
