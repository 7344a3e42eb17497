// npm run mutants [-- ID…]: runs the tests against every mutant, or against those that are named, and writes docs/mutants.md.
import { mkdirSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import type { Mutant } from '../tests/mutants/Mutant.ts';
import { MUTANTS } from '../tests/mutants/mutants.ts';
import type { Fate } from './killing.ts';
import { fateOf } from './killing.ts';
import { mutantsPage } from './mutantsPage.ts';

/** Where the tests that are expected to see a mutant do not, these are asked. */
const REST = ['core/tcp', 'core/wire', 'core/socket', 'sim/packetdrill'];

const words = process.argv.slice(2).filter((word) => !word.endsWith('mutants.ts'));
const named = words.filter((word) => word !== '--expected');
const chosen = named.length === 0 ? MUTANTS : MUTANTS.filter(({ id }) => named.includes(id));
for (const id of named) if (!MUTANTS.some((mutant) => mutant.id === id)) throw new Error(`there is no mutant ${id}`);

const expected = [...new Set(chosen.flatMap(({ seen }) => seen))];
const sound = words.includes('--expected') ? { _tag: 'Survived' } : await fateOf(undefined, expected);
if (sound._tag !== 'Survived') throw new Error(`the tests fail without any mutant: ${JSON.stringify(sound)}`);

const fates = new Map<string, Fate>();
let survivors = 0;

const judge = async (mutant: Mutant): Promise<void> => {
  let fate = await fateOf(mutant.id, mutant.seen);
  let late = '';
  if (fate._tag === 'Survived' && !words.includes('--expected')) {
    fate = await fateOf(mutant.id, REST, true);
    late = ' (not by the tests that were expected to see it)';
  }
  if (fate._tag === 'Survived') survivors += 1;
  fates.set(mutant.id, fate);
  mkdirSync('reports', { recursive: true });
  writeFileSync('reports/mutants.json', JSON.stringify([...fates]));
  const by = fate._tag === 'Killed' ? `killed by ${fate.by.length}, first: ${fate.by[0] ?? ''}${late}` : fate._tag;
  console.log(`${fates.size}/${chosen.length} family ${mutant.family} ${mutant.id}: ${by}`);
};

// Three at a time: each is a process of its own.
const queue = [...chosen];
const worker = async (): Promise<void> => {
  for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) await judge(mutant);
};
await Promise.all([worker(), worker(), worker()]);
console.log(`${chosen.length - survivors} of ${chosen.length} killed, ${survivors} survived`);
if (named.length === 0) {
  const options = await resolveConfig('docs/mutants.md');
  writeFileSync('docs/mutants.md', await format(mutantsPage(fates), { ...options, parser: 'markdown' }));
}
process.exitCode = survivors === 0 ? 0 : 1;
