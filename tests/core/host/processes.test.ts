// The process table alone, on sockets that answer what they are told to.
import * as fc from 'fast-check';
import { either as E, option as O } from 'fp-ts';
import { afterAll, describe, expect, test } from 'vitest';
import { text, utf8 } from '../../../packages/core/src/basis/bytes.ts';
import type { Output } from '../../../packages/core/src/basis/layer.ts';
import { DEADLINE_REACHED } from '../../../packages/core/src/basis/layer.ts';
import { over } from '../../../packages/core/src/basis/over.ts';
import type { Layer } from '../../../packages/core/src/basis/layer.ts';
import type { Instant } from '../../../packages/core/src/basis/time.ts';
import { milliseconds } from '../../../packages/core/src/basis/time.ts';
import { CALLS_AT_ONCE, processes } from '../../../packages/core/src/host/processes/index.ts';
import { rules } from '../../../packages/core/src/host/processes/rules.ts';
import type { ConsoleService } from '../../../packages/core/src/host/processes/Service.ts';
import { invariant, waiting } from '../../../packages/core/src/host/processes/State.ts';
import {
  andThen,
  attempt,
  fail,
  forever,
  getaddrinfo,
  now,
  print,
  program,
  random,
  read,
  recv,
  sendto,
  sleep,
  spawn,
  STDIN,
  succeed,
  write,
} from '@sockeye/core';
import type { Fd, Program } from '@sockeye/core';
import type { SocketService } from '../../../packages/core/src/socket/Service.ts';
import type { Ipv4Address } from '../../../packages/core/src/wire/addresses.ts';
import { endpoint, ipv4Address, showEndpoint } from '../../../packages/core/src/wire/addresses.ts';
import { layerLaws } from '../laws.ts';

const BOB: Ipv4Address = ipv4Address(10, 0, 0, 2);
const FD = 3 as Fd;
const fired = new Set<string>();

afterAll(() => {
  expect([...fired].toSorted()).toEqual(
    Object.values(rules)
      .map(({ id }) => id)
      .toSorted(),
  );
});

/** A sends at once; a recv waits, until the test lets it go. */
interface Stage {
  readonly request: SocketService['request'];
  readonly indication: SocketService['indication'];
}

const obliging: Layer<null, SocketService, Stage> = {
  initial: null,
  step: (state, input) => {
    if (input._tag === 'Indicated') return [state, [{ _tag: 'Indicate', indication: input.indication }]];
    if (input._tag === 'DeadlineReached') return [state, []];
    const seen: Output<SocketService, Stage> = { _tag: 'Request', request: input.request };
    if (input.request._tag !== 'Call') return [state, [seen]];
    const { caller, request } = input.request;
    const indication: SocketService['indication'] =
      request.call === 'recv'
        ? { _tag: 'Waits', caller, request }
        : { _tag: 'Answered', caller, request, reply: E.right(1) };
    return [state, [seen, { _tag: 'Indicate', indication }]];
  },
  deadline: () => O.none,
};

const console = (seed = 5) => {
  const layer = over(processes({ seed, names: new Map([['bob', BOB]]) }), obliging);
  let state = layer.initial;
  let at = 0;
  const told: Array<ConsoleService['indication']> = [];
  const asked: Array<SocketService['request']> = [];
  const hear = (input: Parameters<typeof layer.step>[1]): void => {
    const [next, said] = layer.step(state, input, at as Instant);
    state = next;
    expect(invariant(state.storeys[0])).toEqual([]);
    for (const word of said) {
      if (word._tag === 'Indicate') told.push(word.indication);
      else if (word._tag === 'Request') asked.push(word.request);
      else fired.add(word.note.rule.id);
    }
  };
  return {
    start: (what: Program<unknown, unknown>, process = 1, input = ''): void => {
      hear({ _tag: 'Requested', request: { _tag: 'Start', process, program: what, input: utf8(input) } });
    },
    /** The sockets answer a thread that waits in `recv`. */
    answer: (thread: number, words: string, process = 1): void => {
      const request = { call: 'recv', fd: FD, size: 9 } as const;
      const reply = E.right(utf8(words));
      hear({ _tag: 'Indicated', indication: { _tag: 'Answered', caller: { process, thread }, request, reply } });
    },
    /** Wakes the host as often as it asks to be, at most so many times. */
    run: (most = 100): number => {
      for (let woken = 0; woken < most; woken++) {
        const deadline = layer.deadline(state);
        if (O.isNone(deadline)) return woken;
        at = Math.max(at, deadline.value);
        hear(DEADLINE_REACHED);
      }
      return most;
    },
    printed: (): string => told.flatMap((one) => (one._tag === 'Wrote' ? [text(one.octets)] : [])).join(''),
    results: () =>
      told.flatMap((one) => (one._tag === 'Exited' ? [[one.process, one.thread, one.result] as const] : [])),
    waiting: () =>
      waiting(state.storeys[0]).map(({ process, thread, request }) => `${process}.${thread} ${request.call}`),
    state: () => state.storeys[0],
    at: () => at,
    told,
    asked,
  };
};

