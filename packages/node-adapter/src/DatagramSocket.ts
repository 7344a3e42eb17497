import dgram from 'node:dgram';
import type { Bytes, Endpoint, Errno, How, IoctlCommand, PollEvent } from '@sockeye/core';
import { concatBytes, MAXIMUM_DATAGRAM, MSG_DONTWAIT, MSG_MORE, MSG_OOB, MSG_PEEK, NO_BYTES } from '@sockeye/core';
import { endOf, hostOf, NOWHERE } from './addresses.ts';
import { errnoOf } from './errors.ts';
import { plain } from './inbox.ts';
import type { Settings } from './settings.ts';
import { capacityOf, defaults, patienceOf } from './settings.ts';
import type { Handles, Socket } from './Socket.ts';
import type { Outcome, Reply } from './waits.ts';
import { Bell, done, failed, later, followedBy, waiting } from './waits.ts';

interface Datagram {
  readonly bytes: Bytes;
  readonly remote: Endpoint;
}

/** What the kernel counts for a datagram besides its octets, roughly: so that a flood of empty ones is bounded too. */
const OVERHEAD = 512;

/** Addresses are given in dotted decimal: nothing is to be looked up. */
const lookup = (
  host: string,
  _options: unknown,
  callback: (error: Error | null, address: string, family: number) => void,
): void => callback(null, host, 4);

/** A socket of type SOCK_DGRAM over `node:dgram`. */
export class DatagramSocket implements Socket {
  readonly bell: Bell = new Bell();
  readonly settings: Settings = defaults();
  isClosed = false;
  private socket: dgram.Socket | undefined;
  /** The one bind that is under way or done; its outcome is the same for whoever asks. */
  private isBound = false;
  private isBinding = false;
  private peer: Endpoint | undefined;
  private error: Errno | undefined;
  private isReadShut = false;
  private isWriteShut = false;
  private queue: Array<Datagram> = [];
  private queued = 0;
  private corked: { readonly bytes: Bytes; readonly remote: Endpoint | undefined } | undefined;
  private readonly handles: Handles;

  constructor(handles: Handles) {
    this.handles = handles;
  }

  bind(local: Endpoint): Outcome {
    if (this.isBound || this.isBinding) return failed('EINVAL');
    this.isBinding = true;
    return later((answer) => {
      const { settings } = this;
      const socket = dgram.createSocket({ type: 'udp4', reuseAddr: settings.SO_REUSEADDR, lookup });
      this.handles.opened(socket, () => this.release(socket));
      const refused = (error: unknown): void => {
        this.isBinding = false;
        this.release(socket);
        answer(failed(errnoOf(error)));
        this.bell.ring();
      };
      socket.once('error', refused);
      socket.bind({ address: hostOf(local), port: local.port, exclusive: true }, () => {
        socket.off('error', refused);
        this.isBinding = false;
        if (this.isClosed) this.release(socket);
        else this.begin(socket);
        answer(done());
        this.bell.ring();
      });
    });
  }

  /** Room for one datagram at least: the queue takes nothing in pieces. */
  private get capacity(): number {
    return Math.max(capacityOf(this.settings.SO_RCVBUF), this.queue.length === 0 ? MAXIMUM_DATAGRAM + OVERHEAD : 0);
  }

  private release(socket: dgram.Socket): void {
    if (!this.handles.gone(socket)) return;
    socket.close();
  }

  private begin(socket: dgram.Socket): void {
    this.socket = socket;
    this.isBound = true;
    this.apply('SO_RCVBUF');
    this.apply('SO_SNDBUF');
    this.apply('SO_BROADCAST');
    socket.on('message', (message, from) => {
      const bytes = plain(message);
      // Beyond its buffer a kernel drops what comes, and so does this.
      if (this.queued + bytes.length + OVERHEAD > this.capacity || this.isClosed) return;
      this.queue.push({ bytes, remote: endOf(from.address, from.port) });
      this.queued += bytes.length + OVERHEAD;
      this.bell.ring();
    });
    socket.on('error', (error) => {
      this.error = errnoOf(error);
      this.bell.ring();
    });
  }

  /** Binds to any port where that was not done; then goes on with Node's socket. */
  private whenBound(next: (socket: dgram.Socket) => Outcome): Outcome {
    if (this.isClosed) return failed('EBADF');
    if (this.socket !== undefined) return next(this.socket);
    if (this.isBinding) {
      return waiting([this.bell], () => (this.isBinding ? undefined : this.whenBound(next)));
    }
    return followedBy(this.bind(NOWHERE), () => this.whenBound(next));
  }

  listen(): Outcome {
    return failed('EOPNOTSUPP');
  }

  accept(): Outcome {
    return failed('EOPNOTSUPP');
  }

  connect(remote: Endpoint): Outcome {
    // Node refuses port 0, which no datagram can be sent to.
    if (remote.port === 0) return failed('EINVAL');
    return this.whenBound((socket) =>
      later((answer) => {
        if (this.peer !== undefined) socket.disconnect();
        this.peer = undefined;
        // dgram types the callback without its error, and calls it with one.
        const connected = (error?: unknown): void => {
          if (error === undefined || error === null) {
            this.peer = remote;
            answer(done());
          } else answer(failed(errnoOf(error)));
        };
        socket.connect(remote.port, hostOf(remote), connected);
      }),
    );
  }

