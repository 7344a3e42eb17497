// Faults of a host: it stands still for a while, it crashes and comes up again, its clock is wrong.
//
//   fault = "pause" "from" TIME "until" TIME / "crash" "at" TIME [ "restart" "at" TIME ]
//         / "clock" ( "ahead" TIME / NUMBER "ppm" ( "fast" / "slow" ) )
import type { Duration } from '@sockeye/core';
import { readDuration, showDuration } from '../data/quantities.ts';
import type { Codec } from '../data/record.ts';
import { word } from '../data/record.ts';

export type HostFault =
  /** Nothing happens on it; what comes is looked at afterwards. */
  | { readonly _tag: 'Pause'; readonly since: Duration; readonly until: Duration }
  /** Its memory is gone, and it hears nothing until it is up again; then its programs start anew. Undefined: it stays down. */
  | { readonly _tag: 'Crash'; readonly at: Duration; readonly restart: Duration | undefined }
  /** Its clock shows so much more than the world's at the beginning, and gains so many parts of a million; negative: it loses. */
  | { readonly _tag: 'Clock'; readonly ahead: Duration; readonly ppm: number };

const WANTED =
  'a fault of a host, as in "pause from 1s until 2s", "crash at 3s restart at 5s", "clock ahead 3s" or "clock 100ppm fast"';

const TIME = '([0-9.]+\\s*[a-zµμ]+)';
const PAUSE = new RegExp(`^pause from ${TIME} until ${TIME}$`, 'u');
const CRASH = new RegExp(`^crash at ${TIME}(?: restart at ${TIME})?$`, 'u');
const AHEAD = new RegExp(`^clock ahead ${TIME}$`, 'u');
const DRIFT = /^clock ([0-9]{1,6}(?:\.[0-9]{1,6})?)\s*ppm (fast|slow)$/u;

/** Reads a fault of a host; undefined where it is none, or ceases before it begins. */
export const readHostFault = (text: string): HostFault | undefined => {
  const words = text.trim().replace(/\s+/gu, ' ');
  const pause = PAUSE.exec(words);
  if (pause !== null) {
    const [since, until] = [readDuration(pause[1] ?? ''), readDuration(pause[2] ?? '')];
    return since === undefined || until === undefined || until <= since ? undefined : { _tag: 'Pause', since, until };
  }
  const crash = CRASH.exec(words);
  if (crash !== null) {
    const at = readDuration(crash[1] ?? '');
    const restart = crash[2] === undefined ? undefined : readDuration(crash[2]);
    const isWrong = at === undefined || (crash[2] !== undefined && (restart === undefined || restart <= at));
    return isWrong ? undefined : { _tag: 'Crash', at, restart };
  }
  const ahead = AHEAD.exec(words);
  if (ahead !== null) {
    const time = readDuration(ahead[1] ?? '');
    return time === undefined ? undefined : { _tag: 'Clock', ahead: time, ppm: 0 };
  }
  const [, number, way] = DRIFT.exec(words) ?? [];
  // A clock that stands still or runs backwards has no instants.
  if (number === undefined || Number(number) >= 1_000_000) return undefined;
  return { _tag: 'Clock', ahead: 0 as Duration, ppm: way === 'slow' ? -Number(number) : Number(number) };
};

export const showHostFault = (fault: HostFault): string => {
  switch (fault._tag) {
    case 'Pause':
      return `pause from ${showDuration(fault.since)} until ${showDuration(fault.until)}`;
    case 'Crash':
      return `crash at ${showDuration(fault.at)}${fault.restart === undefined ? '' : ` restart at ${showDuration(fault.restart)}`}`;
    case 'Clock':
      return fault.ppm === 0
        ? `clock ahead ${showDuration(fault.ahead)}`
        : `clock ${Math.abs(fault.ppm)}ppm ${fault.ppm < 0 ? 'slow' : 'fast'}`;
  }
};

/** A fault of a host on the desk. */
export const HostFaultCodec: Codec<HostFault, string> = word('fault of a host', WANTED, readHostFault, showHostFault);
