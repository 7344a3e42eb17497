import type { Rules } from '../basis/note.ts';
import { rules as table } from '../basis/note.ts';

export const rules: Rules<'answered' | 'reply' | 'broadcast' | 'malformed' | 'ignored' | 'failed'> = table('icmp', {
  answered: ['RFC 1122 §3.2.2.6', 'An echo request is answered with its own data, from the address that was asked.'],
  reply: ['RFC 1122 §3.2.2.6', 'An echo reply is handed to whoever sent the request.'],
  broadcast: ['RFC 1122 §3.2.2.6', 'An echo request to all is not answered, as the RFC allows and hosts do today.'],
  malformed: ['RFC 792', 'A message that cannot be read, or whose checksum is wrong, is dropped in silence.'],
  ignored: ['RFC 1122 §3.2.2', 'A message of a type that is not known is dropped in silence.'],
  failed: ['RFC 1122 §3.2.2', 'An error about an echo request is handed to whoever sent it.'],
});
