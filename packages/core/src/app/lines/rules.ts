import type { Rules } from '../../basis/note.ts';
import { rules as table } from '../../basis/note.ts';

export const rules: Rules<'too-long' | 'bare'> = table('lines', {
  'too-long': ['ours', 'A line longer than the limit is said once to be so, and skipped to its end.'],
  bare: ['RFC 5321 §2.3.8', 'Only CRLF ends a line: a CR or an LF that stands alone is told.'],
});
