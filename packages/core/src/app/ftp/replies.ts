// Replies as they stand on the wire. (RFC 959 §4.2)

/** A reply of one line. */
export const reply = (code: number, says: string): string => `${code} ${says}\r\n`;

/**
 * A reply of several lines: the code and a hyphen before the first, the code and a space before the last, and nothing that could be
 * taken for the end in between. (RFC 959 §4.2; RFC 2389 §3.2 wants a space before each feature)
 *
 * @example
 * replyLines(211, 'Features:', ['SIZE'], 'End') // '211-Features:\r\n SIZE\r\n211 End\r\n'
 */
export const replyLines = (code: number, first: string, lines: ReadonlyArray<string>, last: string): string =>
  `${code}-${first}\r\n${lines.map((line) => ` ${line}\r\n`).join('')}${code} ${last}\r\n`;

/** A path in a 257: each quotation mark in it doubled. (RFC 959, Appendix II) */
export const quoted = (path: string): string => `"${path.replaceAll('"', '""')}"`;
