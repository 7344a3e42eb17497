import type { Rules } from '../basis/note.ts';
import { rules } from '../basis/note.ts';

/** Every rule of the floor, in the order of RFC 9293 §3.10. */
export const RULES: Rules<
  | 'opened'
  | 'listening'
  | 'backlogSet'
  | 'addressPairInUse'
  | 'taken'
  | 'closing'
  | 'aborted'
  | 'malformed'
  | 'notForOne'
  | 'closedReset'
  | 'listenReset'
  | 'listenAck'
  | 'listenSyn'
  | 'listenOther'
  | 'backlogFull'
  | 'synSentBadAck'
  | 'synSentRefused'
  | 'synSentRst'
  | 'synSentEstablished'
  | 'synSentSimultaneous'
  | 'synSentOther'
  | 'unacceptable'
  | 'resetAccepted'
  | 'resetChallenged'
  | 'refusedInSynReceived'
  | 'synChallenged'
  | 'synInTimeWait'
  | 'withoutAck'
  | 'synReceivedEstablished'
  | 'synReceivedBadAck'
  | 'acknowledged'
  | 'duplicateAck'
  | 'ackOfUnsent'
  | 'ackTooOld'
  | 'windowUpdated'
  | 'finAcknowledged'
  | 'timeWaitEntered'
  | 'timeWaitRestarted'
  | 'urgent'
  | 'textDelivered'
  | 'textHeld'
  | 'textTrimmed'
  | 'textAfterRelease'
  | 'finReceived'
  | 'finHeld'
  | 'delayedAck'
  | 'windowReopened'
  | 'roundTripMeasured'
  | 'retransmissionTimeout'
  | 'fastRetransmit'
  | 'partialAck'
  | 'recoveryEnded'
  | 'wayInDoubt'
  | 'userTimeout'
  | 'zeroWindowProbe'
  | 'sillyWindowWait'
  | 'keepAliveProbe'
  | 'keepAliveDead'
  | 'timeWaitOver'
  | 'orphanOver'
  | 'unreachable'
  | 'softError'
  | 'icmpOutside'
  | 'challengeLimited'
  | 'timestampMissing'
  | 'fromThePast'
  | 'tailLossProbe'
  | 'probeRepaired'
  | 'spuriousTimeout'
  | 'undone'
  | 'reneged'
  | 'ecnAgreed'
  | 'accurateEcnAgreed'
  | 'ecnGivenUp'
  | 'markArrived'
  | 'markToldAtOnce'
  | 'markAnswered'
  | 'markHolds'
  | 'ecnGarbled'
  | 'statusTold'
  | 'pathMtuLowered'
  | 'blackhole'
  | 'resetInTimeWait'
  | 'restartedAfterIdle'
  | 'cookieAsked'
  | 'earlyText'
  | 'fastOpenPaused'
  | 'cookieKept'
  | 'earlyTextTaken'
  | 'earlyTextAgain'
  | 'cookieGiven'
  | 'cookieWrong'
  | 'earlyAccepted'
  | 'earlyQueueFull'
  | 'synAgain'
  | 'synCookieSent'
  | 'synCookieRight'
  | 'synCookieWrong'
