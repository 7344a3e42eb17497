// What goes over a data connection: RETR, STOR, STOU, APPE, LIST, NLST, MLSD. (RFC 959 §4.1.3, 3659 §7)
import { resolve } from '../path.ts';
import { rules } from '../rules.ts';
import type { Transfer } from '../Service.ts';
import type { Turn } from '../Turn.ts';
import { act, refuseArgument, remark, say } from '../Turn.ts';
import type { CommandRow } from './Command.ts';
import { pathOf } from './files.ts';
import { listOf } from './lists.ts';

/** Begins a transfer, if a data connection was arranged; that arrangement is good for this one. */
const transfer = (turn: Turn, verb: string, argument: string, what: Transfer): void => {
  const { data } = turn.state;
  turn.state.marker = undefined;
  if (data === undefined) {
    remark(turn, rules['no-data-connection'], verb);
    say(turn, 425, 'Use PORT or PASV first.');
    return;
  }
  turn.state.data = undefined;
  act(turn, verb, argument, { _tag: 'Transfer', transfer: what, over: data });
};

const retrieve = (turn: Turn, argument: string, verb: string): void => {
  const path = pathOf(turn, argument);
  const { type, marker } = turn.state;
  if (path !== undefined) transfer(turn, verb, path, { _tag: 'Retrieve', path, type, restart: marker ?? 0 });
};

const store = (turn: Turn, argument: string, verb: string): void => {
  const path = pathOf(turn, argument);
  const { type, marker } = turn.state;
  // A marker of zero says that the whole file comes. (RFC 3659 §5.3)
  const restart = marker === 0 ? undefined : marker;
  if (path !== undefined) transfer(turn, verb, path, { _tag: 'Store', path, type, restart });
};

const append = (turn: Turn, argument: string, verb: string): void => {
  const path = pathOf(turn, argument);
  if (path !== undefined) transfer(turn, verb, path, { _tag: 'Append', path, type: turn.state.type });
};

const storeUnique = (turn: Turn, argument: string, verb: string): void => {
  const path = pathOf(turn, argument === '' ? 'ftp' : argument);
  if (path === undefined) return;
  const slash = path.lastIndexOf('/');
  const directory = slash === 0 ? '/' : path.slice(0, slash);
  const prefix = path.slice(slash + 1);
  transfer(turn, verb, path, { _tag: 'StoreUnique', directory, prefix, type: turn.state.type });
};

const list =
  (style: 'Long' | 'Names') =>
  (turn: Turn, argument: string, verb: string): void => {
    const wanted = listOf(turn, argument);
    if (wanted !== undefined) transfer(turn, verb, argument, { _tag: 'List', style: { _tag: style, ...wanted } });
  };

const listFacts = (turn: Turn, argument: string, verb: string): void => {
  const path = resolve(turn.state.directory, argument);
  if (path === undefined) refuseArgument(turn, 'That is no pathname.');
  else transfer(turn, verb, path, { _tag: 'List', style: { _tag: 'Facts', path, facts: turn.state.facts } });
};

export const TRANSFERS: Readonly<Record<string, CommandRow>> = {
  RETR: { by: 'reader', argument: 'required', keepsMarker: true, syntax: 'RETR <pathname>', run: retrieve },
  STOR: { by: 'writer', argument: 'required', keepsMarker: true, syntax: 'STOR <pathname>', run: store },
  STOU: { by: 'writer', argument: 'optional', syntax: 'STOU [<pathname>]', run: storeUnique },
  APPE: { by: 'writer', argument: 'required', syntax: 'APPE <pathname>', run: append },
  LIST: { by: 'reader', argument: 'optional', syntax: 'LIST [<pathname>]', run: list('Long') },
  NLST: { by: 'reader', argument: 'optional', syntax: 'NLST [<pathname>]', run: list('Names') },
  MLSD: { by: 'reader', argument: 'optional', syntax: 'MLSD [<pathname>]', run: listFacts },
};
