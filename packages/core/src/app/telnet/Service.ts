import type { Bytes } from '../../basis/bytes.ts';
import type { StreamService } from '../stream/Service.ts';
import type { TelnetOption, Signal } from './codes.ts';

/** `local`: what this side does (WILL, WONT). `remote`: what the other side does (DO, DONT). */
export type Side = 'local' | 'remote';

/**
 * What Telnet stands on: a stream that also has an urgent mark.
 *
 * A stream without one (Node's sockets) never says `Urgent`, and may take `SendUrgent` for `Send`: the data mark stands in the
 * stream all the same.
 */
export interface UrgentStreamService {
  readonly request:
    | StreamService['request']
    /** The last of these octets is the urgent one. */
    | { readonly _tag: 'SendUrgent'; readonly octets: Bytes };
  readonly indication:
    | StreamService['indication']
    /** The peer has pointed at an octet ahead in the stream. */
    | { readonly _tag: 'Urgent' };
}

/**
 * The network virtual terminal: a stream of octets in both directions, signals between them, and options.
 *
 * Octets are the NVT's: CR LF ends a line; a CR that is followed by anything else is a carriage return. What stands on the wire
 * for them (CR NUL, IAC IAC) is this floor's own business.
 */
export interface TelnetService {
  readonly request:
    | { readonly _tag: 'Send'; readonly octets: Bytes }
    | { readonly _tag: 'Signal'; readonly signal: Signal }
    /** Throws away what the other side has not read, up to here: an urgent data mark. */
    | { readonly _tag: 'Synch' }
    /** Asks for an option to be in force, or not to be. What comes of it is told by `Option`. */
    | { readonly _tag: 'Negotiate'; readonly side: Side; readonly option: TelnetOption; readonly enable: boolean }
    /** Asks the other side to say when it has got so far (RFC 860). */
    | { readonly _tag: 'Mark' }
    /** Asks for what the other side believes is in force (RFC 859); it must have agreed to STATUS. */
    | { readonly _tag: 'AskStatus' }
    /** Our window, for a peer that wants to know it (RFC 1073). */
    | { readonly _tag: 'Resize'; readonly columns: number; readonly rows: number }
    | { readonly _tag: 'Finish' }
    | { readonly _tag: 'Abort' };
  readonly indication:
    | { readonly _tag: 'Received'; readonly octets: Bytes }
    | { readonly _tag: 'Signalled'; readonly signal: Signal }
    /** An option has begun or ceased to be in force, or was refused to us. */
    | { readonly _tag: 'Option'; readonly side: Side; readonly option: TelnetOption; readonly enabled: boolean }
    /** The other side has got as far as our mark. */
    | { readonly _tag: 'Marked' }
    /** What the other side's terminal is; all its names, the one it prefers first. */
    | { readonly _tag: 'TerminalTypes'; readonly names: ReadonlyArray<string> }
    | { readonly _tag: 'WindowSize'; readonly columns: number; readonly rows: number }
    /** What the other side believes: pairs of command (WILL or DO) and option number. */
    | { readonly _tag: 'Status'; readonly entries: ReadonlyArray<readonly [command: 'WILL' | 'DO', option: number]> }
    | Extract<StreamService['indication'], { readonly _tag: 'Finished' | 'Broken' | 'Drained' }>;
}
