// Beginnings that many scripts share, written for the stack of RFC 9293.
import type { RunOptions, ScriptVerdict } from '@sockeye/sim';
import { runSource } from '@sockeye/sim';

/** A server with one connection, descriptor 4, whose peer offers an MSS of 1000 and a window of 30,000. */
export const SERVER = `
0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0 bind(3, ..., ...) = 0
+0 listen(3, 1) = 0
+0 < S 0:0(0) win 30000 <mss 1000>
+0 > S. 0:0(0) ack 1 <...>
+.01 < . 1:1(0) ack 1 win 30000
+0 accept(3, ..., ...) = 4
`;

/** A client with a connection, descriptor 3. */
export const CLIENT = `
0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0 fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK) = 0
+0 connect(3, ..., ...) = -1 EINPROGRESS (Operation now in progress)
+0 > S 0:0(0) <...>
+.01 < S. 0:0(0) ack 1 win 30000 <mss 1000>
+0 > . 1:1(0) ack 1
+0 fcntl(3, F_SETFL, O_RDWR) = 0
`;

/** Runs a script on the stack of RFC 9293. */
export const verdict = (source: string, options: RunOptions = {}): ScriptVerdict =>
  runSource('test.pkt', source, { profile: 'rfc9293', ...options });

/** Why it failed; undefined where it passed. */
export const reason = (source: string, options: RunOptions = {}): string | undefined => {
  const found = verdict(source, options);
  switch (found._tag) {
    case 'Passed':
      return undefined;
    case 'Failed':
      return `${found.line}: ${found.says}`;
    case 'Skipped':
      return `skipped ${found.line}: ${found.says}`;
    case 'Unreadable':
      return `unreadable ${found.problem.line}:${found.problem.column}: ${found.problem.says}`;
  }
};
