// The tour: three parts, each of scenes with what is to be seen in them.
import { equalBytes, utf8 } from '@sockeye/core';
import type { Comparison } from './compare.ts';
import { compare } from './compare.ts';
import { countFrames, lostForGood, outputOf, waitsBetween } from './facts.ts';
import type { Played } from './play.ts';
import { playReal, playSimulated } from './play.ts';
import { LONG, SCENES } from './scenes.ts';

/** A scene with what is to be seen in it, and whether that is so. */
export interface Shown {
  readonly played: Played;
  readonly hasLadder: boolean;
  /** Lines of output would be too many: only the sentences are shown. */
  readonly isLong: boolean;
  readonly notes: ReadonlyArray<{ readonly says: string; readonly holds: boolean }>;
}

export interface Part {
  readonly title: string;
  readonly says: string;
  readonly scenes: ReadonlyArray<Shown>;
}

export interface Tour {
  readonly parts: ReadonlyArray<Part>;
  readonly comparisons: ReadonlyArray<Comparison>;
  readonly holds: boolean;
}

const show = (played: Played, notes: Shown['notes'], more: Partial<Shown> = {}): Shown => ({
  played,
  notes,
  hasLadder: false,
  isLong: false,
  ...more,
});

const has = (played: Played, host: string, end: 'ended' | 'running'): boolean =>
  played.processes.some((process) => process.host === host && process.end === end);

/** To a millisecond: a lecture needs no more. */
const seconds = (nanoseconds: number): string => `${Math.round(nanoseconds / 1e6) / 1e3} s`;

const lostUdp = (played: Played): Shown => {
  const waits = played.processes.find(({ host }) => host === 'client')?.waitsFor[0] ?? '';
  return show(
    played,
    [
      {
        says: `Nobody sends it again: the client waits for ever, in ${waits.replace(/\(.*/s, '')}.`,
        holds: has(played, 'client', 'running') && lostForGood(played.events) === 1,
      },
    ],
    { hasLadder: true },
  );
};

const lostTcp = (played: Played): Shown => {
  const waits = waitsBetween(played.events, 'client→server');
  const longer = waits.every((wait, index) => index === 0 || wait > (waits[index - 1] ?? wait));
  return show(
    played,
    [
      {
        says: `TCP sends it again, and waits longer each time: ${waits.map(seconds).join(', ')}. The programs notice nothing.`,
        holds: waits.length === 3 && longer && has(played, 'client', 'ended'),
      },
    ],
    { hasLadder: true },
  );
};

const longTcp = (played: Played): Shown => {
  const { sent, lost } = countFrames(played.events);
  const input = utf8(LONG);
  const output = outputOf(played.events, 'client');
  return show(
    played,
    [
      {
        says: `The echo of ${input.length} bytes: ${lost} of ${sent} frames were lost, and ${output.length} bytes came back${
          equalBytes(input, output) ? ', the same, in order' : ', and they are not the same'
        }.`,
        holds: lost > 0 && equalBytes(input, output),
      },
    ],
    { isLong: true },
  );
};

/**
 * Plays the tour.
 *
 * Takes   who may interrupt
 * Gives   all that was seen, and whether everything that is said about it holds
 */
export const tour = async (interrupted: AbortSignal): Promise<Tour> => {
  const [udpClean, tcpClean, udpLost, udpLines, tcpLost, tcpLong] = await Promise.all(
    [SCENES.udpClean, SCENES.tcpClean, SCENES.udpLost, SCENES.udpLines, SCENES.tcpLost, SCENES.tcpLong].map((scene) =>
      playSimulated(scene, interrupted),
    ),
  );
  const [udpReal, tcpReal] = await Promise.all(
    [SCENES.udpClean, SCENES.tcpClean].map((scene) => playReal(scene, interrupted)),
  );
  if (
    udpClean === undefined ||
    tcpClean === undefined ||
    udpLost === undefined ||
    udpLines === undefined ||
    tcpLost === undefined ||
    tcpLong === undefined ||
    udpReal === undefined ||
    tcpReal === undefined
  ) {
    throw new Error('a scene was not played');
  }
  const parts: ReadonlyArray<Part> = [
    {
      title: '1  A clean line',
      says: 'Two hosts and a cable of 10 Mbit/s and 20 ms, simulated.',
      scenes: [show(udpClean, []), show(tcpClean, [])],
    },
    {
      title: '2  A bad line',
      says: 'The same programs; now frames are lost, duplicated and overtaken on the way.',
      scenes: [
        lostUdp(udpLost),
        show(udpLines, [
          {
            says: '"two" is lost for good, "three" came twice, "one" came last; and the server has no way to see it.',
            holds: new TextDecoder().decode(outputOf(udpLines.events, 'server')) === 'three\nthree\nfour\none\n',
          },
        ]),
        lostTcp(tcpLost),
        longTcp(tcpLong),
      ],
    },
    {
      title: '3  Real sockets',
      says: 'The very same program values, over the sockets of this machine: 127.0.0.1 and 127.0.0.2 stand for 10.0.0.1 and 10.0.0.2.',
      scenes: [show(udpReal, []), show(tcpReal, [])],
    },
  ];
  const comparisons = [
    compare('UDP, simulated and real', udpClean, udpReal),
    compare('TCP, simulated and real', tcpClean, tcpReal),
    compare('TCP, on the clean line and on the bad one', tcpClean, tcpLost),
  ];
  const holds =
    comparisons.every(({ equal }) => equal) &&
    parts.every(({ scenes }) => scenes.every(({ notes }) => notes.every((note) => note.holds)));
  return { parts, comparisons, holds };
};
