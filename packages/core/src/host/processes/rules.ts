import type { Rules } from '../../basis/note.ts';
import { rules as table } from '../../basis/note.ts';

export const rules: Rules<'yielded' | 'running-already'> = table('processes', {
  yielded: ['ours', 'Programs that make very many calls in one instant give way, so that time is looked at again.'],
  'running-already': ['ours', 'A process cannot be started under a number that is in use.'],
});
