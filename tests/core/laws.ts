// The laws that every floor keeps, whatever it hears. They are run for each floor with inputs that are likely for it.
import * as fc from 'fast-check';
import { option as O } from 'fp-ts';
import { describe, expect, test } from 'vitest';
import type { Input, Layer, Output, Service } from '../../packages/core/src/basis/layer.ts';
import { DEADLINE_REACHED } from '../../packages/core/src/basis/layer.ts';
import type { Instant } from '../../packages/core/src/basis/time.ts';

/** One input, and how long after the one before it comes; `DeadlineReached` comes by itself, when it is due. */
export interface Step<Upper extends Service, Lower extends Service> {
  readonly after: number;
  readonly input: Input<Upper, Lower>;
}

/** What a floor may hear, as arbitraries. */
export interface Heard<Upper extends Service, Lower extends Service> {
  readonly requests: fc.Arbitrary<Upper['request']>;
  readonly indications: fc.Arbitrary<Lower['indication']>;
  /** Nanoseconds between two inputs. */
  readonly pauses?: fc.Arbitrary<number>;
  /** What can be seen of a word, where it holds more than that (a frame and its hidden cells). */
  readonly seen?: (word: Output<Upper, Lower>) => unknown;
}

/** Pauses that meet, miss and overshoot the deadlines of a stack: none at all, microseconds, seconds, minutes. */
const somePauses: fc.Arbitrary<number> = fc.oneof(
  fc.constant(0),
  fc.nat(100_000),
  fc.nat(3_000_000_000),
  fc.nat(100_000_000_000),
);

const steps = <Upper extends Service, Lower extends Service>(
  heard: Heard<Upper, Lower>,
): fc.Arbitrary<ReadonlyArray<Step<Upper, Lower>>> =>
  fc.array(
    fc.record({
      after: heard.pauses ?? somePauses,
      input: fc.oneof(
        heard.requests.map((request) => ({ _tag: 'Requested' as const, request })),
        heard.indications.map((indication) => ({ _tag: 'Indicated' as const, indication })),
      ),
    }),
    { maxLength: 40 },
  );

/** After so many wakings at one instant a floor is stuck in it. */
const STUCK = 1000;

/** What is seen at each waking and each input: before it and after it. */
export interface Seen<S, Upper extends Service, Lower extends Service> {
  readonly state: S;
  readonly input: Input<Upper, Lower>;
  readonly now: Instant;
  readonly next: S;
  readonly outputs: ReadonlyArray<Output<Upper, Lower>>;
}

/**
 * Lets a floor live: its inputs come at their instants, and whenever its deadline comes before, it is woken then.
 *
 * `see` is shown each single step.
 */
export const live = <S, Upper extends Service, Lower extends Service>(
  layer: Layer<S, Upper, Lower>,
  inputs: ReadonlyArray<Step<Upper, Lower>>,
  see: (seen: Seen<S, Upper, Lower>) => void = () => undefined,
): { readonly state: S; readonly said: ReadonlyArray<Output<Upper, Lower>>; readonly now: Instant } => {
  let state = layer.initial;
  let now = 0 as Instant;
  const said: Array<Output<Upper, Lower>> = [];
  const hear = (input: Input<Upper, Lower>): void => {
    const [next, outputs] = layer.step(state, input, now);
    see({ state, input, now, next, outputs });
    said.push(...outputs);
    state = next;
  };
  const wakeUntil = (until: number): void => {
    let here = 0;
    for (;;) {
      const deadline = layer.deadline(state);
      if (O.isNone(deadline) || deadline.value > until) return;
      here = deadline.value > now ? 0 : here + 1;
      if (here > STUCK) throw new Error(`the floor asks to be woken at ${now} again and again`);
      now = deadline.value > now ? deadline.value : now;
      hear(DEADLINE_REACHED);
    }
  };
  for (const { after, input } of inputs) {
    wakeUntil(now + after);
    now = Math.max(now, now + after) as Instant;
    hear(input);
  }
  wakeUntil(now + 1e12);
  return { state, said, now };
};

