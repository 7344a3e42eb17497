// How both ends agree: RFC 3168 §6.1.1, RFC 9768 §3.1.
import { AE, CWR, ECE } from '../../wire/control.ts';
import type { Codepoint } from '../../wire/ecn.ts';
import { CE, ECT0, ECT1, NOT_ECT } from '../../wire/ecn.ts';
import type { Ecn as EcnPolicy } from '../profile/Profile.ts';
import type { EcnMode } from './Ecn.ts';

/** AE, CWR and ECE, read as one number of three bits: the ACE field. (RFC 9768 §3.2.2) */
export const aceOf = (control: number): number => (control >>> 6) & 7;

/** The flags of such a number. */
export const aceFlags = (ace: number): number => (ace & 7) << 6;

/**
 * The flags of our SYN: the n-th retransmission gives up asking, in case a box on the way drops what it does not know.
 *
 * RFC     3168 §6.1.1.1 (the first retransmission MAY go without); 9768 §3.1.4.1 (the first asks once more)
 *
 * @category ECN
 * @since 0.1.0
 */
export const synFlags = (policy: EcnPolicy, retransmissions: number): number => {
  const { initiate, fallback } = policy;
  if (initiate === 'off' || (fallback && retransmissions > (initiate === 'accurate' ? 1 : 0))) return 0;
  return initiate === 'accurate' ? AE | CWR | ECE : CWR | ECE;
};

/**
 * What a SYN asks for, and we grant.
 *
 * Flags of no known meaning are taken for Accurate ECN, so that what comes after it can fall back to it.
 *
 * RFC     3168 §6.1.1; 9768 §3.1.2, table 2; §3.1.3 (forward compatibility)
 *
 * @category ECN
 * @since 0.1.0
 */
export const granted = (accept: EcnMode, control: number): EcnMode => {
  const ace = aceOf(control);
  if (accept === 'off' || ace === 0) return 'off';
  // Who knows RFC 3168 only sees nothing in AE.
  if (accept === 'classic') return (ace & 3) === 3 ? 'classic' : 'off';
  return ace === 3 ? 'classic' : 'accurate';
};

/** How a codepoint is told in an ACE field that counts nothing yet. (RFC 9768 §3.1.1, table 2; §3.2.2.1, table 3) */
export const codeOf = (codepoint: Codepoint): number => {
  switch (codepoint) {
    case NOT_ECT:
      return 0b010;
    case ECT1:
      return 0b011;
    case ECT0:
      return 0b100;
    case CE:
      return 0b110;
  }
};

/** Which codepoint such a code tells; undefined: none. */
export const codepointTold = (ace: number): Codepoint | undefined => {
  switch (ace) {
    case 0b010:
      return NOT_ECT;
    case 0b011:
      return ECT1;
    case 0b100:
      return ECT0;
    case 0b110:
      return CE;
    default:
      return undefined;
  }
};

/** The flags of our SYN-ACK. */
export const synAckFlags = (mode: EcnMode, opening: Codepoint): number =>
  mode === 'off' ? 0 : mode === 'classic' ? ECE : aceFlags(codeOf(opening));

/**
 * What a SYN-ACK says to what our SYN asked for.
 *
 * All three flags, or CWR with ECE, are what a box makes that reflects what it gets: no ECN. ECE with AE was the answer of
 * RFC 3540, and is that of RFC 3168 today.
 *
 * RFC     3168 §6.1.1; 9768 §3.1.2, table 2
 *
 * @category ECN
 * @since 0.1.0
 */
export const answered = (asked: EcnMode, control: number): EcnMode => {
  const ace = aceOf(control);
  if (asked === 'off') return 'off';
  if (asked === 'classic') return (ace & 3) === 1 ? 'classic' : 'off';
  if (codepointTold(ace) !== undefined) return 'accurate';
  return ace === 0b001 || ace === 0b101 ? 'classic' : 'off';
};
