import { option as O } from 'fp-ts';
import { describe, expect, test } from 'vitest';
import { beside } from '../../../packages/core/src/basis/beside.ts';
import type { Layer, Service } from '../../../packages/core/src/basis/layer.ts';
import { DEADLINE_REACHED, indicate, note, request } from '../../../packages/core/src/basis/layer.ts';
import { over } from '../../../packages/core/src/basis/over.ts';
import { rules } from '../../../packages/core/src/basis/note.ts';
import type { Instant } from '../../../packages/core/src/basis/time.ts';
import { instant } from '../../../packages/core/src/basis/time.ts';

interface Letters extends Service {
  readonly request: string;
  readonly indication: string;
}

/** What lies below: words with an address on them. */
interface Post extends Service {
  readonly request: { readonly by: string; readonly words: string };
  readonly indication: { readonly to: string; readonly words: string };
}

const table = rules('sibling', { woken: ['ours', 'A sibling was woken.'], nobody: ['ours', 'Nobody is meant.'] });

/** Passes on what it hears, with its name; wants to be woken at an instant that a request names, and says whenever it is. */
const sibling = (name: string): Layer<Instant | undefined, Letters, Post> => ({
  initial: undefined,
  step: (wake, input) => {
    if (input._tag === 'Requested' && /^\d+$/.test(input.request)) return [instant(Number(input.request)), []];
    if (input._tag === 'Requested') return [wake, [request({ by: name, words: input.request })]];
    if (input._tag === 'Indicated') return [wake, [indicate(`${name} heard ${input.indication.words}`)]];
    return [undefined, [note(table.woken, name)]];
  },
  deadline: O.fromNullable,
});

const family = beside({ a: sibling('a'), b: sibling('b'), c: sibling('c') }, ({ to }: Post['indication']) =>
  to === 'a' || to === 'b' || to === 'c' ? to : [note(table.nobody, to)],
);

const asked = (to: 'a' | 'b' | 'c', words: string) => ({ _tag: 'Requested' as const, request: { to, request: words } });

describe('beside', () => {
  test('hands a request to the sibling that it names, and no other state changes', () => {
    const [state, outputs] = family.step(family.initial, asked('b', 'hello'), instant(0));
    expect(outputs).toEqual([request({ by: 'b', words: 'hello' })]);
    expect(state).toBe(family.initial);
    expect(family.step(state, asked('b', '7'), instant(0))[0]).toEqual({ a: undefined, b: 7, c: undefined });
  });

  test('hands an indication to the sibling that the route names, and puts its name on what it tells', () => {
    const [, outputs] = family.step(
      family.initial,
      { _tag: 'Indicated', indication: { to: 'c', words: 'x' } },
      instant(0),
    );
    expect(outputs).toEqual([indicate({ from: 'c', indication: 'c heard x' })]);
  });

  test('says what the route says of an indication that is for nobody', () => {
    const told = { _tag: 'Indicated' as const, indication: { to: 'd', words: 'x' } };
    const [state, outputs] = family.step(family.initial, told, instant(0));
    expect(outputs).toEqual([note(table.nobody, 'd')]);
    expect(state).toBe(family.initial);
  });

  test('wants to be woken for the first of its siblings, and wakes only those that are due, in order', () => {
    let state = family.initial;
    expect(family.deadline(state)).toEqual(O.none);
    for (const [to, at] of [
      ['a', '30'],
      ['b', '10'],
      ['c', '10'],
    ] as const) {
      state = family.step(state, asked(to, at), instant(0))[0];
    }
    expect(family.deadline(state)).toEqual(O.some(10));
    expect(family.step(state, DEADLINE_REACHED, instant(9))).toEqual([state, []]);
    const [woken, outputs] = family.step(state, DEADLINE_REACHED, instant(10));
    expect(outputs).toEqual([note(table.woken, 'b'), note(table.woken, 'c')]);
    expect(family.deadline(woken)).toEqual(O.some(30));
  });

  test('is a floor like any other: it can stand in a stack', () => {
    const relay: Layer<null, Post, Post> = {
      initial: null,
      step: (state, input) => [
        state,
        input._tag === 'Requested'
          ? [indicate({ to: input.request.by === 'a' ? 'b' : 'a', words: input.request.words })]
          : [],
      ],
      deadline: () => O.none,
    };
    const stack = over(family, relay);
    const [, outputs] = stack.step(stack.initial, asked('a', 'round'), instant(0));
    expect(outputs).toEqual([indicate({ from: 'b', indication: 'b heard round' })]);
  });
});
