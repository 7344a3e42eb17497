// `wire`: what looking costs. The lazy wire with a part of its frames looked at; capture on and off. (P16, P20)
import { octetsOf } from '@sockeye/core';
import type { TraceEvent, Wire } from '@sockeye/sim';
import { MANY_STEPS, ordinalOf, pcapng, run as runWorld } from '@sockeye/sim';
import type { Figure } from './measure.ts';
import { measure } from './measure.ts';
import { median } from './rotate.ts';
import type { Ratio } from './turns.ts';
import { head, inTurn, paired, showRatio, table, whole } from './turns.ts';
import { bulk } from './works/bulk.ts';

/** Looks at the octets of every `each`-th frame of a line; 0: never. */
const looking =
  (each: number) =>
  (event: TraceEvent): void => {
    if (event._tag === 'FrameSent' && each > 0 && ordinalOf(event.frame) % each === 0) octetsOf(event.data);
  };

const ms = (figures: ReadonlyArray<Figure>): ReadonlyArray<number> => figures.map(({ milliseconds }) => milliseconds);

/** A run that keeps its trace, and the capture of it; milliseconds, and how large it is. */
const captured = (length: number, wire: Wire): { readonly milliseconds: number; readonly octets: number } => {
  const world = bulk(length, wire);
  const begin = performance.now();
  const { events } = runWorld(world, { steps: MANY_STEPS });
  const capture = pcapng(world.setting, events);
  const milliseconds = performance.now() - begin;
  // Each frame is there twice, as it left and as it came: with less, something was not captured.
  if (capture.length < 2 * length) throw new Error(`a capture of ${capture.length} octets`);
  return { milliseconds, octets: capture.length };
};

/** P20, the count: frames written while nobody looks. */
export const writtenUnseen = (length: number): number =>
  measure(bulk(length, 'lazy'), length, looking(0)).written ?? Number.NaN;

/** P20: the lazy wire with nobody looking, against `bytes`. */
export const priceOfLazy = async (length: number, rounds: number): Promise<Ratio> => {
  const [lazy, bytes] = await inTurn(
    [() => measure(bulk(length, 'lazy'), length), () => measure(bulk(length, 'bytes'), length)],
    rounds,
  );
  return paired(ms(lazy!), ms(bytes!));
};

/** P16: a kept trace and its pcapng, against neither. */
export const priceOfCapture = async (length: number, rounds: number): Promise<Ratio> => {
  const [off, on] = await inTurn(
    [() => measure(bulk(length, 'bytes'), length).milliseconds, () => captured(length, 'bytes').milliseconds],
    rounds,
  );
  return paired(on!, off!);
};

const LOOKS: ReadonlyArray<readonly [name: string, each: number]> = [
  ['0 %', 0],
  ['1 %', 100],
  ['10 %', 10],
  ['100 %', 1],
];

/** Measures and prints. */
export const run = async (length = 20_000_000, rounds = 5): Promise<void> => {
  head('wire', `${length / 1e6} MB on the lazy wire, so many frames looked at; warm`, rounds);
  const all = await inTurn(
    [
      () => measure(bulk(length, 'bytes'), length, looking(0)),
      ...LOOKS.map(
        ([, each]) =>
          () =>
            measure(bulk(length, 'lazy'), length, looking(each)),
      ),
    ],
    rounds,
  );
  table(
    ['looked at', 'ms', 'frames', 'frames written', '× wire bytes'],
    [['all, wire bytes'] as const, ...LOOKS].map(([name], i) => [
      name,
      whole(median(ms(all[i]!))),
      whole(all[i]![0]!.frames),
      whole(all[i]![0]!.written ?? Number.NaN),
      showRatio(paired(ms(all[i]!), ms(all[0]!))),
    ]),
  );
  console.log(`  trace and pcapng on / off, wire bytes: ${showRatio(await priceOfCapture(length, rounds))}`);
  console.log(`  the capture: ${whole(captured(length, 'bytes').octets)} octets`);
};
