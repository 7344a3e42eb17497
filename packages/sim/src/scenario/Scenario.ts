// A scenario file: who is there, what joins them, what runs, and what is expected of it. YAML and JSON are read by others;
// here begins the meaning.
import type { Duration } from '@sockeye/core';
import { NO_TIME } from '@sockeye/core';
import { E } from '../basis/fp.ts';
import { readDuration, showDuration } from '../data/quantities.ts';
import type { Codec, Problem } from '../data/record.ts';
import { list, readDocument, record, whole, withDefault, word } from '../data/record.ts';
import type { Topology } from '../world/topology.ts';
import { topologyFields } from '../world/topology.ts';
import type { Expectation } from './expectation.ts';
import { ExpectationCodec } from './expectation.ts';

/** A program that is started on a host. */
export interface ProcessSpec {
  readonly on: string;
  /** The words of a program, as on a command line: `tcp send 10.0.0.2 7`. */
  readonly run: string;
  /** Its standard input. */
  readonly input: string;
  /** When it starts; processes that start at once do so in the order of the file. */
  readonly at: Duration;
}

/**
 * A scenario.
 *
 * @category model
 * @since 0.1.0
 */
export interface Scenario extends Topology {
  readonly seed: number;
  readonly processes: ReadonlyArray<ProcessSpec>;
  readonly expect: ReadonlyArray<Expectation>;
}

const string: Codec<string, string> = word('text', 'a text', (text) => text, String);

const process = record<ProcessSpec>('a process', {
  on: word('name', 'the name of a host', (text) => (text === '' ? undefined : text), String),
  run: word(
    'words',
    'the words of a program, as in "tcp send 10.0.0.2 7"',
    (text) => (text.trim() === '' ? undefined : text),
    String,
  ),
  input: withDefault(string, ''),
  at: withDefault(word('time', 'a time, as in 20ms', readDuration, showDuration), NO_TIME),
});

/**
 * A scenario on the desk.
 *
 * @category codec
 * @since 0.1.0
 */
export const ScenarioCodec: Codec<Scenario, object> = record<Scenario>('a scenario', {
  seed: withDefault(whole('seed', 0, 4294967295), 1),
  ...topologyFields,
  processes: withDefault(list(process), []),
  expect: withDefault(list(ExpectationCodec), []),
});

/** The hosts that an expectation names, each once. */
const hostsOf = (expectation: Expectation): ReadonlyArray<string> => {
  if (!('host' in expectation)) return [];
  return 'of' in expectation && expectation.of !== expectation.host
    ? [expectation.host, expectation.of]
    : [expectation.host];
};

/** What reads as a scenario can still say what cannot be: a process or an expectation on a host that is not there. */
const absent = (scenario: Scenario): ReadonlyArray<Problem> => {
  const hosts = Object.keys(scenario.hosts);
  const stranger = (path: string, name: string): ReadonlyArray<Problem> =>
    hosts.includes(name) ? [] : [{ path, says: `no host is called ${name}; there are ${hosts.join(', ')}` }];
  return [
    ...scenario.processes.flatMap(({ on }, index) => stranger(`processes[${index}].on`, on)),
    ...scenario.expect.flatMap((expectation, index) =>
      hostsOf(expectation).flatMap((name) => stranger(`expect[${index}]`, name)),
    ),
  ];
};

/**
 * Reads a scenario.
 *
 * Takes   a value as a parser of YAML or JSON left it
 * Gives   the scenario
 * Fails   with every problem: its path (`hosts.client.address`), and what would have been right
 *
 * @example
 * readScenario({ hosts: { a: { address: '10.0.0.300/24' } } }) // E.left([{ path: 'hosts.a.address', … }])
 *
 * @category codec
 * @since 0.1.0
 */
export const readScenario = (input: unknown): E.Either<ReadonlyArray<Problem>, Scenario> => {
  const read = readDocument(ScenarioCodec, input);
  if (E.isLeft(read)) return read;
  const problems = absent(read.right);
  return problems.length > 0 ? E.left(problems) : read;
};

/** A scenario as it would be written down. */
export const writeScenario = (scenario: Scenario): object => ScenarioCodec.encode(scenario);
