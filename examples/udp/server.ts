// The UDP server of the tutorial. Beside it stands the same flow in Python: server.py.
//
//   node scripts/run.mjs examples/udp/server.ts 127.0.0.1 10000
import type { Endpoint } from '@sockeye/core';
import { bind, forever, print, program, recvfrom, sendto, showEndpoint, socket, text, utf8 } from '@sockeye/core';
import { main } from '@sockeye/node-adapter';

const reply = utf8('Received your message!');

export const server = (address: Endpoint) =>
  program(function* () {
    // 1. Create a UDP socket.
    const sock = yield* socket('datagram');

    // 2. Bind the socket to the server address.
    yield* bind(sock, address);
    yield* print(`listening on ${showEndpoint(address)}`);

    return yield* forever(
      program(function* () {
        // 3. Wait until a datagram arrives from a client.
        const [data, client] = yield* recvfrom(sock, 4096);

        // 4. Process it, and send a reply to the client.
        yield* print(`${showEndpoint(client)} says: ${text(data)}`);
        yield* sendto(sock, reply, client);

        // 5. Go back to step 3.
      }),
    );
  });

await main(import.meta.url, server);
