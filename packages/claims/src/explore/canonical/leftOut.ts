// What a world's hash leaves out, and why. Whatever is not named here is part of it, so that forgetting a row costs merges, never truth.

/** Fields that no future depends on, of objects that have certain other fields. */
export interface LeftOut {
  /** The object is known by these fields. */
  readonly of: ReadonlyArray<string>;
  readonly fields: ReadonlyArray<string>;
  readonly because: string;
}

/** Counts that a program reads by TCP_INFO, and nothing else does: left out until a program asks for it. */
export const TOLD_BY_STATUS: LeftOut = {
  of: ['segmentsSent', 'duplicatesSacked', 'lastSentAt'],
  fields: [
    'sent',
    'resent',
    'acknowledged',
    'received',
    'segmentsSent',
    'segmentsResent',
    'segmentsReceived',
    'delivered',
    'duplicatesSacked',
    'outOfOrder',
    'lastAckAt',
  ],
  because: 'only STATUS tells them; `lastSentAt` stays, for a window that was idle asks when text was sent last',
};

/** Left out always. */
export const LEFT_OUT: ReadonlyArray<LeftOut> = [
  {
    of: ['resume', 'caller', 'request'],
    fields: ['resume'],
    because: 'a continuation is what its program made of the replies so far: the history of the process stands for it',
  },
  {
    of: ['program', 'caller', 'draws'],
    fields: ['program'],
    because: 'likewise, of a thread that gave way',
  },
  {
    of: ['processes', 'sleepers', 'nextSleeper'],
    fields: ['nextSleeper', 'at', 'calls'],
    because:
      'the order of sleepers is hashed as an order; calls are counted for one instant, and hashed apart while it lasts',
  },
  {
    of: ['nextId', 'connections', 'listeners', 'challenge'],
    fields: ['malformed'],
    because: 'counted, and read by nobody',
  },
  {
    of: ['identification', 'looped', 'reassembly'],
    fields: ['counts'],
    because: 'counted, and read by nobody',
  },
  {
    of: ['ports', 'users'],
    fields: ['counts'],
    because: 'counted, and read by nobody',
  },
  {
    of: ['answered', 'malformed', 'ignored'],
    fields: ['answered', 'malformed', 'ignored'],
    because: 'counted, and read by nobody',
  },
  {
    of: ['table', 'asking', 'dropped'],
    fields: ['dropped', 'ignored'],
    because: 'counted, and read by nobody',
  },
  {
    of: ['malformed', 'foreign', 'groupSource'],
    fields: ['malformed', 'foreign', 'groupSource', 'otherVlan', 'tooLong'],
    because: 'counted, and read by nobody',
  },
];
