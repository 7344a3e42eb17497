import net from 'node:net';
import type { Endpoint } from '@sockeye/core';
import { ANY_ADDRESS } from '@sockeye/core';
import { hostOf } from './addresses.ts';
import { errnoOf } from './errors.ts';
import type { Handles } from './Socket.ts';
import type { Outcome } from './waits.ts';
import { done, failed, later, followedBy } from './waits.ts';

const overlap = (a: Endpoint, b: Endpoint): boolean =>
  a.port === b.port && (a.address === b.address || a.address === ANY_ADDRESS || b.address === ANY_ADDRESS);

/**
 * The ports of TCP that this process has bound and does not use yet.
 *
 * Node binds a stream only as it listens or connects. So that `bind` answers what POSIX says — the errors, and the port that
 * port 0 stands for — a listener tries the address and is closed again before anybody can have connected; the port is then
 * kept by name within the process. (The kernel does not know: see docs/real-sockets.md.)
 */
export class Ports {
  private readonly taken = new Set<Endpoint>();
  private readonly handles: Handles;

  constructor(handles: Handles) {
    this.handles = handles;
  }

  /** Answers the endpoint with its port. */
  bind(local: Endpoint, tries = 8): Outcome {
    if (local.port !== 0 && this.isTaken(local)) return failed('EADDRINUSE');
    const outcome = this.probe(local);
    return followedBy(outcome, (found) => {
      const end = found as Endpoint;
      if (!this.isTaken(end)) {
        this.taken.add(end);
        return done(end);
      }
      return local.port === 0 && tries > 1 ? this.bind(local, tries - 1) : failed('EADDRINUSE');
    });
  }

  /** The kernel holds the port now, or nobody needs it. */
  release(end: Endpoint): void {
    this.taken.delete(end);
  }

  private isTaken(end: Endpoint): boolean {
    for (const other of this.taken) if (overlap(other, end)) return true;
    return false;
  }

  private probe(local: Endpoint): Outcome {
    return later((answer) => {
      const server = net.createServer((socket) => socket.resetAndDestroy());
      this.handles.opened(server, () => server.close());
      server.once('close', () => this.handles.gone(server));
      server.once('error', (error) => {
        server.close();
        this.handles.gone(server);
        answer(failed(errnoOf(error)));
      });
      server.listen({ host: hostOf(local), port: local.port, backlog: 1, exclusive: true }, () => {
        const at = server.address();
        const port = typeof at === 'object' && at !== null ? at.port : local.port;
        server.close(() => answer(done({ address: local.address, port })));
      });
    });
  }
}
