// `sockeye ftp …`: lists, downloads, uploads, names.
import type { Bytes, ClientFailure, Errno, FtpOperation, Program } from '@sockeye/core';
import {
  andThen,
  clientFailure,
  fail,
  FTP_ANONYMOUS,
  ftpDo,
  ftpGet,
  ftpInSession,
  ftpList,
  ftpModified,
  ftpNames,
  ftpPut,
  ftpRename,
  ftpSize,
  print,
  STDOUT,
  succeed,
  writeAll,
} from '@sockeye/core';
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { goingTo } from '../programs/places.ts';
import type { Job, Recipe } from '../programs/Recipe.ts';
import type { LocalFile } from './localFile.ts';
import { localFile, reading, writing } from './localFile.ts';
import type { Target } from './options.ts';
import { readUrl, showNote, showsExchange, withExchange } from './options.ts';

type Options = Readonly<Record<string, unknown>>;
type Take = (octets: Bytes) => Program<ClientFailure | Errno, void>;

/** A URL of FTP: its path is what is said to the server, from where one is after logging in. */
interface Place {
  readonly target: Target;
  readonly path: string;
  /** `;type=a` at the end. */
  readonly isAscii: boolean;
}

// ftpurl = "ftp://" login [ "/" fpath [ ";type=" ftptype ]] ; RFC 1738 §3.2. A `?` is a letter like any other there.
const readPlace = (word: string): Place => {
  const target = readUrl('ftp', 21)(word);
  const [, encoded = '', type] = /^\/?(.*?)(?:;type=([aidAID]))?$/.exec(target.path + target.query) ?? [];
  let path: string;
  try {
    path = decodeURIComponent(encoded);
  } catch {
    throw new InvalidArgumentError(`${JSON.stringify(encoded)} is not percent-encoded UTF-8.`);
  }
  return { target, path, isAscii: type?.toLowerCase() === 'a' };
};

const readOffset = (word: string): number => {
  if (/^[0-9]{1,15}$/.test(word)) return Number(word);
  throw new InvalidArgumentError(`${JSON.stringify(word)} is not a number of octets.`);
};

// oxlint-disable-next-line no-control-regex -- control characters are what is refused
const CONTROL = /[\u0000-\u001f\u007f]/u;

const readName = (word: string): string => {
  if (word !== '' && !CONTROL.test(word)) return word;
  throw new InvalidArgumentError('a name is not empty, and holds no control characters.');
};

/** One of the commands: what it is given besides a URL, and what it does. */
interface Shape {
  readonly word: string;
  readonly says: string;
  readonly example: string;
  readonly needsPath: boolean;
  readonly shape?: (command: Command) => void;
  readonly readsInput?: (operands: ReadonlyArray<unknown>) => boolean;
  readonly file?: (operands: ReadonlyArray<unknown>, options: Options) => LocalFile | undefined;
  readonly perform: (
    session: Session,
    place: Place,
    file: LocalFile | undefined,
    operands: ReadonlyArray<unknown>,
    options: Options,
  ) => Program<unknown, unknown>;
}

/** Does something in a session with the server that the URL names. */
type Session = <Err, A>(use: FtpOperation<Err, A>) => Program<unknown, A>;

const SERVER = `mkdir -p files && echo 'hello' > files/hello.txt
sockeye serve ftp --listen 127.0.0.1:2122 --root files --user bob:secret &
sleep 1`;

const exampleOf = (line: string): string => `${SERVER}\n${line}\nkill $!`;
const URL = 'ftp://bob:secret@127.0.0.1:2122';

const recipe = ({ word, says, example, needsPath, shape, readsInput, file, perform }: Shape): Recipe => ({
  words: ['ftp', word],
  role: 'client',
  says,
  example: exampleOf(example),
  shape: (command) => {
    command.argument('<url>', 'ftp://user:password@host:port/path; without a user one is anonymous', readPlace);
    shape?.(command);
    withExchange(command);
  },
  job: (operands, options): Job => {
    // `readPlace` has read it.
    const place = operands[0] as Place;
    const { host, port, user, password } = place.target;
    const login = user === undefined ? FTP_ANONYMOUS : { user, password: password ?? '' };
    const noted = showsExchange(options) ? showNote : undefined;
    const own = file?.(operands, options);
    return {
      name: `ftp ${word}`,
      program:
        needsPath && place.path === ''
          ? fail(clientFailure('Misused', 'the URL names no file'))
          : goingTo({ host, port }, (end) =>
              perform((use) => ftpInSession(end, login, noted, use), place, own, operands, options),
            ),
      role: 'client',
      place: `${host}:${port}`,
      readsInput: readsInput?.(operands) ?? false,
      isEcho: false,
      ...(own === undefined ? {} : { root: own.root }),
    };
  },
});

