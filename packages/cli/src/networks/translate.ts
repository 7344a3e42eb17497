// A program as it is meant for a scenario, over this machine's sockets: addresses and ports are translated on their way out and
// back, so that it asks and is answered the very same as in the simulator.
import type { AnyRequest, Calls, Duration, Endpoint, Errno, Fd, Program, Request, SocketType } from '@sockeye/core';
import {
  advance,
  andThen,
  ANY_ADDRESS,
  attempt,
  call,
  defer,
  endpoint,
  fail,
  iterate,
  milliseconds,
  parseIpv4,
  sleep,
  spawn,
  succeed,
} from '@sockeye/core';
import { either as E } from 'fp-ts';
import type { Neighbour, Neighbourhood } from './Neighbourhood.ts';

type Reply = E.Either<Errno, unknown>;

/** Is told what a process does; and what becomes of its datagrams, for whoever sent them is not told. */
export interface Watcher {
  /** A delay for each copy of a datagram that is to be sent to a host; none: it is lost. */
  readonly judge: (remote: Endpoint) => ReadonlyArray<Duration>;
  readonly asks: (thread: number, request: AnyRequest) => void;
  readonly hears: (thread: number, request: AnyRequest, reply: Reply) => void;
}

interface Own {
  readonly type: SocketType;
  /** The port that it has in the scenario, where it was given one; and whether it was given every address. */
  bound: { readonly port: number; readonly isAny: boolean } | undefined;
  /** A datagram socket that was connected has one peer. */
  peer: Endpoint | undefined;
  /** Delayed copies that have not left yet. */
  delayed: number;
}

/** How often a socket that is to be closed looks whether its delayed copies have left. */
const LINGER = milliseconds(1);

/** Ports below take a privilege. */
const UNPRIVILEGED = 1024;

const ask = (request: AnyRequest): Program<never, Reply> => attempt(call(request as never));

const answer = (errno: Errno): Program<never, Reply> => succeed(E.left(errno));

/** What one process has: descriptors, and the threads that share them. */
class Process {
  private readonly sockets = new Map<Fd, Own>();
  private threads = 0;
  private readonly host: Neighbour;
  private readonly around: Neighbourhood;
  private readonly watcher: Watcher;

  constructor(host: Neighbour, around: Neighbourhood, watcher: Watcher) {
    this.host = host;
    this.around = around;
    this.watcher = watcher;
  }

  /** The program, and in its place the whole of one of its threads. */
  thread(program: Program<unknown, unknown>): Program<unknown, unknown> {
    const number = this.threads;
    this.threads += 1;
    return this.follow(number, program);
  }

  /** Gives back what the process did not. */
  end(): void {
    for (const own of this.sockets.values()) this.release(own);
    this.sockets.clear();
  }

  private follow(thread: number, program: Program<unknown, unknown>): Program<unknown, unknown> {
    return defer(() => {
      const at = advance(program);
      switch (at._tag) {
        case 'Return':
          return thread === 0 ? andThen(this.drained(), () => succeed(at.value)) : succeed(at.value);
        case 'Throw':
          return fail(at.error);
        case 'Spawn':
          return andThen(spawn(this.thread(at.child)), (pid) => this.follow(thread, at.resume(pid)));
        case 'Call': {
          const { request, resume } = at;
          this.watcher.asks(thread, request);
          return andThen(this.exchange(request), (reply) => {
            this.watcher.hears(thread, request, reply);
            return this.follow(thread, resume(reply));
          });
        }
      }
    });
  }

