// The part that the sockets have in files: descriptors, and calls on descriptors that lead to no file.
import { instant } from '../../basis/time.ts';
import { hasRoom, install, socketAt } from '../descriptors.ts';
import { FILE } from '../Socket.ts';
import type { Handler } from './Answer.ts';
import { fail, reply } from './Answer.ts';

/** `open`: a file gets the lowest free descriptor, as a socket would. What it leads to is known to the processes. */
export const open: Handler<'open'> = (turn, { caller }) =>
  hasRoom(turn, caller.process) ? reply(install(turn, caller.process, FILE)) : fail('EMFILE');

/** `lseek`: a stream has no place to go to. */
export const lseek: Handler<'lseek'> = (turn, { caller, request }) =>
  fail(socketAt(turn.state, caller, request.fd) === 'EBADF' ? 'EBADF' : 'ESPIPE');

/** `fsync`: nothing of a socket is on a disk. */
export const fsync: Handler<'fsync'> = (turn, { caller, request }) =>
  fail(socketAt(turn.state, caller, request.fd) === 'EBADF' ? 'EBADF' : 'EINVAL');

/** `ftruncate`: a socket has no length. */
export const ftruncate: Handler<'ftruncate'> = (turn, { caller, request }) =>
  fail(socketAt(turn.state, caller, request.fd) === 'EBADF' ? 'EBADF' : 'EINVAL');

/** `fstat`: neither file nor directory. */
export const fstat: Handler<'fstat'> = (turn, { caller, request }) =>
  socketAt(turn.state, caller, request.fd) === 'EBADF'
    ? fail('EBADF')
    : reply({ kind: 'other', size: 0, mtime: instant(0), ino: request.fd });
