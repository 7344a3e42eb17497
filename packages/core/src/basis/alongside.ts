import { O } from './fp.ts';
import type { Layer, Output, Service, Transition } from './layer.ts';
import type { Instant } from './time.ts';

/** The words of a service that is there several times, each with the number of the one that it concerns. */
export interface Numbered<Lower extends Service> extends Service {
  readonly request: { readonly link: number; readonly request: Lower['request'] };
  readonly indication: { readonly link: number; readonly indication: Lower['indication'] };
}

/**
 * Stands layers of one kind alongside each other, each on a floor of its own: the interfaces of a router.
 *
 * Where `beside` has siblings with names on one floor, here one floor above stands on many below, and does not see which: a
 * request says by itself whom it is for.
 *
 * Takes   the layers; `which` gives the number of the layer that a request is for, and one that is not there loses it
 * Gives   one layer that offers their service once, and asks of as many floors, by number
 * Fails   never
 *
 * @example
 * alongside([over(arp(config), ethernet(config)), over(arp(config), ethernet(config))], () => 1).initial.length // 2
 *
 * @category constructors
 * @since 0.1.0
 */
export const alongside = <S, Upper extends Service, Lower extends Service>(
  layers: ReadonlyArray<Layer<S, Upper, Lower>>,
  which: (request: Upper['request']) => number,
): Layer<ReadonlyArray<S>, Upper, Numbered<Lower>> => {
  type Out = Output<Upper, Numbered<Lower>>;

  /** Local mutation: `states` and `said` belong to the call that made them. */
  const hear = (
    states: Array<S>,
    link: number,
    input: Parameters<Layer<S, Upper, Lower>['step']>[1],
    now: Instant,
    said: Array<Out>,
  ): void => {
    const layer = layers[link];
    const state = states[link];
    if (layer === undefined || state === undefined) return;
    const [next, outputs] = layer.step(state, input, now);
    states[link] = next;
    for (const word of outputs) {
      said.push(word._tag === 'Request' ? { _tag: 'Request', request: { link, request: word.request } } : word);
    }
  };

  return {
    initial: layers.map(({ initial }) => initial),
    step: (state, input, now): Transition<ReadonlyArray<S>, Out> => {
      const states = state.slice();
      const said: Array<Out> = [];
      if (input._tag === 'Requested') {
        hear(states, which(input.request), input, now, said);
      } else if (input._tag === 'Indicated') {
        const { link, indication } = input.indication;
        hear(states, link, { _tag: 'Indicated', indication }, now, said);
      } else {
        layers.forEach((layer, link) => {
          const mine = states[link];
          const deadline = mine === undefined ? O.none : layer.deadline(mine);
          if (O.isSome(deadline) && deadline.value <= now) hear(states, link, input, now, said);
        });
      }
      return [states, said];
    },
    deadline: (state) => {
      let first: O.Option<Instant> = O.none;
      layers.forEach((layer, link) => {
        const mine = state[link];
        const next = mine === undefined ? O.none : layer.deadline(mine);
        if (O.isSome(next) && (O.isNone(first) || next.value < first.value)) first = next;
      });
      return first;
    },
  };
};