describe('a process', () => {
  test('reads its input to the end, writes on both outputs, and knows names, numbers and the time', () => {
    const c = console();
    c.start(
      program(function* () {
        const first = yield* read(STDIN, 3);
        const rest = yield* read(STDIN, 99);
        const end = yield* read(STDIN, 99);
        const count = yield* write(2 as Fd, utf8('oh'));
        yield* print(`${text(first)}|${text(rest)}|${text(end)}|${count}`);
        const ends = yield* getaddrinfo('bob', 80);
        const [local] = yield* getaddrinfo('localhost', 1);
        const nobody = yield* attempt(getaddrinfo('nobody', 80));
        yield* print(
          `${ends.map(showEndpoint).join()} ${local === undefined ? '' : showEndpoint(local)} ${E.isLeft(nobody) ? nobody.left : ''}`,
        );
        const before = yield* now;
        yield* sleep(milliseconds(5));
        return (yield* now) - before;
      }),
      1,
      'hello',
    );
    c.run();
    expect(c.printed()).toBe('ohhel|lo||2\n10.0.0.2:80 127.0.0.1:1 ENOTFOUND\n');
    expect(c.results()).toEqual([[1, 0, E.right(5_000_000)]]);
  });

  test('draws numbers that follow the seed, the thread and the count, and nothing else', () => {
    const draw = (seed: number, process: number, before: Program<never, unknown>): unknown => {
      const c = console(seed);
      const twice = andThen(random, (a) => andThen(before, () => andThen(random, (b) => succeed([a, b]))));
      c.start(twice, process);
      return c.results()[0]?.[2];
    };
    const first = draw(1, 1, succeed(0));
    expect(draw(1, 1, print('noise'))).toEqual(first);
    expect(draw(2, 1, succeed(0))).not.toEqual(first);
    expect(draw(1, 2, succeed(0))).not.toEqual(first);
  });

  test('ends with what it throws', () => {
    const c = console();
    c.start(andThen(print('no'), () => fail('reason')));
    expect(c.results()).toEqual([[1, 0, E.left('reason')]]);
  });

  test('cannot be started under a number that is in use', () => {
    const c = console();
    c.start(recv(FD, 9));
    c.start(print('second'));
    expect(c.printed()).toBe('');
  });

  test('waits, is listed, and goes on where it was', () => {
    const c = console();
    c.start(andThen(recv(FD, 9), (bytes) => print(text(bytes))));
    expect(c.waiting()).toEqual(['1.0 recv']);
    c.answer(0, 'hi');
    expect(c.printed()).toBe('hi\n');
    expect(c.told.map((one) => one._tag)).toEqual(['Waits', 'Answered', 'Wrote', 'Answered', 'Exited']);
    c.answer(0, 'again');
    expect(c.told).toHaveLength(5);
  });
});

describe('threads', () => {
  test('begin when the one that spawned them waits, in their order', () => {
    const c = console();
    c.start(
      program(function* () {
        yield* spawn(print('b'));
        yield* spawn(andThen(recv(FD, 9), () => print('d')));
        yield* spawn(print('c'));
        yield* print('a');
        yield* recv(FD, 9);
      }),
    );
    expect(c.printed()).toBe('a\nb\nc\n');
    expect(c.waiting()).toEqual(['1.0 recv', '1.2 recv']);
    c.answer(2, '');
    expect(c.printed()).toBe('a\nb\nc\nd\n');
    expect(c.results().map(([, thread]) => thread)).toEqual([1, 3, 2]);
  });

  test('all end with the first one, and the sockets are told', () => {
    const c = console();
    c.start(
      program(function* () {
        yield* spawn(recv(FD, 9));
        yield* spawn(forever(sleep(milliseconds(1))));
        yield* sleep(milliseconds(3));
        yield* spawn(print('never'));
      }),
    );
    c.run();
    expect(c.printed()).toBe('');
    expect(c.results()).toEqual([[1, 0, E.right(undefined)]]);
    expect(c.asked.filter((one) => one._tag === 'ProcessEnded')).toEqual([{ _tag: 'ProcessEnded', process: 1 }]);
    expect(c.state().processes.size).toBe(0);
    c.answer(1, 'late');
    expect(c.waiting()).toEqual([]);
  });
});

