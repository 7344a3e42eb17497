// The one place where fp-ts is imported in the adapter: barrel imports are what every tool resolves.
import { function as F } from 'fp-ts';

export { either as E } from 'fp-ts';
export type { taskEither as TE } from 'fp-ts';

export const pipe: typeof F.pipe = F.pipe;