/**
 * The laws of a floor.
 *
 * Takes   its name; the floor, made anew for each use; what it may hear; what is wrong with a state (nothing, ever)
 */
export const layerLaws = <S, Upper extends Service, Lower extends Service>(
  name: string,
  make: () => Layer<S, Upper, Lower>,
  heard: Heard<Upper, Lower>,
  invariant: (state: S) => ReadonlyArray<string>,
): void => {
  const inputs = steps(heard);
  const see = heard.seen ?? ((word) => word);

  describe(`${name}, whatever it hears,`, () => {
    test('keeps its invariant, and never throws', () => {
      fc.assert(
        fc.property(inputs, (given) => {
          expect(invariant(make().initial)).toEqual([]);
          live(make(), given, ({ next }) => {
            expect(invariant(next)).toEqual([]);
          });
        }),
      );
    });

    test('says the same to the same inputs', () => {
      fc.assert(
        fc.property(inputs, (given) => {
          const layer = make();
          const one = live(layer, given);
          const other = live(make(), given);
          const again = live(layer, given);
          expect(other.said.map(see)).toEqual(one.said.map(see));
          expect(again.said.map(see)).toEqual(one.said.map(see));
          expect(make().deadline(other.state)).toEqual(layer.deadline(one.state));
        }),
      );
    });

    test('leaves the state that it was given as it was', () => {
      fc.assert(
        fc.property(inputs, (given) => {
          const layer = make();
          live(layer, given, ({ state, input, now, outputs, next }) => {
            const [twice, same] = layer.step(state, input, now);
            expect(same.map(see)).toEqual(outputs.map(see));
            expect(layer.deadline(twice)).toEqual(layer.deadline(next));
          });
        }),
      );
    });

    test('has no deadline in the past after it was woken', () => {
      fc.assert(
        fc.property(inputs, (given) => {
          const layer = make();
          live(layer, given, ({ input, now, next }) => {
            if (input._tag !== 'DeadlineReached') return;
            const deadline = layer.deadline(next);
            expect(O.isNone(deadline) || deadline.value >= now).toBe(true);
          });
        }),
      );
    });

    test('does and says nothing when it is woken early', () => {
      fc.assert(
        fc.property(inputs, (given) => {
          const layer = make();
          live(layer, given, ({ now, next }) => {
            const deadline = layer.deadline(next);
            if (O.isSome(deadline) && deadline.value <= now) return;
            const [woken, outputs] = layer.step(next, DEADLINE_REACHED, now);
            expect(outputs).toEqual([]);
            expect(woken).toEqual(next);
            expect(layer.deadline(woken)).toEqual(deadline);
          });
        }),
      );
    });

    test('comes to rest when nobody speaks to it any more', () => {
      fc.assert(
        fc.property(inputs, (given) => {
          const layer = make();
          expect(layer.deadline(live(layer, given).state)).toEqual(O.none);
        }),
      );
    });
  });
};

/** The ids of the rules that fired, in order. */
export const fired = (outputs: ReadonlyArray<Output<Service, Service>>): ReadonlyArray<string> =>
  outputs.flatMap((word) => (word._tag === 'Note' ? [word.note.rule.id] : []));

/** What was told upwards. */
export const indications = <Upper extends Service, Lower extends Service>(
  outputs: ReadonlyArray<Output<Upper, Lower>>,
): ReadonlyArray<Upper['indication']> => outputs.flatMap((word) => (word._tag === 'Indicate' ? [word.indication] : []));

/** What was asked of the floor below. */
export const requests = <Upper extends Service, Lower extends Service>(
  outputs: ReadonlyArray<Output<Upper, Lower>>,
): ReadonlyArray<Lower['request']> => outputs.flatMap((word) => (word._tag === 'Request' ? [word.request] : []));
