// The one place where fp-ts and io-ts are imported in claims. Barrel imports only: they resolve in Node, in tsc and in bundlers.
import { function as F } from 'fp-ts';

export { either as E, option as O } from 'fp-ts';
export * as t from 'io-ts';

export const pipe: typeof F.pipe = F.pipe;
