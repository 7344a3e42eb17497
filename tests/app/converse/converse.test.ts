// A small protocol on two pure hosts, and on real sockets by the same programs: a line is answered with its letters turned round; `file N`
// with so many octets; `bye` ends it.
import { option as O, either as E } from 'fp-ts';
import { describe, expect, test } from 'vitest';
import type { Endpoint, Fd, Layer, LinesService, Program, User } from '@sockeye/core';
import {
  andThen,
  attempt,
  bind,
  close,
  connect,
  converse,
  endpoint,
  indicate,
  lines,
  listen,
  milliseconds,
  MSG_WAITALL,
  over,
  print,
  program,
  recv,
  recvAll,
  request,
  seconds,
  sendAll,
  serveConnections,
  setsockopt,
  NO_TIME,
  sleep,
  socket,
  spawn,
  succeed,
  text,
  utf8,
} from '@sockeye/core';
import { BOB, twoHosts } from '../../core/host/twoHosts.ts';

interface TurnService {
  readonly request: { readonly _tag: 'Say'; readonly octets: Uint8Array } | { readonly _tag: 'Leave' };
  readonly indication:
    | { readonly _tag: 'Asked'; readonly line: string }
    | { readonly _tag: 'Room' }
    | { readonly _tag: 'Over'; readonly why: string };
}

/** Ten seconds without a line, and the peer is sent away. */
const turning: Layer<number, TurnService, LinesService> = {
  initial: 10_000_000_000,
  step: (state, input, now) => {
    if (input._tag === 'DeadlineReached') return state > now ? [state, []] : [Infinity, [request({ _tag: 'Abort' })]];
    if (input._tag === 'Requested') {
      const { request: asked } = input;
      return [
        state,
        [asked._tag === 'Say' ? request({ _tag: 'Send', octets: asked.octets }) : request({ _tag: 'Finish' })],
      ];
    }
    const told = input.indication;
    if (told._tag === 'Line') return [now + 10_000_000_000, [indicate({ _tag: 'Asked', line: text(told.octets) })]];
    if (told._tag === 'Drained') return [state, [indicate({ _tag: 'Room' })]];
    return [Infinity, [indicate({ _tag: 'Over', why: told._tag }), request({ _tag: 'Finish' })]];
  },
  deadline: (state) => (state === Infinity ? O.none : O.some(state as never)),
};

const PIECE = 65_536;

/** Answers lines; the octets of a `file` go out a piece at a time. */
const answering: User<{ readonly left: number }, TurnService, never> = {
  state: { left: 0 },
  hear: (state, told) => {
    if (told._tag === 'Over') return andThen(print(`over: ${told.why}`), () => succeed([state, []] as const));
    if (told._tag === 'Room') {
      const some = Math.min(PIECE, state.left);
      return succeed([
        { left: state.left - some },
        some === 0 ? [] : [{ _tag: 'Say', octets: new Uint8Array(some).fill(120) } as const],
      ] as const);
    }
    const [, count] = /^file (\d+)$/.exec(told.line) ?? [];
    if (count !== undefined) {
      return succeed([{ left: Number(count) }, [{ _tag: 'Say', octets: utf8('as you wish\r\n') } as const]] as const);
    }
    const turned = Array.from(told.line).toReversed().join('');
    const say = { _tag: 'Say', octets: utf8(`${turned}\r\n`) } as const;
    return succeed([state, told.line === 'bye' ? [say, { _tag: 'Leave' } as const] : [say]] as const);
  },
};

const session = (fd: Fd): Program<never, unknown> => converse(over(turning, lines({ limit: 100 })), fd, answering);

const serving = (at: Endpoint, connections = 10): Program<unknown, unknown> =>
  program(function* () {
    const listener = yield* socket('stream');
    yield* bind(listener, at);
    yield* listen(listener, 64);
    return yield* serveConnections({
      listener,
      limits: { connections, perAddress: connections },
      refused: utf8('full\r\n'),
      session,
    });
  });

const AT = endpoint(BOB, 7);

const asking = (words: string): Program<unknown, string> =>
  program(function* () {
    const fd = yield* socket('stream');
    yield* connect(fd, AT);
    yield* sendAll(fd, utf8(words));
    const answer = text(yield* recvAll(fd));
    yield* close(fd);
    return answer;
  });