describe('a call that the sockets have not answered', () => {
  const seen = (layer: ReturnType<typeof processes>, inputs: ReadonlyArray<Parameters<typeof layer.step>[1]>) => {
    let state = layer.initial;
    const said: Array<unknown> = [];
    inputs.forEach((input, i) => {
      const [next, words] = layer.step(state, input, (i * 1_000_000) as Instant);
      state = next;
      expect(invariant(state)).toEqual([]);
      said.push(words.map((word) => (word._tag === 'Note' ? word.note.rule.id : JSON.stringify(word))));
    });
    return { state, said };
  };

  const started = (what: Program<unknown, unknown>, process = 1) =>
    ({ _tag: 'Requested', request: { _tag: 'Start', process, program: what, input: utf8('') } }) as const;

  const asking = { call: 'recv', fd: FD, size: 9 } as const;
  const late = {
    _tag: 'Answered',
    caller: { process: 1, thread: 1 },
    request: asking,
    reply: E.right(utf8('late')),
  } as const;

  /** Thread 0 sleeps for a millisecond and ends; thread 1 asks the sockets, which say nothing. */
  const deserted = andThen(spawn(andThen(recv(FD, 9), (octets) => print(text(octets)))), () => sleep(milliseconds(1)));

  test('is forgotten when its process ends, and an answer that comes after all wakes nobody', () => {
    const layer = processes({ seed: 1, names: new Map() });
    const before = seen(layer, [started(deserted)]);
    expect(before.state.asked.map(({ caller }) => caller)).toEqual([{ process: 1, thread: 1 }]);
    const { state, said } = seen(layer, [
      started(deserted),
      DEADLINE_REACHED,
      { _tag: 'Indicated', indication: late },
      { _tag: 'Indicated', indication: { _tag: 'Waits', caller: { process: 1, thread: 1 }, request: asking } },
    ]);
    expect(state.asked).toEqual([]);
    expect(state.processes.size).toBe(0);
    expect(said.slice(2)).toEqual([[], []]);
  });

  test('stays asked when another process ends', () => {
    const layer = processes({ seed: 1, names: new Map() });
    const { state } = seen(layer, [started(deserted), started(print('other'), 2)]);
    expect(state.asked.map(({ caller }) => caller)).toEqual([{ process: 1, thread: 1 }]);
  });
});

describe('time', () => {
  test('sleepers wake in the order of their instants, and of their sleeping', () => {
    const c = console();
    const sleeper = (name: string, ms: number) => andThen(sleep(milliseconds(ms)), () => print(name));
    c.start(sleeper('c', 3), 1);
    c.start(sleeper('a', 1), 2);
    c.start(sleeper('b', 1), 3);
    c.start(sleeper('now', 0), 4);
    c.run();
    expect(c.printed()).toBe('now\na\nb\nc\n');
    expect(c.at()).toBe(3_000_000);
  });

  test('ten thousand sends without a wait need neither recursion nor time', () => {
    const c = console();
    const sending = (left: number): Program<unknown, unknown> =>
      left === 0 ? succeed('done') : andThen(sendto(FD, utf8('x'), endpoint(BOB, 9)), () => sending(left - 1));
    c.start(sending(CALLS_AT_ONCE));
    expect(c.results()).toEqual([[1, 0, E.right('done')]]);
    expect(c.at()).toBe(0);
  });

  test.each([
    ['a thread that spins', forever(now)],
    ['a thread that spins on sockets', forever(sendto(FD, utf8('x'), endpoint(BOB, 9)))],
    ['a thread that never sleeps long', forever(sleep(milliseconds(0)))],
  ])('%s gives way, and others go on', (_, spinner) => {
    const c = console();
    c.start(spinner, 1);
    c.start(
      andThen(print('alive'), () => recv(FD, 9)),
      2,
    );
    expect(c.run(3)).toBe(3);
    expect(c.printed()).toBe('alive\n');
    expect(c.at()).toBe(0);
    expect(c.told.length).toBeLessThanOrEqual(4 * CALLS_AT_ONCE + 8);
  });

  test('a fork bomb does not hang the step it goes off in', () => {
    const c = console();
    const bomb: Program<never, unknown> = program(function* () {
      yield* spawn(bomb);
      yield* spawn(bomb);
    });
    c.start(andThen(spawn(bomb), () => recv(FD, 9)));
    expect(c.run(2)).toBe(2);
  });
});

const programs: fc.Arbitrary<Program<unknown, unknown>> = fc.letrec<{ p: Program<unknown, unknown> }>((tie) => ({
  p: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constant(succeed(1)),
    fc.constant(fail('x')),
    tie('p').map((next) => andThen(print('x'), () => next)),
    tie('p').map((next) => andThen(sleep(milliseconds(7)), () => next)),
    tie('p').map((next) => andThen(attempt(recv(FD, 1)), () => next)),
    fc.tuple(tie('p'), tie('p')).map(([child, next]) => andThen(spawn(child), () => next)),
  ),
})).p;

const callers = fc.record({ process: fc.constantFrom(1, 2), thread: fc.nat(2) });
const asking = { call: 'recv', fd: FD, size: 1 } as const;

layerLaws(
  'the process table',
  () => processes({ seed: 1, names: new Map() }),
  {
    requests: fc.record({
      _tag: fc.constant('Start' as const),
      process: fc.constantFrom(1, 2),
      program: programs,
      input: fc.constant(utf8('in')),
    }),
    indications: fc.oneof(
      callers.map((caller) => ({ _tag: 'Waits' as const, caller, request: asking })),
      callers.map((caller) => ({ _tag: 'Answered' as const, caller, request: asking, reply: E.right(utf8('x')) })),
      callers.map((caller) => ({
        _tag: 'Answered' as const,
        caller,
        request: asking,
        reply: E.left('EBADF' as const),
      })),
    ),
    seen: (word) => JSON.stringify(word, (key, value: unknown) => (key === 'program' ? undefined : value)),
  },
  invariant,
);
