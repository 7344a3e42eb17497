import { describe, expect, test } from 'vitest';
import type { Q } from '../../../packages/core/src/app/telnet/options/q.ts';
import { heardNo, heardYes, isInForce, OFF, wantNo, wantYes } from '../../../packages/core/src/app/telnet/options/q.ts';

const ALL: ReadonlyArray<Q> = (['NO', 'YES', 'WANTNO', 'WANTYES'] as const).flatMap((state) =>
  state.startsWith('WANT') ? [true, false].map((opposite) => ({ state, opposite })) : [{ state, opposite: false }],
);

const show = ({ state, opposite }: Q): string => (opposite ? `${state}/OPPOSITE` : state);

// RFC 1143 §7 as a table: state, then what follows from each of the four events ("→ state, sent").
const TABLE: Readonly<Record<string, readonly [yes: string, no: string, wantYes: string, wantNo: string]>> = {
  NO: ['YES +', 'NO', 'WANTYES +', 'NO'],
  YES: ['YES', 'NO -', 'YES', 'WANTNO -'],
  WANTNO: ['NO !', 'NO', 'WANTNO/OPPOSITE', 'WANTNO'],
  'WANTNO/OPPOSITE': ['YES !', 'WANTYES +', 'WANTNO/OPPOSITE', 'WANTNO'],
  WANTYES: ['YES', 'NO', 'WANTYES', 'WANTYES/OPPOSITE'],
  'WANTYES/OPPOSITE': ['WANTNO -', 'NO', 'WANTYES', 'WANTYES/OPPOSITE'],
};

describe('the Q method', () => {
  test.each(ALL.map((q) => [show(q), q] as const))('in %s does what RFC 1143 says', (name, q) => {
    const moves = [heardYes(q, true), heardNo(q), wantYes(q), wantNo(q)].map(
      ({ next, send, isError }) => `${show(next)}${send === undefined ? '' : send ? ' +' : ' -'}${isError ? ' !' : ''}`,
    );
    expect(moves).toEqual(TABLE[name]);
  });

  test('refuses what it does not agree to, and stays where it was', () => {
    expect(heardYes(OFF, false)).toEqual({ next: OFF, send: false, isError: false });
  });

  test('comes to rest, and both sides believe the same, whatever both ask for and however words overtake each other', () => {
    // Exhaustive: each side wants up to two things in each order, and the words in the air are delivered in every order of sides.
    interface World {
      readonly a: Q;
      readonly b: Q;
      /** What is on its way to each: `a` is the side that does the option, `b` the one that lets it. */
      readonly toA: ReadonlyArray<boolean>;
      readonly toB: ReadonlyArray<boolean>;
      readonly wantsA: ReadonlyArray<boolean>;
      readonly wantsB: ReadonlyArray<boolean>;
    }
    const sent = (queue: ReadonlyArray<boolean>, send: boolean | undefined): ReadonlyArray<boolean> =>
      send === undefined ? queue : [...queue, send];
    let ends = 0;
    const visit = (world: World, depth: number): void => {
      expect(depth, 'words without end').toBeLessThan(40);
      const { a, b, toA, toB, wantsA, wantsB } = world;
      const next: Array<World> = [];
      const [firstA, ...laterA] = toA;
      const [firstB, ...laterB] = toB;
      const [wishA, ...restA] = wantsA;
      const [wishB, ...restB] = wantsB;
      if (firstA !== undefined) {
        const move = firstA ? heardYes(a, true) : heardNo(a);
        next.push({ ...world, a: move.next, toA: laterA, toB: sent(toB, move.send) });
      }
      if (firstB !== undefined) {
        const move = firstB ? heardYes(b, true) : heardNo(b);
        next.push({ ...world, b: move.next, toB: laterB, toA: sent(toA, move.send) });
      }
      if (wishA !== undefined) {
        const move = wishA ? wantYes(a) : wantNo(a);
        next.push({ ...world, a: move.next, wantsA: restA, toB: sent(toB, move.send) });
      }
      if (wishB !== undefined) {
        const move = wishB ? wantYes(b) : wantNo(b);
        next.push({ ...world, b: move.next, wantsB: restB, toA: sent(toA, move.send) });
      }
      if (next.length === 0) {
        ends += 1;
        expect(isInForce(a), JSON.stringify(world)).toBe(isInForce(b));
        expect([a.state, b.state].some((state) => state.startsWith('WANT'))).toBe(false);
      }
      for (const one of next) visit(one, depth + 1);
    };
    const wishes = [[], [true], [true, false], [true, false, true]];
    for (const wantsA of wishes) {
      for (const wantsB of wishes) visit({ a: OFF, b: OFF, toA: [], toB: [], wantsA, wantsB }, 0);
    }
    expect(ends).toBeGreaterThan(100);
  });
});
