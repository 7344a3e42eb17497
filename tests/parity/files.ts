// The calls on files: an empty directory is there at the beginning, in memory or on the disk, and is `/`.
import { either as E } from 'fp-ts';
import type { Fd, OpenFlag, Program } from '@sockeye/core';
import {
  andThen,
  attempt,
  bytes,
  close,
  fstat,
  fsync,
  ftruncate,
  instant,
  isAlive,
  link,
  lseek,
  mkdir,
  open,
  poll,
  program,
  read,
  readdir,
  readFile,
  realtime,
  recv,
  rename,
  rmdir,
  send,
  sleep,
  milliseconds,
  socket,
  spawn,
  stat,
  succeed,
  text,
  unlink,
  utf8,
  utimes,
  write,
  writeAll,
  writeFile,
} from '@sockeye/core';
import type { Parity } from './notation.ts';
import { each, NO_FD } from './notation.ts';

const kindAndSize = (path: string): Program<string, unknown> =>
  andThen(stat(path), ({ kind, size }) => succeed(kind === 'file' ? [kind, size] : kind));

/** Opens, and answers nothing of the number. */
const opened = (path: string, ...flags: ReadonlyArray<OpenFlag>): Program<string, unknown> =>
  andThen(open(path, ...flags), (fd) => andThen(close(fd), () => succeed('opened')));

const LONG = 'n'.repeat(256);

