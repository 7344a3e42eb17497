// The calls of scripts by name.
import type { Performs } from './opening.ts';
import { accept, bind, close, connect, listen, shutdown, socket } from './opening.ts';
import { fcntl, getsockopt, ioctl, setsockopt } from './options.ts';
import { epollCreate, epollCtl, epollWait, poll } from './polling.ts';
import { BadArgument } from './Values.ts';
import { read, readv, recv, recvfrom, recvmsg, send, sendmsg, sendto, write, writev } from './transfer.ts';

const unsupported =
  (name: string): Performs =>
  () => {
    throw new BadArgument(`not supported: ${name}`);
  };

const PERFORMERS: Readonly<Record<string, Performs>> = {
  socket,
  bind,
  listen,
  connect,
  accept,
  accept4: accept,
  shutdown,
  close,
  read,
  write,
  recv,
  send,
  recvfrom,
  sendto,
  readv,
  writev,
  recvmsg,
  sendmsg,
  fcntl,
  ioctl,
  getsockopt,
  setsockopt,
  poll,
  epoll_create: epollCreate,
  epoll_create1: epollCreate,
  epoll_ctl: epollCtl,
  epoll_wait: epollWait,
};

/** Named for completeness: what they need is no network. */
const OTHERS = new Set([
  'open',
  'sendfile',
  'pipe',
  'splice',
  'cap_set',
  'psp_assoc_create',
  'psp_rx_spi_alloc',
  'psp_tx_spi_set',
]);

/** Who performs a call; undefined: there is no call of this name. */
export const performerOf = (name: string): Performs | undefined =>
  Object.hasOwn(PERFORMERS, name)
    ? PERFORMERS[name]
    : OTHERS.has(name) || name.startsWith('psp_') || name.startsWith('sctp_')
      ? unsupported(name)
      : undefined;
