// RFC 9293, Appendix B, as data: 126 rows, in its order. The sentences are ours; labels, levels and groups are the RFC's.
// Where the table and its label disagree (MAY-5, MAY-10 and MAY-11 stand under SHOULD, SHLD-25 under MUST) the table counts.
// Which tests show a row is not written here: they carry its label, and scripts/rfc9293Page.ts collects them.

export type Level = 'MUST' | 'MUST NOT' | 'SHOULD' | 'SHOULD NOT' | 'MAY';

export interface Requirement {
  readonly group: string;
  /** The RFC's label; where several rows share one, a word behind a stroke tells them apart: `MUST-56/time-exceeded`. */
  readonly label: string;
  readonly level: Level;
  /** Where RFC 9293 says it. */
  readonly section: string;
  readonly says: string;
  /** Which way we go, and why: of every MAY, and of a SHOULD that is not followed. */
  readonly way: string | undefined;
  /** Why no test can show a MUST: what it is about does not exist here. */
  readonly absent: string | undefined;
  /** What is not fulfilled, said plainly. */
  readonly open: string | undefined;
}

type Words = { readonly [K in 'way' | 'absent' | 'open']?: string };

type Row = readonly [label: string, level: Level, section: string, says: string, words?: Words];

const group = (name: string, rows: ReadonlyArray<Row>): ReadonlyArray<Requirement> =>
  rows.map(([label, level, section, says, words]) => ({
    group: name,
    label,
    level,
    section,
    says,
    way: words?.way,
    absent: words?.absent,
    open: words?.open,
  }));

const NO_IPV6 = 'IPv6 is not modelled.';
const NO_IP_OPTIONS = 'IP layer: a packet with options is read, but no options are sent and none are offered to TCP.';

