import * as fc from 'fast-check';
import { option as O } from 'fp-ts';
import { describe, expect, test } from 'vitest';
import type { Input, Layer, Output, Service } from '../../../packages/core/src/basis/layer.ts';
import { DEADLINE_REACHED, indicate, note, request } from '../../../packages/core/src/basis/layer.ts';
import { over } from '../../../packages/core/src/basis/over.ts';
import { rules } from '../../../packages/core/src/basis/note.ts';
import { after, instant, nanoseconds } from '../../../packages/core/src/basis/time.ts';
import type { Instant } from '../../../packages/core/src/basis/time.ts';
import { fired } from '../laws.ts';

/** A boundary over which numbers pass in both directions. */
interface Numbers extends Service {
  readonly request: number;
  readonly indication: number;
}

type Word = Output<Numbers, Numbers>;
type Toy = Layer<ToyState, Numbers, Numbers>;

interface ToyState {
  readonly heard: ReadonlyArray<number>;
  readonly wake: Instant | undefined;
}

const heardRule = rules('toy', { heard: ['ours', 'A toy says what it hears.'] }).heard;

/** What a toy answers to a number: words whose numbers are smaller, so that every exchange ends. */
interface Habits {
  readonly name: string;
  readonly toRequest: ReadonlyArray<'up' | 'down' | 'note'>;
  readonly toIndication: ReadonlyArray<'up' | 'down' | 'note'>;
  readonly toTime: ReadonlyArray<'up' | 'down' | 'note'>;
  /** It asks to be woken so long after it heard a number that this divides; 0: never. */
  readonly every: number;
  readonly later: number;
}

const toy = ({ name, toRequest, toIndication, toTime, every, later }: Habits): Toy => {
  const words = (habits: ReadonlyArray<'up' | 'down' | 'note'>, n: number): ReadonlyArray<Word> =>
    habits.flatMap((habit, i): ReadonlyArray<Word> => {
      if (habit === 'note') return [note(heardRule, `${name} ${n}`)];
      if (n <= 0) return [];
      return habit === 'up' ? [indicate(n - 1 - i)] : [request(n - 1 - i)];
    });
  return {
    initial: { heard: [], wake: undefined },
    step: (state, input, now) => {
      if (input._tag === 'DeadlineReached') {
        if (state.wake === undefined || state.wake > now) return [state, []];
        return [{ heard: [...state.heard, -1], wake: undefined }, words(toTime, 2)];
      }
      const n = input._tag === 'Requested' ? input.request : input.indication;
      const wake = every > 0 && n % every === 0 ? after(now, nanoseconds(later)) : state.wake;
      return [{ heard: [...state.heard, n], wake }, words(input._tag === 'Requested' ? toRequest : toIndication, n)];
    },
    deadline: (state) => O.fromNullable(state.wake),
  };
};

const habit = fc.array(fc.constantFrom('up' as const, 'down' as const, 'note' as const), { maxLength: 3 });
const toys = (name: string): fc.Arbitrary<Toy> =>
  fc
    .record({
      toRequest: habit,
      toIndication: habit,
      toTime: habit,
      every: fc.nat(3),
      later: fc.integer({ min: 1, max: 20 }),
    })
    .map((habits) => toy({ name, ...habits }));

const input: fc.Arbitrary<Input<Numbers, Numbers>> = fc.oneof(
  fc.integer({ min: 0, max: 5 }).map((n) => ({ _tag: 'Requested' as const, request: n })),
  fc.integer({ min: 0, max: 5 }).map((n) => ({ _tag: 'Indicated' as const, indication: n })),
  fc.constant(DEADLINE_REACHED),
);

const inputs = fc.array(fc.tuple(fc.nat(15), input), { maxLength: 12 });

/** All that can be seen of a layer: its words and its deadline after each input. */
const seen = <S>(
  layer: Layer<S, Numbers, Numbers>,
  given: ReadonlyArray<readonly [number, Input<Numbers, Numbers>]>,
): ReadonlyArray<readonly [ReadonlyArray<Word>, O.Option<Instant>]> => {
  let state = layer.initial;
  let now = instant(0);
  return given.map(([pause, word]) => {
    now = after(now, nanoseconds(pause));
    const [next, outputs] = layer.step(state, word, now);
    state = next;
    return [outputs, layer.deadline(state)] as const;
  });
};