  disconnect(): Outcome {
    if (this.peer !== undefined) this.socket?.disconnect();
    this.peer = undefined;
    this.corked = undefined;
    this.bell.ring();
    return done();
  }

  isListening(): boolean {
    return false;
  }

  ioctl(command: IoctlCommand): Outcome {
    if (command === 'SIOCATMARK') return failed('ENOTTY');
    return done(command === 'FIONREAD' ? (this.queue[0]?.bytes.length ?? 0) : 0);
  }

  send(bytes: Bytes, flags: number): Outcome {
    if ((flags & MSG_OOB) !== 0) return failed('EOPNOTSUPP');
    if (this.isWriteShut) return failed('EPIPE');
    if (this.peer === undefined) return failed('EDESTADDRREQ');
    return this.cork(bytes, undefined, flags);
  }

  sendto(bytes: Bytes, remote: Endpoint, flags: number): Outcome {
    if ((flags & MSG_OOB) !== 0) return failed('EOPNOTSUPP');
    if (this.isWriteShut) return failed('EPIPE');
    if (this.peer !== undefined) {
      // Node's connected sockets send to their peer only.
      return this.peer.address === remote.address && this.peer.port === remote.port
        ? this.cork(bytes, undefined, flags)
        : failed('EISCONN');
    }
    return remote.port === 0 ? failed('EINVAL') : this.cork(bytes, remote, flags);
  }

  /** With MSG_MORE octets wait for those of the next call, and all leave as one datagram to where the first were to go. */
  private cork(bytes: Bytes, remote: Endpoint | undefined, flags: number): Outcome {
    const { corked } = this;
    if (corked === undefined && (flags & MSG_MORE) === 0) return this.hand(bytes, remote);
    const octets = concatBytes([corked?.bytes ?? NO_BYTES, bytes]);
    if (octets.length > MAXIMUM_DATAGRAM) return failed('EMSGSIZE');
    const to = corked === undefined ? remote : corked.remote;
    this.corked = (flags & MSG_MORE) === 0 ? undefined : { bytes: octets, remote: to };
    if (this.corked !== undefined) return this.whenBound(() => done(bytes.length));
    return followedBy(this.hand(octets, to), () => done(bytes.length));
  }

  private hand(bytes: Bytes, remote: Endpoint | undefined): Outcome {
    if (bytes.length > MAXIMUM_DATAGRAM) return failed('EMSGSIZE');
    const error = this.takeError();
    if (error !== undefined) return failed(error);
    return this.whenBound((socket) =>
      later((answer) => {
        const sent = (error: Error | null): void =>
          answer(error === null ? done(bytes.length) : failed(errnoOf(error)));
        if (remote === undefined) socket.send(bytes, sent);
        else socket.send(bytes, remote.port, hostOf(remote), sent);
      }),
    );
  }

  receive(size: number, flags: number): Outcome {
    const look = (): Reply | undefined => {
      if (this.isClosed) return failed('EBADF');
      const error = this.takeError();
      if (error !== undefined) return failed(error);
      const [first] = this.queue;
      if (first === undefined) {
        return this.isReadShut ? done({ bytes: NO_BYTES, remote: this.peer ?? NOWHERE, length: 0 }) : undefined;
      }
      if ((flags & MSG_PEEK) === 0) {
        this.queue.shift();
        this.queued -= first.bytes.length + OVERHEAD;
      }
      return done({ bytes: first.bytes.subarray(0, size), remote: first.remote, length: first.bytes.length });
    };
    const now = look();
    if (now !== undefined) return now;
    if (this.settings.O_NONBLOCK || (flags & MSG_DONTWAIT) !== 0) return failed('EAGAIN');
    return waiting([this.bell], look, patienceOf(this.settings.SO_RCVTIMEO));
  }

  shutdown(how: How): Outcome {
    if (this.peer === undefined) return failed('ENOTCONN');
    if (how !== 'write') this.isReadShut = true;
    if (how !== 'read') this.isWriteShut = true;
    this.bell.ring();
    return done();
  }

  close(): Outcome {
    this.destroy();
    this.bell.ring();
    return done();
  }

  destroy(): void {
    this.isClosed = true;
    if (this.socket !== undefined) this.release(this.socket);
  }

  local(): Endpoint {
    if (this.socket === undefined) return NOWHERE;
    const { address, port } = this.socket.address();
    return endOf(address, port);
  }

  remote(): Endpoint | undefined {
    return this.peer;
  }

  takeError(): Errno | undefined {
    const { error } = this;
    this.error = undefined;
    return error;
  }

  apply(option: string): void {
    if (option === 'SO_RCVBUF') this.socket?.setRecvBufferSize(this.settings.SO_RCVBUF);
    if (option === 'SO_BROADCAST') this.socket?.setBroadcast(this.settings.SO_BROADCAST);
    if (option === 'SO_SNDBUF') this.socket?.setSendBufferSize(this.settings.SO_SNDBUF);
  }

  ready(): ReadonlySet<PollEvent> {
    const events = new Set<PollEvent>(['out']);
    if (this.queue.length > 0 || this.isReadShut) events.add('in');
    if (this.isReadShut && this.isWriteShut) events.add('hangup');
    if (this.error !== undefined) events.add('in').add('error');
    return events;
  }
}
