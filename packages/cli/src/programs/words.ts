import { Command, CommanderError } from 'commander';
import { either as E } from 'fp-ts';
import type { Job } from './Recipe.ts';
import { RECIPES } from './recipes.ts';

/** How the programs are called, for whoever used a word that is none. */
const NAMES: string = RECIPES.map(({ words }) => words.join(' ')).join(', ');

/**
 * The program that words stand for, read as a command line is read: same operands, same options.
 *
 * Takes   words such as `tcp`, `send`, `10.0.0.2`, `7`
 * Gives   the job
 * Fails   with what is wrong with them
 */
export const readWords = (words: ReadonlyArray<string>): E.Either<string, Job> => {
  let job: Job | undefined;
  let said = '';
  const root = new Command('run');
  const families = new Map<string, Command>();
  const silent = (command: Command): Command =>
    command
      .exitOverride()
      .helpOption(false)
      .helpCommand(false)
      .configureOutput({
        writeOut: () => undefined,
        writeErr: () => undefined,
        outputError: (text) => {
          said += text;
        },
      });
  silent(root);
  for (const recipe of RECIPES) {
    const [name, word] = recipe.words;
    const family = families.get(name) ?? silent(root.command(name));
    families.set(name, family);
    const command = word === undefined ? family : silent(family.command(word));
    recipe.shape(command);
    command.action(() => {
      job = recipe.job(command.processedArgs, command.opts());
    });
  }
  try {
    root.parse(words, { from: 'user' });
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    const why = said
      .replace(/^error: /, '')
      .replace(/\n\(/g, ' (')
      .trim();
    return E.left(
      why === '' || /unknown command/.test(why) ? `${why}${why === '' ? '' : '; '}the programs are ${NAMES}` : why,
    );
  }
  return job === undefined ? E.left(`the programs are ${NAMES}`) : E.right(job);
};
