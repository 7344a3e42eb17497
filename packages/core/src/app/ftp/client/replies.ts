// Replies as a client reads them. (RFC 959 §4.2)
import type { Bytes } from '../../../basis/bytes.ts';
import { concatBytes, NO_BYTES, text } from '../../../basis/bytes.ts';

/** A reply: its code, its text without codes, and its lines as they came. */
export interface Reply {
  readonly code: number;
  readonly says: string;
  readonly lines: ReadonlyArray<string>;
}

/** What has come of a reply that is not whole. */
export interface Begun {
  /** The beginning of a line. */
  readonly octets: Bytes;
  readonly lines: ReadonlyArray<string>;
  readonly size: number;
}

export const NO_REPLY: Begun = { octets: NO_BYTES, lines: [], size: 0 };

/** Octets of one reply. FEAT, STAT and HELP are some hundreds. */
const LIMIT = 262_144;

/** What a piece of the stream makes of the replies. */
export type Read =
  | { readonly _tag: 'More'; readonly begun: Begun }
  | { readonly _tag: 'Reply'; readonly reply: Reply; readonly rest: Bytes }
  | { readonly _tag: 'Broken'; readonly says: string };

const isLast = (line: string, code: string): boolean => line === code || line.startsWith(`${code} `);

const replyOf = (code: string, lines: ReadonlyArray<string>): Reply => ({
  code: Number(code),
  says: lines.map((line) => (line.startsWith(code) ? line.slice(4) : line.trimStart())).join('\n'),
  lines,
});

/**
 * Reads one reply.
 *
 * `123-` begins a reply of several lines, and the first line that begins with `123` and a space ends it, or `123` alone: other codes
 * in between are text. Wherever the stream is cut, the replies are the same.
 *
 * Takes   what was begun, and the next octets
 * Gives   the reply and what follows it; or what is begun now; or why this is no reply
 * RFC     959 §4.2
 */
export const readReply = (begun: Begun, octets: Bytes): Read => {
  const all = begun.octets.length === 0 ? octets : concatBytes([begun.octets, octets]);
  const lines = Array.from(begun.lines);
  let { size } = begun;
  let from = 0;
  for (let at = all.indexOf(10, Math.max(0, begun.octets.length - 1)); at >= 0; at = all.indexOf(10, at + 1)) {
    if (at === from || all[at - 1] !== 13) continue;
    const line = text(all.subarray(from, at - 1));
    size += at + 1 - from;
    from = at + 1;
    const first = lines[0] ?? line;
    if (lines.length === 0 && !/^[1-5][0-9]{2}(?:[ -]|$)/.test(line)) {
      return { _tag: 'Broken', says: `this is no reply of FTP: ${JSON.stringify(line.slice(0, 80))}` };
    }
    lines.push(line);
    const code = first.slice(0, 3);
    // One line is whole by itself, unless a hyphen says that more follow.
    if (lines.length === 1 ? line.charAt(3) !== '-' : isLast(line, code)) {
      return { _tag: 'Reply', reply: replyOf(code, lines), rest: all.subarray(from) };
    }
    if (size > LIMIT) return { _tag: 'Broken', says: 'a reply without end' };
  }
  const left = all.slice(from);
  if (size + left.length > LIMIT) return { _tag: 'Broken', says: 'a reply without end' };
  return { _tag: 'More', begun: { octets: left, lines, size } };
};
