import { randomBytes } from 'node:crypto';
import type { AnyRequest, Bytes, Endpoint, Fd, IoctlCommand } from '@sockeye/core';
import { MSG_TRUNC, STDERR, STDIN, STDOUT } from '@sockeye/core';
import { DatagramSocket } from './DatagramSocket.ts';
import { eventually, onFiles } from './files.ts';
import { getaddrinfo } from './names.ts';
import { getsockopt, setsockopt } from './options.ts';
import { poll } from './polling.ts';
import type { Resources } from './Resources.ts';
import type { Socket } from './Socket.ts';
import { StreamSocket } from './StreamSocket.ts';
import type { Outcome } from './waits.ts';
import { done, failed, followedBy, waiting } from './waits.ts';

/** Does something with the socket behind a descriptor: EBADF where there is nothing, ENOTSOCK where it is a standard stream. */
const on = (resources: Resources, fd: Fd, call: (socket: Socket) => Outcome): Outcome => {
  const socket = resources.descriptors.get(fd);
  if (socket !== undefined) return call(socket);
  return failed(resources.descriptors.isHeld(fd) ? 'ENOTSOCK' : 'EBADF');
};

const typeOf = (socket: Socket): 'stream' | 'datagram' => (socket instanceof StreamSocket ? 'stream' : 'datagram');

/** What `recv` makes of a reply of `recvfrom`: of octets that a stream has thrown away, as many zeros. */
const octetsOf =
  (socket: Socket, flags: number) =>
  (reply: unknown): Outcome => {
    const { bytes, length } = reply as { readonly bytes: Bytes; readonly length: number };
    return done((flags & MSG_TRUNC) !== 0 && typeOf(socket) === 'stream' ? new Uint8Array(length) : bytes);
  };

const ioctl = (resources: Resources, fd: Fd, command: IoctlCommand): Outcome => {
  const socket = resources.descriptors.get(fd);
  if (socket !== undefined) return socket.ioctl(command);
  return failed(resources.descriptors.isHeld(fd) ? 'ENOTTY' : 'EBADF');
};

const accept = (resources: Resources, fd: Fd): Outcome =>
  on(resources, fd, (listener) => {
    if (resources.descriptors.isFull) return failed('EMFILE');
    return followedBy(listener.accept(), (accepted) => {
      const socket = accepted as Socket;
      // A reset in the queue has taken the peer's name away; the connection is accepted all the same, as on Linux.
      return done({ fd: resources.descriptors.add(socket), remote: (socket as StreamSocket).peerAtAccept() });
    });
  });

const close = (resources: Resources, fd: Fd): Outcome => {
  const { descriptors } = resources;
  const socket = descriptors.get(fd);
  const file = descriptors.file(fd);
  if (file !== undefined) {
    descriptors.remove(fd);
    return eventually(file.close());
  }
  if (socket === undefined) {
    if (!descriptors.isStream(fd)) return failed('EBADF');
    descriptors.closeStream(fd);
    return done();
  }
  descriptors.remove(fd);
  return socket.close();
};

const write = (resources: Resources, fd: Fd, bytes: Bytes): Outcome => {
  const { descriptors, streams } = resources;
  const file = descriptors.file(fd);
  if (file !== undefined) return eventually(file.write(bytes));
  if (!descriptors.isStream(fd)) return on(resources, fd, (socket) => socket.send(bytes, 0));
  return fd === STDOUT ? streams.output.write(bytes) : fd === STDERR ? streams.errors.write(bytes) : failed('EBADF');
};

const read = (resources: Resources, fd: Fd, size: number): Outcome => {
  const { descriptors, streams } = resources;
  const file = descriptors.file(fd);
  if (file !== undefined) return eventually(file.read(size));
  if (descriptors.isStream(fd)) return fd === STDIN ? streams.read(size) : failed('EBADF');
  return on(resources, fd, (socket) => followedBy(socket.receive(size, 0), octetsOf(socket, 0)));
};

/** A line cannot fail: where nobody reads any more, it is lost. */
const print = (resources: Resources, line: string): Outcome => {
  const outcome = resources.streams.output.write(`${line}\n`);
  if (outcome._tag !== 'Wait') return done();
  return waiting(outcome.bells, () => (outcome.look() === undefined ? undefined : done()));
};

const peerName = (socket: Socket): Outcome => {
  const remote: Endpoint | undefined = socket.remote();
  return remote === undefined ? failed('ENOTCONN') : done(remote);
};

/**
 * The table of calls, filled in.
 *
 * Takes   what a process has, and a call
 * Gives   its reply, or what it waits for
 */
export const answer = (resources: Resources, request: AnyRequest): Outcome => {
  switch (request.call) {
    case 'socket': {
      const { descriptors, handles, ports } = resources;
      if (descriptors.isFull) return failed('EMFILE');
      const socket = request.type === 'stream' ? new StreamSocket(ports, handles) : new DatagramSocket(handles);
      return done(descriptors.add(socket));
    }
    case 'bind':
      return on(resources, request.fd, (socket) => socket.bind(request.local));
    case 'listen':
      return on(resources, request.fd, (socket) => socket.listen(request.backlog));
    case 'accept':
      return accept(resources, request.fd);
    case 'connect':
      return on(resources, request.fd, (socket) =>
        request.family === 'unspecified' ? socket.disconnect() : socket.connect(request.remote),
      );
    case 'send':
      return on(resources, request.fd, (socket) => socket.send(request.bytes, request.flags ?? 0));
    case 'recv':
      return on(resources, request.fd, (socket) =>
        followedBy(socket.receive(request.size, request.flags ?? 0), octetsOf(socket, request.flags ?? 0)),
      );
    case 'sendto':
      return on(resources, request.fd, (socket) => socket.sendto(request.bytes, request.remote, request.flags ?? 0));
    case 'recvfrom':
      return on(resources, request.fd, (socket) => socket.receive(request.size, request.flags ?? 0));
    case 'shutdown':
      return on(resources, request.fd, (socket) => socket.shutdown(request.how));
    case 'close':
      return close(resources, request.fd);
    case 'getsockname':
      return on(resources, request.fd, (socket) => done(socket.local()));
    case 'getpeername':
      return on(resources, request.fd, peerName);
    case 'getsockopt':
      return on(resources, request.fd, (socket) => getsockopt(socket, typeOf(socket), request.name));
    case 'setsockopt':
      return on(resources, request.fd, (socket) => setsockopt(socket, typeOf(socket), request.option));
    case 'ioctl':
      return ioctl(resources, request.fd, request.command);
    case 'poll':
      return poll(request, resources.descriptors, resources.streams);
    case 'getaddrinfo':
      return getaddrinfo(request.name, request.port);
    case 'sleep':
      return waiting(
        [],
        () => undefined,
        request.duration,
        () => done(),
      );
    case 'open':
    case 'lseek':
    case 'fsync':
    case 'ftruncate':
    case 'fstat':
    case 'stat':
    case 'readdir':
    case 'unlink':
    case 'rename':
    case 'link':
    case 'mkdir':
    case 'rmdir':
    case 'utimes':
      return onFiles(resources, request);
    case 'kill':
      return resources.isAlive(request.pid) ? done() : failed('ESRCH');
    case 'realtime':
      return done(Date.now() * 1_000_000);
    case 'now':
      return done(resources.clock());
    case 'random':
      return done(randomBytes(4).readUInt32LE(0));
    case 'print':
      return print(resources, request.line);
    case 'read':
      return read(resources, request.fd, request.size);
    case 'write':
      return write(resources, request.fd, request.bytes);
  }
};
