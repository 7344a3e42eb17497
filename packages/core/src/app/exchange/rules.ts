import type { Rules } from '../../basis/note.ts';
import { rules as table } from '../../basis/note.ts';

export const rules: Rules<'said' | 'heard'> = table('exchange', {
  said: ['ours', 'A line that was sent, as a listing of the exchange shows it.'],
  heard: ['ours', 'A line that was received, as a listing of the exchange shows it.'],
});
