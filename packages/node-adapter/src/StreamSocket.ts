import type { Bytes, Duration, Endpoint, Errno, How, IoctlCommand, PollEvent } from '@sockeye/core';
import {
  concatBytes,
  MSG_DONTWAIT,
  MSG_FASTOPEN,
  MSG_OOB,
  MSG_PEEK,
  MSG_TRUNC,
  MSG_WAITALL,
  NO_BYTES,
} from '@sockeye/core';
import { NOWHERE } from './addresses.ts';
import { Connection } from './Connection.ts';
import { Listener } from './Listener.ts';
import type { Ports } from './Ports.ts';
import type { Settings } from './settings.ts';
import { capacityOf, defaults, patienceOf } from './settings.ts';
import type { Handles, Socket } from './Socket.ts';
import type { Outcome, Reply } from './waits.ts';
import { Bell, done, failed, followedBy, waiting } from './waits.ts';

/** Where a stream socket is in its life. A connection that broke stays: Linux says EISCONN to whoever would use it again. */
type Phase =
  | { readonly _tag: 'Unconnected' }
  | { readonly _tag: 'Listening'; readonly listener: Listener }
  | { readonly _tag: 'Connecting'; readonly connection: Connection }
  /** `isTold`: `connect` has answered; a socket that does not block is told at its next `connect`. */
  | { readonly _tag: 'Connected'; readonly connection: Connection; isTold: boolean };

/** A socket of type SOCK_STREAM over `node:net`: POSIX's words on the outside, and no decision of its own inside. */
export class StreamSocket implements Socket {
  readonly bell: Bell;
  readonly settings: Settings;
  isClosed = false;
  private phase: Phase = { _tag: 'Unconnected' };
  private bound: Endpoint | undefined;
  private isBinding = false;
  /** Of an attempt to connect that failed. */
  private error: Errno | undefined;
  /** Such an attempt failed, and `connect` has not said so yet. */
  private hasFailed = false;
  private readonly ports: Ports;
  private readonly handles: Handles;

  constructor(ports: Ports, handles: Handles, bell: Bell = new Bell(), settings: Settings = defaults()) {
    this.ports = ports;
    this.handles = handles;
    this.bell = bell;
    this.settings = settings;
  }

  /** Answers now if it can; else EAGAIN where the socket does not block, else a wait. */
  private orWait(
    look: () => Outcome | undefined,
    patience: Duration | undefined,
    late: () => Reply = () => failed('EAGAIN'),
    flags = 0,
  ): Outcome {
    const now = look();
    if (now !== undefined) return now;
    if (this.settings.O_NONBLOCK || (flags & MSG_DONTWAIT) !== 0) return late();
    return waiting([this.bell], () => (this.isClosed ? failed('EBADF') : look()), patienceOf(patience), late);
  }

  bind(local: Endpoint): Outcome {
    if (this.bound !== undefined || this.isBinding || this.phase._tag !== 'Unconnected') return failed('EINVAL');
    this.isBinding = true;
    const outcome = followedBy(this.ports.bind(local), (end) => {
      this.bound = end as Endpoint;
      return done();
    });
    return this.whatever(outcome, () => (this.isBinding = false));
  }

  /** Does something when an outcome has come, whichever it is. */
  private whatever(outcome: Outcome, finish: () => void): Outcome {
    if (outcome._tag !== 'Wait') {
      finish();
      return outcome;
    }
    const look = (): Outcome | undefined => {
      const found = outcome.look();
      return found === undefined ? undefined : this.whatever(found, finish);
    };
    return waiting(outcome.bells, look, outcome.patience, outcome.late);
  }

  listen(backlog: number): Outcome {
    // Only the backlog would change, and Node keeps none that could.
    if (this.phase._tag === 'Listening') return done();
    if (this.phase._tag !== 'Unconnected') return failed('EINVAL');
    const { bound } = this;
    if (bound !== undefined) this.ports.release(bound);
    return followedBy(Listener.open(bound ?? NOWHERE, backlog, this.bell, this.settings, this.handles), (opened) => {
      const listener = opened as Listener;
      this.phase = { _tag: 'Listening', listener };
      this.bound = listener.local;
      return done();
    });
  }

  accept(): Outcome {
    return this.orWait(() => {
      if (this.phase._tag !== 'Listening') return failed('EINVAL');
      const arrival = this.phase.listener.queue.shift();
      if (arrival === undefined) return undefined;
      const socket = new StreamSocket(this.ports, this.handles, arrival.bell, arrival.settings);
      socket.phase = { _tag: 'Connected', connection: arrival.connection, isTold: true };
      return done(socket);
    }, this.settings.SO_RCVTIMEO);
  }

