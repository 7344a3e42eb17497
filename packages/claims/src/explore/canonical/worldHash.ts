// The hash of a world and of what the claims remember of it: two worlds with the same hash have the same future, as far as claims can see.
//
//   now │ each seat │ each line │ what is due, in its order │ history of each process │ memory of each claim
import type { Instant } from '@sockeye/core';
import type { Due, LineState, Seat, World } from '@sockeye/sim';
import { allPlaces } from '@sockeye/sim';
import type { Memory } from '../../claim/Claim.ts';
import type { Hasher } from './Hasher.ts';
import type { Histories } from './history.ts';
import type { Digest } from './mixing.ts';

/** What of a world matters beside what always does. */
export interface Attention {
  /** Some claim hears of frames, or a line draws its chance by the number of a frame: then frames keep their numbers. */
  readonly numbers: boolean;
}

interface Pending {
  readonly when: number;
  readonly order: number;
  readonly due: Due;
}

/** What is on the agenda, and whoever stands in file behind it, in the order in which it will happen. */
const pendingOf = <S>(world: World<S>): ReadonlyArray<Pending> => {
  const pending: Array<Pending> = [];
  const open: Array<NonNullable<World<S>['agenda']>> = world.agenda === undefined ? [] : [world.agenda];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    pending.push({ when: next.key, order: next.order, due: next.value });
    if (next.left !== undefined) open.push(next.left);
    if (next.right !== undefined) open.push(next.right);
  }
  for (const { file } of allPlaces(world.lines)) {
    const { front, back } = file.behind;
    for (let cell = front; cell !== undefined; cell = cell.next) pending.push(cell.value);
    for (let cell = back; cell !== undefined; cell = cell.next) pending.push(cell.value);
  }
  return pending.toSorted((x, y) => x.when - y.when || x.order - y.order);
};

/** Who caused it and whether it stands in file does not change what it does. A start's program is the plan's, and the same in all worlds. */
const partsOfDue = (due: Due, { numbers }: Attention): ReadonlyArray<unknown> => {
  switch (due._tag) {
    case 'Arrival':
      return [due._tag, due.line, due.data, numbers ? due.id : 0];
    case 'Yield':
      return [due._tag, due.times, due.due.line, due.due.data, numbers ? due.due.id : 0];
    case 'Alarm':
      return [due._tag, due.node];
    case 'Turn':
      return [due._tag, due.node, due.isUp];
    case 'Pull':
      return [due._tag, due.line];
    case 'Start':
      return [due._tag, due.node, due.process];
  }
};

/** A line that is free, and queues whose frames have begun, are as if nothing had ever been sent. */
const partsOfLine = (state: LineState, now: Instant, { numbers }: Attention): ReadonlyArray<unknown> => {
  const { busyUntil, waiting } = state.line;
  const parts: Array<unknown> = [];
  if (busyUntil > now) {
    parts.push(busyUntil);
    for (let cell = waiting.front; cell !== undefined; cell = cell.next) if (cell.value > now) parts.push(cell.value);
    const newest: Array<number> = [];
    for (let cell = waiting.back; cell !== undefined; cell = cell.next) if (cell.value > now) newest.push(cell.value);
    parts.push(...newest.toReversed());
  }
  const isDrawn = numbers || state.script.length > 0;
  return isDrawn ? [...parts, state.sent, state.counts, state.memory, state.faults] : parts;
};

/** How many calls were made at this very instant matters until it is over. */
const callsOf = (state: unknown, now: Instant): ReadonlyArray<unknown> => {
  const [floor] = (state as { readonly storeys?: ReadonlyArray<object> }).storeys ?? [];
  if (floor === undefined || !('calls' in floor) || !('at' in floor)) return [];
  const waits = 'ready' in floor && (floor.ready as { readonly length: number }).length > 0;
  return floor.at === now || waits ? [floor.at, floor.calls] : [];
};

const partsOfSeat = <S>(seat: Seat<S>, now: Instant): ReadonlyArray<unknown> =>
  seat.kind === 'bridge'
    ? [seat.stations]
    : seat.kind === 'router'
      ? [seat.state, seat.alarms, seat.deadline]
      : [seat.state, seat.alarms, seat.deadline, seat.waiting, ...callsOf(seat.state, now)];

/**
 * The hash of a world, of the histories of its processes, and of what the claims remember.
 *
 * Left out, beside what `leftOut.ts` names: the numbers of events and their causes, which are names; the number of agenda entries ever
 * made, of which only the order matters; numbers of frames, unless somebody looks at them.
 */
export const worldHash = <S>(
  hasher: Hasher,
  attention: Attention,
  world: World<S>,
  histories: Histories,
  memories: ReadonlyArray<Memory>,
): Digest => {
  const parts: Array<unknown> = [world.now];
  for (const seat of allPlaces(world.seats)) parts.push('seat', ...partsOfSeat(seat, world.now));
  for (const line of allPlaces(world.lines)) parts.push('line', ...partsOfLine(line, world.now, attention));
  for (const { when, due } of pendingOf(world)) parts.push(when, ...partsOfDue(due, attention));
  for (const { host, process, digest } of histories) parts.push(host, process, digest.a, digest.b);
  parts.push('claims', ...memories);
  return hasher.ofAll(parts);
};
