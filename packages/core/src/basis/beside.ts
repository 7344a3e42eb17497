import { O } from './fp.ts';
import type { Input, Layer, Output, Service, Transition } from './layer.ts';
import { NOTHING } from './layer.ts';
import type { Instant } from './time.ts';

/** A layer whose types are known only to whoever put it among its siblings. */
// eslint-disable-next-line typescript/no-explicit-any -- a constraint that any layer must meet, whatever its services
type Sibling = Layer<any, any, any>;

type StateOf<L> = L extends Layer<infer S, infer _Upper, infer _Lower> ? S : never;
type UpperOf<L> = L extends Layer<infer _S, infer Upper, infer _Lower> ? Upper : never;
type LowerOf<L> = L extends Layer<infer _S, infer _Upper, infer Lower> ? Lower : never;

/** The service that all siblings stand on; those that differ in it fit on no floor. */
export type StandsOn<Siblings> = LowerOf<Siblings[keyof Siblings]>;

/** What siblings offer together: the words of each, with its name on them. */
export interface Beside<Siblings> extends Service {
  readonly request: {
    [K in keyof Siblings]: { readonly to: K; readonly request: UpperOf<Siblings[K]>['request'] };
  }[keyof Siblings];
  readonly indication: {
    [K in keyof Siblings]: { readonly from: K; readonly indication: UpperOf<Siblings[K]>['indication'] };
  }[keyof Siblings];
}

/** The states of siblings, each under its name. */
export type BesideState<Siblings> = { readonly [K in keyof Siblings]: StateOf<Siblings[K]> };

type Loose = Layer<unknown, Service, Service>;
type States = Readonly<Record<string, unknown>>;
type Word = Output<Service, Service>;

/** The states of siblings with another one for that of one name. */
type Replacer = (states: States, name: string, next: unknown) => States;

/** For any number of names. */
const replacerOfMany =
  (names: ReadonlyArray<string>): Replacer =>
  (states, name, next) => {
    const changed: Record<string, unknown> = {};
    for (let i = 0; i < names.length; i++) {
      const key = names[i] ?? '';
      changed[key] = key === name ? next : states[key];
    }
    return changed;
  };

/** For three, as many as stand on IPv4: a literal takes 13 ns, the loop 68, at each step of a transport. */
const replacer = (names: ReadonlyArray<string>): Replacer => {
  const [a, b, c] = names;
  if (names.length !== 3 || a === undefined || b === undefined || c === undefined) return replacerOfMany(names);
  return (states, name, next) => ({
    [a]: name === a ? next : states[a],
    [b]: name === b ? next : states[b],
    [c]: name === c ? next : states[c],
  });
};

/** What siblings say downwards, and their notes, pass as they are; what they tell upwards has their name on it. */
const named = (name: string, outputs: ReadonlyArray<Word>): ReadonlyArray<Word> => {
  let tells = false;
  for (let i = 0; i < outputs.length; i++) tells ||= outputs[i]?._tag === 'Indicate';
  if (!tells) return outputs;
  return outputs.map((word) =>
    word._tag === 'Indicate' ? { _tag: 'Indicate', indication: { from: name, indication: word.indication } } : word,
  );
};

/**
 * Stands siblings side by side on one floor.
 *
 * Takes   the siblings by name; `route`, which names the sibling that an indication from below is for, or answers it
 *         itself with what is to be said when it is for none
 * Gives   one layer that offers the words of all, each with the sibling's name on it
 * Fails   never
 *
 * @example
 * beside({ icmp: icmp(), udp: udp() }, (told) =>
 *   told._tag === 'Arrived' && told.packet.protocol === IP_PROTOCOL.icmp ? 'icmp' : 'udp')
 *
 * @category constructors
 * @since 0.1.0
 */
export const beside = <Siblings extends Readonly<Record<string, Sibling>>>(
  siblings: Siblings,
  route: (
    indication: StandsOn<Siblings>['indication'],
  ) => (keyof Siblings & string) | ReadonlyArray<Output<Beside<Siblings>, StandsOn<Siblings>>>,
): Layer<BesideState<Siblings>, Beside<Siblings>, StandsOn<Siblings>> => {
  type State = BesideState<Siblings>;
  type Out = Output<Beside<Siblings>, StandsOn<Siblings>>;
  const names = Object.keys(siblings);
  // The types of each sibling are checked by the signature; inside, one loose shape serves all.
  const layers = siblings as unknown as Readonly<Record<string, Loose>>;

  const put = replacer(names);

  const hear = (
    state: States,
    name: string,
    input: Input<Service, Service>,
    now: Instant,
  ): Transition<States, Word> => {
    const layer = layers[name];
    if (layer === undefined) return [state, NOTHING];
    const before = state[name];
    const [next, outputs] = layer.step(before, input, now);
    return [next === before ? state : put(state, name, next), named(name, outputs)];
  };

  const initial: Record<string, unknown> = {};
  for (const name of names) initial[name] = layers[name]?.initial;

  return {
    initial: initial as State,
    step: (state, input, now): Transition<State, Out> => {
      const before = state as States;
      if (input._tag === 'Requested') {
        const { to, request } = input.request as { to: string; request: unknown };
        return hear(before, to, { _tag: 'Requested', request }, now) as unknown as Transition<State, Out>;
      }
      if (input._tag === 'Indicated') {
        const name = route(input.indication);
        if (typeof name !== 'string') return [state, name.length === 0 ? NOTHING : name];
        return hear(before, name, input, now) as unknown as Transition<State, Out>;
      }
      let next = before;
      let said: ReadonlyArray<Word> = NOTHING;
      for (const name of names) {
        const deadline = layers[name]?.deadline(next[name]) ?? O.none;
        if (O.isNone(deadline) || deadline.value > now) continue;
        const [after, outputs] = hear(next, name, input, now);
        next = after;
        said = said.length === 0 ? outputs : said.concat(outputs);
      }
      return [next as State, said as unknown as ReadonlyArray<Out>];
    },
    deadline: (state) => {
      let first: O.Option<Instant> = O.none;
      for (const name of names) {
        const next = layers[name]?.deadline((state as Readonly<Record<string, unknown>>)[name]) ?? O.none;
        if (O.isSome(next) && (O.isNone(first) || next.value < first.value)) first = next;
      }
      return first;
    },
  };
};
