// The world's one rule: take what is due first, let it happen, and put what follows from it on the agenda.
import type { CableService, ConsoleService, Frame, Input, Instant, Output } from '@sockeye/core';
import { DEADLINE_REACHED, instant, pop, valueOf } from '@sockeye/core';
import { E, O } from '../basis/fp.ts';
import { at, change } from '../basis/row.ts';
import type { EventId, TraceEvent } from '../trace/Event.ts';
import { NO_CAUSE } from '../trace/Event.ts';
import { forward, repeat, rules } from './bridge.ts';
import { convey } from './convey.ts';
import type { Draft } from './draft.ts';
import { draftOf, nextId, schedule, worldOf } from './draft.ts';
import { pull } from './gate.ts';
import { isAway, turn } from './outage.ts';
import { follow } from './file.ts';
import type { Alarms, Due, Node, Seat, World } from './World.ts';

type Host<S> = Extract<Node<S>, { readonly kind: 'host' }>;
type RouterNode = Extract<Node<never>, { readonly kind: 'router' }>;
type RouterSeat = Extract<Seat<never>, { readonly kind: 'router' }>;
type HostSeat<S> = Extract<Seat<S>, { readonly kind: 'host' }>;
type Word = Output<ConsoleService, CableService>;
type ConsoleWord = ConsoleService['indication'];

const keyOf = (process: number, thread: number): number => process * 4294967296 + thread;

/** Tells what the console shows, and remembers who waits. */
const show = <S>(
  draft: Draft<S>,
  host: string,
  waiting: HostSeat<S>['waiting'],
  word: ConsoleWord,
  cause: EventId,
): HostSeat<S>['waiting'] => {
  const { process } = word;
  const id = nextId(draft);
  const { now: when, tells } = draft;
  switch (word._tag) {
    case 'Answered': {
      const { thread, request, reply } = word;
      if (tells.Called)
        draft.events.push({ _tag: 'Called', id, cause, at: when, host, process, thread, request, reply });
      return waiting.remove(keyOf(process, thread));
    }
    case 'Waits': {
      const { thread, request } = word;
      if (tells.Waits) draft.events.push({ _tag: 'Waits', id, cause, at: when, host, process, thread, request });
      return waiting.set(keyOf(process, thread), { process, thread, request });
    }
    case 'Wrote':
      if (tells.Wrote) {
        draft.events.push({ _tag: 'Wrote', id, cause, at: when, host, process, fd: word.fd, octets: word.octets });
      }
      return waiting;
    case 'Exited': {
      const { thread, result } = word;
      if (tells.Exited) draft.events.push({ _tag: 'Exited', id, cause, at: when, host, process, thread, result });
      // Thread 0 takes the others of its process with it.
      return thread === 0 ? waiting.filter((call) => call.process !== process) : waiting.remove(keyOf(process, thread));
    }
  }
};

/** Wakes a host at its deadline; an alarm that rings sooner will do, since it looks again. */
const arm = <S>(
  draft: Draft<S>,
  node: number,
  alarms: Alarms | undefined,
  deadline: Instant | undefined,
): Alarms | undefined => {
  if (deadline === undefined) return alarms;
  // A deadline that is past already is due now: nothing happens in the past.
  const when = deadline < draft.now ? draft.now : deadline;
  if (alarms !== undefined && alarms.at <= when) return alarms;
  schedule(draft, when, { _tag: 'Alarm', node });
  return { at: when, later: alarms };
};

/** Lets a host hear one thing, and carries out what it says, in the order in which it is said. */
const hear = <S>(
  draft: Draft<S>,
  index: number,
  node: Host<S>,
  seat: HostSeat<S>,
  input: Input<ConsoleService, CableService>,
  cause: EventId,
): void => {
  const [state, words] = node.layer.step(seat.state, input, draft.now);
  let { waiting } = seat;
  const line = draft.setting.ports[index]?.[0];
  for (let i = 0; i < words.length; i++) {
    const word: Word | undefined = words[i];
    if (word === undefined) continue;
    if (word._tag === 'Request') {
      // A host without a cable talks to nobody.
      if (line !== undefined) convey(draft, line, node.name, word.request, cause);
    } else if (word._tag === 'Indicate') {
      waiting = show(draft, node.name, waiting, word.indication, cause);
    } else {
      const id = nextId(draft);
      if (!draft.tells.Note) continue;
      const { rule, detail } = word.note;
      draft.events.push({ _tag: 'Note', id, cause, at: draft.now, host: node.name, rule, detail });
    }
  }
  const next = O.toUndefined(node.layer.deadline(state));
  change(draft.seats, index, {
    kind: 'host',
    state,
    alarms: arm(draft, index, seat.alarms, next),
    deadline: next,
    since: next === seat.deadline ? seat.since : cause,
    waiting,
  });
};

