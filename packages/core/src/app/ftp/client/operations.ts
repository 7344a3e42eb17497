// What a client can have done: lists, downloads, uploads, names. Each is given a session's control connection.
import type { Bytes } from '../../../basis/bytes.ts';
import { concatBytes, NO_BYTES, text } from '../../../basis/bytes.ts';
import { program } from '../../../program/block.ts';
import { andThen } from '../../../program/control.ts';
import { fail, succeed } from '../../../program/nodes.ts';
import type { Program } from '../../../program/Program.ts';
import { clientFailure } from '../../failures.ts';
import { parseTime } from '../parse/time.ts';
import type { Control, Trouble as Asking, With } from './control.ts';
import { ask, expecting } from './control.ts';
import type { Trouble } from './data.ts';
import type { Reply } from './replies.ts';
import type { Give, How, Taking } from './transfers.ts';
import { receive, send, setType } from './transfers.ts';

/** Something that is done in a session. */
export type Operation<Err, A> = (control: Control) => Program<Trouble | Err, With<A>>;

/** The size of an image, where the server tells it. */
const tellsSize = (control: Control, path: string): Program<Trouble, With<number | undefined>> =>
  program(function* () {
    const [next, { code, says }] = yield* ask(control, 'SIZE', path);
    return [next, code === 213 && /^[0-9]{1,15}$/.test(says.trim()) ? Number(says) : undefined] as const;
  });

/**
 * A file, to whoever takes its octets.
 *
 * Takes   the path, how, the octet of the transfer to begin at, and who takes what comes
 * Fails   also where less came than there is: nobody can take a part for the whole
 *
 * @category calls
 * @since 0.1.0
 */
export const ftpGet =
  <S, Err>(path: string, how: How, restart: number, taking: Taking<S, Err>): Operation<Err, S> =>
  (control) =>
    program(function* () {
      const typed = yield* setType(control, how.isAscii);
      // An ASCII transfer has another size than the file.
      const [sized, size] = how.isAscii ? ([typed, undefined] as const) : yield* tellsSize(typed, path);
      return yield* receive(sized, how, { verb: 'RETR', argument: path, restart }, taking, size);
    });

/**
 * A file, from whoever gives its octets; with APPE it is added to what is there.
 *
 * @category calls
 * @since 0.1.0
 */
export const ftpPut =
  <Err>(path: string, how: How, isAppend: boolean, give: Give<Err>): Operation<Err, void> =>
  (control) =>
    program(function* () {
      const typed = yield* setType(control, how.isAscii);
      const command = { verb: isAppend ? 'APPE' : 'STOR', argument: path, restart: 0 };
      return [yield* send(typed, how, command, give), undefined] as const;
    });

/** Whole lines out of octets: state is the line that has not ended. */
const linewise = <Err>(
  isWanted: (line: string) => boolean,
  take: (octets: Bytes) => Program<Err, unknown>,
): Taking<Bytes, Err> => ({
  state: NO_BYTES,
  take: (rest, octets) => {
    const all = concatBytes([rest, octets]);
    const kept: Array<Bytes> = [];
    let from = 0;
    for (let at = all.indexOf(10); at >= 0; at = all.indexOf(10, from)) {
      const line = all.subarray(from, at + 1);
      if (isWanted(text(line))) kept.push(line);
      from = at + 1;
    }
    return kept.length === 0
      ? succeed(all.slice(from))
      : andThen(take(concatBytes(kept)), () => succeed(all.slice(from)));
  },
});

/** A server that does not know MLSD says one of these. */
const UNKNOWN: ReadonlySet<number> = new Set([500, 502, 504]);

/** Does the server know MLSD? FEAT says so by MLST. (RFC 3659 §7.8) */
const knowsFacts = (control: Control): Program<Trouble, With<boolean>> =>
  program(function* () {
    const [next, { code, lines }] = yield* ask(control, 'FEAT');
    if (UNKNOWN.has(code)) return [next, false] as const;
    return [next, lines.some((line) => /^ MLST( |$)/i.test(line))] as const;
  });

/** The directory itself and the one above are no items of its list. */
const isItem = (line: string): boolean => !/(^|;)type=[cp]dir;/i.test(line);

/**
 * What is in a directory, a line each: by MLSD, as facts and a name; where the server knows no MLSD, by LIST, as it shows it.
 *
 * Takes   the path, empty for where one is; which way the data connection is made; who takes whole lines, each with its LF
 *
 * @category calls
 * @since 0.1.0
 */
export const ftpList =
  <Err>(path: string, isActive: boolean, take: (octets: Bytes) => Program<Err, unknown>): Operation<Err, void> =>
  (control) =>
    program(function* () {
      const [typed, facts] = yield* knowsFacts(yield* setType(control, true));
      const command = { verb: facts ? 'MLSD' : 'LIST', argument: path === '' ? undefined : path, restart: 0 };
      const taking = linewise((line) => !facts || isItem(line), take);
      const [last, rest] = yield* receive(typed, { isActive, isAscii: true }, command, taking, undefined);
      if (rest.length > 0) yield* take(rest);
      return [last, undefined] as const;
    });

/**
 * The names in a directory, a line each.
 *
 * @category calls
 * @since 0.1.0
 */
export const ftpNames =
  <Err>(path: string, isActive: boolean, take: (octets: Bytes) => Program<Err, unknown>): Operation<Err, void> =>
  (control) =>
    program(function* () {
      const typed = yield* setType(control, true);
      const command = { verb: 'NLST', argument: path === '' ? undefined : path, restart: 0 };
      const taking = linewise(() => true, take);
      const [last, rest] = yield* receive(typed, { isActive, isAscii: true }, command, taking, undefined);
      if (rest.length > 0) yield* take(rest);
      return [last, undefined] as const;
    });

const valueOf = (
  asked: Program<Asking, With<Reply>>,
  isValue: (says: string) => boolean,
): Program<Trouble, With<string>> =>
  andThen(expecting('2', asked), ([control, { code, says }]) =>
    code === 213 && isValue(says.trim())
      ? succeed([control, says.trim()] as const)
      : fail(clientFailure('ProtocolBroken', `this is no value: ${says}`)),
  );

/**
 * The size of a file in octets, as it is.
 *
 * @category calls
 * @since 0.1.0
 */
export const ftpSize =
  (path: string): Operation<never, string> =>
  (control) =>
    andThen(setType(control, false), (typed) => valueOf(ask(typed, 'SIZE', path), (says) => /^[0-9]+$/.test(says)));

/**
 * When a file was changed last: YYYYMMDDHHMMSS, UTC.
 *
 * @category calls
 * @since 0.1.0
 */
export const ftpModified =
  (path: string): Operation<never, string> =>
  (control) =>
    valueOf(ask(control, 'MDTM', path), (says) => parseTime(says) !== undefined);

/**
 * A command about one path: DELE, MKD, RMD.
 *
 * @category calls
 * @since 0.1.0
 */
export const ftpDo =
  (verb: 'DELE' | 'MKD' | 'RMD', path: string): Operation<never, void> =>
  (control) =>
    andThen(expecting('2', ask(control, verb, path)), ([next]) => succeed([next, undefined] as const));

/**
 * Gives a file or a directory another name.
 *
 * @category calls
 * @since 0.1.0
 */
export const ftpRename =
  (from: string, to: string): Operation<never, void> =>
  (control) =>
    program(function* () {
      const [named] = yield* expecting('3', ask(control, 'RNFR', from));
      const [last] = yield* expecting('2', ask(named, 'RNTO', to));
      return [last, undefined] as const;
    });
