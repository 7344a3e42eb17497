import { filesUnder, read } from '../tests/house/sources.ts';
import type { Witness } from './rfc9293Page.ts';

/** Every test of the repository, and every script of packetdrill in it. */
export const witnesses = (): ReadonlyArray<Witness> =>
  filesUnder('tests')
    .filter((path) => /\.test\.ts$|\.pkt$/.test(path) && path !== 'docs/rfc9293.test.ts')
    .map((path) => ({ path: `tests/${path}`, text: read(`tests/${path}`) }));
