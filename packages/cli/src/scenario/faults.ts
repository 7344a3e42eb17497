import { readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import type { Fault, Scenario } from '@sockeye/sim';
import { readFault } from '@sockeye/sim';
import { EXIT } from '../exits.ts';
import { Failure } from '../Failure.ts';
import { because } from '../files.ts';

interface Placed {
  readonly fault: Fault;
  /** For messages: `FILE:LINE`, or the words themselves. */
  readonly place: string;
}

const read = (words: string, place: string): Placed => {
  const fault = readFault(words);
  if (fault._tag === 'Right') return { fault: fault.right, place };
  throw new Failure(EXIT.usage, `${place}: "${words}", at character ${fault.left.at + 1}: ${fault.left.says}`);
};

/** A script: a fault a line, `#` at the beginning of a line or after a blank begins a comment. (`#3` is an ordinal: no blank before a number.) */
const readLines = (text: string, file: string): ReadonlyArray<Placed> =>
  text.split('\n').flatMap((line, index) => {
    const words = line.replace(/^\s*#.*$|\s#\s.*$/, '').trim();
    return words === '' ? [] : [read(words, `${file}:${index + 1}`)];
  });

const textOf = async (file: string): Promise<string> => {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new Failure(EXIT.usage, `cannot read ${file}: ${because(error)}`, error);
  }
};

/** The faults of a script: the name of a file, or the words themselves, with `;` between two. `none` is none. */
const readScript = async (script: string): Promise<ReadonlyArray<Placed>> => {
  if (script.trim() === 'none') return [];
  if (existsSync(script)) return readLines(await textOf(script), script);
  return script.split(';').flatMap((words) => (words.trim() === '' ? [] : [read(words.trim(), '--faults')]));
};

/**
 * The scenario with these faults in place of its own. A fault that names a direction goes to the cable of those two; one that
 * names none to every cable.
 *
 * Takes   the scenario, and a script: the name of a file, or words such as `loss 10%; client→server data #3: lose`
 * Fails   with what is wrong with the script
 */
export const withFaults = async (scenario: Scenario, script: string): Promise<Scenario> => {
  const placed = await readScript(script);
  for (const { fault, place } of placed) {
    const { direction } = fault;
    if (direction === undefined) continue;
    const ends = [direction.from, direction.to];
    if (!scenario.cables.some(({ between }) => ends.every((end) => between.includes(end)))) {
      const known = scenario.cables.map(({ between }) => between.join('→')).join(', ');
      throw new Failure(EXIT.usage, `${place}: no cable is between ${ends.join(' and ')}; there are ${known}`);
    }
  }
  return {
    ...scenario,
    cables: scenario.cables.map((cable) => ({
      ...cable,
      faults: placed.flatMap(({ fault }) =>
        fault.direction === undefined ||
        (cable.between.includes(fault.direction.from) && cable.between.includes(fault.direction.to))
          ? [fault]
          : [],
      ),
    })),
  };
};
