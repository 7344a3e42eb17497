import { readFile } from 'node:fs/promises';
import type { Problem, Scenario } from '@sockeye/sim';
import { readScenario, showProblem } from '@sockeye/sim';
import { LineCounter, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import { EXIT } from '../exits.ts';
import { Failure } from '../Failure.ts';
import { because } from '../files.ts';
import { visible } from '../report/visible.ts';
import { placeOf } from './places.ts';

/** More problems than this are not read by anybody. */
const MOST = 10;

/** A message that quotes half a file helps nobody. */
const LONGEST = 600;

/** No scenario of a lecture comes near this; a wrong file should not be read to its end. */
const LARGEST = 10_000_000;

/** A scenario from a file, and what tells problems by their place in it. */
export interface ScenarioFile {
  readonly scenario: Scenario;
  /** The exception that says these problems of the scenario. */
  readonly failure: (problems: ReadonlyArray<Problem>) => Failure;
}

/** Says problems, each with its place. What stands in a file is shown, and steers no terminal. */
const tell = (problems: ReadonlyArray<string>): Failure => {
  const more = problems.length > MOST ? [`… and ${problems.length - MOST} more`] : [];
  const lines = problems
    .slice(0, MOST)
    .map((line) => visible(line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line));
  return new Failure(EXIT.usage, [...lines, ...more].join('\n'));
};

const failureOf =
  (file: string, document: Document, lines: LineCounter) =>
  (problems: ReadonlyArray<Problem>): Failure =>
    tell(problems.map((problem) => `${file}:${placeOf(document, lines, problem.path)}: ${showProblem(problem)}`));

const textOf = async (file: string): Promise<string> => {
  try {
    const text = await readFile(file, 'utf8');
    if (text.length <= LARGEST) return text;
  } catch (error) {
    throw new Failure(EXIT.usage, `cannot read ${file}: ${because(error)}`, error);
  }
  throw new Failure(EXIT.usage, `${file} has more than ${LARGEST} characters: that is no scenario`);
};

/**
 * Reads a scenario file: YAML, and so JSON too.
 *
 * Takes   the name of a file
 * Gives   the scenario
 * Fails   with every problem: file, line and column, field, and what would have been right
 */
export const readScenarioFile = async (file: string): Promise<ScenarioFile> => {
  const text = await textOf(file);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    throw tell(
      document.errors.map(({ pos, message }) => {
        const { line, col } = lines.linePos(pos[0]);
        return `${file}:${line}:${col}: this is no YAML: ${message}`;
      }),
    );
  }
  const failure = failureOf(file, document, lines);
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw new Failure(EXIT.usage, `${file}: this is no YAML that can be read: ${because(error)}`, error);
  }
  const read = readScenario(value);
  if (read._tag === 'Left') throw failure(read.left);
  return { scenario: read.right, failure };
};
