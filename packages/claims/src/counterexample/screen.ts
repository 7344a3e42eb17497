// A counterexample on one screen: what was promised, how it was broken, by which faults, the ladder, and why.
import { showInstant } from '@sockeye/core';
import { ladder, showFault, showHostFault } from '@sockeye/sim';
import type { Counterexample } from './Counterexample.ts';
import { nearest } from './nearest.ts';
import type { Replay } from './replay.ts';
import { sliceOf } from './slice.ts';

/** The size of the screen. */
export interface ScreenOptions {
  /** Columns. Default: 100. */
  readonly width?: number;
  /** Lines. Default: 36. */
  readonly lines?: number;
  /** What replays it, as in `sockeye replay a1b2.json`. */
  readonly command?: string;
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** Text in lines no wider than that, broken between words; lines behind the first are set in. */
const wrapped = (text: string, width: number, indent: string): ReadonlyArray<string> => {
  const lines: Array<string> = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent + word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
};

/** The first and the last lines of a ladder, where it has too many: the faults and the breach are there. */
const shortened = (rows: ReadonlyArray<string>, room: number): ReadonlyArray<string> => {
  if (rows.length <= room) return rows;
  const head = Math.max(2, Math.floor((room - 1) / 2));
  const tail = Math.max(1, room - 1 - head);
  return [...rows.slice(0, head), `  … ${rows.length - head - tail} more rows …`, ...rows.slice(rows.length - tail)];
};

/**
 * Shows a counterexample on one screen, without colours.
 *
 * Takes   the counterexample, its replay, and the size of the screen
 * Gives   lines of text
 * Fails   never
 *
 * @category trace
 * @since 0.1.0
 */
export const screen = <S>(
  counterexample: Counterexample,
  replay: Replay<S>,
  options: ScreenOptions = {},
): ReadonlyArray<string> => {
  const { width = 100, lines = 36, command } = options;
  const { trial } = counterexample;
  const { verdict, performance } = replay;
  const { events, beginning } = performance;
  const event = verdict._tag === 'Violated' ? verdict.event : undefined;
  const faults = [
    ...trial.faults.map(({ fault }) => showFault(fault)),
    ...trial.hosts.map(({ host, fault }) => `${host}: ${showHostFault(fault)}`),
  ];
  const sizes = Object.entries(trial.sizes).map(([name, size]) => `${name} ${size}`);
  const passing = nearest(trial, replay);
  const slice = sliceOf(events, event);
  const nth = (passing?.fault ?? 0) + 1;
  const parts = passing?.differs;
  const broken =
    verdict._tag === 'Violated'
      ? `violated at t=${showInstant(verdict.at)}${event === undefined ? '' : `, event ${event}`}: ${verdict.says}`
      : 'not broken any more';
  const head = [
    `✗ ${counterexample.claim}   ${broken}`,
    `  promised: ${counterexample.says}`,
    `  assumed: ${counterexample.network}   seed ${trial.seed}   fingerprint ${counterexample.fingerprint}`,
    `  ${trial.play}${sizes.length === 0 ? '' : ` with ${sizes.join(', ')}`}   ${counted(faults.length, 'fault')} (from ${counterexample.from})${
      counterexample.isMinimal ? ', none can be left out' : ''
    }`,
    ...faults.map((fault, i) => `  ${i === 0 ? 'faults:' : '       '}  ${i + 1}. ${fault}`),
    ...(passing === undefined
      ? []
      : [
          `  nearest passing run: fault ${nth} ${passing.instead === undefined ? 'left out' : `as "${passing.instead}"`}${
            parts === undefined ? '' : `   differs first at event ${parts.id}, t=${showInstant(parts.at)}`
          }`,
        ]),
  ].flatMap((line) => wrapped(line, width, '    '));
  const shown = slice.slice(0, 12).join(' ← ');
  const foot = [
    `  why: ${shown}${slice.length > 12 ? ' ← …' : ''}   (${slice.length} of ${counted(events.length, 'event')})`,
    ...(command === undefined ? [] : [`  replay: ${command}`]),
  ].flatMap((line) => wrapped(line, width, '    '));
  const until = event === undefined ? events : events.filter(({ id }) => id <= event);
  const rows = ladder(beginning.setting, until, { width })
    .trimEnd()
    .split('\n')
    .map((row) => (row.length > width ? `${row.slice(0, width - 1)}…` : row));
  return [...head, ...shortened(rows, Math.max(6, lines - head.length - foot.length)), ...foot];
};
