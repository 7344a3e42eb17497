// A relay of datagrams between a client and a server of this machine, which loses and doubles what passes, by count.
import dgram from 'node:dgram';
import type { Endpoint } from '@sockeye/core';
import { endpoint, LOOPBACK, showIpv4 } from '@sockeye/core';

export interface Relay {
  /** Where the client sends to. */
  readonly at: Endpoint;
  /** How many datagrams it has lost. */
  readonly lost: () => number;
}

const open = new Set<dgram.Socket>();

/** Starts a relay to one server for one client; of the nth datagram, in either direction, from 1, it passes on so many copies. */
export const relay = (server: Endpoint, copies: (n: number) => number): Promise<Relay> =>
  new Promise((resolve) => {
    let count = 0;
    let lost = 0;
    let client: dgram.RemoteInfo | undefined;
    const socket = dgram.createSocket('udp4');
    open.add(socket);
    socket.on('message', (octets, from) => {
      count += 1;
      const many = copies(count);
      if (many === 0) lost += 1;
      if (from.port !== server.port) client = from;
      const to =
        from.port === server.port ? client : { address: showIpv4(server.address), port: server.port as number };
      if (to === undefined) return;
      for (let i = 0; i < many; i++) socket.send(octets, to.port, to.address);
    });
    socket.bind(0, '127.0.0.1', () => resolve({ at: endpoint(LOOPBACK, socket.address().port), lost: () => lost }));
  });

/** Closes those that a test has opened. */
export const closeRelays = (): void => {
  for (const socket of open) socket.close();
  open.clear();
};
