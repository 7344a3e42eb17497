import { E } from '../basis/fp.ts';
import type { DecodeError } from './packets.ts';

/** Octets that could not be read: which header, which field, and why. */
export const refuse = (header: string, field: string, reason: string): E.Either<DecodeError, never> =>
  E.left({ header, field, reason });

/** Fewer octets than a header has. */
export const tooShort = (header: string, octets: number, needed: number): E.Either<DecodeError, never> =>
  refuse(header, 'length', `${octets} octets, where the header has ${needed}`);

/** An error as one line. */
export const showDecodeError = (error: DecodeError): string => `${error.header}.${error.field}: ${error.reason}`;
