// Locks between sessions and between programs: files that are made exclusively. (O_EXCL is atomic on every system.)
import { text, utf8 } from '../../basis/bytes.ts';
import { E } from '../../basis/fp.ts';
import type { Duration, Instant } from '../../basis/time.ts';
import { milliseconds, seconds } from '../../basis/time.ts';
import { program } from '../../program/block.ts';
import { now, random, realtime, sleep, writeAll } from '../../program/calls.ts';
import { attempt, iterate } from '../../program/control.ts';
import { closing, fsync, link, open, readFile, rename, stat, unlink, utimes } from '../../program/files.ts';
import { fail } from '../../program/nodes.ts';
import type { Program } from '../../program/Program.ts';
import type { Errno } from '../../socket/calls/errno.ts';
import type { FileStatus } from '../../socket/calls/files.ts';
import type { Lock } from './Lock.ts';

/** How a lock is sought. */
export interface LockTerms {
  /** A lock that was not renewed for so long is a dead man's, and is taken over. */
  readonly life: Duration;
  /** So long somebody waits for it. */
  readonly patience: Duration;
}

/**
 * Who takes a lock.
 *
 * `place` is where a server listens, which only one living server can: a lock from the same place and another `run` of the server is
 * a dead man's, however young it is. So whoever was killed while a session had the maildrop open finds it free when it starts again.
 */
export interface Holder {
  readonly place: string;
  readonly run: string;
}

/** Somebody who listens nowhere: others wait until its lock is old. */
export const NOBODY: Holder = { place: '-', run: '-' };

/** The list of numbers is locked for as long as it takes to write it. */
export const INDEX_TERMS: LockTerms = { life: seconds(20), patience: seconds(30) };

/** A maildrop is locked for a session, which renews it; who comes second is told at once. */
export const MAILDROP_TERMS: LockTerms = { life: seconds(35), patience: milliseconds(0) };

const PAUSE = milliseconds(20);

/** Makes the file of a lock, with its holder in it. */
const made = ({ path, holder }: Lock): Program<Errno, void> =>
  program(function* () {
    const fd = yield* open(path, 'write', 'create', 'exclusive');
    yield* closing(fd, writeAll(fd, utf8(holder)));
  });

/**
 * Takes a dead man's lock away.
 *
 * It is moved aside first, for two may have found it dead: who moved a younger one gives it back.
 */
const buried = (path: string, mark: string, found: FileStatus): Program<never, void> =>
  program(function* () {
    const aside = `${path}.${mark}`;
    const moved = yield* attempt(rename(path, aside));
    if (E.isLeft(moved)) return;
    const status = yield* attempt(stat(aside));
    const isOther = E.isRight(status) && (status.right.ino !== found.ino || status.right.mtime !== found.mtime);
    if (isOther) yield* attempt(link(aside, path));
    yield* attempt(unlink(aside));
  });

const isOld = (found: FileStatus, at: Instant, { life }: LockTerms): boolean => at - found.mtime > life;

/** Was it taken by an earlier run of the server that is now here? */
const isOurs = (path: string, { place, run }: Holder): Program<never, boolean> =>
  program(function* () {
    if (place === NOBODY.place) return false;
    const octets = yield* attempt(readFile(path));
    if (E.isLeft(octets)) return false;
    const [where, which] = text(octets.right).split(' ');
    return where === place && which !== run;
  });

/**
 * Takes a lock, or waits for it.
 *
 * Gives   the lock; undefined where somebody else holds it until patience is over
 * Fails   with what keeps the file from being made, as ENOSPC
 *
 * @category calls
 * @since 0.1.0
 */
export const acquire = (path: string, terms: LockTerms, who: Holder = NOBODY): Program<Errno, Lock | undefined> =>
  program(function* () {
    const start = yield* now;
    const high = yield* random;
    const low = yield* random;
    const mark = `${high.toString(16)}-${low.toString(16)}`;
    const lock: Lock = { path, holder: `${who.place} ${who.run} ${mark}` };
    return yield* iterate(undefined, () =>
      program(function* () {
        const answer = yield* attempt(made(lock));
        if (E.isRight(answer)) return E.right(lock);
        if (answer.left !== 'EEXIST') return yield* fail(answer.left);
        const found = yield* attempt(stat(path));
        // It was let go just now.
        if (E.isLeft(found)) return found.left === 'ENOENT' ? E.left(undefined) : yield* fail(found.left);
        if (isOld(found.right, yield* realtime, terms) || (yield* isOurs(path, who))) {
          yield* buried(path, mark, found.right);
          return E.left(undefined);
        }
        if ((yield* now) - start >= terms.patience) return E.right(undefined);
        yield* sleep(PAUSE);
        return E.left(undefined);
      }),
    );
  });

/** Says that the holder lives. */
export const renew = ({ path }: Lock): Program<never, void> =>
  program(function* () {
    yield* attempt(utimes(path, yield* realtime));
  });

/** Lets a lock go, unless another has taken it over. */
export const release = ({ path, holder }: Lock): Program<never, void> =>
  program(function* () {
    const found = yield* attempt(readFile(path));
    if (E.isRight(found) && text(found.right) === holder) yield* attempt(unlink(path));
  });

/** Does something while the lock is held, and lets it go whatever comes of that; EAGAIN where it cannot be had. */
export const locked = <A>(path: string, terms: LockTerms, who: Holder, use: Program<Errno, A>): Program<Errno, A> =>
  program(function* () {
    const lock = yield* acquire(path, terms, who);
    if (lock === undefined) return yield* fail<Errno>('EAGAIN');
    const answer = yield* attempt(use);
    yield* release(lock);
    return E.isRight(answer) ? answer.right : yield* fail(answer.left);
  });

/** Waits until the names in a directory are on the disk. Where a system has no such thing there is nothing to wait for. */
export const fsyncDirectory = (path: string): Program<never, void> =>
  program(function* () {
    const fd = yield* attempt(open(path, 'read'));
    if (E.isRight(fd)) yield* attempt(closing(fd.right, fsync(fd.right)));
  });
