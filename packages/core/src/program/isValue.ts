// The law that makes a block a value: whoever resumes a node twice gets the same program twice.
import type { Bytes } from '../basis/bytes.ts';
import { equalBytes } from '../basis/bytes.ts';
import { E } from '../basis/fp.ts';
import type { AnyRequest } from '../socket/calls/Calls.ts';
import type { Errno } from '../socket/calls/errno.ts';
import { showRequest } from '../socket/calls/strace.ts';
import type { Advanced } from './advance.ts';
import { advance } from './advance.ts';
import type { AnyProgram } from './frames.ts';
import type { Pid, Program } from './Program.ts';

/** What answers a program's calls while it is examined: a pure function of the call and of its number. */
export type Replies = (request: AnyRequest, count: number) => E.Either<Errno, unknown>;

const isBytes = (value: unknown): value is Bytes => value instanceof Uint8Array;

/** Are two values the same to whoever can only look? Functions are compared by name alone: what they do shows elsewhere. */
const equal = (a: unknown, b: unknown): boolean => {
  if (Object.is(a, b)) return true;
  if (typeof a === 'function' && typeof b === 'function') return a.name === b.name;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (isBytes(a) || isBytes(b)) return isBytes(a) && isBytes(b) && equalBytes(a, b);
  if (a instanceof Map || a instanceof Set) {
    return b instanceof a.constructor && equal(Array.from(a as Iterable<unknown>), Array.from(b as Iterable<unknown>));
  }
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  return names.every((name) => name in b && equal(a[name as keyof typeof a], b[name as keyof typeof b]));
};

const show = (at: Advanced<unknown, unknown>): string => {
  switch (at._tag) {
    case 'Return':
      return 'it ends';
    case 'Throw':
      return `it fails with ${String(at.error)}`;
    case 'Spawn':
      return 'it spawns';
    case 'Call':
      return showRequest(at.request);
  }
};

const same = (a: Advanced<unknown, unknown>, b: Advanced<unknown, unknown>): boolean => {
  if (a._tag === 'Call') return b._tag === 'Call' && equal(a.request, b.request);
  if (a._tag === 'Return') return b._tag === 'Return' && equal(a.value, b.value);
  if (a._tag === 'Throw') return b._tag === 'Throw' && equal(a.error, b.error);
  return b._tag === 'Spawn';
};

/** A node, and how it was gone on from. */
interface Visit {
  readonly node: Advanced<unknown, unknown>;
  readonly next: () => AnyProgram;
}

const visit = (node: Advanced<unknown, unknown>, count: number, replies: Replies): Visit | undefined => {
  if (node._tag === 'Call') {
    const reply = replies(node.request, count);
    return { node, next: () => node.resume(reply) };
  }
  return node._tag === 'Spawn' ? { node, next: () => node.resume(count as Pid) } : undefined;
};

/**
 * Is this program a value, so that it may be forked, rewound and explored?
 *
 * It is run once to its end, or for so many calls; then every node is resumed again, the last one first, and must go on as
 * it did. A block that assigns a variable outside itself, or keeps state between two uses, gives itself away. The threads
 * that it spawns are examined likewise.
 *
 * Takes   a program, what answers its calls, and how many calls to follow it
 * Gives   right: how many nodes were resumed twice; left: where it went two ways
 * Fails   never
 *
 * @category laws
 * @since 0.1.0
 */
export const isValue = (
  program: Program<unknown, unknown>,
  replies: Replies,
  calls = 1_000,
): E.Either<string, number> => {
  const visits: Array<Visit> = [];
  const children: Array<AnyProgram> = [];
  let at = advance(program);
  const first = at;
  for (let count = 0; count < calls; count++) {
    const here = visit(at, count, replies);
    if (here === undefined) break;
    visits.push(here);
    if (at._tag === 'Spawn') children.push(at.child);
    at = advance(here.next());
  }
  const last = at;
  if (!same(first, advance(program))) return E.left(`begun twice: once ${show(first)}, once ${show(advance(program))}`);
  for (let i = visits.length - 1; i >= 0; i--) {
    const then = visits[i + 1]?.node ?? last;
    const again = advance(visits[i]?.next() ?? program);
    if (!same(then, again)) {
      return E.left(
        `after ${i + 1} answers, the last to ${show(visits[i]?.node ?? first)}: once ${show(then)}, once ${show(again)}`,
      );
    }
  }
  let nodes = visits.length;
  for (const child of children) {
    const answer = isValue(child, replies, calls);
    if (E.isLeft(answer)) return E.left(`in a thread: ${answer.left}`);
    nodes += answer.right;
  }
  return E.right(nodes);
};
