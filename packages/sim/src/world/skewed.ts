// A host whose clock is wrong: it is told its own time, and its deadlines are put back into the world's.
import type { Duration, Instant } from '@sockeye/core';
import { instant } from '@sockeye/core';
import { O } from '../basis/fp.ts';
import type { HostFault } from '../fault/hosts.ts';
import type { HostLayer } from './World.ts';

const MILLION = 1_000_000;

/** What a clock shows at an instant of the world. */
export const shownAt = (now: Instant, ahead: Duration, ppm: number): Instant =>
  instant(now + ahead + Math.floor((now / MILLION) * ppm));

/** The first instant of the world at which a clock shows this time, or a later one. */
export const whenShown = (time: Instant, ahead: Duration, ppm: number): Instant => {
  let now = Math.max(0, Math.floor((time - ahead) / (1 + ppm / MILLION)) - 2);
  while (shownAt(instant(now), ahead, ppm) < time) now += 1;
  return instant(now);
};

/**
 * A host with the clock of its faults; the host itself where its clock is right.
 *
 * Takes   the host, and its faults
 * Gives   a host that lives by its own clock, from the outside like any other
 * Fails   never
 *
 * @category faults
 * @since 0.1.0
 */
export const skewed = <S>(layer: HostLayer<S>, faults: ReadonlyArray<HostFault>): HostLayer<S> => {
  let ahead = 0;
  let ppm = 0;
  for (const fault of faults) {
    if (fault._tag !== 'Clock') continue;
    ahead += fault.ahead;
    ppm += fault.ppm;
  }
  if (ahead === 0 && ppm === 0) return layer;
  const lead = ahead as Duration;
  return {
    initial: layer.initial,
    step: (state, input, now) => layer.step(state, input, shownAt(now, lead, ppm)),
    deadline: (state) => {
      const due = O.toUndefined(layer.deadline(state));
      return due === undefined ? O.none : O.some(whenShown(due, lead, ppm));
    },
  };
};