/** The law written down as plain recursion: what a word causes happens before the next word is spoken. */
const reference = (floors: ReadonlyArray<Toy>): Layer<ReadonlyArray<ToyState>, Numbers, Numbers> => {
  const hear = (
    states: Array<ToyState>,
    at: number,
    word: Input<Numbers, Numbers>,
    now: Instant,
    said: Array<Word>,
  ): void => {
    const [next, outputs] = floors[at]!.step(states[at]!, word, now);
    states[at] = next;
    for (const out of outputs) {
      if (out._tag === 'Indicate' && at > 0) {
        hear(states, at - 1, { _tag: 'Indicated', indication: out.indication }, now, said);
      } else if (out._tag === 'Request' && at < floors.length - 1) {
        hear(states, at + 1, { _tag: 'Requested', request: out.request }, now, said);
      } else said.push(out);
    }
  };
  const due = (state: ToyState, now: Instant): boolean => state.wake !== undefined && state.wake <= now;
  return {
    initial: floors.map((floor) => floor.initial),
    step: (before, word, now) => {
      const states = [...before];
      const said: Array<Word> = [];
      if (word._tag !== 'DeadlineReached') {
        hear(states, word._tag === 'Requested' ? 0 : floors.length - 1, word, now, said);
      } else {
        for (let at = floors.length - 1; at >= 0; at--) if (due(states[at]!, now)) hear(states, at, word, now, said);
      }
      return [states, said];
    },
    deadline: (states) => {
      const wakes = states.flatMap(({ wake }) => (wake === undefined ? [] : [wake]));
      return wakes.length === 0 ? O.none : O.some(wakes.reduce((a, b) => (a < b ? a : b)));
    },
  };
};

describe('over', () => {
  test('is associative in what is said and when it wants to be woken', () => {
    fc.assert(
      fc.property(toys('a'), toys('b'), toys('c'), toys('d'), inputs, (a, b, c, d, given) => {
        const left = seen(over(over(over(a, b), c), d), given);
        expect(seen(over(a, over(b, over(c, d))), given)).toEqual(left);
        expect(seen(over(over(a, b), over(c, d)), given)).toEqual(left);
        expect(seen(over(a, over(over(b, c), d)), given)).toEqual(left);
      }),
    );
  });

  test('lets what a word causes happen before the next word is spoken', () => {
    fc.assert(
      fc.property(fc.array(toys('t'), { minLength: 2, maxLength: 5 }), inputs, (floors, given) => {
        const stacked = floors
          .slice(1)
          .reduce<Layer<unknown, Numbers, Numbers>>(
            (whole, floor) => over(whole, floor) as Layer<unknown, Numbers, Numbers>,
            floors[0] as Layer<unknown, Numbers, Numbers>,
          );
        expect(seen(stacked, given)).toEqual(seen(reference(floors), given));
      }),
    );
  });

  test('speaks depth first and in order, in a case that can be read', () => {
    // The lower floor answers each request upwards and then says that it did; the upper one notes what it hears.
    const upper = toy({
      name: 'upper',
      toRequest: ['down', 'down'],
      toIndication: ['note'],
      toTime: [],
      every: 0,
      later: 1,
    });
    const lower = toy({ name: 'lower', toRequest: ['up', 'note'], toIndication: [], toTime: [], every: 0, later: 1 });
    const stack = over(upper, lower);
    const [, outputs] = stack.step(stack.initial, { _tag: 'Requested', request: 9 }, instant(0));
    expect(outputs.map((word) => (word._tag === 'Note' ? word.note.detail : word))).toEqual([
      'upper 7',
      'lower 8',
      'upper 6',
      'lower 7',
    ]);
    expect(fired(outputs)).toHaveLength(4);
  });

  test('wakes only the floors that asked for it', () => {
    const sleeper = (later: number, name: string): Toy =>
      toy({ name, toRequest: ['down'], toIndication: [], toTime: ['note'], every: 1, later });
    const stack = over(sleeper(5, 'upper'), sleeper(9, 'lower'));
    const [asked] = stack.step(stack.initial, { _tag: 'Requested', request: 3 }, instant(0));
    expect(stack.deadline(asked)).toEqual(O.some(5));
    const [woken, first] = stack.step(asked, DEADLINE_REACHED, instant(5));
    expect(first).toEqual([note(heardRule, 'upper 2')]);
    expect(stack.deadline(woken)).toEqual(O.some(9));
    expect(stack.step(woken, DEADLINE_REACHED, instant(9))[1]).toEqual([note(heardRule, 'lower 2')]);
    expect(stack.step(woken, DEADLINE_REACHED, instant(8))).toEqual([woken, []]);
  });

  test('needs no recursion for an exchange of 100,000 words', () => {
    // Each hands the number back, one smaller, until it is zero.
    const upper = toy({ name: 'upper', toRequest: ['down'], toIndication: ['down'], toTime: [], every: 0, later: 1 });
    const lower = toy({ name: 'lower', toRequest: ['up'], toIndication: [], toTime: [], every: 0, later: 1 });
    const count = (floor: Toy): Layer<number, Numbers, Numbers> => ({
      initial: 0,
      step: (heard, word, now) => [heard + 1, floor.step(floor.initial, word, now)[1]],
      deadline: () => O.none,
    });
    const stack = over(count(upper), count(lower));
    const [{ storeys }, outputs] = stack.step(stack.initial, { _tag: 'Requested', request: 100_000 }, instant(0));
    expect(storeys[0] + storeys[1]).toBe(100_001);
    expect(outputs).toEqual([]);
  });
});
