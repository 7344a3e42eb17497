// The ladder: a line for each host, time downwards, an arrow for each frame.
//
//          client                        server
//   0.000    │── SYN ──────────────────────▶│   0.020
//   0.020    │◀──────────────── SYN,ACK ────│   0.040
//   0.040    │── data[1:41] ────────✗       │   lost (loss 10%)
//
// One row says when a frame left (on the left) and when it arrived (on the right). A frame that was overtaken has two
// rows, so that arrows are never read in the wrong order.
import { showIpv4, text } from '@sockeye/core';
import type { TraceEvent } from './Event.ts';
import type { Blow, Fate } from './fates.ts';
import { fates, isCopy, showBlows } from './fates.ts';
import { lineOf } from './identity.ts';
import type { Legend } from './legend.ts';
import type { Reading } from './readings.ts';
import { readings } from './readings.ts';
import { clockFor } from './time.ts';

/** How a ladder is drawn. */
export interface LadderOptions {
  /** Columns that the whole may take, 100 by default. Labels that do not fit are cut. */
  readonly width?: number;
  /** Show also what processes write and how they end. */
  readonly processes?: boolean;
}

/** A row: at which event, what is drawn between the lines of life, what stands beside. */
interface Rung {
  readonly order: number;
  readonly left: string;
  readonly drawing: string;
  readonly right: string;
}

/** Where the lines of life stand. */
interface Frame {
  readonly names: ReadonlyArray<string>;
  readonly columns: ReadonlyArray<number>;
  readonly width: number;
}

const cut = (label: string, room: number): string =>
  label.length <= room ? label : room <= 1 ? '' : `${label.slice(0, room - 1)}…`;

const lifelines = (frame: Frame): Array<string> => {
  const cells = Array.from({ length: frame.width }, () => ' ');
  for (const column of frame.columns) cells[column] = '│';
  return cells;
};

type Shape = 'whole' | 'lost' | 'leaving' | 'arriving';

const LABEL_AT = 3;

/** The sign at a step of an arrow, counted from the side it leaves; `solid` is where a lost one ends. */
const sign = (shape: Shape, step: number, length: number, solid: number): string => {
  const dotted = step % 2 === 0 ? '╌' : ' ';
  const head = step === length - 1 ? '▶' : '─';
  switch (shape) {
    case 'whole':
      return head;
    case 'lost':
      return step < solid - 1 ? '─' : step === solid - 1 ? '✗' : ' ';
    case 'leaving':
      return step < LABEL_AT ? '─' : dotted;
    case 'arriving':
      return step >= length - LABEL_AT ? head : dotted;
  }
};

/** An arrow between two lines of life. The label stands near the side that the frame leaves, or near its head where only that is drawn. */
const arrow = (frame: Frame, from: number, to: number, label: string, shape: Shape): string => {
  const a = frame.columns[from] ?? 0;
  const b = frame.columns[to] ?? 0;
  const way = a < b ? 1 : -1;
  const length = Math.abs(b - a) - 1;
  const solid = shape === 'lost' ? Math.max(Math.ceil(length * 0.6), Math.min(label.length + 7, length)) : length;
  const cells = lifelines(frame);
  for (let step = 0; step < length; step++) {
    const drawn = sign(shape, step, length, solid);
    cells[a + way * (1 + step)] = way < 0 && drawn === '▶' ? '◀' : drawn;
  }
  const said = cut(label, solid - 2 * LABEL_AT);
  if (said === '') return cells.join('');
  const padded = ` ${said} `;
  const offset = shape === 'arriving' ? length - LABEL_AT - padded.length : LABEL_AT - 1;
  const start = way > 0 ? a + 1 + offset : a - offset - padded.length;
  for (let i = 0; i < padded.length; i++) cells[start + i] = padded.charAt(i);
  return cells.join('');
};

const centred = (frame: Frame, words: ReadonlyArray<string>): string => {
  const cells = Array.from({ length: frame.width }, () => ' ');
  words.forEach((word, i) => {
    const start = Math.max(0, (frame.columns[i] ?? 0) - Math.floor(word.length / 2));
    for (let k = 0; k < word.length; k++) cells[start + k] = word.charAt(k);
  });
  return cells.join('');
};

const frameOf = (legend: Legend, labels: Iterable<string>, gutter: number, width: number): Frame => {
  const names = legend.nodes.map((node) => node.name);
  let longest = 12;
  for (const label of labels) longest = Math.max(longest, label.length);
  for (const name of names) longest = Math.max(longest, name.length);
  const gaps = Math.max(1, names.length - 1);
  const under = legend.nodes.map((node) => (node.address === undefined ? '' : showIpv4(node.address)).length);
  const edge = 2 + Math.ceil(Math.max(...names.map((name) => name.length), ...under) / 2);
  // Beside the ladder stand the two instants; the remarks may run over the edge before the arrows become unreadable.
  const room = Math.floor((width - 2 * gutter - 2 * edge) / gaps);
  const gap = Math.max(16, Math.min(longest + 9, room));
  // What joins hosts stands behind the first of them, so that fewer arrows cross a line of life.
  const middle = legend.nodes.filter((node) => node.kind !== 'host').length;
  const place = (i: number): number =>
    legend.nodes[i]?.kind === 'host' ? (i === 0 ? 0 : i + middle) : i - (names.length - middle) + 1;
  const columns = names.map((_, i) => edge + place(i) * (gap + 1));
  return { names, columns, width: Math.max(...columns) + edge };
};

