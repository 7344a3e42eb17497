import type { SocketCallName } from '../calls/Calls.ts';
import type { Waiting } from '../State.ts';
import type { Turn } from '../Turn.ts';
import { accept } from './accept.ts';
import type { Answer, Handler } from './Answer.ts';
import { bind } from './bind.ts';
import { close } from './close.ts';
import { connect } from './connect.ts';
import { ioctl } from './ioctl.ts';
import { fstat, fsync, ftruncate, lseek, open } from './files.ts';
import { listen } from './listen.ts';
import { getpeername, getsockname } from './names.ts';
import { getsockopt, setsockopt } from './options.ts';
import { poll } from './poll.ts';
import { read, recv, recvfrom } from './recv.ts';
import { send, sendto, write } from './send.ts';
import { shutdown } from './shutdown.ts';
import { socket } from './socket.ts';

/** Every call that this floor answers, with the function that answers it: complete by its type. */
export const HANDLERS: { readonly [N in SocketCallName]: Handler<N> } = {
  socket,
  open,
  lseek,
  fsync,
  ftruncate,
  fstat,
  bind,
  listen,
  accept,
  connect,
  send,
  recv,
  sendto,
  recvfrom,
  shutdown,
  close,
  getsockname,
  getpeername,
  getsockopt,
  setsockopt,
  ioctl,
  poll,
  read,
  write,
};

type AnyHandler = (turn: Turn, call: Waiting) => Answer<SocketCallName>;

/** Answers any call; undefined for one that belongs to the process. */
export const answer = (turn: Turn, call: Waiting): Answer<SocketCallName> | undefined => {
  // The table's type pairs each name with its handler; TypeScript cannot follow that pair through one value.
  const handlers = HANDLERS as unknown as Readonly<Record<string, AnyHandler | undefined>>;
  return handlers[call.request.call]?.(turn, call);
};
