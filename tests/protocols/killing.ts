// Tries a mutant: a copy of examples/protocols with the defect is loaded, and its form is tried with no fault, then with one, then with two.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { either as E } from 'fp-ts';
import type { Play } from '@sockeye/claims';
import { usualSizes } from '@sockeye/claims';
import { readFault, showFault } from '@sockeye/sim';
import type { Form } from '../../examples/protocols/forms.ts';
import { ROOT } from '../house/sources.ts';
import type { ProtocolMutant } from './mutants.ts';
import type { Breach, Searched } from './schedules.ts';
import { everySchedule, performed, trialOf } from './schedules.ts';

/** How a mutant was seen: the faults that it took, in words, and the claims that they break. */
export interface Kill {
  readonly faults: ReadonlyArray<string>;
  readonly claims: ReadonlyArray<string>;
}

/** The file with its defect. Throws where its text does not stand there exactly once: the mutant has rotted. */
export const mutated = ({ id, file, text, instead }: ProtocolMutant, code: string): string => {
  const parts = code.split(text);
  if (parts.length !== 2) throw new Error(`mutant ${id}: its text stands ${parts.length - 1} times in ${file}`);
  return parts.join(instead);
};

const load = async (mutant: ProtocolMutant): Promise<Form> => {
  const folder = join(ROOT, 'reports/protocols', mutant.id);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(join(ROOT, 'examples/protocols'), folder, { recursive: true });
  const path = join(folder, mutant.file);
  writeFileSync(path, mutated(mutant, readFileSync(path, 'utf8')));
  const { FORMS } = (await import(/* @vite-ignore */ join(folder, 'forms.ts'))) as { FORMS: ReadonlyArray<Form> };
  const form = FORMS.find(({ name }) => name === mutant.form);
  if (form === undefined) throw new Error(`mutant ${mutant.id}: there is no form ${mutant.form}`);
  return form;
};

const names = (breaches: ReadonlyArray<Breach>): ReadonlyArray<string> =>
  breaches.map(({ claim, violation }) => `${claim.name}: ${violation.kind}`);

/** The play with a file of that length. */
const withFile = (play: Play, octets: number | undefined): Play =>
  octets === undefined ? play : { ...play, sizes: { octets: { least: octets, usual: octets, most: octets } } };

/** Which claims see this mutant, with the fewest faults; undefined: none. */
export const killOf = async (mutant: ProtocolMutant): Promise<Kill | undefined> => {
  const form = await load(mutant);
  const play = withFile(form.play, mutant.octets);
  if (mutant.fault !== undefined) {
    const fault = readFault(mutant.fault);
    if (E.isLeft(fault)) throw new Error(`mutant ${mutant.id}: ${fault.left.says}`);
    const { breaches } = performed(
      play,
      form.claims.filter(({ name }) => name !== 'protocol.atLast'),
      trialOf(play, [fault.right], usualSizes(play)),
    );
    return breaches.length === 0 ? undefined : { faults: [mutant.fault], claims: names(breaches) };
  }
  for (const most of [0, 1, 2]) {
    const [first]: Searched['broken'] = everySchedule(play, form.claims, form.holds, most).broken;
    if (first !== undefined) return { faults: first.faults.map(showFault), claims: names(first.breaches) };
  }
  return undefined;
};
