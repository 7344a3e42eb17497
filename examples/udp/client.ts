// The UDP client of the tutorial. Beside it stands the same flow in Python: client.py.
//
//   node scripts/run.mjs examples/udp/client.ts 127.0.0.1 10000
import type { Endpoint } from '@sockeye/core';
import { close, print, program, recvfrom, sendto, showEndpoint, socket, text, utf8 } from '@sockeye/core';
import { main } from '@sockeye/node-adapter';

const message = utf8('This is the message. It will be repeated.');

export const client = (server: Endpoint) =>
  program(function* () {
    // 1. Create a UDP socket.
    const sock = yield* socket('datagram');

    // 2. Send a message to the server.
    yield* sendto(sock, message, server);

    // 3. Wait until a response from the server is received.
    const [data, from] = yield* recvfrom(sock, 4096);

    // 4. Process the reply.
    yield* print(`${showEndpoint(from)} says: ${text(data)}`);

    // 5. Close the socket and exit.
    yield* close(sock);
    return text(data);
  });

await main(import.meta.url, client);