/** What a client answers that begins when the server listens. */
const after = (
  client: Program<unknown, unknown>,
  server = serving(AT),
  until?: number,
): ReturnType<typeof twoHosts> => {
  const pair = twoHosts();
  pair.start(1, 1, server);
  pair.run(1_000_000);
  pair.start(0, 1, client);
  pair.run(until);
  return pair;
};

describe('a conversation', () => {
  test('answers lines in their order, and ends when both sides have', () => {
    const pair = after(asking('abc\r\ndef\r\nbye\r\n'));
    expect(pair.result(0, 1)).toEqual(E.right('cba\r\nfed\r\neyb\r\n'));
    expect(pair.floors(1).sockets.sockets.size).toBe(1);
  });

  test('sends what is large in pieces, each when the one before has gone', () => {
    const client = program(function* () {
      const fd = yield* socket('stream');
      yield* connect(fd, AT);
      yield* sendAll(fd, utf8('file 1000000\r\n'));
      const file = yield* recv(fd, 'as you wish\r\n'.length + 1_000_000, MSG_WAITALL);
      yield* sendAll(fd, utf8('bye\r\n'));
      return [file.length, text(yield* recvAll(fd))];
    });
    expect(after(client).result(0, 1)).toEqual(E.right(['as you wish\r\n'.length + 1_000_000, 'eyb\r\n']));
  });

  test('keeps the deadline of its layer, and resets a peer that says nothing', () => {
    const pair = after(
      program(function* () {
        const fd = yield* socket('stream');
        yield* connect(fd, AT);
        return yield* attempt(recvAll(fd));
      }),
    );
    expect(pair.result(0, 1)).toEqual(E.right(E.left('ECONNRESET')));
    expect(pair.now()).toBeGreaterThan(10_000_000_000);
    expect(pair.floors(1).sockets.sockets.size).toBe(1);
  });

  test('keeps it while it waits to send to a peer that does not read', () => {
    const pair = after(
      program(function* () {
        const fd = yield* socket('stream');
        yield* connect(fd, AT);
        yield* sendAll(fd, utf8('file 100000000\r\n'));
        yield* sleep(seconds(30));
        return 'slept';
      }),
      serving(AT),
      20_000_000_000,
    );
    expect(pair.floors(1).sockets.sockets.size).toBe(1);
  });

  test('hears that the peer has ended, and that a connection is reset', () => {
    const ended = after(
      program(function* () {
        const fd = yield* socket('stream');
        yield* connect(fd, AT);
        yield* sleep(milliseconds(5));
        yield* close(fd);
      }),
    );
    expect(ended.printed(1)).toBe('over: Finished\n');
    const reset = after(
      program(function* () {
        const fd = yield* socket('stream');
        yield* connect(fd, AT);
        yield* sleep(milliseconds(5));
        yield* setsockopt(fd, 'SO_LINGER', NO_TIME);
        yield* close(fd);
      }),
    );
    expect(reset.printed(1)).toBe('over: Broken\n');
    expect(reset.floors(1).sockets.sockets.size).toBe(1);
  });
});

describe('a server', () => {
  test('tells one too many so, and goes on', () => {
    const pair = after(
      program(function* () {
        const fds: Array<Fd> = [];
        for (let i = 0; i < 3; i++) {
          const fd = yield* socket('stream');
          yield* connect(fd, AT);
          fds.push(fd);
        }
        const refused = text(yield* recvAll(fds[2] as Fd));
        yield* close(fds[0] as Fd);
        yield* sleep(milliseconds(500));
        return [refused, yield* asking('abc\r\nbye\r\n')];
      }),
      serving(AT, 2),
    );
    expect(pair.result(0, 1)).toEqual(E.right(['full\r\n', 'cba\r\neyb\r\n']));
  });

  test('lets nobody wait for one who is slow', () => {
    const pair = after(
      program(function* () {
        const slow = yield* socket('stream');
        yield* connect(slow, AT);
        yield* sendAll(slow, utf8('file 100000000\r\n'));
        yield* spawn(sleep(seconds(1)));
        return yield* asking('abc\r\nbye\r\n');
      }),
      serving(AT),
      5_000_000_000,
    );
    expect(pair.result(0, 1)).toEqual(E.right('cba\r\neyb\r\n'));
  });
});
