/**
 * A message of a mailbox.
 *
 * `base` names it as long as it lives, whatever becomes of its flags; `uid` numbers it in its mailbox, and no other ever.
 *
 * @category model
 * @since 0.1.0
 */
export interface Message {
  readonly uid: number;
  readonly base: string;
  /** Sorted letters of Maildir: D F P R S T, and small ones for keywords. */
  readonly flags: string;
  /** Where its file was when it was seen last: in `new`, or in `cur`. */
  readonly isNew: boolean;
  /** Octets on the wire, each line end counted as two. */
  readonly size: number;
}