/** The arrow shows the direction already. */
const withoutDirection = ({ what, fault }: Blow): Blow => ({ what, fault: fault.replace(/^\S+→\S+ /u, '') });

const remarks = (fate: Fate, reading: Reading | undefined, arrival: string): string => {
  const said: Array<string> = [];
  if (arrival !== '') said.push(arrival);
  if (reading?.resent === true && !isCopy(fate)) said.push('resent');
  const blows = fate.lost === undefined ? fate.struck : [...fate.struck, fate.lost];
  if (blows.length > 0) said.push(showBlows(blows.map(withoutDirection)));
  return said.join('  ');
};

const frameRungs = (
  frame: Frame,
  legend: Legend,
  events: ReadonlyArray<TraceEvent>,
  lives: ReadonlyArray<Fate>,
  read: ReadonlyMap<Fate['frame'], Reading>,
  clock: (at: Fate['sentAt']) => string,
): ReadonlyArray<Rung> =>
  lives.flatMap((fate) => {
    const line = legend.lines[lineOf(fate.frame)];
    if (line === undefined) return [];
    const reading = read.get(fate.frame);
    const label = reading?.label ?? '';
    const { from, to } = line;
    const left = clock(fate.sentAt);
    const { arrivedAt } = fate;
    if (arrivedAt === undefined) {
      const shape = fate.lost === undefined ? 'leaving' : 'lost';
      const right = remarks(fate, reading, fate.lost === undefined ? 'still under way' : '');
      return [{ order: fate.sentBy, left, drawing: arrow(frame, from, to, label, shape), right }];
    }
    if (!fate.overtaken) {
      const arrival = arrivedAt === fate.sentAt ? '' : clock(arrivedAt);
      const drawing = arrow(frame, from, to, label, 'whole');
      return [{ order: fate.sentBy, left, drawing, right: remarks(fate, reading, arrival) }];
    }
    return [
      {
        order: fate.sentBy,
        left,
        drawing: arrow(frame, from, to, label, 'leaving'),
        right: remarks(fate, reading, ''),
      },
      {
        order: fate.arrivedBy ?? events.length,
        left: '',
        drawing: arrow(frame, from, to, label, 'arriving'),
        right: `${clock(arrivedAt)}  overtaken`,
      },
    ];
  });

const processRungs = (
  frame: Frame,
  events: ReadonlyArray<TraceEvent>,
  clock: (at: Fate['sentAt']) => string,
): ReadonlyArray<Rung> =>
  events.flatMap((event) => {
    const drawing = lifelines(frame).join('');
    const left = clock(event.at);
    if (event._tag === 'Wrote') {
      const said = JSON.stringify(text(event.octets).replace(/\n$/, ''));
      return [{ order: event.id, left, drawing, right: `${event.host} writes ${cut(said, 60)}` }];
    }
    if (event._tag === 'Exited' && event.thread === 0) {
      const how = event.result._tag === 'Right' ? 'ends' : `fails: ${String(event.result.left)}`;
      return [{ order: event.id, left, drawing, right: `${event.host} ${how}` }];
    }
    return [];
  });

/**
 * Draws a trace as a ladder.
 *
 * Takes   who stands where (a world's `setting`), the trace, and how to draw
 * Gives   lines of text, the last one ended
 * Fails   never
 *
 * @category trace
 * @since 0.1.0
 */
export const ladder = (legend: Legend, events: ReadonlyArray<TraceEvent>, options: LadderOptions = {}): string => {
  const lives = fates(events);
  const read = readings(events);
  const clock = clockFor(
    lives.flatMap((fate) => (fate.arrivedAt === undefined ? [fate.sentAt] : [fate.sentAt, fate.arrivedAt])),
  );
  const gutter = clock((events[events.length - 1]?.at ?? 0) as Fate['sentAt']).length;
  const frame = frameOf(
    legend,
    Array.from(read.values(), (reading) => reading.label),
    gutter + 2,
    options.width ?? 100,
  );
  const rungs = [
    ...frameRungs(frame, legend, events, lives, read, clock),
    ...(options.processes === true ? processRungs(frame, events, clock) : []),
  ].toSorted((a, b) => a.order - b.order);
  const indent = ' '.repeat(gutter + 2);
  const head = [frame.names, legend.nodes.map((node) => (node.address === undefined ? '' : showIpv4(node.address)))];
  const rows = [
    ...head.map((words) => indent + centred(frame, words)),
    ...rungs.map(({ left, drawing, right }) => `${left.padStart(gutter)}  ${drawing}  ${right}`),
  ];
  return `${rows.map((line) => line.trimEnd()).join('\n')}\n`;
};
