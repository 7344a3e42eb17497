// Files of this machine that a client reads or writes: by calls, in the one directory that its program is given.
import { basename, dirname, resolve } from 'node:path';
import type { Bytes, Errno, Fd, Program } from '@sockeye/core';
import {
  andThen,
  attempt,
  clientFailure,
  close,
  closing,
  fail,
  fsync,
  mapError,
  open,
  program,
  random,
  read,
  rename,
  stat,
  STDIN,
  STDOUT,
  strerror,
  unlink,
  writeAll,
} from '@sockeye/core';
import type { ClientFailure } from '@sockeye/core';
import { either as E, function as F } from 'fp-ts';

/** A file, as its program sees it; a hyphen, or nothing, is a standard stream. */
export interface LocalFile {
  /** What the user has called it. */
  readonly word: string;
  /** The directory that is to be `/` to the program. */
  readonly root: string;
  readonly path: string;
}

export const localFile = (word: string): LocalFile => {
  const whole = resolve(word);
  return { word, root: dirname(whole), path: `/${basename(whole)}` };
};

const CHUNK = 262_144;

/** What a file of our own refuses: the command was wrong, or this machine has failed. Neither is the network's fault. */
const ours =
  (word: string, tag: 'Misused' | 'Refused') =>
  (errno: Errno): ClientFailure =>
    clientFailure(tag, `${word}: ${strerror(errno)}`);

/** Uses what a file, or standard input, has: a program that gives its next octets, none at the end. */
export const reading = <Err, A>(
  file: LocalFile | undefined,
  use: (next: Program<ClientFailure, Bytes>) => Program<Err, A>,
): Program<Err | ClientFailure, A> => {
  const from = (fd: Fd, word: string): Program<ClientFailure, Bytes> =>
    F.pipe(read(fd, CHUNK), mapError(ours(word, 'Refused')));
  if (file === undefined) return use(from(STDIN, 'standard input'));
  const { path, word } = file;
  return andThen(F.pipe(open(path, 'read'), mapError(ours(word, 'Misused'))), (fd) => closing(fd, use(from(fd, word))));
};

/**
 * Gives a file its content, or writes to standard output. The file has its name when all is there: where something fails, what was
 * there before is there still.
 *
 * Takes   the file, or undefined for standard output; who writes, by a program that takes octets
 */
export const writing = <Err, A>(
  file: LocalFile | undefined,
  use: (take: (octets: Bytes) => Program<ClientFailure | Errno, void>) => Program<Err, A>,
): Program<Err | ClientFailure, A> => {
  if (file === undefined) return use((octets) => writeAll(STDOUT, octets));
  const { path, word } = file;
  const failing = mapError(ours(word, 'Refused'));
  return program(function* () {
    const found = yield* attempt(stat(path));
    if (E.isRight(found) && found.right.kind !== 'file') {
      // A device or a pipe is written to, and never replaced.
      const fd = yield* F.pipe(open(path, 'write'), mapError(ours(word, 'Misused')));
      return yield* closing(
        fd,
        use((octets) => failing(writeAll(fd, octets))),
      );
    }
    const part = `${path}.${(yield* random).toString(16)}.part`;
    const fd = yield* F.pipe(open(part, 'write', 'create', 'exclusive'), mapError(ours(word, 'Misused')));
    const written = yield* attempt(
      program(function* () {
        const answer = yield* use((octets) => failing(writeAll(fd, octets)));
        yield* failing(fsync(fd));
        return answer;
      }),
    );
    yield* attempt(close(fd));
    if (E.isLeft(written)) {
      yield* attempt(unlink(part));
      return yield* fail(written.left);
    }
    yield* failing(rename(part, path));
    return written.right;
  });
};
