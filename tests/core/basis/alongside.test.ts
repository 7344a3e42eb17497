import { option as O } from 'fp-ts';
import { describe, expect, test } from 'vitest';
import { alongside } from '../../../packages/core/src/basis/alongside.ts';
import type { Layer, Service } from '../../../packages/core/src/basis/layer.ts';
import { DEADLINE_REACHED, indicate, note, request } from '../../../packages/core/src/basis/layer.ts';
import { rules } from '../../../packages/core/src/basis/note.ts';
import type { Instant } from '../../../packages/core/src/basis/time.ts';
import { instant } from '../../../packages/core/src/basis/time.ts';

interface Letters extends Service {
  readonly request: { readonly to: number; readonly words: string };
  readonly indication: string;
}

interface Post extends Service {
  readonly request: string;
  readonly indication: string;
}

const table = rules('link', { woken: ['ours', 'A link was woken.'] });

/** Passes on what it hears; words that are a number are the instant at which it wants to be woken. */
const link = (name: string): Layer<{ readonly wake: Instant | undefined }, Letters, Post> => ({
  initial: { wake: undefined },
  step: (state, input) => {
    if (input._tag === 'Indicated') return [state, [indicate(`${name} heard ${input.indication}`)]];
    if (input._tag === 'DeadlineReached') return [{ wake: undefined }, [note(table.woken, name)]];
    const { words } = input.request;
    return /^\d+$/.test(words) ? [{ wake: instant(Number(words)) }, []] : [state, [request(`${name}: ${words}`)]];
  },
  deadline: ({ wake }) => O.fromNullable(wake),
});

const links = alongside([link('a'), link('b'), link('c')], ({ to }) => to);
const asked = (to: number, words: string) => ({ _tag: 'Requested' as const, request: { to, words } });

describe('alongside', () => {
  test('hands a request to the layer that it is for, and numbers what that one asks', () => {
    const [state, outputs] = links.step(links.initial, asked(1, 'hello'), instant(0));
    expect(outputs).toEqual([request({ link: 1, request: 'b: hello' })]);
    expect(state).toEqual(links.initial);
  });

  test('hands an indication to the layer of its number, and tells it upwards without one', () => {
    const told = { _tag: 'Indicated' as const, indication: { link: 2, indication: 'x' } };
    expect(links.step(links.initial, told, instant(0))[1]).toEqual([indicate('c heard x')]);
  });

  test.each([-1, 3])('loses a request for number %d, where nobody is', (to) => {
    expect(links.step(links.initial, asked(to, 'hello'), instant(0))).toEqual([links.initial, []]);
  });

  test('has the soonest deadline, and wakes only those whose time has come', () => {
    const [later] = links.step(links.initial, asked(0, '9'), instant(0));
    const [both] = links.step(later, asked(2, '5'), instant(0));
    expect(links.deadline(both)).toEqual(O.some(5));
    const [one, outputs] = links.step(both, DEADLINE_REACHED, instant(5));
    expect(outputs).toEqual([note(table.woken, 'c')]);
    expect(links.deadline(one)).toEqual(O.some(9));
    expect(both.map(({ wake }) => wake)).toEqual([9, undefined, 5]);
  });
});
