// A switch of the test build: SOCKEYE_MUTANT=ID exchanges one text of one source file while it is loaded. Nothing of it is shipped.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import type { Mutant } from '../tests/mutants/Mutant.ts';
import { MUTANTS } from '../tests/mutants/mutants.ts';

/** Where the file of a mutant lies. */
export const pathOf = (mutant: Pick<Mutant, 'file'>): string =>
  fileURLToPath(new URL(`../packages/core/src/${mutant.file}`, import.meta.url));

/** The file with its defect. Throws where the text does not stand in it exactly once: the mutant has rotted. */
export const mutated = ({ id, file, text, instead }: Mutant, code: string): string => {
  const parts = code.split(text);
  if (parts.length !== 2 || text === instead) {
    throw new Error(`mutant ${id} does not apply: its text stands ${parts.length - 1} times in ${file}`);
  }
  return parts.join(instead);
};

/** The plugin for the mutant that the environment names; none where it names none. */
export const mutating = (id: string | undefined = process.env['SOCKEYE_MUTANT']): Array<Plugin> => {
  if (id === undefined || id === '') return [];
  const mutant = MUTANTS.find((one) => one.id === id);
  if (mutant === undefined) throw new Error(`there is no mutant ${id}`);
  const path = pathOf(mutant);
  return [
    {
      name: 'sockeye-mutant',
      enforce: 'pre',
      load: (module) => (module.split('?')[0] === path ? mutated(mutant, readFileSync(path, 'utf8')) : undefined),
    },
  ];
};
