// The one place where fp-ts is imported in core. Named barrel imports resolve to the CJS build in
// Node ("main") and to the tree-shakeable ES build in bundlers ("module"): one instance each way.
import { function as F } from 'fp-ts';

export { either as E, option as O, readonlyArray as RA } from 'fp-ts';

export const pipe: typeof F.pipe = F.pipe;
export const flow: typeof F.flow = F.flow;
