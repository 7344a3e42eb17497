// Two whole hosts and a toy wire between them: frames arrive in order, a moment after they were sent.
import type { either as E } from 'fp-ts';
import { option as O } from 'fp-ts';
import { text, utf8 } from '../../../packages/core/src/basis/bytes.ts';
import type { Output } from '../../../packages/core/src/basis/layer.ts';
import { DEADLINE_REACHED } from '../../../packages/core/src/basis/layer.ts';
import type { Instant } from '../../../packages/core/src/basis/time.ts';
import type { CableService } from '../../../packages/core/src/cable/Service.ts';
import type { HostConfig } from '../../../packages/core/src/host/Config.ts';
import { invariant as processesInvariant } from '../../../packages/core/src/host/processes/State.ts';
import type { ConsoleService } from '../../../packages/core/src/host/processes/Service.ts';
import type { Floors, Host, HostState } from '../../../packages/core/src/host/stack.ts';
import { floorsOf, host } from '../../../packages/core/src/host/stack.ts';
import type { Program } from '../../../packages/core/src/program/Program.ts';
import { invariant as socketsInvariant } from '../../../packages/core/src/socket/State.ts';
import type { Ipv4Address, MacAddress } from '../../../packages/core/src/wire/addresses.ts';
import { ipv4Address } from '../../../packages/core/src/wire/addresses.ts';
import type { Frame } from '../../../packages/core/src/wire/frame.ts';

export const ALICE: Ipv4Address = ipv4Address(10, 0, 0, 1);
export const BOB: Ipv4Address = ipv4Address(10, 0, 0, 2);

export const configOf = (n: 0 | 1): HostConfig => ({
  name: n === 0 ? 'alice' : 'bob',
  seed: 7 + n,
  mac: (0x020000000001 + n) as MacAddress,
  address: n === 0 ? ALICE : BOB,
  prefix: 24,
  mtu: 1500,
  gateway: undefined,
  names: new Map([
    ['alice', ALICE],
    ['bob', BOB],
  ]),
});

interface Flying {
  readonly at: number;
  readonly to: 0 | 1;
  readonly frame: Frame;
}

type Said = Output<ConsoleService, CableService>;

/** How long a frame flies: 100 µs. */
const DELAY = 100_000;

/** What has happened so far, and how to go on. */
export interface Pair {
  /** Starts a program on a host. */
  readonly start: (on: 0 | 1, process: number, program: Program<unknown, unknown>, input?: string) => void;
  /** Lets time pass until an instant, or until nothing more happens. Answers whether nothing more would happen by itself. */
  readonly run: (until?: number) => boolean;
  /** How a process ended; undefined while it runs. */
  readonly result: (on: 0 | 1, process: number) => E.Either<unknown, unknown> | undefined;
  readonly printed: (on: 0 | 1) => string;
  /** Everything the consoles were told, the first first. */
  readonly told: ReadonlyArray<readonly [on: 0 | 1, ConsoleService['indication']]>;
  /** The ids of all rules that fired. */
  readonly fired: ReadonlySet<string>;
  readonly floors: (of: 0 | 1) => Floors;
  readonly now: () => Instant;
}

/** What ought to be true of a host after each step. */
const broken = (state: HostState): ReadonlyArray<string> => {
  const { sockets, processes } = floorsOf(state);
  const asked = sockets.asks.length === 0 && processes.asked.length === 0 ? [] : ['a word was not answered'];
  return [...socketsInvariant(sockets), ...processesInvariant(processes), ...asked];
};

export const twoHosts = (): Pair => {
  const layers: readonly [Host, Host] = [host(configOf(0)), host(configOf(1))];
  const states: [HostState, HostState] = [layers[0].initial, layers[1].initial];
  const told: Array<readonly [0 | 1, ConsoleService['indication']]> = [];
  const fired = new Set<string>();
  const flying: Array<Flying> = [];
  let now = 0;
  let here = 0;

  const hear = (on: 0 | 1, input: Parameters<Host['step']>[1]): void => {
    const [state, said] = layers[on].step(states[on], input, now as Instant);
    states[on] = state;
    const wrong = broken(state);
    if (wrong.length > 0) throw new Error(`host ${on} at ${now}: ${wrong.join('; ')}`);
    for (const word of said as ReadonlyArray<Said>) {
      if (word._tag === 'Request') flying.push({ at: now + DELAY, to: on === 0 ? 1 : 0, frame: word.request });
      else if (word._tag === 'Indicate') told.push([on, word.indication]);
      else fired.add(word.note.rule.id);
    }
  };

  const due = (on: 0 | 1): number => {
    const deadline = layers[on].deadline(states[on]);
    return O.isNone(deadline) ? Infinity : Math.max(now, deadline.value);
  };

  const run = (until = Infinity): boolean => {
    for (;;) {
      const frame = flying[0];
      const next = Math.min(frame?.at ?? Infinity, due(0), due(1));
      if (next === Infinity) return true;
      if (next > until) {
        now = until;
        return false;
      }
      here = next > now ? 0 : here + 1;
      if (here > 100_000) throw new Error(`time stands still at ${now}`);
      now = next;
      if (frame?.at === next) {
        flying.shift();
        hear(frame.to, { _tag: 'Indicated', indication: frame.frame });
      } else hear(due(0) === next ? 0 : 1, DEADLINE_REACHED);
    }
  };

  return {
    start: (on, process, program, input = '') => {
      hear(on, { _tag: 'Requested', request: { _tag: 'Start', process, program, input: utf8(input) } });
    },
    run,
    result: (on, process) => {
      for (const [at, event] of told)
        if (at === on && event._tag === 'Exited' && event.process === process && event.thread === 0)
          return event.result;
      return undefined;
    },
    printed: (on) => {
      let all = '';
      for (const [at, event] of told) if (at === on && event._tag === 'Wrote') all += text(event.octets);
      return all;
    },
    told,
    fired,
    floors: (of) => floorsOf(states[of]),
    now: () => now as Instant,
  };
};
