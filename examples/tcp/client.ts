// The TCP client of the tutorial. Beside it stands the same flow in Python: client.py.
//
//   node scripts/run.mjs examples/tcp/client.ts 127.0.0.1 10000
import type { Endpoint } from '@sockeye/core';
import { close, connect, print, program, recv, sendAll, showEndpoint, socket, text, utf8 } from '@sockeye/core';
import { main } from '@sockeye/node-adapter';

const message = utf8('This is the message. It will be repeated.');

export const client = (server: Endpoint) =>
  program(function* () {
    // 1. Create a TCP socket.
    const sock = yield* socket('stream');

    // 2. Connect to the server.
    yield* connect(sock, server);

    // 3. Send a message to the server.
    yield* sendAll(sock, message);

    // 4. Receive a response from the server.
    const data = yield* recv(sock, 4096);

    // 5. Process it.
    yield* print(`${showEndpoint(server)} says: ${text(data)}`);

    // 6. Close the socket and exit.
    yield* close(sock);
    return text(data);
  });

await main(import.meta.url, client);