  private exchange(request: AnyRequest): Program<never, Reply> {
    switch (request.call) {
      case 'socket':
        return this.mapped(request, (fd) => this.opened(fd as Fd, request.type));
      case 'bind':
        return this.bind(request);
      case 'connect': {
        if (request.family !== 'unspecified') return this.connect(request);
        const own = this.sockets.get(request.fd);
        if (own !== undefined) own.peer = undefined;
        return ask(request);
      }
      case 'sendto':
        return this.towards(request, request.remote);
      case 'send': {
        const peer = this.sockets.get(request.fd)?.peer;
        return peer === undefined ? ask(request) : this.post(request, peer);
      }
      case 'accept':
        return this.mapped(request, (reply) => {
          const { fd, remote } = reply as Calls['accept']['reply'];
          this.opened(fd, 'stream');
          return { fd, remote: this.around.inward('stream', remote) };
        });
      case 'recvfrom':
        return this.mapped(request, (reply) => {
          const { bytes, remote, length } = reply as Calls['recvfrom']['reply'];
          return { bytes, remote: this.around.inward(this.typeOf(request.fd), remote), length };
        });
      case 'getsockname':
        return this.mapped(request, (end) => {
          const inward = this.around.inward(this.typeOf(request.fd), end as Endpoint);
          return this.sockets.get(request.fd)?.bound?.isAny === true ? endpoint(ANY_ADDRESS, inward.port) : inward;
        });
      case 'getpeername':
        return this.mapped(request, (end) => this.around.inward(this.typeOf(request.fd), end as Endpoint));
      case 'getaddrinfo':
        return succeed(this.lookUp(request.name, request.port));
      case 'close': {
        const own = this.sockets.get(request.fd);
        if (own !== undefined) this.release(own);
        this.sockets.delete(request.fd);
        return own === undefined ? ask(request) : andThen(this.lingering(own), () => ask(request));
      }
      case 'listen':
      case 'recv':
      case 'shutdown':
      case 'getsockopt':
      case 'setsockopt':
      case 'ioctl':
      case 'poll':
      case 'sleep':
      case 'now':
      case 'random':
      case 'print':
      case 'read':
      case 'write':
      case 'open':
      case 'lseek':
      case 'fsync':
      case 'ftruncate':
      case 'stat':
      case 'fstat':
      case 'unlink':
      case 'rename':
      case 'link':
      case 'mkdir':
      case 'rmdir':
      case 'readdir':
      case 'utimes':
      case 'realtime':
      case 'kill':
        return ask(request);
    }
  }

  private mapped(request: AnyRequest, map: (reply: unknown) => unknown): Program<never, Reply> {
    return andThen(ask(request), (reply) => succeed(reply._tag === 'Left' ? reply : E.right(map(reply.right))));
  }

  private opened(fd: Fd, type: SocketType): Fd {
    this.sockets.set(fd, { type, bound: undefined, peer: undefined, delayed: 0 });
    return fd;
  }

  private typeOf(fd: Fd): SocketType {
    return this.sockets.get(fd)?.type ?? 'stream';
  }

  private release({ type, bound }: Own): void {
    if (bound !== undefined) this.around.release(type, this.host.loopback, bound.port);
  }

  private lookUp(name: string, port: number): Reply {
    const address = this.around.named(name)?.address ?? parseIpv4(name);
    return address === undefined ? E.left('ENOTFOUND') : E.right([endpoint(address, port)]);
  }

  private bind(request: Request<'bind'>): Program<never, Reply> {
    const { fd, local } = request;
    const own = this.sockets.get(fd);
    const real = this.around.own(this.host, local.address);
    if (own === undefined) return ask(request);
    if (real === undefined) return answer('EADDRNOTAVAIL');
    const isAny = local.address === ANY_ADDRESS;
    const at = (port: number): Program<never, Reply> => ask({ call: 'bind', fd, local: endpoint(real, port) });
    const kept = (): Program<never, Reply> =>
      andThen(ask({ call: 'getsockname', fd }), (name) => {
        const realPort = name._tag === 'Right' ? (name.right as Endpoint).port : local.port;
        const port = local.port === 0 ? realPort : local.port;
        own.bound = { port, isAny };
        this.around.bind(own.type, real, port, realPort);
        return succeed(E.right(undefined));
      });
    if (local.port !== 0 && this.around.isTaken(own.type, real, local.port)) return answer('EADDRINUSE');
    const first = local.port > 0 && local.port < UNPRIVILEGED ? at(0) : at(local.port);
    return andThen(first, (reply) => {
      if (reply._tag === 'Right') return kept();
      if (reply.left !== 'EADDRINUSE' && reply.left !== 'EACCES') return succeed(reply);
      // Somebody outside of the scenario has this port: another one stands for it.
      return andThen(at(0), (again) => (again._tag === 'Right' ? kept() : succeed(again)));
    });
  }