const toOutput: Take = (octets) => writeAll(STDOUT, octets);

const active = (command: Command): void => {
  command.option('--active', 'let the server open the data connection (PORT)');
};

const withType = (command: Command): void => {
  active(command);
  command.option('--ascii', 'as text: lines end as they do here (TYPE A)');
};

const howOf = ({ active: isActive, ascii }: Options, place: Place): { isActive: boolean; isAscii: boolean } => ({
  isActive: isActive === true,
  isAscii: ascii === true || place.isAscii,
});

const isHyphen = (word: unknown): boolean => word === '-';

const get: Shape = {
  word: 'get',
  says: 'a file, to standard output',
  example: `sockeye ftp get ${URL}/hello.txt`,
  needsPath: true,
  shape: (command) => {
    withType(command);
    command.option('--rest <octets>', 'begin so far into the transfer (REST)', readOffset);
    command.option('-o, --output <file>', 'write to a file, which is there when it is whole');
  },
  file: (_, { output }) => (typeof output === 'string' && !isHyphen(output) ? localFile(output) : undefined),
  perform: (session, place, file, _, options) =>
    writing(file, (take) =>
      session(
        ftpGet(place.path, howOf(options, place), typeof options['rest'] === 'number' ? options['rest'] : 0, {
          state: undefined,
          take: (_state, octets) => andThen(take(octets), () => succeed(undefined)),
        }),
      ),
    ),
};

const put: Shape = {
  word: 'put',
  says: 'a file of this machine, to the server; - is standard input',
  example: `sockeye ftp put ${URL}/copy.txt files/hello.txt`,
  needsPath: true,
  shape: (command) => {
    command.argument('<file>', 'what is sent; - is standard input');
    withType(command);
    command.option('--append', 'add it to what is there (APPE)');
  },
  readsInput: ([, word]) => isHyphen(word),
  file: ([, word]) => (isHyphen(word) ? undefined : localFile(String(word))),
  perform: (session, place, file, _, options) =>
    reading(file, (next) => session(ftpPut(place.path, howOf(options, place), options['append'] === true, next))),
};

/** A value, as a line. */
const valueOf = (word: string, says: string, operation: (path: string) => FtpOperation<never, string>): Shape => ({
  word,
  says,
  example: `sockeye ftp ${word} ${URL}/hello.txt`,
  needsPath: true,
  perform: (session, { path }) => andThen(session(operation(path)), (value) => print(value)),
});

const done = (word: string, says: string, example: string, verb: 'DELE' | 'MKD' | 'RMD'): Shape => ({
  word,
  says,
  example,
  needsPath: true,
  perform: (session, { path }) => session(ftpDo(verb, path)),
});

/** A new name without a directory means the one in which the old name is. */
const besides = (path: string, name: string): string =>
  name.includes('/') ? name : path.slice(0, path.lastIndexOf('/') + 1) + name;

/** Every command of the family. */
export const ftpRecipes: ReadonlyArray<Recipe> = [
  {
    word: 'list',
    says: 'what is in a directory, a line each: facts and name, or as the server shows it',
    example: `sockeye ftp list ${URL}/`,
    needsPath: false,
    shape: active,
    perform: (session, { path }, _file, _operands, options) =>
      session(ftpList(path, options['active'] === true, toOutput)),
  } satisfies Shape,
  {
    word: 'nlst',
    says: 'the names in a directory, a line each',
    example: `sockeye ftp nlst ${URL}/`,
    needsPath: false,
    shape: active,
    perform: (session, { path }, _file, _operands, options) =>
      session(ftpNames(path, options['active'] === true, toOutput)),
  } satisfies Shape,
  valueOf('size', 'the size of a file, in octets', ftpSize),
  valueOf('mdtm', 'when a file was changed last: YYYYMMDDHHMMSS, UTC', ftpModified),
  get,
  put,
  done('delete', 'deletes a file', `sockeye ftp delete ${URL}/hello.txt`, 'DELE'),
  done('mkdir', 'makes a directory', `sockeye ftp mkdir ${URL}/new`, 'MKD'),
  done(
    'rmdir',
    'removes a directory, which must be empty',
    `sockeye ftp mkdir ${URL}/old\nsockeye ftp rmdir ${URL}/old`,
    'RMD',
  ),
  {
    word: 'rename',
    says: 'gives a file or a directory another name',
    example: `sockeye ftp rename ${URL}/hello.txt goodbye.txt`,
    needsPath: true,
    shape: (command) => {
      command.argument('<newname>', 'a name in the same directory, or a path', readName);
    },
    perform: (session, { path }, _file, [, name]) => session(ftpRename(path, besides(path, String(name)))),
  } satisfies Shape,
].map(recipe);
