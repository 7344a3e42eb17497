// Directories and files without a data connection. (RFC 959 §4.1.3, RFC 3659)
import { parseTime } from '../parse/time.ts';
import { isUnfinished, nameOf, resolve } from '../path.ts';
import { quoted } from '../replies.ts';
import { rules } from '../rules.ts';
import type { FtpAction } from '../Service.ts';
import type { Turn } from '../Turn.ts';
import { act, refuseArgument, remark, say } from '../Turn.ts';
import type { CommandRow } from './Command.ts';
import { listOf } from './lists.ts';

/** A pathname from where the client is; undefined, and the refusal has been said. */
export const pathOf = (turn: Turn, argument: string): string | undefined => {
  const path = resolve(turn.state.directory, argument);
  if (path !== undefined && !isUnfinished(nameOf(path))) return path;
  remark(turn, rules['bad-argument'], 'pathname');
  say(turn, 553, 'That is no name for a file here.');
  return undefined;
};

/** A command that does one thing to one path. */
const on =
  (action: (path: string, turn: Turn) => FtpAction) =>
  (turn: Turn, argument: string, verb: string): void => {
    const path = pathOf(turn, argument);
    if (path !== undefined) act(turn, verb, path, action(path, turn));
  };

const toRename = (turn: Turn, argument: string, verb: string): void => {
  const path = pathOf(turn, argument);
  if (path !== undefined) act(turn, verb, path, { _tag: 'Find', path });
};

const renamed = (turn: Turn, argument: string, verb: string, from: string | undefined): void => {
  if (from === undefined) {
    remark(turn, rules['bad-sequence'], 'RNTO');
    say(turn, 503, 'RNFR must come just before.');
    return;
  }
  const to = pathOf(turn, argument);
  if (to !== undefined) act(turn, verb, to, { _tag: 'Rename', from, to });
};

// MFMT = "MFMT" SP time-val SP pathname ; draft-somers-ftp-mfxx §3.1
const setModified = (turn: Turn, argument: string, verb: string): void => {
  const space = argument.indexOf(' ');
  const at = space < 0 ? undefined : parseTime(argument.slice(0, space));
  if (at === undefined || space + 1 >= argument.length) {
    refuseArgument(turn, 'MFMT wants YYYYMMDDHHMMSS and a pathname.');
    return;
  }
  const path = pathOf(turn, argument.slice(space + 1));
  if (path !== undefined) act(turn, verb, path, { _tag: 'SetModified', path, at });
};

const describe = (turn: Turn, argument: string, verb: string): void => {
  const path = pathOf(turn, argument);
  if (path !== undefined) act(turn, verb, path, { _tag: 'Describe', path, facts: turn.state.facts });
};

const status = (turn: Turn, argument: string, verb: string): void => {
  const wanted = listOf(turn, argument);
  if (wanted !== undefined) {
    const { path, pattern, all } = wanted;
    act(turn, verb, argument, { _tag: 'Show', path, pattern, all });
  }
};

const CHANGE: CommandRow = {
  by: 'reader',
  argument: 'required',
  syntax: 'CWD <pathname>',
  run: on((path) => ({ _tag: 'Enter', path })),
};
const UP: CommandRow = {
  by: 'reader',
  argument: 'none',
  syntax: 'CDUP',
  run: (turn, _, verb) => on((path) => ({ _tag: 'Enter', path }))(turn, '..', verb),
};
const MAKE: CommandRow = {
  by: 'writer',
  argument: 'required',
  syntax: 'MKD <pathname>',
  run: on((path) => ({ _tag: 'Make', path })),
};
const REMOVE: CommandRow = {
  by: 'writer',
  argument: 'required',
  syntax: 'RMD <pathname>',
  run: on((path) => ({ _tag: 'Remove', path })),
};
const PRINT: CommandRow = {
  by: 'reader',
  argument: 'none',
  syntax: 'PWD',
  run: (turn) => say(turn, 257, `${quoted(turn.state.directory)} is the current directory.`),
};

/** STAT with a pathname; without one it is told elsewhere. */
export const showStatus: CommandRow['run'] = status;

/** RNTO hears what RNFR named, which every other command forgets. */
export const renameTo: typeof renamed = renamed;

// The X commands are older names of the same: RFC 1123 §4.1.3.1 wants them understood.
export const FILES: Readonly<Record<string, CommandRow>> = {
  CWD: CHANGE,
  XCWD: CHANGE,
  CDUP: UP,
  XCUP: UP,
  PWD: PRINT,
  XPWD: PRINT,
  MKD: MAKE,
  XMKD: MAKE,
  RMD: REMOVE,
  XRMD: REMOVE,
  DELE: {
    by: 'writer',
    argument: 'required',
    syntax: 'DELE <pathname>',
    run: on((path) => ({ _tag: 'Delete', path })),
  },
  RNFR: { by: 'writer', argument: 'required', syntax: 'RNFR <pathname>', run: toRename },
  SIZE: {
    by: 'reader',
    argument: 'required',
    syntax: 'SIZE <pathname>',
    run: on((path, turn) => ({ _tag: 'Size', path, type: turn.state.type })),
  },
  MDTM: {
    by: 'reader',
    argument: 'required',
    syntax: 'MDTM <pathname>',
    run: on((path) => ({ _tag: 'ModifiedAt', path })),
  },
  MFMT: { by: 'writer', argument: 'required', syntax: 'MFMT <YYYYMMDDHHMMSS> <pathname>', run: setModified },
  MLST: { by: 'reader', argument: 'optional', syntax: 'MLST [<pathname>]', run: describe },
};