  connect(remote: Endpoint): Outcome {
    switch (this.phase._tag) {
      case 'Listening':
        return failed('EISCONN');
      case 'Connected':
        if (this.phase.isTold) return failed('EISCONN');
        this.phase.isTold = true;
        return done();
      case 'Connecting':
        if (this.settings.O_NONBLOCK) return failed('EALREADY');
        break;
      case 'Unconnected': {
        if (this.hasFailed) return this.failure();
        this.open(remote);
      }
    }
    return this.orWait(
      () => {
        if (this.phase._tag === 'Connecting') return undefined;
        if (this.phase._tag === 'Connected') {
          this.phase.isTold = true;
          return done();
        }
        return this.failure();
      },
      this.settings.SO_SNDTIMEO,
      () => failed('EINPROGRESS'),
    );
  }

  /** Linux says ECONNABORTED where SO_ERROR has taken the reason away. */
  private failure(): Reply {
    this.hasFailed = false;
    return failed(this.takeError() ?? 'ECONNABORTED');
  }

  /** Begins to connect. A listener for the bell stands first, so that whoever waits already sees what came of it. */
  private open(remote: Endpoint): void {
    const decided = (): void => {
      const { phase } = this;
      if (phase._tag !== 'Connecting') return;
      const { connection } = phase;
      if (connection.isConnected) this.phase = { _tag: 'Connected', connection, isTold: false };
      else if (connection.isDead) {
        this.error = connection.takeError();
        this.hasFailed = true;
        this.phase = { _tag: 'Unconnected' };
      } else return;
      this.bell.remove(decided);
    };
    if (this.bound !== undefined) this.ports.release(this.bound);
    this.bell.add(decided);
    const connection = Connection.open(this.bound, remote, this.bell, this.settings, this.handles);
    this.phase = { _tag: 'Connecting', connection };
  }

  /**
   * A send that waits is over when the kernel has all, so that an error is told to the call that met it. One that does not
   * wait hands over what there is room for.
   */
  send(bytes: Bytes, flags: number): Outcome {
    // Node has no word for urgent octets, nor for octets on a SYN. MSG_MORE and MSG_EOR are wishes that need not be granted.
    if ((flags & (MSG_OOB | MSG_FASTOPEN)) !== 0) return failed('EOPNOTSUPP');
    let taken = 0;
    let begin = 0;
    let end = 0;
    return this.orWait(
      () => {
        if (this.phase._tag === 'Connecting') return undefined;
        if (this.phase._tag !== 'Connected') return failed(this.takeError() ?? 'EPIPE');
        const { connection } = this.phase;
        const flushed = Math.min(taken, Math.max(0, connection.flushed - begin));
        if (taken === bytes.length && connection.flushed >= end && taken > 0) return done(taken);
        if (connection.error !== undefined || connection.isDead || (connection.isWriteShut && taken < bytes.length)) {
          return flushed > 0 ? done(flushed) : failed(connection.takeError() ?? 'EPIPE');
        }
        // What the kernel takes at once leaves room for more, and nobody will ring for it.
        for (;;) {
          const room = Math.min(connection.room, bytes.length - taken);
          if (room <= 0) break;
          if (taken === 0) begin = connection.given;
          connection.write(taken === 0 && room === bytes.length ? bytes : bytes.subarray(taken, taken + room));
          taken += room;
          end = connection.given;
        }
        if (taken === bytes.length && taken > 0 && connection.flushed >= end) return done(taken);
        return bytes.length === 0 ? done(0) : undefined;
      },
      this.settings.SO_SNDTIMEO,
      () => (taken > 0 ? done(taken) : failed('EAGAIN')),
      flags,
    );
  }

  sendto(bytes: Bytes, _remote: Endpoint, flags: number): Outcome {
    // Linux pays no attention to the address that is given with a stream.
    return this.send(bytes, flags);
  }

  /** Waits for SO_RCVLOWAT octets, or with MSG_WAITALL for all; the end, an error or the time that is over give what there is. */
  receive(size: number, flags: number): Outcome {
    // What was sent as urgent the kernel keeps, and Node cannot fetch: there is none.
    if ((flags & MSG_OOB) !== 0) return failed('EINVAL');
    const pieces: Array<Bytes> = [];
    let got = 0;
    const given = (remote: Endpoint): Reply => {
      const bytes = pieces.length === 1 ? (pieces[0] ?? NO_BYTES) : concatBytes(pieces);
      return done({ bytes: (flags & MSG_TRUNC) === 0 ? bytes : NO_BYTES, remote, length: bytes.length });
    };
    const look = (): Outcome | undefined => {
      if (this.phase._tag === 'Connecting') return undefined;
      if (this.phase._tag !== 'Connected') return failed(this.takeError() ?? 'ENOTCONN');
      const { connection } = this.phase;
      const { remote } = connection;
      const target = (flags & MSG_WAITALL) === 0 ? Math.min(this.settings.SO_RCVLOWAT, size) : size;
      const isOver =
        connection.hasEnded || connection.isReadShut || connection.isDead || connection.error !== undefined;
      if (connection.inbox.length > 0 || size === 0) {
        if ((flags & MSG_PEEK) !== 0) {
          // More than the buffer holds will never be there at once.
          const enough = Math.min(target, capacityOf(this.settings.SO_RCVBUF));
          if (connection.inbox.length < enough && !isOver) return undefined;
          pieces.push(connection.take(size, true));
          return given(remote);
        }
        const piece = connection.take(size - got, false);
        pieces.push(piece);
        got += piece.length;
        if (got >= target) return given(remote);
      }
      if (got > 0) return isOver ? given(remote) : undefined;
      const error = connection.takeError();
      if (error !== undefined) return failed(error);
      return isOver ? done({ bytes: NO_BYTES, remote, length: 0 }) : undefined;
    };
    const late = (): Reply => {
      if (this.phase._tag !== 'Connected') return failed('EAGAIN');
      const { inbox, remote } = this.phase.connection;
      if ((flags & MSG_PEEK) !== 0 && inbox.length > 0) pieces.push(inbox.take(size, true));
      return pieces.length > 0 ? given(remote) : failed('EAGAIN');
    };
    return this.orWait(look, this.settings.SO_RCVTIMEO, late, flags);
  }