/** The same for a router: it has many cables and no console, so what it tells upwards nobody hears. */
const hearAt = <S>(
  draft: Draft<S>,
  index: number,
  node: RouterNode,
  seat: RouterSeat,
  input: Parameters<RouterNode['layer']['step']>[1],
  cause: EventId,
): void => {
  const [state, words] = node.layer.step(seat.state, input, draft.now);
  const ports = draft.setting.ports[index] ?? [];
  for (const word of words) {
    if (word._tag === 'Request') {
      const line = ports[word.request.link];
      if (line !== undefined) convey(draft, line, node.name, word.request.request, cause);
    } else if (word._tag === 'Note') {
      const id = nextId(draft);
      if (!draft.tells.Note) continue;
      const { rule, detail } = word.note;
      draft.events.push({ _tag: 'Note', id, cause, at: draft.now, host: node.name, rule, detail });
    }
  }
  const next = O.toUndefined(node.layer.deadline(state));
  change(draft.seats, index, {
    kind: 'router',
    state,
    alarms: arm(draft, index, seat.alarms, next),
    deadline: next,
    since: next === seat.deadline ? seat.since : cause,
  });
};

const deliver = <S>(draft: Draft<S>, due: Extract<Due, { readonly _tag: 'Arrival' }>): void => {
  const line = draft.setting.lines[due.line];
  if (line === undefined) return;
  const node = draft.setting.nodes[line.to];
  const seat = at(draft.seats.places, line.to);
  if (node === undefined || seat === undefined) return;
  const before = at(draft.lines.places, due.line);
  if (due.filed && before !== undefined) {
    const { line: now, file, sent, counts, memory, script, faults } = before;
    change(draft.lines, due.line, { line: now, file: follow(draft, file), sent, counts, memory, script, faults });
  }
  const id = nextId(draft);
  const { data } = due;
  if (draft.tells.FrameDelivered) {
    draft.events.push({
      _tag: 'FrameDelivered',
      id,
      cause: due.cause,
      at: draft.now,
      line: line.name,
      frame: due.id,
      host: node.name,
      data,
    });
  }
  if (node.kind === 'host') {
    if (seat.kind === 'host') hear(draft, line.to, node, seat, { _tag: 'Indicated', indication: data }, id);
    return;
  }
  if (node.kind === 'router') {
    const link = draft.setting.lines[due.line ^ 1]?.port;
    if (seat.kind !== 'router' || link === undefined) return;
    hearAt(draft, line.to, node, seat, { _tag: 'Indicated', indication: { link, indication: data } }, id);
    return;
  }
  const ports = draft.setting.ports[line.to] ?? [];
  const port = ports.indexOf(due.line ^ 1);
  if (seat.kind !== 'bridge') return;
  let out: ReadonlyArray<number>;
  if (node.kind === 'hub') {
    out = repeat(ports.length, port);
  } else {
    const value = valueOf(data);
    const said = forward(seat.stations, ports.length, port, E.isRight(value) ? value.right : undefined, draft.now);
    change(draft.seats, line.to, { kind: 'bridge', stations: said.stations });
    const note = nextId(draft);
    if (draft.tells.Note) {
      const { rule, detail } = said;
      const at = draft.now;
      draft.events.push({ _tag: 'Note', id: note, cause: id, at, host: node.name, rule: rules[rule], detail });
    }
    out = said.out;
  }
  for (const port of out) {
    const next = ports[port];
    if (next !== undefined) convey(draft, next, node.name, data, id);
  }
};

const rang = <S>(draft: Draft<S>, id: EventId, cause: EventId, host: string): void => {
  if (draft.tells.DeadlineReached) draft.events.push({ _tag: 'DeadlineReached', id, cause, at: draft.now, host });
};

