import { FAMILIES } from '../tests/mutants/Mutant.ts';
import { MUTANTS } from '../tests/mutants/mutants.ts';
import type { Fate } from './killing.ts';

const HEAD = `# Defects that were put in on purpose

A test that cannot fail proves nothing. These are the ways in which TCPs have been wrong before, fourteen families of them, each
put into our stack on purpose, one at a time: \`tests/mutants/\` says which text of which file is exchanged for which. The tests
must see every one.

\`npm run mutants\` runs the tests against each and writes this page (\`npm run mutants -- ID…\` tries a few and writes nothing).
\`SOCKEYE_MUTANT=ID npx vitest run --project source tests/core/tcp\` shows what one of them does. The exchange is made by
\`vitest.config.ts\` while a file is loaded; nothing that is shipped knows of it.`;

/** Names of tests are one line, and no cell of a table ends early. */
const cell = (text: string): string =>
  text.replaceAll('|', '\\|').replaceAll('\n', ' ').replaceAll('_', '\\_').replaceAll('*', '\\*');

const outcome = (fate: Fate | undefined): string => {
  switch (fate?._tag) {
    case undefined:
      return '**not tried**';
    case 'Survived':
      return '**survived**';
    case 'Endless':
      return 'the tests, which never end';
    case 'Killed': {
      const more = fate.by.length - 1;
      return cell(fate.by.slice(0, 1).join('')) + (more === 0 ? '' : `, and ${more} more`);
    }
  }
};

/** How the page says how many there are. */
export const tally = (killed: number): string => `${killed} of ${MUTANTS.length} are killed.`;

/** docs/mutants.md, but for the widths of its columns, which prettier sets. */
export const mutantsPage = (fates: ReadonlyMap<string, Fate>): string => {
  const killed = MUTANTS.filter(({ id }) => (fates.get(id)?._tag ?? 'Survived') !== 'Survived').length;
  const parts = FAMILIES.map((family, i) => {
    const rows = MUTANTS.filter((mutant) => mutant.family === i + 1).map(
      ({ id, wrong, file }) => `| \`${id}\` | ${cell(wrong)} | \`${file}\` | ${outcome(fates.get(id))} |`,
    );
    return `## ${i + 1}. ${family}\n\n| mutant | what is wrong | file | killed by |\n| --- | --- | --- | --- |\n${rows.join('\n')}`;
  });
  return [HEAD, tally(killed), ...parts].join('\n\n') + '\n';
};
