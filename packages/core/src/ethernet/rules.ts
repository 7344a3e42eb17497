import type { Rules } from '../basis/note.ts';
import { rules as table } from '../basis/note.ts';

export const rules: Rules<'malformed' | 'foreign' | 'group-source' | 'other-vlan' | 'too-long'> = table('ethernet', {
  malformed: [
    'IEEE 802.3 §3.4',
    'A frame that cannot be read, or whose check sequence is wrong, is dropped in silence.',
  ],
  foreign: ['IEEE 802.3 §4.2.4.1.1', 'A frame for another station is none of our business.'],
  'group-source': ['IEEE 802.3 §3.2.3', 'No group ever sends: a frame whose source is a group address is dropped.'],
  'other-vlan': [
    'IEEE 802.1Q §6.9',
    'A station of no VLAN hears frames without a tag, and with one that gives a priority alone; others are dropped.',
  ],
  'too-long': ['RFC 894', 'A payload larger than the MTU is not sent; whoever asked should have made it smaller.'],
});