const ringAt = <S>(
  draft: Draft<S>,
  index: number,
  node: RouterNode,
  seat: RouterSeat,
  alarms: Alarms | undefined,
): void => {
  const { state, deadline, since } = seat;
  if (deadline !== undefined && deadline <= draft.now) {
    const id = nextId(draft);
    rang(draft, id, since, node.name);
    hearAt(draft, index, node, { kind: 'router', state, alarms, deadline, since }, DEADLINE_REACHED, id);
    return;
  }
  const armed = arm(draft, index, alarms, deadline);
  change(draft.seats, index, { kind: 'router', state, alarms: armed, deadline, since });
};

const ring = <S>(draft: Draft<S>, index: number): void => {
  const node = draft.setting.nodes[index];
  const seat = at(draft.seats.places, index);
  if (seat === undefined || seat.kind === 'bridge') return;
  // This alarm is the soonest one, since the agenda is in order.
  const alarms = seat.alarms?.later;
  if (node?.kind === 'router' && seat.kind === 'router') {
    ringAt(draft, index, node, seat, alarms);
    return;
  }
  if (node?.kind !== 'host' || seat.kind !== 'host') return;
  if (seat.deadline !== undefined && seat.deadline <= draft.now) {
    const id = nextId(draft);
    rang(draft, id, seat.since, node.name);
    const { state, deadline, since, waiting } = seat;
    hear(draft, index, node, { kind: 'host', state, alarms, deadline, since, waiting }, DEADLINE_REACHED, id);
    return;
  }
  const { state, deadline, since, waiting } = seat;
  const armed = arm(draft, index, alarms, deadline);
  change(draft.seats, index, { kind: 'host', state, alarms: armed, deadline, since, waiting });
};

const start = <S>(draft: Draft<S>, due: Extract<Due, { readonly _tag: 'Start' }>): void => {
  const node = draft.setting.nodes[due.node];
  const seat = at(draft.seats.places, due.node);
  if (node?.kind !== 'host' || seat?.kind !== 'host') return;
  const { process, program, words, input } = due;
  const id = nextId(draft);
  if (draft.tells.Started) {
    draft.events.push({ _tag: 'Started', id, cause: NO_CAUSE, at: draft.now, host: node.name, process, words, input });
  }
  const request = { _tag: 'Start', process, program, input } as const;
  hear(draft, due.node, node, seat, { _tag: 'Requested', request }, id);
};

/**
 * Lets the next thing happen, in place. False: nothing is on the agenda.
 *
 * The draft is the caller's own; nobody else sees it.
 */
export const advance = <S>(draft: Draft<S>): boolean => {
  const next = draft.agenda;
  if (next === undefined) return false;
  draft.agenda = pop(next);
  draft.now = instant(next.key);
  const due = next.value;
  if (draft.setting.frail && isAway(draft, due)) return true;
  switch (due._tag) {
    case 'Arrival':
      deliver(draft, due);
      break;
    case 'Yield':
      schedule(draft, draft.now, due.times > 1 ? { _tag: 'Yield', times: due.times - 1, due: due.due } : due.due);
      break;
    case 'Alarm':
      ring(draft, due.node);
      break;
    case 'Start':
      start(draft, due);
      break;
    case 'Pull':
      pull(draft, due.line);
      break;
    case 'Turn':
      turn(draft, due.node, due.isUp);
      break;
  }
  return true;
};

/**
 * Lets the next thing happen.
 *
 * Takes   a world
 * Gives   the next world, and what happened; the same world and nothing, when nothing is on the agenda. A step may be silent:
 *         an alarm that rang too soon
 * Fails   never
 *
 * @category step
 * @since 0.1.0
 */
export const step = <S>(world: World<S>): readonly [World<S>, ReadonlyArray<TraceEvent>] => {
  const draft = draftOf(world);
  return advance(draft) ? [worldOf(draft), draft.events] : [world, draft.events];
};

/** Puts a frame on a line from outside, as somebody with a raw socket would: for tests and lectures. */
export const inject = <S>(
  world: World<S>,
  line: number,
  frame: Frame,
): readonly [World<S>, ReadonlyArray<TraceEvent>] => {
  const draft = draftOf(world);
  const from = world.setting.lines[line]?.from ?? -1;
  convey(draft, line, world.setting.nodes[from]?.name ?? '', frame, NO_CAUSE);
  return [worldOf(draft), draft.events];
};
