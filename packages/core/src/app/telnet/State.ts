import { O } from '../../basis/fp.ts';
import type { Instant } from '../../basis/time.ts';
import type { TelnetOption } from './codes.ts';
import { OPTION } from './codes.ts';
import type { TelnetLimits } from './limits.ts';
import { LIMITS } from './limits.ts';
import type { Q } from './options/q.ts';
import { isInForce, OFF } from './options/q.ts';
import type { Side } from './Service.ts';

/** What one side of a Telnet connection is willing to do, and what it is. */
export interface TelnetConfig {
  /** Options that we do when we are asked to. */
  readonly local: ReadonlyArray<TelnetOption>;
  /** Options that the other side may do when it offers to. */
  readonly remote: ReadonlyArray<TelnetOption>;
  /** What our terminal is, the name we prefer first; for a peer that asks. */
  readonly terminalTypes: ReadonlyArray<string>;
  readonly window: Window | undefined;
  /**
   * An IAC before an octet that is no command is left out alone, and the octet counts as text. So it must be where a data mark
   * was sent as urgent and the system has taken it out of the stream: the ABOR of many FTP clients stands behind such an IAC.
   */
  readonly toleratesLoneIac: boolean;
  readonly limits: TelnetLimits;
}

export interface Window {
  readonly columns: number;
  readonly rows: number;
}

/** Nothing is agreed to: a plain NVT, as FTP's control connection is one. (RFC 1123 §4.1.2.12) */
export const PLAIN: TelnetConfig = {
  local: [],
  remote: [],
  terminalTypes: [],
  window: undefined,
  toleratesLoneIac: true,
  limits: LIMITS,
};

/** How far the reading of a command has come. */
export type Parsing = 'text' | 'iac' | 'will' | 'wont' | 'do' | 'dont' | 'sub' | 'sub-iac';

/** Both sides of every option that we know. */
export type Options = Readonly<Record<TelnetOption, Readonly<Record<Side, Q>>>>;

export interface TelnetState {
  readonly config: TelnetConfig;
  readonly parsing: Parsing;
  /** The octets of a subnegotiation that has begun, its option first; at most one more than the limit. */
  readonly sub: ReadonlyArray<number>;
  readonly options: Options;
  /** What was refused: the option's number, plus 256 for the peer's side. */
  readonly refused: ReadonlySet<number>;
  /** The last octet of text that came was a CR: a NUL behind it says that it stood alone. */
  readonly hasCr: boolean;
  /** The last octet of text that was sent was a CR, and what follows it is not decided. */
  readonly owesNul: boolean;
  /** Text is thrown away until the data mark. */
  readonly isSynching: boolean;
  /** Timing marks that we asked for and that have no answer. */
  readonly marks: number;
  /** Names of the peer's terminal, while the list is walked. */
  readonly names: ReadonlyArray<string>;
  readonly isWalking: boolean;
  /** Which of our names we tell next. */
  readonly nextName: number;
  readonly window: Window | undefined;
}

const NO_OPTIONS: Options = Object.fromEntries(
  Object.keys(OPTION).map((name) => [name, { local: OFF, remote: OFF }]),
) as Record<TelnetOption, Record<Side, Q>>;

/** A connection on which nothing was said. */
export const initial = (config: TelnetConfig): TelnetState => ({
  config,
  parsing: 'text',
  sub: [],
  options: NO_OPTIONS,
  refused: new Set(),
  hasCr: false,
  owesNul: false,
  isSynching: false,
  marks: 0,
  names: [],
  isWalking: false,
  nextName: 0,
  window: config.window,
});

/** Is an option in force on one side? */
export const inForce = (state: Pick<TelnetState, 'options'>, side: Side, option: TelnetOption): boolean =>
  isInForce(state.options[option][side]);

/** Telnet waits for nothing by itself. */
export const deadline = (_state: TelnetState): O.Option<Instant> => O.none;

/** What is wrong with a state; nothing, if all is well. */
export const invariant = (state: TelnetState): ReadonlyArray<string> => {
  const wrong: Array<string> = [];
  const { limits } = state.config;
  if (state.sub.length > limits.subnegotiation + 1)
    wrong.push(`a subnegotiation of ${state.sub.length} octets is held`);
  if (state.names.length > limits.terminalTypes) wrong.push(`${state.names.length} names of terminals are held`);
  if (state.marks < 0) wrong.push('more marks were answered than asked for');
  if (state.refused.size > 512) wrong.push('more was refused than there is');
  return wrong;
};
