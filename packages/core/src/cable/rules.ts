import type { Rules } from '../basis/note.ts';
import { rules as table } from '../basis/note.ts';

export const rules: Rules<'sent' | 'waits' | 'arrived' | 'queue-full' | 'too-long'> = table('cable', {
  sent: ['IEEE 802.3 §4.2.3', 'A frame that finds the line quiet is sent at once, after its preamble.'],
  waits: [
    'IEEE 802.3 §4.2.3.2',
    'A frame that finds the line busy waits until the last one has left and its gap is over.',
  ],
  arrived: ['IEEE 802.3 §4.2.4', 'A frame has arrived when its last bit has.'],
  'queue-full': ['ours', 'A frame that finds the queue full is dropped at its tail.'],
  'too-long': ['IEEE 802.3 §4.2.4.2.1', 'A frame whose payload is larger than the MTU does not fit, and is dropped.'],
});