  private connect(request: Request<'connect'>): Program<never, Reply> {
    const own = this.sockets.get(request.fd);
    return andThen(this.towards(request, request.remote), (reply) => {
      if (reply._tag === 'Right' && own?.type === 'datagram') own.peer = request.remote;
      return succeed(reply);
    });
  }

  private towards(request: Request<'connect' | 'sendto'>, remote: Endpoint): Program<never, Reply> {
    const own = this.sockets.get(request.fd);
    if (own === undefined) return ask(request);
    const real = this.around.outward(own.type, this.host, remote);
    if (real === undefined) return answer('EHOSTUNREACH');
    const translated = { ...request, remote: real };
    return andThen(this.placed(request.fd, own), () =>
      translated.call === 'sendto' && own.type === 'datagram' ? this.post(translated, remote) : ask(translated),
    );
  }

  /** Sends a datagram as often, and as late, as the faults have it; its sender hears that it was sent. */
  private post(request: Request<'send' | 'sendto'>, remote: Endpoint): Program<never, Reply> {
    const own = this.sockets.get(request.fd);
    const copies = this.watcher.judge(remote);
    const now = copies.filter((delay) => delay === 0).length;
    const later = copies.filter((delay) => delay > 0);
    if (own !== undefined) own.delayed += later.length;
    const sent: Program<never, Reply> = succeed(E.right(request.bytes.length));
    const atOnce =
      now === 0
        ? sent
        : Array.from({ length: now - 1 }).reduce<Program<never, Reply>>(
            (before) => andThen(before, () => ask(request)),
            ask(request),
          );
    return later.reduce<Program<never, Reply>>(
      (before, delay) => andThen(spawn(this.delayed(delay, request, own)), () => before),
      atOnce,
    );
  }

  /** A copy that leaves later; until it has left, its socket is not closed. */
  private delayed(delay: Duration, request: AnyRequest, own: Own | undefined): Program<never, unknown> {
    return andThen(sleep(delay), () =>
      andThen(ask(request), () =>
        defer(() => {
          if (own !== undefined) own.delayed -= 1;
          return succeed(undefined);
        }),
      ),
    );
  }

  /** Waits until the delayed copies of a socket's datagrams have left: all of them, however late this process comes to it. */
  private lingering(own: Own): Program<never, unknown> {
    return iterate(undefined, () =>
      own.delayed > 0 ? andThen(sleep(LINGER), () => succeed(E.left(undefined))) : succeed(E.right(undefined)),
    );
  }

  private drained(): Program<never, unknown> {
    return Array.from(this.sockets.values()).reduce<Program<never, unknown>>(
      (before, own) => andThen(before, () => this.lingering(own)),
      succeed(undefined),
    );
  }

  /** A socket without an address is at its host's, as in the simulator; the kernel's own choice is 127.0.0.1. */
  private placed(fd: Fd, own: Own): Program<never, unknown> {
    if (own.bound !== undefined || this.host.loopback === this.around.neighbours[0]?.loopback)
      return succeed(undefined);
    return this.bind({ call: 'bind', fd, local: endpoint(this.host.address, 0) });
  }
}

/**
 * Translates a program of a scenario.
 *
 * Takes   the program, the host that it runs on, who else is there, and who watches what it asks
 * Gives   a program for the machine's own sockets, to be run once; and what releases its ports when it is over
 */
export const translate = (
  program: Program<unknown, unknown>,
  host: Neighbour,
  around: Neighbourhood,
  watcher: Watcher,
): { readonly program: Program<unknown, unknown>; readonly end: () => void } => {
  const process = new Process(host, around, watcher);
  return { program: process.thread(program), end: () => process.end() };
};
