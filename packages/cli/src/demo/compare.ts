import { text } from '@sockeye/core';
import type { Played } from './play.ts';

/** What two performances of the same programs wrote. */
export interface Comparison {
  readonly what: string;
  readonly equal: boolean;
  readonly left: ReadonlyArray<string>;
  readonly right: ReadonlyArray<string>;
}

/**
 * What the processes wrote, and how each ended. A port that a host gave out by itself differs from run to run, on any machine:
 * it is the one thing that is not compared. The scenes' servers all have ports below 32768, where such ports begin.
 */
const wrote = ({ processes }: Played): ReadonlyArray<string> =>
  processes.flatMap(({ label, output, end }) => [
    ...text(output)
      .replace(/(\d+\.\d+\.\d+\.\d+):(3276[89]|327[7-9]\d|32[89]\d\d|3[3-9]\d{3}|[456]\d{4})/g, '$1:PORT')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => `${label} | ${line}`),
    `${label} ${end}`,
  ]);

/** Compares two performances. */
export const compare = (what: string, a: Played, b: Played): Comparison => {
  const left = wrote(a);
  const right = wrote(b);
  return { what, equal: left.join('\n') === right.join('\n'), left, right };
};