  ioctl(command: IoctlCommand): Outcome {
    if (command === 'SIOCATMARK') return failed('ENOTTY');
    if (this.phase._tag === 'Listening') return failed('EINVAL');
    if (this.phase._tag !== 'Connected') return done(0);
    const { inbox, given, flushed } = this.phase.connection;
    return done(command === 'FIONREAD' ? inbox.length : given - flushed);
  }

  isListening(): boolean {
    return this.phase._tag === 'Listening';
  }

  /** As Linux's tcp_disconnect: a connection is reset, an attempt given up, and whoever waits for either hears ECONNRESET. */
  disconnect(): Outcome {
    const { phase } = this;
    this.hasFailed = false;
    this.error = undefined;
    this.phase = { _tag: 'Unconnected' };
    if (phase._tag === 'Listening') phase.listener.close();
    if (phase._tag === 'Connecting' || phase._tag === 'Connected') {
      const { connection } = phase;
      if (!connection.isDead) this.error = 'ECONNRESET';
      if (phase._tag === 'Connected') connection.reset();
      else connection.destroy();
    }
    this.bell.ring();
    return done();
  }

  shutdown(how: How): Outcome {
    switch (this.phase._tag) {
      case 'Unconnected':
        return failed('ENOTCONN');
      case 'Connecting':
        return this.disconnect();
      case 'Listening':
        // Linux: a listener that may not read is none any more.
        if (how !== 'write') {
          this.phase.listener.close();
          this.phase = { _tag: 'Unconnected' };
          this.bell.ring();
        }
        return done();
      case 'Connected': {
        const { connection } = this.phase;
        if (connection.isDead) return failed('ENOTCONN');
        if (how !== 'read' && !connection.isWriteShut) connection.end();
        if (how !== 'write') connection.isReadShut = true;
        this.bell.ring();
        return done();
      }
    }
  }

  close(): Outcome {
    this.isClosed = true;
    if (this.bound !== undefined) this.ports.release(this.bound);
    const { phase } = this;
    if (phase._tag === 'Listening') phase.listener.close();
    const outcome = phase._tag === 'Connecting' || phase._tag === 'Connected' ? phase.connection.close() : done();
    this.bell.ring();
    return outcome;
  }

  destroy(): void {
    this.isClosed = true;
    if (this.phase._tag === 'Listening') this.phase.listener.close();
    else if (this.phase._tag !== 'Unconnected') this.phase.connection.destroy();
  }

  local(): Endpoint {
    if (this.phase._tag === 'Connected') return this.phase.connection.local;
    return this.bound ?? NOWHERE;
  }

  remote(): Endpoint | undefined {
    return this.phase._tag === 'Connected' && !this.phase.connection.isDead ? this.phase.connection.remote : undefined;
  }

  /** Who is, or was, at the other end; `remote` forgets it when the connection is gone. */
  peerAtAccept(): Endpoint {
    return this.phase._tag === 'Connected' ? this.phase.connection.remote : NOWHERE;
  }

  takeError(): Errno | undefined {
    if (this.phase._tag === 'Connected') return this.phase.connection.takeError();
    const { error } = this;
    this.error = undefined;
    return error;
  }

  apply(): void {
    if (this.phase._tag === 'Connected') this.phase.connection.apply();
  }

  /** As Linux's tcp_poll: a socket that is not connected hangs up and could be written to. */
  ready(): ReadonlySet<PollEvent> {
    const events = new Set<PollEvent>();
    switch (this.phase._tag) {
      case 'Listening':
        if (this.phase.listener.queue.length > 0) events.add('in');
        break;
      case 'Connecting':
        break;
      case 'Unconnected':
        events.add('out').add('hangup');
        if (this.error !== undefined) events.add('in').add('error');
        break;
      case 'Connected': {
        const { connection } = this.phase;
        const isRead = connection.hasEnded || connection.isReadShut || connection.isDead;
        const isWritten = connection.isWriteShut || connection.isDead;
        if (connection.inbox.length >= this.settings.SO_RCVLOWAT || isRead) events.add('in');
        if (connection.room > 0 || isWritten) events.add('out');
        if (isRead && isWritten) events.add('hangup');
        if (connection.error !== undefined) events.add('in').add('error');
      }
    }
    return events;
  }
}