export const files: ReadonlyArray<Parity> = [
  {
    name: 'a file is what was written to it',
    program: () =>
      program(function* () {
        const fd = yield* open('/a', 'write', 'create', 'exclusive');
        yield* writeAll(fd, utf8('first '));
        yield* writeAll(fd, utf8('second'));
        yield* fsync(fd);
        const whileOpen = text(yield* readFile('/a'));
        yield* close(fd);
        return [whileOpen, text(yield* readFile('/a')), yield* kindAndSize('/a')];
      }),
    expected: ['first second', 'first second', ['file', 12]],
  },
  {
    name: 'reading goes on from where it stands, and gives nothing at the end',
    program: () =>
      program(function* () {
        yield* writeFile('/a', utf8('0123456789'));
        const fd = yield* open('/a', 'read');
        const first = text(yield* read(fd, 4));
        const moved = yield* lseek(fd, -3, 'end');
        const last = text(yield* read(fd, 100));
        const end = yield* read(fd, 100);
        const back = yield* lseek(fd, -9, 'current');
        return [first, moved, last, end.length, back, text(yield* read(fd, 2)), (yield* read(fd, 0)).length];
      }),
    expected: ['0123', 7, '789', 0, 1, '12', 0],
  },
  {
    name: 'a gap that was never written is zeros, and a cut file grows by zeros again',
    program: () =>
      program(function* () {
        const fd = yield* open('/a', 'read', 'write', 'create');
        yield* write(fd, utf8('ab'));
        yield* lseek(fd, 5);
        yield* write(fd, utf8('c'));
        yield* ftruncate(fd, 1);
        yield* ftruncate(fd, 3);
        yield* lseek(fd, 4);
        yield* write(fd, utf8('d'));
        yield* lseek(fd, 0);
        return Array.from(yield* read(fd, 10));
      }),
    expected: [97, 0, 0, 0, 100],
  },
  {
    name: 'what is appended goes to the end, wherever the descriptor stands',
    program: () =>
      program(function* () {
        yield* writeFile('/a', utf8('one'));
        const fd = yield* open('/a', 'append', 'read');
        const before = text(yield* read(fd, 1));
        yield* write(fd, utf8(' two'));
        const at = yield* lseek(fd, 0, 'current');
        yield* close(fd);
        return [before, at, text(yield* readFile('/a'))];
      }),
    expected: ['o', 7, 'one two'],
  },
  {
    name: 'open says what is wrong with a path or with its flags',
    program: () =>
      program(function* () {
        yield* writeFile('/file', utf8('x'));
        yield* mkdir('/directory');
        return yield* each(
          opened('/nothing', 'read'),
          opened('/file/below', 'read'),
          opened('/file', 'write', 'create', 'exclusive'),
          opened('/directory', 'write'),
          opened('/directory', 'read'),
          opened('/directory', 'read', 'create'),
          opened('/', 'read'),
          opened('/new', 'read', 'create'),
          opened('/nowhere/new', 'write', 'create'),
          opened('relative', 'read'),
          opened('/..', 'read'),
          opened('/directory/../file', 'read'),
          opened('/directory/./x', 'read'),
          opened('/directory//x', 'read'),
          opened('/directory/', 'read'),
          opened('/a\0b', 'read'),
          opened(`/${LONG}`, 'write', 'create'),
          opened(`/${'a/'.repeat(2_048)}b`, 'read'),
          opened('/file'),
          opened('/file', 'read', 'truncate'),
          opened('/file', 'write', 'exclusive'),
        );
      }),
    expected: [
      'ENOENT',
      'ENOTDIR',
      'EEXIST',
      'EISDIR',
      'opened',
      'EISDIR',
      'opened',
      'opened',
      'ENOENT',
      'EINVAL',
      'EINVAL',
      'EINVAL',
      'EINVAL',
      'EINVAL',
      'EINVAL',
      'EINVAL',
      'ENAMETOOLONG',
      'ENAMETOOLONG',
      'EINVAL',
      'EINVAL',
      'EINVAL',
    ],
  },
  {
    name: 'a descriptor does what it was opened for',
    program: () =>
      program(function* () {
        yield* writeFile('/file', utf8('x'));
        const reads = yield* open('/file', 'read');
        const writes = yield* open('/file', 'write');
        const directory = yield* open('/', 'read');
        return yield* each(
          write(reads, utf8('y')),
          read(writes, 1),
          read(directory, 1),
          write(directory, utf8('y')),
          ftruncate(reads, 0),
          ftruncate(writes, -1),
          fsync(directory),
          lseek(reads, -1),
          read(reads, -1),
          send(reads, utf8('y')),
          recv(reads, 1),
        );
      }),
    expected: [
      'EBADF',
      'EBADF',
      'EISDIR',
      'EBADF',
      'EINVAL',
      'EINVAL',
      undefined,
      'EINVAL',
      'EINVAL',
      'ENOTSOCK',
      'ENOTSOCK',
    ],
  },
  {
    name: 'a socket and a standard stream are no files, and nothing is neither',
    program: () =>
      program(function* () {
        const fd = yield* socket('stream');
        const kindOf = (of: Fd): Program<string, unknown> => andThen(fstat(of), ({ kind }) => succeed(kind));
        return yield* each(
          lseek(fd, 0),
          fsync(fd),
          ftruncate(fd, 0),
          kindOf(fd),
          lseek(1 as Fd, 0),
          kindOf(1 as Fd),
          lseek(NO_FD, 0),
          fsync(NO_FD),
          ftruncate(NO_FD, 0),
          kindOf(NO_FD),
        );
      }),
    expected: ['ESPIPE', 'EINVAL', 'EINVAL', 'other', 'ESPIPE', 'other', 'EBADF', 'EBADF', 'EBADF', 'EBADF'],
  },
  {
    name: 'files and sockets share the descriptors, the lowest free one first',
    program: () =>
      program(function* () {
        const first = yield* open('/a', 'write', 'create');
        const second = yield* socket('stream');
        const third = yield* open('/a', 'read');
        yield* close(first);
        const fourth = yield* socket('datagram');
        yield* close(second);
        const fifth = yield* open('/', 'read');
        return [second - first, third - first, fourth - first, fifth - first, yield* each(close(first), close(first))];
      }),
    expected: [1, 2, 0, 1, [undefined, 'EBADF']],
  },
  {
    name: 'a file keeps no poll waiting',
    program: () =>
      program(function* () {
        const fd = yield* open('/a', 'write', 'create');
        const [found] = yield* poll([{ fd, events: ['in', 'out'] }]);
        return found?.events;
      }),
    expected: ['in', 'out'],
  },
  {
    name: 'directories are made, listed by code unit, and removed when they are empty',
    program: () =>
      program(function* () {
        yield* mkdir('/d');
        yield* mkdir('/d/sub');
        yield* writeFile('/d/b', bytes(1));
        yield* writeFile('/d/é', bytes(1));
        yield* writeFile('/d/B', bytes(1));
        return yield* each(
          readdir('/d'),
          readdir('/'),
          readdir('/d/b'),
          readdir('/x'),
          mkdir('/d'),
          mkdir('/'),
          mkdir('/x/y'),
          mkdir('/d/b/c'),
          rmdir('/d'),
          rmdir('/'),
          rmdir('/d/b'),
          rmdir('/x'),
          rmdir('/d/sub'),
          readdir('/d/sub'),
        );
      }),
    expected: [
      [
        { name: 'B', kind: 'file' },
        { name: 'b', kind: 'file' },
        { name: 'sub', kind: 'directory' },
        { name: 'é', kind: 'file' },
      ],
      [{ name: 'd', kind: 'directory' }],
      'ENOTDIR',
      'ENOENT',
      'EEXIST',
      'EEXIST',
      'ENOENT',
      'ENOTDIR',
      'ENOTEMPTY',
      'EACCES',
      'ENOTDIR',
      'ENOENT',
      undefined,
      'ENOENT',
    ],
  },
  {
    name: 'rename replaces a file, and only what it may',
    program: () =>
      program(function* () {
        yield* writeFile('/new', utf8('new'));
        yield* writeFile('/old', utf8('old'));
        yield* mkdir('/d');
        yield* mkdir('/full');
        yield* writeFile('/full/x', utf8('x'));
        yield* mkdir('/empty');
        const words = yield* each(
          rename('/new', '/old'),
          stat('/new'),
          rename('/none', '/old'),
          rename('/old', '/d'),
          rename('/d', '/old'),
          rename('/d', '/full'),
          rename('/d', '/d/below'),
          rename('/full/x', '/full'),
          rename('/d', '/empty'),
          rename('/old', '/nowhere/x'),
          rename('/', '/x'),
          rename('/old', '/'),
          rename('/old', '/old'),
        );
        return [words, text(yield* readFile('/old')), yield* kindAndSize('/empty')];
      }),
    expected: [
      [
        undefined,
        'ENOENT',
        'ENOENT',
        'EISDIR',
        'ENOTDIR',
        'ENOTEMPTY',
        'EINVAL',
        'ENOTEMPTY',
        undefined,
        'ENOENT',
        'EACCES',
        'EACCES',
        undefined,
      ],
      'new',
      'directory',
    ],
  },
  {
    name: 'a second name is as good as the first',
    program: () =>
      program(function* () {
        yield* writeFile('/a', utf8('one'));
        yield* mkdir('/d');
        yield* link('/a', '/b');
        const same = (yield* stat('/a')).ino === (yield* stat('/b')).ino;
        yield* unlink('/a');
        return [
          same,
          text(yield* readFile('/b')),
          yield* each(link('/b', '/b'), link('/b', '/'), link('/d', '/e'), link('/none', '/e'), link('/b', '/x/y')),
        ];
      }),
    expected: [true, 'one', ['EEXIST', 'EEXIST', 'EPERM', 'ENOENT', 'ENOENT']],
  },
  {
    name: 'a file without a name lives on for whoever has it open',
    program: () =>
      program(function* () {
        yield* writeFile('/a', utf8('still here'));
        yield* mkdir('/d');
        const fd = yield* open('/a', 'read');
        yield* unlink('/a');
        const again = text(yield* read(fd, 100));
        return [again, (yield* fstat(fd)).size, yield* each(stat('/a'), unlink('/a'), unlink('/d'), unlink('/'))];
      }),
    expected: ['still here', 10, ['ENOENT', 'ENOENT', 'EISDIR', 'EISDIR']],
  },
  {
    name: 'a file has the time that it was given, or that of its last change',
    program: () =>
      program(function* () {
        yield* writeFile('/a', utf8('one'));
        const before = yield* stat('/a');
        const clock = yield* realtime;
        yield* utimes('/a', instant(1_000_000_000_000));
        const set = yield* stat('/a');
        return [
          clock - before.mtime >= -2_000_000_000 && clock - before.mtime < 10_000_000_000,
          clock > 1_700_000_000_000_000_000,
          set.mtime,
          yield* each(utimes('/none', clock), utimes('/a', instant(-1))),
        ];
      }),
    expected: [true, true, 1_000_000_000_000, ['ENOENT', 'EINVAL']],
  },
  {
    name: 'threads of one process find each other’s files and descriptors',
    program: () =>
      program(function* () {
        const fd = yield* open('/a', 'read', 'write', 'create');
        yield* spawn(andThen(writeAll(fd, utf8('from the other')), () => close(fd)));
        yield* sleep(milliseconds(60));
        return [text(yield* readFile('/a')), yield* attemptClose(fd)];
      }),
    expected: ['from the other', 'EBADF'],
  },
  {
    name: 'a thread is there until it is over',
    program: () =>
      program(function* () {
        const short = yield* spawn(succeed(undefined));
        const long = yield* spawn(sleep(milliseconds(600_000)));
        yield* sleep(milliseconds(60));
        return [yield* isAlive(short), yield* isAlive(long), yield* isAlive(7_777 as typeof long)];
      }),
    expected: [false, true, false],
  },
];

const attemptClose = (fd: Fd): Program<never, unknown> =>
  andThen(attempt(close(fd)), (answer) => succeed(E.isLeft(answer) ? answer.left : 'closed'));
