import type { Rules } from '../basis/note.ts';
import { rules as table } from '../basis/note.ts';

export const rules: Rules<
  | 'delivered'
  | 'broadcast'
  | 'port-unreachable'
  | 'broadcast-unwanted'
  | 'malformed'
  | 'too-long'
  | 'error-delivered'
  | 'error-unwanted'
> = table('udp', {
  delivered: ['RFC 768', 'A datagram goes to the socket bound to its port; the most specific one of several.'],
  broadcast: ['RFC 1122 §4.1.3.5', 'A datagram sent to all goes to every socket that it fits.'],
  'port-unreachable': ['RFC 1122 §4.1.3.1', 'A datagram for a port that nobody is bound to is refused.'],
  'broadcast-unwanted': ['RFC 1122 §3.2.2', 'A datagram sent to all that nobody wants is dropped in silence.'],
  malformed: ['RFC 1122 §4.1.3.4', 'A datagram whose length or checksum is wrong is dropped in silence.'],
  'too-long': ['RFC 768', 'A datagram of more than 65,507 octets has no room in a packet, and is not sent.'],
  'error-delivered': ['RFC 1122 §4.1.3.3', 'An ICMP error is handed to the socket whose datagram it quotes.'],
  'error-unwanted': ['RFC 1122 §4.1.3.3', 'An ICMP error about a datagram that nobody remembers is dropped.'],
});
