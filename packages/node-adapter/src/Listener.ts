import net from 'node:net';
import type { Endpoint } from '@sockeye/core';
import { endOf, hostOf } from './addresses.ts';
import { Connection } from './Connection.ts';
import { errnoOf } from './errors.ts';
import type { Settings } from './settings.ts';
import type { Handles } from './Socket.ts';
import type { Outcome, Reply } from './waits.ts';
import { Bell, done, failed, later } from './waits.ts';

/** A connection that was taken by Node and not yet by `accept`, with the bell that its socket will have. */
export interface Arrival {
  readonly connection: Connection;
  readonly bell: Bell;
  readonly settings: Settings;
}

/** A server of Node, seen as a listening socket: connections stand in a queue until `accept` takes one. */
export class Listener {
  readonly queue: Array<Arrival> = [];
  local: Endpoint;
  private readonly server: net.Server;

  private constructor(server: net.Server, local: Endpoint) {
    this.server = server;
    this.local = local;
  }

  /** Answers a `Listener`. */
  static open(local: Endpoint, backlog: number, bell: Bell, settings: Settings, handles: Handles): Outcome {
    return later((answer: (reply: Reply) => void) => {
      const server = net.createServer({ allowHalfOpen: true, pauseOnConnect: true });
      const listener = new Listener(server, local);
      handles.opened(server, () => listener.close());
      server.on('connection', (socket) => {
        // What an accepted socket inherits from its listener on Linux.
        const inherited: Settings = { ...settings, O_NONBLOCK: false };
        const own = new Bell();
        const connection = Connection.accepted(socket, own, inherited, handles);
        listener.queue.push({ connection, bell: own, settings: inherited });
        bell.ring();
      });
      server.once('close', () => handles.gone(server));
      server.on('error', (error) => {
        handles.gone(server);
        answer(failed(errnoOf(error)));
      });
      server.listen({ host: hostOf(local), port: local.port, backlog: Math.max(1, backlog), exclusive: true }, () => {
        const at = server.address();
        if (typeof at === 'object' && at !== null) listener.local = endOf(at.address, at.port);
        answer(done(listener));
      });
    });
  }

  /** Nobody will accept those who wait: they learn it by a reset. */
  close(): void {
    this.server.close();
    for (const { connection } of this.queue.splice(0)) connection.reset();
  }
}
