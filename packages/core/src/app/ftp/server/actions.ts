// What the engine wants done to files, without a data connection.
import { E } from '../../../basis/fp.ts';
import { program } from '../../../program/block.ts';
import type { Fails } from '../../../program/calls.ts';
import { read } from '../../../program/calls.ts';
import { andThen, attempt, iterate } from '../../../program/control.ts';
import { closing, mkdir, open, rename, rmdir, stat, unlink, utimes } from '../../../program/files.ts';
import { fail, succeed } from '../../../program/nodes.ts';
import type { Program } from '../../../program/Program.ts';
import type { Errno } from '../../../socket/calls/errno.ts';
import { networkSize } from '../../lineEnds.ts';
import { factsLine } from '../listing.ts';
import type { Answer, FtpAction } from '../Service.ts';
import { allLines, beginList, entryOf } from './listings.ts';
import { CHUNK } from './sources.ts';

/** Actions that are over when they are answered. */
export type FileAction = Exclude<FtpAction, { readonly _tag: 'Listen' | 'Transfer' }>;

const DONE: Answer = { _tag: 'Done' };

/** What a file is long when it is sent as ASCII: it is read through. */
const asciiSize = (path: string): Program<Fails<'open' | 'read'>, number> =>
  andThen(open(path, 'read'), (fd) =>
    closing(
      fd,
      iterate(0, (size) =>
        andThen(read(fd, CHUNK), (octets) =>
          succeed(octets.length === 0 ? E.right(size) : E.left(size + networkSize(octets))),
        ),
      ),
    ),
  );

const size = (path: string, isAscii: boolean, limit: number): Program<Errno, Answer> =>
  program(function* () {
    const found = yield* stat(path);
    if (found.kind !== 'file') return yield* fail<Errno>(found.kind === 'directory' ? 'EISDIR' : 'EACCES');
    if (!isAscii) return { _tag: 'Number', value: found.size };
    // To read a long file for its size alone would cost more than the answer is worth. (RFC 3659 §4 lets us refuse.)
    if (found.size > limit) return yield* fail<Errno>('EOPNOTSUPP');
    return { _tag: 'Number', value: yield* asciiSize(path) };
  });

const perform = (action: FileAction, isWritable: boolean, limit: number): Program<Errno, Answer> => {
  switch (action._tag) {
    case 'Enter':
      return andThen(stat(action.path), ({ kind }) => (kind === 'directory' ? succeed(DONE) : fail<Errno>('ENOTDIR')));
    case 'Make':
      return andThen(mkdir(action.path), () => succeed(DONE));
    case 'Remove':
      return andThen(rmdir(action.path), () => succeed(DONE));
    case 'Delete':
      return andThen(unlink(action.path), () => succeed(DONE));
    case 'Find':
      return andThen(stat(action.path), () => succeed(DONE));
    case 'Rename':
      return andThen(rename(action.from, action.to), () => succeed(DONE));
    case 'Size':
      return size(action.path, action.type === 'A', limit);
    case 'ModifiedAt':
      return andThen(stat(action.path), ({ kind, mtime }) =>
        kind === 'file' ? succeed<Answer>({ _tag: 'Number', value: mtime }) : fail<Errno>('EISDIR'),
      );
    case 'SetModified':
      return andThen(utimes(action.path, action.at), () => succeed(DONE));
    case 'Describe':
      return andThen(entryOf(action.path, action.path), (entry) =>
        succeed<Answer>({ _tag: 'Text', lines: [factsLine(entry, action.facts, isWritable)], isDirectory: false }),
      );
    case 'Show':
      return program(function* () {
        const { path, pattern, all } = action;
        const list = yield* beginList({ _tag: 'Long', path, pattern, all, prefix: '' }, isWritable);
        const isDirectory = list.known.length === 0;
        return { _tag: 'Text', lines: yield* allLines(list), isDirectory };
      });
  }
};

/** The root itself can be looked at, and not be taken away. */
const isOnRoot = (action: FileAction): boolean =>
  (action._tag === 'Remove' || action._tag === 'Delete' || action._tag === 'Find') && action.path === '/';

/**
 * Does what an action says.
 *
 * Takes   the action; whether whoever asks may write; how long a file may be whose ASCII size is asked for
 * Fails   never: what the files refuse is an answer
 */
export const performOnFiles = (action: FileAction, isWritable: boolean, limit: number): Program<never, Answer> =>
  isOnRoot(action)
    ? succeed<Answer>({ _tag: 'Failed', errno: 'EACCES' })
    : andThen(attempt(perform(action, isWritable, limit)), (answer) =>
        succeed<Answer>(E.isRight(answer) ? answer.right : { _tag: 'Failed', errno: answer.left }),
      );
