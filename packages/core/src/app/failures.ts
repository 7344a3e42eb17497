// What a client of an application protocol can fail with, besides the errors of its calls.

/**
 * Why a client did not get what it was asked for.
 *
 * `Refused`: the server understood, and said no. `ProtocolBroken`: what it said is not of the protocol. `EndedEarly`: it was gone before
 * all was said. `Misused`: what the client was given cannot be said in the protocol, and nothing was sent of it.
 *
 * @category model
 * @since 0.1.0
 */
export interface ClientFailure {
  readonly _tag: 'Refused' | 'ProtocolBroken' | 'EndedEarly' | 'Misused';
  /** For people: one line. */
  readonly says: string;
}

/** A failure as a value for `fail`. */
export const clientFailure = (_tag: ClientFailure['_tag'], says: string): ClientFailure => ({ _tag, says });

/** Is it one of these? */
export const isClientFailure = (error: unknown): error is ClientFailure =>
  typeof error === 'object' && error !== null && '_tag' in error && 'says' in error && typeof error.says === 'string';
