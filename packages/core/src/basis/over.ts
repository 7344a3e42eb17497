import { O } from './fp.ts';
import type { Input, Layer, Output, Service, Transition } from './layer.ts';
import { DEADLINE_REACHED, NOTHING, say } from './layer.ts';
import type { Instant } from './time.ts';

/** The state of a stack: one state a floor, the uppermost first. */
export interface Storeys<States extends ReadonlyArray<unknown>> {
  readonly storeys: States;
}

type AnyService = { readonly request: never; readonly indication: never };

/** A floor of which only the stack that was type-checked when it was built knows the types. */
interface Floor {
  readonly initial: unknown;
  readonly step: (
    state: unknown,
    input: Input<Service, Service>,
    now: Instant,
  ) => Transition<unknown, Output<Service, Service>>;
  readonly deadline: (state: unknown) => O.Option<Instant>;
}

/** A layer that is made of floors, and remembers them, so that `over` can be associative. */
export interface Stack<
  States extends ReadonlyArray<unknown>,
  Upper extends Service,
  Lower extends Service,
> extends Layer<Storeys<States>, Upper, Lower> {
  readonly floors: ReadonlyArray<Floor>;
}

/** The floors' states that a state stands for: its storeys if it is a stack's, else itself. */
export type StatesOf<S> = S extends Storeys<infer States> ? States : readonly [S];

const floorsOf = (layer: object): ReadonlyArray<Floor> =>
  'floors' in layer ? (layer as Stack<[], AnyService, AnyService>).floors : [layer as Floor];

type Word = Output<Service, Service>;

const isDue = (deadline: O.Option<Instant>, now: Instant): boolean => O.isSome(deadline) && deadline.value <= now;

const stack = (floors: ReadonlyArray<Floor>): Stack<ReadonlyArray<unknown>, Service, Service> => {
  const bottom = floors.length - 1;
  // Of the step that is going on: words that wait to be heard, and what it has said. Before and after a step all three are empty, so
  // nobody can see them; made anew for each of some ten thousand steps a second they cost a tenth of the whole.
  const speakers: Array<number> = [];
  const words: Array<Word> = [];
  let said: ReadonlyArray<Word> = NOTHING;

  /**
   * Lets one floor hear one thing, and then whatever follows from it in the whole stack.
   *
   * The law: depth first and in order — what a word causes happens before the next word is spoken. The words that
   * wait lie on a stack of their own, not on the machine's, so that a long exchange between two floors (a
   * program that sends ten thousand datagrams without waiting) needs no recursion.
   *
   * Local mutation: `states` belongs to this step alone.
   */
  const settle = (states: Array<unknown>, start: number, input: Input<Service, Service>, now: Instant): void => {
    let at = start;
    let heard: Input<Service, Service> = input;
    for (;;) {
      const floor = floors[at];
      if (floor === undefined) return;
      const [state, outputs] = floor.step(states[at], heard, now);
      states[at] = state;
      let speaker = at;
      // The first word is spoken at once, the others wait: most floors say one word, and it need not lie anywhere.
      for (let i = outputs.length - 1; i > 0; i--) {
        const word = outputs[i];
        if (word === undefined) continue;
        speakers.push(at);
        words.push(word);
      }
      let word = outputs.length > 0 ? outputs[0] : words.pop();
      if (outputs.length === 0) speaker = speakers.pop() ?? 0;
      for (;;) {
        if (word === undefined) return;
        if (word._tag === 'Indicate' && speaker > 0) {
          at = speaker - 1;
          heard = { _tag: 'Indicated', indication: word.indication };
          break;
        }
        if (word._tag === 'Request' && speaker < bottom) {
          at = speaker + 1;
          heard = { _tag: 'Requested', request: word.request };
          break;
        }
        said = say(said, word);
        word = words.pop();
        speaker = speakers.pop() ?? 0;
      }
    }
  };

  return {
    floors,
    initial: { storeys: floors.map((floor) => floor.initial) },
    step: (state, input, now) => {
      const states = state.storeys.slice();
      said = NOTHING;
      // A floor that threw, which only a bug makes it do, may have left some behind. (To set a length takes long, even to what it is.)
      if (words.length > 0) {
        speakers.length = 0;
        words.length = 0;
      }
      if (input._tag === 'DeadlineReached') {
        // The lowest floor first; each hears of time only when it asked to, as it stands after what happened below it.
        for (let i = bottom; i >= 0; i--) {
          const floor = floors[i];
          if (floor !== undefined && isDue(floor.deadline(states[i]), now)) settle(states, i, DEADLINE_REACHED, now);
        }
      } else {
        settle(states, input._tag === 'Requested' ? 0 : bottom, input, now);
      }
      const all = said;
      said = NOTHING;
      return [{ storeys: states }, all];
    },
    deadline: (state) => {
      let first: O.Option<Instant> = O.none;
      for (let i = 0; i <= bottom; i++) {
        const next = floors[i]?.deadline(state.storeys[i]) ?? O.none;
        if (O.isSome(next) && (O.isNone(first) || next.value < first.value)) first = next;
      }
      return first;
    },
  };
};

/**
 * Puts one floor on another. A floor that does not fit is a compile error.
 *
 * `over` is associative, in outputs and deadlines, because a stack remembers its floors: however the
 * brackets stand, the same list of floors hears the same words in the same order.
 *
 * Takes   the upper floor, which asks of `Middle`, and the lower one, which offers it; either may be a stack
 * Gives   the stack of both, which offers `Upper` and asks of `Lower`
 * Fails   never
 *
 * @example
 * over(ipv4(config), over(arp(config), ethernet(config)))
 *
 * @category constructors
 * @since 0.1.0
 */
export const over = <A, B, Upper extends Service, Middle extends Service, Lower extends Service>(
  upper: Layer<A, Upper, Middle>,
  lower: Layer<B, Middle, Lower>,
): Stack<readonly [...StatesOf<A>, ...StatesOf<B>], Upper, Lower> =>
  // The one place where the floors' types are forgotten; the signature above is what keeps them.
  stack([...floorsOf(upper), ...floorsOf(lower)]) as unknown as Stack<
    readonly [...StatesOf<A>, ...StatesOf<B>],
    Upper,
    Lower
  >;
