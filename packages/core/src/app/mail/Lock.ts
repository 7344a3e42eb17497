/**
 * A lock that is held: a file that was made exclusively, and names its holder.
 *
 * It has to be renewed; one that was not for its whole `life` is taken to be a dead man's.
 *
 * @category model
 * @since 0.1.0
 */
export interface Lock {
  readonly path: string;
  /** What stands in the file, so that nobody takes away another's. */
  readonly holder: string;
}
