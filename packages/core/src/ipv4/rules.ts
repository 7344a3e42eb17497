import type { Rules } from '../basis/note.ts';
import { rules as table } from '../basis/note.ts';

export const rules: Rules<
  | 'looped'
  | 'no-route'
  | 'too-long'
  | 'fragmented'
  | 'dont-fragment'
  | 'host-unreachable'
  | 'malformed'
  | 'martian'
  | 'not-ours'
  | 'link-broadcast'
  | 'forwarded'
  | 'not-forwarded'
  | 'time-exceeded'
  | 'fragment-kept'
  | 'fragment-duplicate'
  | 'fragment-refused'
  | 'reassembled'
  | 'reassembly-full'
  | 'reassembly-timeout'
  | 'error-sent'
  | 'error-withheld'
  | 'error-limited'
  | 'error-received'
  | 'error-ignored'
> = table('ipv4', {
  looped: ['RFC 1122 §3.2.1.3', 'A packet to ourselves never leaves the host; a broadcast is heard by its sender too.'],
  'no-route': ['RFC 1122 §3.3.1', 'Where no route leads, the sender is told that the network is unreachable.'],
  'too-long': ['RFC 791 §3.1', 'A packet of more than 65,535 octets cannot be written, and is not sent.'],
  fragmented: ['RFC 791 §3.2', 'A packet larger than the MTU is cut into fragments at multiples of 8 octets.'],
  'dont-fragment': ['RFC 1191 §3', 'A packet larger than the MTU that may not be fragmented comes back, with the MTU.'],
  'host-unreachable': ['RFC 1122 §2.3.2.2', 'When ARP finds nobody, the sender is told that the host is unreachable.'],
  malformed: [
    'RFC 1122 §3.2.1',
    'A packet that cannot be read, or whose header checksum is wrong, is dropped in silence.',
  ],
  martian: ['RFC 1122 §3.2.1.3', 'A packet from the link whose source can be no other host is dropped in silence.'],
  'not-ours': ['RFC 1122 §3.2.1.3', 'A host does not forward: a packet for another address is dropped in silence.'],
  'link-broadcast': ['RFC 1122 §3.3.6', 'A packet to one host that was sent to all stations is dropped in silence.'],
  forwarded: [
    'RFC 1812 §5.2',
    'A router sends a packet for others on to its next hop, with a time to live of one less.',
  ],
  'not-forwarded': [
    'RFC 1812 §5.3',
    'What was sent to all stations or to a group, or has an end that is no host, goes no further.',
  ],
  'time-exceeded': [
    'RFC 1812 §5.3.1',
    'A packet whose time to live ends at a router is thrown away, and its sender is told.',
  ],
  'fragment-kept': ['RFC 791 §3.2', 'A fragment waits for the rest of its datagram.'],
  'fragment-duplicate': ['RFC 815 §3', 'A fragment that is here already changes nothing.'],
  'fragment-refused': ['RFC 5722', 'A fragment that contradicts the others takes its whole datagram with it.'],
  reassembled: ['RFC 791 §3.2', 'When the last hole is filled, the datagram is whole.'],
  'reassembly-full': ['RFC 1122 §3.3.2', 'When too many octets wait, the oldest datagrams give way.'],
  'reassembly-timeout': ['RFC 1122 §3.3.2', 'A datagram that is not whole within a minute is thrown away.'],
  'error-sent': ['RFC 1122 §3.2.2', 'The sender of a packet that was refused is told so, and which packet it was.'],
  'error-withheld': [
    'RFC 1122 §3.2.2',
    'No error answers an error, a broadcast, a later fragment, or a source that is no host.',
  ],
  'error-limited': ['RFC 1812 §4.3.2.8', 'Errors are sent at a limited rate.'],
  'error-received': ['RFC 1122 §3.2.2', 'An error about a packet of ours is handed to the transport that sent it.'],
  'error-ignored': [
    'RFC 1122 §3.2.2',
    'An error that quotes no packet of ours, or says nothing that we act upon, is dropped.',
  ],
});