> = rules('tcp', {
  opened: ['RFC 9293 §3.10.1', 'An active OPEN sends a SYN with the initial sequence number and enters SYN-SENT.'],
  listening: ['RFC 9293 §3.10.1', 'A passive OPEN waits in LISTEN for a SYN.'],
  backlogSet: ['POSIX listen', 'A second passive OPEN of a listener only changes how many may wait to be accepted.'],
  addressPairInUse: ['RFC 9293 §3.10.1', 'An OPEN for a pair of endpoints that has a connection already is an error.'],
  taken: ['RFC 9293 §3.10.2', 'SEND puts the octets into the buffer, as many as there is room for.'],
  closing: ['RFC 9293 §3.10.4', 'CLOSE queues a FIN behind the last octet; receiving goes on.'],
  aborted: ['RFC 9293 §3.10.5', 'ABORT sends a RST and deletes the block.'],
  malformed: ['RFC 9293 §3.1', 'A segment whose header or checksum is wrong is dropped.'],
  notForOne: ['RFC 9293 §3.9.2.3', 'A segment to a broadcast or multicast address is dropped.'],
  closedReset: [
    'RFC 9293 §3.10.7.1',
    'A segment for which there is no connection is answered with RST, unless it is one itself.',
  ],
  listenReset: ['RFC 9293 §3.10.7.2', 'In LISTEN a RST is ignored.'],
  listenAck: ['RFC 9293 §3.10.7.2', 'In LISTEN an ACK is bad: nothing was sent; it is answered with RST.'],
  listenSyn: ['RFC 9293 §3.10.7.2', 'In LISTEN a SYN makes a connection in SYN-RECEIVED and is answered with SYN,ACK.'],
  listenOther: ['RFC 9293 §3.10.7.2', 'In LISTEN anything else is dropped.'],
  backlogFull: [
    'RFC 9293 §3.10.7.2',
    'A SYN is dropped when as many connections as the backlog allows wait to be accepted.',
  ],
  synSentBadAck: ['RFC 9293 §3.10.7.3', 'In SYN-SENT an ACK outside ISS < SEG.ACK =< SND.NXT is answered with RST.'],
  synSentRefused: ['RFC 9293 §3.10.7.3', 'In SYN-SENT a RST with an acceptable ACK refuses the connection.'],
  synSentRst: ['RFC 9293 §3.10.7.3', 'In SYN-SENT a RST without an ACK is dropped.'],
  synSentEstablished: ['RFC 9293 §3.10.7.3', 'In SYN-SENT a SYN that acknowledges ours establishes the connection.'],
  synSentSimultaneous: [
    'RFC 9293 §3.10.7.3',
    'In SYN-SENT a SYN alone is a simultaneous open: SYN,ACK, and SYN-RECEIVED.',
  ],
  synSentOther: ['RFC 9293 §3.10.7.3', 'In SYN-SENT a segment with neither SYN nor RST is dropped.'],
  unacceptable: [
    'RFC 9293 §3.10.7.4, first',
    'A segment outside the receive window is answered with an ACK and dropped.',
  ],
  resetAccepted: ['RFC 9293 §3.10.7.4, second', 'A RST exactly at RCV.NXT resets the connection.'],
  resetChallenged: ['RFC 5961 §3.2', 'A RST in the window but not at RCV.NXT is answered with a challenge ACK.'],
  refusedInSynReceived: [
    'RFC 9293 §3.10.7.4, second',
    'A RST in SYN-RECEIVED ends the attempt: back to LISTEN, or refused.',
  ],
  synChallenged: ['RFC 5961 §4.2', 'A SYN in a synchronized state is answered with a challenge ACK.'],
  synInTimeWait: [
    'RFC 9293 §3.6.1, MAY-2',
    'A SYN with a higher sequence number may reopen a connection from TIME-WAIT.',
  ],
  withoutAck: ['RFC 9293 §3.10.7.4, fifth', 'A segment without ACK is dropped.'],
  synReceivedEstablished: [
    'RFC 9293 §3.10.7.4, fifth',
    'In SYN-RECEIVED an acceptable ACK establishes the connection.',
  ],
  synReceivedBadAck: ['RFC 9293 §3.10.7.4, fifth', 'In SYN-RECEIVED an unacceptable ACK is answered with RST.'],
  acknowledged: [
    'RFC 9293 §3.10.7.4, fifth',
    'SND.UNA < SEG.ACK =< SND.NXT acknowledges octets, which leave the buffer.',
  ],
  duplicateAck: ['RFC 5681 §2', 'An ACK that acknowledges nothing new, with octets outstanding, is a duplicate.'],
  ackOfUnsent: ['RFC 9293 §3.10.7.4, fifth', 'An ACK of what was never sent is answered with an ACK and dropped.'],
  ackTooOld: [
    'RFC 5961 §5.2',
    'An ACK older than the largest window ever offered is answered with a challenge ACK and dropped.',
  ],
  windowUpdated: ['RFC 9293 §3.10.7.4, fifth', 'A segment that is not older than the last update sets SND.WND.'],
  finAcknowledged: ['RFC 9293 §3.10.7.4, fifth', 'The ACK of our FIN moves FIN-WAIT-1, CLOSING and LAST-ACK on.'],
  timeWaitEntered: ['RFC 9293 §3.6', 'Both FINs are acknowledged: wait 2 MSL, so that late segments die.'],
  timeWaitRestarted: [
    'RFC 9293 §3.10.7.4, eighth',
    'In TIME-WAIT a repeated FIN is acknowledged, and the wait begins again.',
  ],
  urgent: ['RFC 9293 §3.10.7.4, sixth', 'An urgent pointer moves RCV.UP on.'],
  textDelivered: ['RFC 9293 §3.10.7.4, seventh', 'Text at RCV.NXT is put into the receive buffer.'],
  textHeld: ['RFC 9293 §3.10.7.4, seventh', 'Text beyond RCV.NXT is held until what is missing comes.'],
  textTrimmed: ['RFC 9293 §3.10.7.4, first', 'Octets outside the window are cut off.'],
  textAfterRelease: ['RFC 1122 §4.2.2.13', 'Text for which there is no user any more is answered with RST.'],
  finReceived: ['RFC 9293 §3.10.7.4, eighth', 'A FIN at RCV.NXT is acknowledged: nothing follows.'],
  finHeld: ['RFC 9293 §3.10.7.4, eighth', 'A FIN beyond RCV.NXT is remembered until what is missing comes.'],
  delayedAck: ['RFC 9293 §3.8.6.3', 'An ACK that waited long enough for company is sent alone.'],
  windowReopened: ['RFC 9293 §3.8.6.2.2', 'The user has read so much that a larger window is told.'],
  roundTripMeasured: ['RFC 6298 (2)', 'A segment that was sent once is acknowledged: SRTT, RTTVAR and RTO follow.'],
  retransmissionTimeout: ['RFC 6298 (5.4)–(5.6)', 'The oldest segment is sent again, and the RTO doubled.'],
  fastRetransmit: ['RFC 5681 §3.2', 'Three duplicate ACKs: the oldest segment is sent again at once.'],
  partialAck: [
    'RFC 6582 §3.2',
    'An ACK in recovery that does not reach RECOVER: the next segment is lost too, and sent again.',
  ],
  recoveryEnded: ['RFC 6582 §3.2', 'An ACK that reaches RECOVER ends recovery.'],
  wayInDoubt: ['RFC 9293 §3.8.3', 'The segment was sent again R1 times: IP is advised to look for the way anew.'],
  userTimeout: ['RFC 9293 §3.8.3', 'The segment was sent again R2 times: the connection is given up.'],
  zeroWindowProbe: ['RFC 9293 §3.8.6.1', 'The window is closed: one octet is sent to see whether it still is.'],
  sillyWindowWait: ['RFC 9293 §3.8.6.2.1', 'A small segment waits until it is full, or all before it is acknowledged.'],
  keepAliveProbe: ['RFC 9293 §3.8.4', 'An idle connection is probed with an old sequence number.'],
  keepAliveDead: ['RFC 9293 §3.8.4', 'No probe was answered: the connection is given up.'],
  timeWaitOver: ['RFC 9293 §3.10.8', 'The time-wait timeout deletes the block.'],
  orphanOver: ['RFC 9293 §3.6', 'FIN-WAIT-2 without a user was waited out.'],
  unreachable: ['RFC 1122 §4.2.3.9', 'An ICMP error that refuses ends a connection that is not yet established.'],
  softError: [
    'RFC 9293 §3.9.2.2, MUST-56',
    'A soft ICMP error does not end a connection; it is told if the connection is given up.',
  ],
  icmpOutside: ['RFC 5927 §4.1', 'An ICMP error that quotes nothing in flight is passed over.'],
  challengeLimited: ['RFC 5961 §7', 'No more challenge ACKs in this second.'],
  timestampMissing: ['RFC 7323 §3.2', 'A segment without the timestamps that were agreed upon is dropped.'],
  fromThePast: [
    'RFC 7323 §5.3, R1',
    'A timestamp older than the newest one: the segment is acknowledged and dropped (PAWS).',
  ],
  tailLossProbe: ['RFC 8985 §7.3', 'ACKs have stopped: one segment is sent to make one come.'],
  probeRepaired: ['RFC 8985 §7.4', 'The probe itself repaired a loss: the window is reduced all the same.'],
  spuriousTimeout: ['RFC 5682 §3.1', 'Octets that were never sent again arrived after a timeout: it was spurious.'],
  undone: ['RFC 4015 §3.2', 'The retransmission was spurious: the window is what it was.'],
  reneged: ['RFC 2018 §8', 'After a timeout the peer is no longer believed to hold what it told by SACK.'],
  pathMtuLowered: [
    'RFC 1191 §3',
    'A router could not carry a packet: segments become smaller, and the lost one is sent again.',
  ],
  blackhole: [
    'RFC 9293 §3.10.7.1',
    'A segment for a port where nobody listens is met with silence, because the profile says so.',
  ],
  resetInTimeWait: ['RFC 1337 §3', 'A RST does not end TIME-WAIT, because the profile says so.'],
  restartedAfterIdle: ['RFC 5681 §4.1', 'Nothing was sent for longer than an RTO: the window begins again.'],
  cookieAsked: ['RFC 7413 §4.2.1', 'A SYN asks the server for a cookie.'],
  earlyText: ['RFC 7413 §4.2.2', 'A SYN with a cookie carries the first octets of the stream.'],
  fastOpenPaused: [
    'RFC 7413 §4.1.3.1',
    'Early text was swallowed on the way, or lost twice: the open is an ordinary one for a while.',
  ],
  cookieKept: ['RFC 7413 §4.1.3', 'The cookie of a SYN-ACK is kept, with the MSS of the server.'],
  earlyTextTaken: ['RFC 7413 §4.2.2', 'The SYN-ACK acknowledges text of the SYN.'],
  earlyTextAgain: [
    'RFC 7413 §4.2.2',
    'The SYN-ACK leaves text of the SYN unacknowledged: it is sent again at once, which is no sign of congestion.',
  ],
  cookieGiven: ['RFC 7413 §4.1.2', 'A SYN that asks for a cookie gets one with the SYN-ACK.'],
  cookieWrong: [
    'RFC 7413 §4.2.2',
    'A SYN with a wrong cookie is an ordinary one, and gets the right cookie with the SYN-ACK.',
  ],
  earlyAccepted: [
    'RFC 7413 §4.2.2',
    'A SYN with the right cookie: its text is taken, and the user has the connection before the handshake is complete.',
  ],
  earlyQueueFull: [
    'RFC 7413 §5.1',
    'As many connections as the listener allows are early: further SYNs are ordinary ones.',
  ],
  synAgain: ['RFC 9293 §3.10.7.4, first', 'In SYN-RECEIVED the same SYN again is answered with the same SYN-ACK.'],
  synCookieSent: ['RFC 4987 §3.6', 'The queue is full: a SYN is answered with a SYN cookie, and forgotten.'],
  synCookieRight: ['RFC 4987 §3.6', 'An ACK brings a SYN cookie back: the connection is made from it.'],
  synCookieWrong: [
    'RFC 4987 §3.6',
    'An ACK brings back what is no SYN cookie, or one that is too old: it is answered with RST.',
  ],
  ecnAgreed: ['RFC 3168 §6.1.1', 'Both ends understand marks: ECE echoes them, CWR answers.'],
  accurateEcnAgreed: ['RFC 9768 §3.1.1', 'Both ends count marks: three flags carry the counter.'],
  ecnGivenUp: ['RFC 3168 §6.1.1.1', 'A SYN that asked for ECN came to nothing: it is sent again without.'],
  markArrived: ['RFC 3168 §6.1.3', 'A packet came with CE: the sender is told.'],
  markToldAtOnce: [
    'RFC 9768 §3.2.2.5.1',
    'A first mark, or so many that their counter might go round, is told at once.',
  ],
  markAnswered: ['RFC 3168 §6.1.2', 'The peer tells of marks: the window is reduced, once in a round trip.'],
  markHolds: [
    'RFC 3168 §6.1.2',
    'The peer tells of marks although the window is one segment: the next waits for the timer.',
  ],
  ecnGarbled: [
    'RFC 9768 §3.2.2.3',
    'Something on the way garbles ECN: nothing more is sent as ECN-capable, or its word is not believed.',
  ],
  statusTold: ['RFC 9293 §3.10.6', 'STATUS: what is known of the connection.'],
});
