import { rules } from '../rules.ts';
import type { Turn } from '../Turn.ts';
import { refuseArgument, remark, say, sayLines } from '../Turn.ts';
import { ABOUT } from './about.ts';
import type { CommandRow } from './Command.ts';
import { FILES, renameTo } from './files.ts';
import { LOGIN } from './login.ts';
import { PARAMETERS } from './parameters.ts';
import { TRANSFERS } from './transfers.ts';

/** Commands that RFC 959 and RFC 2228 name and that are not done: 502, not 500. */
const NOT_DONE: ReadonlySet<string> = new Set([
  'SMNT',
  'AUTH',
  'ADAT',
  'PBSZ',
  'PROT',
  'CCC',
  'MIC',
  'CONF',
  'ENC',
  'LANG',
  'HOST',
]);

const help = (turn: Turn, argument: string): void => {
  if (argument === '') {
    const names = Object.keys(COMMANDS).toSorted();
    const rows = Array.from({ length: Math.ceil(names.length / 8) }, (_, row) => names.slice(row * 8, row * 8 + 8));
    sayLines(
      turn,
      214,
      'These commands are understood:',
      rows.map((row) => row.join(' ')),
      'End',
    );
    return;
  }
  const row = rowOf(argument.toUpperCase());
  if (row === undefined) say(turn, 502, 'No such command.');
  else say(turn, 214, `Syntax: ${row.syntax}`);
};

/** Every command. */
const COMMANDS: Readonly<Record<string, CommandRow>> = {
  ...LOGIN,
  ...PARAMETERS,
  ...FILES,
  ...TRANSFERS,
  ...ABOUT,
  RNTO: {
    by: 'writer',
    argument: 'required',
    syntax: 'RNTO <pathname>',
    run: (turn, argument, verb) => renameTo(turn, argument, verb, turn.state.renameFrom),
  },
  HELP: { by: 'anybody', argument: 'optional', syntax: 'HELP [<command>]', run: help },
};

const rowOf = (verb: string): CommandRow | undefined => (Object.hasOwn(COMMANDS, verb) ? COMMANDS[verb] : undefined);

const isAllowed = (turn: Turn, row: CommandRow, verb: string): boolean => {
  const { login } = turn.state;
  if (row.by === 'anybody') return true;
  if (login._tag !== 'In') {
    remark(turn, rules['not-logged-in'], verb);
    say(turn, 530, 'Please login with USER and PASS.');
    return false;
  }
  if (row.by === 'writer' && login.isReadOnly) {
    remark(turn, rules['read-only'], verb);
    // STOR, STOU and APPE know no 550, and RNTO has its own.
    say(turn, /^(STO[RU]|APPE|RNTO)$/.test(verb) ? 553 : 550, 'Permission denied: you may only read.');
    return false;
  }
  return true;
};

/**
 * Performs one command.
 *
 * Takes   a verb in capital letters, and its argument
 * RFC     959 §5.4
 */
export const perform = (turn: Turn, verb: string, argument: string | undefined): void => {
  const row = rowOf(verb);
  if (row?.keepsMarker !== true) turn.state.marker = undefined;
  // RNTO must follow at once: whatever else comes makes RNFR void. (RFC 959 §4.1.3)
  if (verb !== 'RNTO') turn.state.renameFrom = undefined;
  if (row === undefined) {
    remark(turn, rules['unknown-command'], verb);
    if (NOT_DONE.has(verb)) say(turn, 502, 'Command not implemented.');
    else say(turn, 500, 'Unknown command.');
    return;
  }
  if (!isAllowed(turn, row, verb)) return;
  if ((row.argument === 'none' && argument !== undefined) || (row.argument === 'required' && argument === undefined)) {
    refuseArgument(turn, `Syntax: ${row.syntax}`);
    return;
  }
  row.run(turn, argument ?? '', verb);
  if (verb === 'RNTO') turn.state.renameFrom = undefined;
};
