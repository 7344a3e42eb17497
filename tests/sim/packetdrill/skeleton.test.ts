import { runSource } from '@sockeye/sim';
import { expect, test } from 'vitest';

const EXAMPLE = `
\`sysctl -q net.ipv4.tcp_timestamps=0\`
 0    socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0    bind(3, ..., ...) = 0
+0    listen(3, 1) = 0
+.1   < S 0:0(0) win 32792 <mss 1000>
+0    > S. 0:0(0) ack 1 <...>
+.01  < . 1:1(0) ack 1 win 32792
+0    accept(3, ..., ...) = 4
+0    write(4, ..., 2000) = 2000
+0    > P. 1:2001(2000) ack 1                      // two segments, matched as one
+.01  < . 1:1(0) ack 2001 win 257
`;

test('a server greets, accepts and sends', () => {
  expect(runSource('example.pkt', EXAMPLE, { profile: 'rfc9293', failOnLeftovers: true })).toMatchObject({
    _tag: 'Passed',
  });
});
