import net from 'node:net';
import type { Bytes, Duration, Endpoint, Errno } from '@sockeye/core';
import { NO_BYTES } from '@sockeye/core';
import { endOf, hostOf } from './addresses.ts';
import { errnoOf, isOurs } from './errors.ts';
import { Inbox, plain } from './inbox.ts';
import type { Settings } from './settings.ts';
import { capacityOf } from './settings.ts';
import type { Handles } from './Socket.ts';
import type { Bell, Outcome } from './waits.ts';
import { done, waiting } from './waits.ts';

/**
 * One connection of Node, seen as a kernel's: octets that came, octets on their way out, an error that was not reported yet.
 *
 * Back-pressure goes both ways. What came is bounded by SO_RCVBUF: beyond that Node reads no further, and the kernel closes
 * the window. What goes is bounded by SO_SNDBUF: beyond that `send` waits until the kernel has taken some.
 */
export class Connection {
  readonly bell: Bell;
  local: Endpoint;
  remote: Endpoint;
  isConnected = false;
  /** The other side has ended its stream. */
  hasEnded = false;
  /** There is no connection any more. */
  isDead = false;
  isReadShut = false;
  isWriteShut = false;
  /** The pending error. */
  error: Errno | undefined;
  readonly inbox: Inbox = new Inbox();
  private readonly socket: net.Socket;
  private readonly settings: Settings;

  constructor(socket: net.Socket, bell: Bell, settings: Settings, handles: Handles) {
    this.socket = socket;
    this.bell = bell;
    this.settings = settings;
    this.local = endOf(undefined, undefined);
    this.remote = endOf(undefined, undefined);
    handles.opened(socket, () => socket.destroy());
    socket.on('data', this.onData);
    socket.on('end', this.onEnd);
    socket.on('error', (error) => {
      this.broke(error);
      bell.ring();
    });
    socket.on('close', () => {
      this.isDead = true;
      handles.gone(socket);
      bell.ring();
    });
  }

  /** Begins to connect; the bell rings when it is decided. */
  static open(
    local: Endpoint | undefined,
    remote: Endpoint,
    bell: Bell,
    settings: Settings,
    handles: Handles,
  ): Connection {
    const socket = new net.Socket({ allowHalfOpen: true });
    const connection = new Connection(socket, bell, settings, handles);
    socket.once('connect', () => connection.connected());
    socket.connect({
      host: hostOf(remote),
      port: remote.port,
      ...(local === undefined ? {} : { localAddress: hostOf(local), localPort: local.port }),
    });
    return connection;
  }

  /** One that a listener has taken. */
  static accepted(socket: net.Socket, bell: Bell, settings: Settings, handles: Handles): Connection {
    const connection = new Connection(socket, bell, settings, handles);
    connection.connected();
    // The listener hands sockets over paused, so that nothing came before somebody listened.
    socket.resume();
    return connection;
  }

  private connected(): void {
    const { socket } = this;
    this.isConnected = true;
    this.local = endOf(socket.localAddress, socket.localPort);
    this.remote = endOf(socket.remoteAddress, socket.remotePort);
    this.apply();
    this.bell.ring();
  }

  private readonly onData = (chunk: Uint8Array): void => {
    this.inbox.push(plain(chunk));
    if (this.inbox.length >= capacityOf(this.settings.SO_RCVBUF)) this.socket.pause();
    this.bell.ring();
  };

  /**
   * Where octets and a reset come in one instant, Node takes the reset for an end of the stream. A write of nothing asks the
   * kernel which it was: it sends nothing, and fails where there is a pending error.
   */
  private readonly onEnd = (): void => {
    const ended = (error?: Error | null): void => {
      if (error !== undefined && error !== null && isOurs(error)) this.broke(error);
      this.hasEnded = true;
      this.bell.ring();
    };
    if (this.socket.writable) this.socket.write(NO_BYTES, ended);
    else ended();
  };

  /** The first error is the one that is told. */
  private broke(error: unknown): void {
    if (this.isDead) return;
    this.salvage();
    this.error = errnoOf(error);
    this.isDead = true;
  }

  /** What Node had read, and holds back, when the connection broke: it came before, and is read before the error. */
  private salvage(): void {
    if (this.socket.readableLength === 0) return;
    const chunk: unknown = this.socket.read();
    if (chunk instanceof Uint8Array) this.inbox.push(plain(chunk));
  }

  apply(): void {
    this.socket.setNoDelay(this.settings.TCP_NODELAY);
    // Node takes no delay for "as it was": without one the system's own stays.
    const { SO_KEEPALIVE, TCP_KEEPIDLE } = this.settings;
    if (TCP_KEEPIDLE === undefined) this.socket.setKeepAlive(SO_KEEPALIVE);
    else this.socket.setKeepAlive(SO_KEEPALIVE, TCP_KEEPIDLE / 1_000_000);
  }

  take(size: number, peek: boolean): Bytes {
    const octets = this.inbox.take(size, peek);
    if (this.socket.isPaused() && this.inbox.length < capacityOf(this.settings.SO_RCVBUF) / 2) this.socket.resume();
    return octets;
  }

  takeError(): Errno | undefined {
    const { error } = this;
    this.error = undefined;
    return error;
  }

  /** How many octets more may be given to Node. */
  get room(): number {
    return capacityOf(this.settings.SO_SNDBUF) - this.socket.writableLength;
  }

  /** How many octets were given to Node. */
  given = 0;
  private taken = 0;

  /**
   * How many of them the kernel has taken. Mostly all at once, and Node knows that before `write` returns, though it says so a tick
   * later: to look instead of waiting to be told saves a fifth of a round trip. What an error or the end cut off does not count.
   */
  get flushed(): number {
    const { socket } = this;
    if (socket.errored === null && !socket.destroyed) this.taken = this.given - socket.writableLength;
    return this.taken;
  }

  write(bytes: Bytes): void {
    this.given += bytes.length;
    this.socket.write(bytes, this.onWritten);
    this.isBehind = this.flushed < this.given;
  }

  /** Is there something that the kernel has not taken yet? Only then somebody may wait for it. */
  private isBehind = false;

  private readonly onWritten = (error?: Error | null): void => {
    // A write that was cut off by an earlier error has no errno of its own.
    const isBroken = error !== null && error !== undefined;
    if (isBroken && isOurs(error)) this.broke(error);
    if (!isBroken && !this.isBehind) return;
    this.isBehind = this.flushed < this.given;
    this.bell.ring();
  };

  /** No more is sent; what was given is sent first. */
  end(): void {
    this.isWriteShut = true;
    this.socket.end();
  }

  /**
   * Gives the connection up: what was sent goes on its way, and the end after it — or, when octets are lost because nobody
   * read them, or when SO_LINGER says so, a reset. (RFC 1122 §4.2.2.13)
   */
  close(): Outcome {
    const { socket, settings } = this;
    const lingers: Duration | undefined = settings.SO_LINGER;
    if (this.isDead || socket.destroyed) return done();
    if (!this.isConnected) {
      socket.destroy();
      return done();
    }
    if (lingers === 0 || this.inbox.length + socket.readableLength > 0) {
      this.reset();
      return done();
    }
    socket.off('data', this.onData);
    socket.resume();
    socket.destroySoon();
    // O_NONBLOCK does not matter: a kernel lingers all the same.
    if (lingers === undefined) return done();
    return waiting(
      [this.bell],
      () => (this.isDead ? done() : undefined),
      lingers,
      () => done(),
    );
  }

  reset(): void {
    this.socket.resetAndDestroy();
  }

  destroy(): void {
    this.socket.destroy();
  }
}
