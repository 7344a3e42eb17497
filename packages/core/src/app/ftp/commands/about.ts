// What the server says about itself: FEAT, OPTS, SYST, NOOP, SITE, STAT, ABOR. (RFC 959 §4.1.3, 2389)
import type { Fact } from '../listing.ts';
import { FACTS } from '../listing.ts';
import { rules } from '../rules.ts';
import type { Turn } from '../Turn.ts';
import { forget, refuseArgument, remark, say, sayLines } from '../Turn.ts';
import type { CommandRow } from './Command.ts';
import { showStatus } from './files.ts';

/** feature-listing, the facts of MLST with a star where they are told. (RFC 2389 §3.2, 3659 §7.8) */
const features = (turn: Turn): void => {
  const facts = FACTS.map((fact) => `${fact}${turn.state.facts.includes(fact) ? '*' : ''};`).join('');
  sayLines(
    turn,
    211,
    'Features:',
    ['EPRT', 'EPSV', 'MDTM', 'MFMT', `MLST ${facts}`, 'REST STREAM', 'SIZE', 'TVFS', 'UTF8'],
    'End',
  );
};

/** OPTS MLST type;size; — those that are asked for and known, in our order; none is a choice as well. (RFC 3659 §7.9) */
const chooseFacts = (turn: Turn, argument: string): void => {
  const asked = argument.toLowerCase().split(';');
  const chosen: ReadonlyArray<Fact> = FACTS.filter((fact) => asked.includes(fact));
  turn.state.facts = chosen;
  say(turn, 200, `MLST OPTS ${chosen.map((fact) => `${fact};`).join('')}`.trimEnd());
};

const options = (turn: Turn, argument: string): void => {
  const [, command = '', rest = ''] = /^([A-Za-z0-9-]+)(?: (.*))?$/s.exec(argument) ?? [];
  const name = command.toUpperCase();
  if (name === 'MLST' && /^([A-Za-z0-9.]+;)*$/.test(rest)) chooseFacts(turn, rest);
  else if ((name === 'UTF8' || name === 'UTF-8') && /^(ON|NLST)?$/i.test(rest)) say(turn, 200, 'UTF-8 is always on.');
  else refuseArgument(turn, 'No such option.');
};

/** STAT in the middle of a transfer, or without a pathname: what the session is like. (RFC 959 §4.1.3) */
export const sessionStatus = (turn: Turn): void => {
  const { login, type, directory, isTransferring, data, busy, marker } = turn.state;
  const who = login._tag === 'In' ? `Logged in as ${login.user}` : 'Not logged in';
  const doing =
    isTransferring && busy?._tag === 'Acting'
      ? `Transfer in progress: ${busy.verb}`
      : data === undefined
        ? 'No data connection'
        : data._tag === 'Passive'
          ? 'A data connection is awaited'
          : 'A data connection will be opened';
  sayLines(
    turn,
    211,
    'Status of the server:',
    [
      who,
      `Type: ${type === 'A' ? 'ASCII' : 'image'}, structure: file, mode: stream`,
      ...(login._tag === 'In' ? [`Directory: ${directory}`] : []),
      ...(marker === undefined ? [] : [`Restart at: ${marker}`]),
      doing,
    ],
    'End of status',
  );
};

const status = (turn: Turn, argument: string, verb: string): void => {
  if (argument === '') sessionStatus(turn);
  else if (turn.state.login._tag !== 'In') say(turn, 530, 'Please login with USER and PASS.');
  else showStatus(turn, argument, verb);
};

const site = (turn: Turn, argument: string): void => {
  if (argument.toUpperCase() === 'HELP') sayLines(turn, 214, 'SITE commands:', ['HELP'], 'End');
  else say(turn, 500, 'Unknown SITE command.');
};

/** No transfer goes on here: that case is looked at before commands are. */
const abort = (turn: Turn): void => {
  remark(turn, rules['nothing-to-abort']);
  forget(turn);
  say(turn, 226, 'No transfer is in progress.');
};

export const ABOUT: Readonly<Record<string, CommandRow>> = {
  FEAT: { by: 'anybody', argument: 'none', syntax: 'FEAT', run: features },
  OPTS: { by: 'anybody', argument: 'required', syntax: 'OPTS <command> [<options>]', run: options },
  SYST: { by: 'anybody', argument: 'none', syntax: 'SYST', run: (turn) => say(turn, 215, 'UNIX Type: L8') },
  NOOP: {
    by: 'anybody',
    argument: 'optional',
    syntax: 'NOOP',
    keepsMarker: true,
    run: (turn) => say(turn, 200, 'NOOP is done.'),
  },
  SITE: { by: 'reader', argument: 'required', syntax: 'SITE <HELP>', run: site },
  STAT: { by: 'anybody', argument: 'optional', syntax: 'STAT [<pathname>]', run: status },
  ABOR: { by: 'reader', argument: 'none', syntax: 'ABOR', run: abort },
};
