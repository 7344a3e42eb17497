import { O } from '../basis/fp.ts';
import type { Table } from '../basis/table.ts';
import { emptyTable } from '../basis/table.ts';
import type { Instant } from '../basis/time.ts';
import type { Endpoint } from '../wire/addresses.ts';
import type { UdpUser } from './Service.ts';

/** Who owns which end, and whose datagrams alone it wants. */
export interface Binding {
  readonly user: UdpUser;
  readonly local: Endpoint;
  readonly remote: Endpoint | undefined;
}

/** How often the floor kept silent, and why. */
export interface UdpCounts {
  readonly malformed: number;
  readonly noPort: number;
  readonly tooLong: number;
}

/** What UDP remembers: who is bound where, twice, so that neither search looks at everybody. */
export interface UdpState {
  /** By port, in the order in which they were bound. */
  readonly ports: Table<ReadonlyArray<Binding>>;
  readonly users: Table<Binding>;
  readonly counts: UdpCounts;
}

const NO_COUNTS: UdpCounts = { malformed: 0, noPort: 0, tooLong: 0 };

export const initial: UdpState = {
  ports: emptyTable(),
  users: emptyTable(),
  counts: NO_COUNTS,
};

/** UDP waits for nothing. */
export const deadline = (_state: UdpState): O.Option<Instant> => O.none;

/** What is wrong with a state; nothing, ever. */
export const invariant = (state: UdpState): ReadonlyArray<string> => {
  const broken: Array<string> = [];
  let bindings = 0;
  state.ports.forEach((bound, port) => {
    if (bound.length === 0) broken.push(`nobody is bound to port ${port}, and yet it is remembered`);
    for (const binding of bound) {
      bindings += 1;
      if (binding.local.port !== port) broken.push(`user ${binding.user} lies under the wrong port`);
      if (state.users.get(binding.user) !== binding) broken.push(`user ${binding.user} is bound twice`);
    }
  });
  if (bindings !== state.users.size) broken.push('the two tables differ');
  return broken;
};

/** A user owns an end from now on, and no other one. */
export const bind = (state: UdpState, binding: Binding): UdpState => {
  const without = unbind(state, binding.user);
  const bound = without.ports.get(binding.local.port) ?? [];
  return {
    ports: without.ports.set(binding.local.port, bound.concat([binding])),
    users: without.users.set(binding.user, binding),
    counts: without.counts,
  };
};

/** A user owns nothing any more. */
export const unbind = (state: UdpState, user: UdpUser): UdpState => {
  const binding = state.users.get(user);
  if (binding === undefined) return state;
  const port = binding.local.port;
  const left = (state.ports.get(port) ?? []).filter((other) => other !== binding);
  return {
    ports: left.length === 0 ? state.ports.remove(port) : state.ports.set(port, left),
    users: state.users.remove(user),
    counts: state.counts,
  };
};

/** One more of what was dropped. */
export const counted = (state: UdpState, what: keyof UdpCounts): UdpState => ({
  ports: state.ports,
  users: state.users,
  counts: {
    malformed: state.counts.malformed + (what === 'malformed' ? 1 : 0),
    noPort: state.counts.noPort + (what === 'noPort' ? 1 : 0),
    tooLong: state.counts.tooLong + (what === 'tooLong' ? 1 : 0),
  },
});