export const REQUIREMENTS: ReadonlyArray<Requirement> = [
  ...group('PUSH flag', [
    [
      'MAY-16',
      'MAY',
      '3.9.1.2',
      'Octets of several SENDs may be gathered before they are sent.',
      { way: 'We do: Nagle’s algorithm and TCP_CORK gather, the buffer knows no borders of writes (but MSG_EOR).' },
    ],
    ['SHLD-27', 'SHOULD', '3.9.1.2', 'Successive PUSHes are collapsed, so that segments can be as large as possible.'],
    [
      'MAY-15',
      'MAY',
      '3.9.1.2',
      'A SEND may say PUSH.',
      { way: 'It cannot, as with every socket API: the end of what was given is pushed by itself.' },
    ],
    ['MUST-60', 'MUST NOT', '3.9.1.2', 'A sender without PUSH does not keep octets back for ever.'],
    ['MUST-61', 'MUST', '3.9.1.2', 'A sender without PUSH sets PSH on the last segment of what is buffered.'],
    [
      'MAY-17',
      'MAY',
      '3.9.1.3',
      'The receiver may be told of a PSH.',
      { way: 'It is not: octets are readable when they have come in order, pushed or not.' },
    ],
    ['SHLD-28', 'SHOULD', '3.9.1.2', 'Segments are as large as possible, whenever possible.'],
  ]),
  ...group('Window', [
    [
      'MUST-1',
      'MUST',
      '3.1',
      'The window field is an unsigned number: more than 32,767 is a large window, no negative one.',
    ],
    ['REC-1', 'SHOULD', '3.1', 'Windows are kept in 32 bits.'],
    ['SHLD-14', 'SHOULD NOT', '3.8.6', 'A receiver does not move the right edge of its window to the left.'],
    ['SHLD-15', 'SHOULD NOT', '3.8.6', 'When the window shrinks, nothing new is sent beyond it.'],
    ['SHLD-16', 'SHOULD', '3.8.6', 'What lies between SND.UNA and the new edge is sent again as usual.'],
    ['SHLD-17', 'SHOULD NOT', '3.8.6', 'What lies beyond the new edge does not time the connection out.'],
    [
      'MUST-34',
      'MUST',
      '3.8.6',
      'A sender survives a window that shrinks, although the usable window becomes negative.',
    ],
    [
      'MAY-8',
      'MAY',
      '3.8.6.1',
      'A receiver may keep its window closed as long as it likes.',
      { way: 'It does, while its user does not read.' },
    ],
    ['MUST-35', 'MUST', '3.8.6.1', 'Closed windows are probed, whatever closed them.'],
    ['MUST-36', 'MUST', '3.8.6.1', 'A sender probes a window of zero.'],
    ['SHLD-29', 'SHOULD', '3.8.6.1', 'The first probe leaves when the window was closed for an RTO.'],
    ['SHLD-30', 'SHOULD', '3.8.6.1', 'The time between probes grows exponentially.'],
    ['MUST-37', 'MUST', '3.8.6.1', 'As long as the peer acknowledges probes, the connection stays open.'],
    [
      'MAY-7',
      'MAY',
      '3.8.6',
      'What lies beyond SND.UNA + SND.WND may be sent again.',
      { way: 'Only the oldest octets, when the timer says so; the rest waits for the window.' },
    ],
    ['MUST-66', 'MUST', '3.10.7.4', 'RST and URG are looked at also when the receive window is zero.'],
  ]),
  ...group('Urgent data', [
    ['MUST-30', 'MUST', '3.8.5', 'The urgent mechanism is there, in both directions.'],
    ['MUST-62', 'MUST', '3.8.5', 'The urgent pointer leads to the octet behind the urgent ones.'],
    ['MUST-31', 'MUST', '3.8.5', 'Urgent text may be of any length.'],
    ['MUST-32', 'MUST', '3.8.5', 'The user is told at once when urgent text becomes known, or more of it.'],
    ['MUST-33', 'MUST', '3.8.5', 'The user can learn whether, and how far ahead, urgent text lies.'],
    ['SHLD-13', 'SHOULD NOT', '3.8.5', 'New applications do not use urgent text.', { way: 'None of ours does.' }],
  ]),
  ...group('TCP options', [
    ['MUST-4', 'MUST', '3.2', 'End of option list, no-operation and maximum segment size are understood.'],
    ['MUST-5', 'MUST', '3.1', 'Options may come in any segment.'],
    ['MUST-6', 'MUST', '3.1', 'An option that is not known is passed over.'],
    ['MUST-68', 'MUST', '3.1', 'Every option but end of list and no-operation has a length.'],
    ['MUST-7', 'MUST', '3.1', 'An option with an impossible length does no harm.'],
    ['MUST-64', 'MUST', '3.1', 'Options are read wherever they begin, on a word or not.'],
    ['MUST-14', 'MUST', '3.7.1', 'The MSS option is sent, and believed.'],
    ['SHLD-5/ipv4', 'SHOULD', '3.7.1', 'MSS is sent with every SYN unless it is 536 (IPv4).'],
    ['SHLD-5/ipv6', 'SHOULD', '3.7.1', 'MSS is sent with every SYN unless it is 1220 (IPv6).', { way: NO_IPV6 }],
    ['MAY-3', 'MAY', '3.7.1', 'MSS may be sent always.', { way: 'It is, as every stack does.' }],
    ['MUST-15/ipv4', 'MUST', '3.7.1', 'Without the option the peer takes 536 octets (IPv4).'],
    ['MUST-15/ipv6', 'MUST', '3.7.1', 'Without the option the peer takes 1220 octets (IPv6).', { absent: NO_IPV6 }],
    [
      'MUST-16',
      'MUST',
      '3.7.1',
      'What is sent in one segment is the smaller of what the peer takes and what the link carries.',
    ],
    ['SHLD-6', 'SHOULD', '3.7.1', 'The size of segments follows the MTU of the path.'],
    ['MUST-65', 'MUST NOT', '3.7.1', 'MSS is not sent without SYN.'],
    ['MUST-67', 'MUST', '3.7.1', 'The MSS that is told is what IP can take from the link, less 20 for the TCP header.'],
    ['MUST-69', 'MUST', '3.1', 'What follows the end of the option list is zero.'],
  ]),
  ...group('TCP checksums', [
    ['MUST-2', 'MUST', '3.1', 'A sender computes the checksum.'],
    ['MUST-3', 'MUST', '3.1', 'A receiver checks it.'],
  ]),
  ...group('ISN selection', [
    ['MUST-8', 'MUST', '3.4.1', 'Initial sequence numbers follow a clock.'],
    ['SHLD-1', 'SHOULD', '3.4.1', 'They are moved by a pseudorandom function of both ends and a secret.'],
    ['MUST-9', 'MUST NOT', '3.4.1', 'That function cannot be computed from outside.'],
  ]),
  ...group('Opening connections', [
    ['MUST-10', 'MUST', '3.5', 'Both sides may open at once.'],
    ['MUST-11', 'MUST', '3.5', 'SYN-RECEIVED knows whether it came from a passive or an active OPEN.'],
    ['MUST-41', 'MUST NOT', '3.9.1.1', 'A passive OPEN does not disturb connections that were there before.'],
    ['MUST-42', 'MUST', '3.9.1.1', 'A port can listen while connections of the same port go on.'],
    ['MUST-44', 'MUST', '3.9.1.1', 'IP is asked which address a SYN comes from, where the user named none.'],
    ['MUST-45', 'MUST', '3.9.1.1', 'Later segments of a connection come from the address of the first.'],
    ['MUST-46/open', 'MUST NOT', '3.9.1.1', 'Nothing is opened to a broadcast or multicast address.'],
    ['MUST-57/segment', 'MUST', '3.9.2.3', 'A segment to a broadcast or multicast address is dropped in silence.'],
  ]),
  ...group('Closing connections', [
    ['SHLD-2', 'SHOULD', '3.5.3', 'A RST with text in it is a RST.'],
    ['MUST-12', 'MUST', '3.6', 'The user learns whether the connection ended in order or was aborted.'],
    [
      'MAY-1',
      'MAY',
      '3.6.1',
      'A user may close both directions at once.',
      { way: '`close` of a socket does (Release); `shutdown` closes one direction (Close).' },
    ],
    ['SHLD-3', 'SHOULD', '3.6.1', 'A close that loses octets, unread ones or later ones, sends a RST.'],
    ['MUST-13', 'MUST', '3.6.1', 'Who closed first waits twice the maximum segment lifetime.'],
    [
      'MAY-2',
      'MAY',
      '3.6.1',
      'A SYN may open a connection in TIME-WAIT anew.',
      { way: 'Yes, when it is later by its number or its timestamp, and somebody listens.' },
    ],
    ['SHLD-4', 'SHOULD', '3.6.1', 'Timestamps shorten TIME-WAIT (RFC 6191).'],
  ]),
  ...group('Retransmissions', [
    ['MUST-19', 'MUST', '3.8.2', 'Slow start, congestion avoidance, and an RTO that backs off exponentially.'],
    [
      'MAY-4',
      'MAY',
      '3.8.3',
      'What is sent again may have the IP identification of the first time.',
      { way: 'It has not: packets with DF all have 0 (RFC 6864), others each their own.' },
    ],
    ['MUST-18', 'MUST', '3.8.1', 'The RTO is computed by RFC 6298, with Karn’s algorithm.'],
  ]),
  ...group('Generating acknowledgments', [
    ['MUST-58', 'MUST', '3.8.6.3', 'Where one ACK can speak for several segments, one is sent.'],
    ['SHLD-31', 'SHOULD', '3.10.7.4', 'What comes out of order is kept.'],
    ['MUST-59', 'MUST', '3.10.7.4', 'All that is held is looked at before an ACK is sent.'],
    [
      'MAY-13',
      'MAY',
      '3.10.7.4',
      'What comes out of order may be acknowledged at once.',
      { way: 'It is: the sender’s fast retransmit lives on it (RFC 5681 §4.2).' },
    ],
    ['SHLD-18', 'SHOULD', '3.8.6.3', 'ACKs are delayed.'],
    ['MUST-40', 'MUST', '3.8.6.3', 'By less than half a second.'],
    ['SHLD-19', 'SHOULD', '3.8.6.3', 'Every second full segment is acknowledged at once.'],
    ['MUST-39', 'MUST', '3.8.6.2.2', 'A receiver avoids silly windows.'],
  ]),
  ...group('Sending data', [
    ['MUST-49', 'MUST', '3.9.2', 'The time to live can be set.'],
    ['MUST-38', 'MUST', '3.8.6.2.1', 'A sender avoids silly segments.'],
    ['SHLD-7', 'SHOULD', '3.7.4', 'Nagle’s algorithm gathers small segments.'],
    ['MUST-17', 'MUST', '3.7.4', 'The user can turn it off.'],
  ]),
  ...group('Connection failures', [
    ['MUST-20/advice', 'MUST', '3.8.3', 'After R1 retransmissions IP is told that its way may be dead.'],
    ['MUST-20/close', 'MUST', '3.8.3', 'After R2 retransmissions the connection is closed.'],
    ['MUST-21', 'MUST', '3.8.3', 'The user can set R2.'],
    [
      'SHLD-9',
      'SHOULD',
      '3.8.3',
      'The user is told between R1 and R2.',
      { way: 'Not by a word of its own: STATUS (TCP_INFO) tells the number of retransmissions when asked.' },
    ],
    ['SHLD-10', 'SHOULD', '3.8.3', 'R1 is at least three retransmissions.'],
    ['SHLD-11', 'SHOULD', '3.8.3', 'R2 is at least 100 seconds.'],
    ['MUST-22', 'MUST', '3.8.3', 'SYNs are given up in the same way.'],
    ['MUST-23', 'MUST', '3.8.3', 'After no less than three minutes.'],
  ]),
  ...group('Keep-alive', [
    ['MAY-5', 'SHOULD', '3.8.4', 'Keep-alive probes are sent.'],
    ['MUST-24', 'MUST', '3.8.4', 'The user turns them on, and off, for one connection.'],
    ['MUST-25', 'MUST', '3.8.4', 'They are off unless it does.'],
    ['MUST-26', 'MUST', '3.8.4', 'They are sent only when nothing came for an interval.'],
    ['MUST-27', 'MUST', '3.8.4', 'The interval can be set.'],
    ['MUST-28', 'MUST', '3.8.4', 'It is two hours or more unless it was.'],
    ['MUST-29', 'MUST', '3.8.4', 'One unanswered probe is no proof that the connection is dead.'],
    ['SHLD-12', 'SHOULD', '3.8.4', 'A probe carries no text.'],
    [
      'MAY-6',
      'MAY',
      '3.8.4',
      'A probe may carry one octet of garbage, for very old peers.',
      { way: 'It cannot: no peer of today needs it, and the octet would have to be invented.' },
    ],
  ]),
  ...group('IP options', [
    ['MUST-50', 'MUST', '3.9.2.1', 'IP options that TCP does not understand are passed over.'],
    ['MAY-10', 'SHOULD', '3.9.2.1', 'The IP timestamp option.', { way: NO_IP_OPTIONS }],
    ['MAY-11', 'SHOULD', '3.9.2.1', 'The IP record route option.', { way: NO_IP_OPTIONS }],
    ['MUST-51', 'MUST', '3.9.2.1', 'The user of an active OPEN can name a source route.', { absent: NO_IP_OPTIONS }],
    ['MUST-52', 'MUST', '3.9.2.1', 'It goes before one that came in a datagram.', { absent: NO_IP_OPTIONS }],
    ['MUST-53', 'MUST', '3.9.2.1', 'Answers take the source route of the SYN back.', { absent: NO_IP_OPTIONS }],
    ['SHLD-24', 'SHOULD', '3.9.2.1', 'A later source route replaces an earlier one.', { way: NO_IP_OPTIONS }],
  ]),
  ...group('ICMP messages', [
    ['MUST-54', 'MUST', '3.9.2.2', 'ICMP errors are acted upon, by the connection that they quote.'],
    ['SHLD-25', 'MUST', '3.9.2.2', 'Unreachable net, host, or source route failed: the user can hear of it.'],
    ['MUST-56/unreachable', 'MUST NOT', '3.9.2.2', 'These do not end the connection.'],
    [
      'SHLD-26',
      'SHOULD',
      '3.9.2.2',
      'Unreachable protocol or port, or fragmentation needed: the connection is aborted.',
      {
        way: 'While it is opened, yes. Once it is synchronized no ICMP message ends a connection, since anybody can forge one (RFC 5927 §4), and fragmentation needed makes segments smaller (RFC 1191).',
      },
    ],
    ['MUST-55', 'MUST', '3.9.2.2', 'Source quench is dropped in silence.'],
    ['MUST-56/time-exceeded', 'MUST NOT', '3.9.2.2', 'Time exceeded does not end the connection.'],
    ['MUST-56/parameter-problem', 'MUST NOT', '3.9.2.2', 'Parameter problem does not end the connection.'],
  ]),
  ...group('Address validation', [
    ['MUST-46/call', 'MUST', '3.9.2.3', 'An OPEN to an address that is no host’s is refused.'],
    ['MUST-63', 'MUST', '3.9.2.3', 'A SYN from an address that is no host’s is not answered.'],
    ['MUST-57/syn', 'MUST', '3.9.2.3', 'A SYN to a broadcast or multicast address is dropped in silence.'],
  ]),
  ...group('Interface to the application', [
    ['MUST-47', 'MUST', '3.9.1.8', 'Soft errors can be told to the user.'],
    [
      'SHLD-20',
      'SHOULD',
      '3.9.1.8',
      'The user can turn such reports off.',
      { way: 'There is nothing to turn off: a soft error is kept until the connection ends, and never interrupts.' },
    ],
    ['MUST-48', 'MUST', '3.9.2', 'The user can set the Diffserv field of what is sent.'],
    ['SHLD-22', 'SHOULD', '3.9.2', 'It is handed to IP unchanged.'],
    ['SHLD-21', 'SHOULD', '3.9.2', 'It can be changed while the connection lives.'],
    ['SHLD-23', 'SHOULD NOT', '3.9.2', 'Applications do not change it without need.', { way: 'None of ours does.' }],
    [
      'MAY-9',
      'MAY',
      '3.9.2',
      'The Diffserv field of what comes may be told to the user.',
      { way: 'It is not: no socket call of ours asks for it.' },
    ],
    [
      'MAY-14',
      'MAY',
      '3.9.1.7',
      'There may be a FLUSH call.',
      { way: 'There is none, as in every socket API; ABORT empties the buffer with the connection.' },
    ],
    ['MUST-43', 'MUST', '3.9.1.1', 'An OPEN can name the local address.'],
  ]),
  ...group('RFC 5961', [
    [
      'MAY-12',
      'MAY',
      '3.10.7.4',
      'Segments that an attacker could have guessed may be challenged.',
      { way: 'They are: RST, SYN and ACK out of range, with a limit for the host (RFC 5961 §3–§5, §7).' },
    ],
  ]),
  ...group('Explicit congestion notification', [['SHLD-8', 'SHOULD', '3.8.2', 'ECN is supported (RFC 3168).']]),
  ...group('Other congestion controls', [
    [
      'MAY-18',
      'MAY',
      '3.8.2',
      'There may be other algorithms that conform.',
      { way: 'CUBIC (RFC 9438) by TCP_CONGESTION or by profile, and whatever a user writes.' },
    ],
  ]),
];
