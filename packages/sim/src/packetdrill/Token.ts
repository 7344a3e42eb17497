/** What a word of a script is. */
export type TokenKind =
  | 'integer'
  | 'hex'
  | 'decimal'
  | 'word'
  | 'string'
  | 'shell'
  | 'code'
  | 'ipv4'
  | 'ipv6'
  | 'option'
  | 'ellipsis'
  | 'sign'
  | 'end';

/** A word of a script, with its place. */
export interface Token {
  readonly kind: TokenKind;
  /** As written; of a string its characters after escapes, of shell and code what is between their quotes. */
  readonly text: string;
  /** Where it stands, in characters from 0, and where it ends. */
  readonly from: number;
  readonly end: number;
  /** It stands for a word that was defined: what is in the source is another text. */
  readonly replaced: boolean;
}
