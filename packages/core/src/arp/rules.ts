import type { Rules } from '../basis/note.ts';
import { rules as table } from '../basis/note.ts';

export const rules: Rules<
  | 'asked'
  | 'doubted'
  | 'asked-again'
  | 'unresolved'
  | 'queue-full'
  | 'table-full'
  | 'merged'
  | 'learnt'
  | 'answered'
  | 'not-for-us'
  | 'conflict'
  | 'unbelievable'
  | 'malformed'
  | 'unknown-type'
> = table('arp', {
  asked: ['RFC 826', 'A next hop that is not in the table is asked for by broadcast, and the packet waits.'],
  doubted: [
    'RFC 1122 §2.3.2.1',
    'A next hop that a transport gets no answers through is asked for anew, although it is in the table.',
  ],
  'asked-again': ['RFC 1122 §2.3.2.1', 'A question without an answer is repeated, no oftener than once a second.'],
  unresolved: ['RFC 1122 §2.3.2.2', 'When nobody answers, the packets that waited are handed back.'],
  'queue-full': ['RFC 1122 §2.3.2.2', 'When too many packets wait for one next hop, the oldest gives way.'],
  'table-full': ['RFC 1122 §2.3.2.1', 'The table is bounded: when it is full, nobody new is asked for or remembered.'],
  merged: [
    'RFC 826',
    'A sender that is in the table already has its hardware address updated, whatever the packet is.',
  ],
  learnt: ['RFC 826', 'A sender that speaks to us is added to the table.'],
  answered: ['RFC 826', 'A request for our address is answered to its sender.'],
  'not-for-us': ['RFC 826', 'A packet whose target is another station teaches nothing new.'],
  conflict: ['RFC 5227 §2.4', 'A sender with our own address and another station is a conflict; it is not believed.'],
  unbelievable: [
    'RFC 1812 §3.3.2',
    'A sender that claims a group, a broadcast or no address at all is not put into the table.',
  ],
  malformed: ['RFC 826', 'A packet that cannot be read, or is of other hardware or protocols, is dropped in silence.'],
  'unknown-type': ['RFC 1122 §2.3', 'A frame of a type that no floor here knows is dropped in silence.'],
});
