// Replies: a code, an enhanced code, and lines of text. (RFC 5321 §4.2; RFC 2034)
import type { Bytes } from '../../../basis/bytes.ts';
import { text, utf8 } from '../../../basis/bytes.ts';

/**
 * A reply of a server.
 *
 * @category model
 * @since 0.1.0
 */
export interface Reply {
  readonly code: number;
  readonly lines: ReadonlyArray<string>;
}

/** A reply of one line. */
export const reply = (code: number, ...lines: ReadonlyArray<string>): Reply => ({ code, lines });

// Reply-line = *( Reply-code "-" [ textstring ] CRLF ) Reply-code [ SP textstring ] CRLF
export const showReply = ({ code, lines }: Reply): Bytes =>
  utf8(lines.map((line, at) => `${code}${at === lines.length - 1 ? ' ' : '-'}${line}\r\n`).join(''));

/** Lines of a reply that goes on. */
export interface PartialReply {
  readonly code: number | undefined;
  readonly lines: ReadonlyArray<string>;
}

export const NO_REPLY: PartialReply = { code: undefined, lines: [] };

/** A server that says more lines than this in one reply says nothing. */
const MOST_LINES = 1_000;

/**
 * One line more of a reply.
 *
 * Takes   the lines before, and the octets of this one
 * Gives   the whole reply, or the lines until now; undefined where the server broke the protocol
 *
 * @category codec
 * @since 0.1.0
 */
export const readReplyLine = (
  before: PartialReply,
  octets: Bytes,
): { readonly done: Reply } | { readonly partial: PartialReply } | undefined => {
  const [, digits, mark, words = ''] = /^([2-5][0-9]{2})(?:([ -])([^]*))?$/.exec(text(octets)) ?? [];
  if (digits === undefined) return undefined;
  const code = Number(digits);
  if (before.code !== undefined && before.code !== code) return undefined;
  const lines = before.lines.concat([words]);
  if (mark !== '-') return { done: { code, lines } };
  return lines.length >= MOST_LINES ? undefined : { partial: { code, lines } };
};

/** Was what was asked done? */
export const isPositive = ({ code }: Reply): boolean => code < 400;
