// The Q method: how two sides agree on an option, and never loop. (RFC 1143 §7)

/** One side of one option. `opposite`: the queue holds a request against what is being asked for now. */
export interface Q {
  readonly state: 'NO' | 'YES' | 'WANTNO' | 'WANTYES';
  readonly opposite: boolean;
}

/** Where every option begins. */
export const OFF: Q = { state: 'NO', opposite: false };

const ON: Q = { state: 'YES', opposite: false };
const WANT_NO: Q = { state: 'WANTNO', opposite: false };
const WANT_YES: Q = { state: 'WANTYES', opposite: false };

/** The next state, and what is sent: true is DO or WILL, false is DONT or WONT. */
export interface Move {
  readonly next: Q;
  readonly send: boolean | undefined;
  /** What the peer said contradicts what it was answering (RFC 1143: "error"). */
  readonly isError: boolean;
}

const move = (next: Q, send?: boolean, isError = false): Move => ({ next, send, isError });

/**
 * The peer has said yes: WILL, of its own side, or DO, of ours.
 *
 * Takes   the side of the option, and whether we agree to it
 * RFC     1143 §7, "Upon receipt of WILL"
 */
export const heardYes = (q: Q, agrees: boolean): Move => {
  switch (q.state) {
    case 'NO':
      return agrees ? move(ON, true) : move(OFF, false);
    case 'YES':
      return move(q);
    case 'WANTNO':
      // DONT answered by WILL.
      return q.opposite ? move(ON, undefined, true) : move(OFF, undefined, true);
    case 'WANTYES':
      return q.opposite ? move(WANT_NO, false) : move(ON);
  }
};

/**
 * The peer has said no: WONT or DONT. It is always obeyed.
 *
 * RFC     1143 §7, "Upon receipt of WONT"
 */
export const heardNo = (q: Q): Move => {
  switch (q.state) {
    case 'NO':
      return move(q);
    case 'YES':
      return move(OFF, false);
    case 'WANTNO':
      return q.opposite ? move(WANT_YES, true) : move(OFF);
    case 'WANTYES':
      return move(OFF);
  }
};

/**
 * We want it to be in force.
 *
 * RFC     1143 §7, "If we decide to ask him to enable"
 */
export const wantYes = (q: Q): Move => {
  switch (q.state) {
    case 'NO':
      return move(WANT_YES, true);
    case 'YES':
      return move(q);
    case 'WANTNO':
      return move({ state: 'WANTNO', opposite: true });
    case 'WANTYES':
      return move(WANT_YES);
  }
};

/**
 * We want it not to be in force.
 *
 * RFC     1143 §7, "If we decide to ask him to disable"
 */
export const wantNo = (q: Q): Move => {
  switch (q.state) {
    case 'NO':
      return move(q);
    case 'YES':
      return move(WANT_NO, false);
    case 'WANTNO':
      return move(WANT_NO);
    case 'WANTYES':
      return move({ state: 'WANTYES', opposite: true });
  }
};

/** Is it in force? While it is being switched off it still is (RFC 1143 §3: until the answer comes). */
export const isInForce = (q: Q): boolean => q.state === 'YES' || q.state === 'WANTNO';
