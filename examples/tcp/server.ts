// The TCP server of the tutorial. Beside it stands the same flow in Python: server.py.
//
//   node scripts/run.mjs examples/tcp/server.ts 127.0.0.1 10000
import type { Endpoint } from '@sockeye/core';
import {
  accept,
  bind,
  close,
  forever,
  listen,
  print,
  program,
  recv,
  sendAll,
  showEndpoint,
  socket,
  text,
  utf8,
} from '@sockeye/core';
import { main } from '@sockeye/node-adapter';

const reply = utf8('Received your message!');

export const server = (address: Endpoint) =>
  program(function* () {
    // 1. Create a TCP socket.
    const sock = yield* socket('stream');

    // 2. Bind the socket to the server address.
    yield* bind(sock, address);

    // 3. Listen for incoming connections.
    yield* listen(sock, 5);
    yield* print(`listening on ${showEndpoint(address)}`);

    return yield* forever(
      program(function* () {
        // 4. Accept an incoming connection.
        const [connection, client] = yield* accept(sock);

        // 5. Receive data from the client.
        const data = yield* recv(connection, 4096);

        // 6. Process it, and send a response to the client.
        yield* print(`${showEndpoint(client)} says: ${text(data)}`);
        yield* sendAll(connection, reply);

        // 7. Close the connection.
        yield* close(connection);

        // 8. Go back to step 4.
      }),
    );
  });

await main(import.meta.url, server);
