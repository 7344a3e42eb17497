// What an answer to an action makes of the command that wanted it. (RFC 959 §5.4)
import { strerror } from '../../socket/calls/errno.ts';
import type { Errno } from '../../socket/calls/errno.ts';
import { showHostPort } from './parse/address.ts';
import { showTime } from './parse/time.ts';
import { quoted } from './replies.ts';
import { rules } from './rules.ts';
import type { Answer, FtpAction } from './Service.ts';
import { instant } from '../../basis/time.ts';
import type { Turn } from './Turn.ts';
import { leave, remark, say, sayLines } from './Turn.ts';

const isStoring = (action: FtpAction): boolean =>
  action._tag === 'Transfer' && /^(Store|Append|StoreUnique)$/.test(action.transfer._tag);

/**
 * The code for what the files refused: of those that RFC 959 §5.4 lists with the command, the one that fits.
 *
 * 450 and 452 may go away by themselves; 550 and 553 do not; 552 is a full disk in the middle.
 */
const codeOf = (action: FtpAction, verb: string, errno: Errno, isTransferring: boolean): number => {
  if (isTransferring) return errno === 'ENOSPC' ? (isStoring(action) ? 552 : 451) : 451;
  if (errno === 'EMFILE') return isStoring(action) || action._tag === 'Transfer' ? 450 : 550;
  if (isStoring(action)) return errno === 'ENOSPC' ? 452 : 553;
  if (verb === 'LIST' || verb === 'NLST' || verb === 'STAT') return 450;
  if (verb === 'MLSD') return errno === 'ENOTDIR' ? 501 : 550;
  if (verb === 'RNTO') return 553;
  return 550;
};

const failed = (turn: Turn, action: FtpAction, verb: string, errno: Errno): void => {
  remark(turn, rules.failed, `${verb}: ${errno}`);
  say(turn, codeOf(action, verb, errno, turn.state.isTransferring), `${strerror(errno)}.`);
};

/** What a command says when it is done. */
const done = (turn: Turn, action: FtpAction, verb: string): void => {
  if (action._tag === 'Enter') {
    turn.state.directory = action.path;
    say(turn, 250, `Directory is now ${quoted(action.path)}.`);
  } else if (action._tag === 'Make') say(turn, 257, `${quoted(action.path)} was created.`);
  else if (action._tag === 'Find') {
    turn.state.renameFrom = action.path;
    say(turn, 350, 'Send RNTO with the new name.');
  } else if (action._tag === 'SetModified') say(turn, 213, `Modify=${showTime(action.at)}; ${action.path}`);
  else say(turn, 250, `${verb} command successful.`);
};

const text = (turn: Turn, action: FtpAction, lines: ReadonlyArray<string>, isDirectory: boolean): void => {
  if (action._tag === 'Describe') sayLines(turn, 250, `Listing ${action.path}`, lines, 'End');
  else if (isDirectory) sayLines(turn, 212, 'Status of the directory:', lines, 'End of status');
  else sayLines(turn, 213, 'Status of the file:', lines, 'End of status');
};

const broken = (turn: Turn, isIdle: boolean): void => {
  remark(turn, rules.broken, isIdle ? 'nothing moved' : 'it broke');
  say(
    turn,
    426,
    isIdle ? 'Nothing has moved for too long; transfer aborted.' : 'Data connection broken; transfer aborted.',
  );
};

/** The transfer was stopped: by ABOR, which is answered as well, or because the client is gone. */
const stopped = (turn: Turn): void => {
  remark(turn, rules.aborted);
  say(turn, 426, 'Transfer aborted.');
};

/**
 * An answer has come.
 *
 * Gives   true when the action is over
 */
export const answered = (turn: Turn, answer: Answer): boolean => {
  const { busy, isAborting } = turn.state;
  if (busy?._tag !== 'Acting') return false;
  const { action, verb } = busy;
  if (answer._tag === 'Opened') {
    remark(turn, rules.opened, verb);
    turn.state.isTransferring = true;
    say(turn, 150, answer.says);
    return false;
  }
  switch (answer._tag) {
    case 'Done':
      done(turn, action, verb);
      break;
    case 'Failed':
      failed(turn, action, verb, answer.errno);
      break;
    case 'Listening':
      turn.state.data = { _tag: 'Passive' };
      if (verb === 'EPSV') say(turn, 229, `Entering Extended Passive Mode (|||${answer.at.port}|)`);
      else say(turn, 227, `Entering Passive Mode (${showHostPort(answer.at)})`);
      break;
    case 'Number':
      say(turn, 213, action._tag === 'ModifiedAt' ? showTime(instant(answer.value)) : String(answer.value));
      break;
    case 'Text':
      text(turn, action, answer.lines, answer.isDirectory);
      break;
    case 'Completed':
      remark(turn, rules.completed, verb);
      say(turn, 226, 'Transfer complete.');
      break;
    case 'BadMarker':
      remark(turn, rules['bad-marker']);
      // RFC 3659 §5.3: "554 Requested action not taken: invalid REST parameter".
      say(turn, 554, 'The restart marker is beyond the end of the file.');
      break;
    case 'NoConnection':
      remark(turn, rules['no-data-connection'], verb);
      say(turn, 425, 'The data connection could not be opened.');
      break;
    case 'Broken':
      broken(turn, answer.isIdle);
      break;
    case 'Stopped':
      stopped(turn);
      break;
  }
  turn.state.busy = undefined;
  turn.state.isTransferring = false;
  turn.state.isAborting = false;
  if (isAborting) say(turn, 226, 'ABOR command successful.');
  if (answer._tag === 'Broken' && answer.isIdle && !isAborting) {
    remark(turn, rules.idle, 'data connection');
    say(turn, 421, 'Timeout, closing the control connection.');
    leave(turn);
  }
  return true;
};
