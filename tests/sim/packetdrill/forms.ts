// Every form of the language once, each a line; the tests of parser and printer share them.
import type { PacketdrillScript, ScriptEvent } from '@sockeye/sim';
import { parseScript, showScriptProblem } from '@sockeye/sim';
import { either as E } from 'fp-ts';

/** Reads a script that is known to be right. */
export const script = (source: string): PacketdrillScript =>
  E.getOrElseW((problem: Parameters<typeof showScriptProblem>[0]) => {
    throw new Error(showScriptProblem(problem));
  })(parseScript('test.pkt', source));

/** Reads one event. */
export const event = (line: string): ScriptEvent => script(`0 close(3) = 0\n${line}`).events[1]!;

export const PACKETS: ReadonlyArray<string> = [
  '+0 < S 0:0(0) win 32792 <mss 1000,sackOK,nop,nop,nop,wscale 7>',
  '+0 > S. 0:0(0) ack 1 <mss 1460,nop,nop,sackOK,nop,wscale 8>',
  '.01 < . 1:1(0) ack 1 win 257',
  '0.5 > P. 1:2001(2000) ack 1',
  '* > . 1:1(0) ack 1',
  '+.2~+.25 > . 1:1001(1000) ack 1',
  '1~2 > F. 1:1(0) ack 1',
  '+0 < - 0:0(0) win 0',
  '+0 < R 1:1(0) win 0',
  '+0 > R. 0:0(0) ack 1',
  '+0 < SEW 0:0(0) win 100 <mss 1000>',
  '+0 < SEWA 0:0(0) win 100',
  '+0 > .5 1:1(0) ack 1',
  '+0 > S5. 0:0(0) ack 1 <...>',
  '+0 > S.5 0:0(0) ack 1 <...>',
  '+0 < PU. 1:2(1) ack 1 win 100 urg 1',
  '+0 < . 4294967295:0(1) ack 1 win 0',
  '+0 < [ect0] . 1:1001(1000) ack 1 win 257',
  '+0 > (ce) . 1:1(0) ack 1',
  '+0 > [ect01] . 1:1(0) ack 1',
  '+0 < [tos 0x28] . 1:1(0) ack 1 win 1',
  '+0 < [ttl 1] . 1:1(0) ack 1 win 1',
  '+0 < [noecn, ttl 64] . 1:1(0) ack 1 win 1',
  '+0 > [flowlabel 0x1] . 1:1(0) ack 1',
  '+0 < 1234 > 80 . 1:1(0) ack 1 win 1',
  '+0 < . 1:1(0) ack 1 win 257 <sack 1001:2001 3001:4001,nop,nop>',
  '+0 < . 1:1(0) ack 1 win 257 <nop,nop,TS val 200 ecr 100>',
  '+0 > . 1:1(0) ack 1 <nop,nop,TS val ... ecr 200>',
  '+0 < . 1:1(0) ack 1 win 257 <nop,nop,TS val 200 ecr 100!>',
  '+0 < S 0:0(0) win 0 <mss 1460,FO,nop,nop>',
  '+0 < S 0:0(0) win 0 <mss 1460,FO 1234567890abcdef,nop,nop>',
  '+0 < S 0:0(0) win 0 <mss 1460,FO 0123456789012345,nop,nop>',
  '+0 < S 0:0(0) win 0 <FOEXP>',
  '+0 < S 0:0(0) win 0 <exp-FO aabb,eol,eol>',
  '+0 > S. 0:0(0) ack 1 <ECN e0b 1 ceb 0 e1b 1,nop>',
  '+0 > S. 0:0(0) ack 1 <ECN e1b 1 ceb 0,nop>',
  '+0 < S 0:0(0) win 0 <AccECN0 1 2 3,nop>',
  '+0 < S 0:0(0) win 0 <gen-254 f989,nop>',
  '+0 < S 0:0(0) win 0 <md5 00112233445566778899aabbccddeeff,nop,nop>',
  '+0 > S 0:0(0) <md5 valid,nop,nop>',
  '+0 < udp (1000)',
  '+0 > udp 1 > 2 (0)',
  '+0 < 1 > 2 udp (3)',
  '+0 < icmp unreachable frag_needed mtu 1400 [1:1461(1460)]',
  '+0 < icmp unreachable port_unreachable [udp (100)]',
  '+0 < icmp echo_request id 7 [raw (28)]',
  '+0 < icmp time_exceeded ttl_exceeded_in_transit [1:1(0)]',
  '+0 < icmp type_3 code_4 mtu 1400',
  '+0 > icmp unreachable',
  '+0 < ipv4 192.0.2.9 > 192.168.0.9: . 1:1(0) ack 1 win 1',
  '+0 < ipv6 [ttl 3] fd3d::1 > 2001:db8::2: gre : mpls (label 16, tc 0, [S], ttl 2): . 1:1(0) ack 1 win 1',
  '+0 < mpls (label 1, tc 2, ttl 3) (label 4, tc 5, [S] ttl 6): S 0:0(0) win 1',
  '+0 < encap psp spi 5 . 1:1(0) ack 1 win 1',
];

export const CALLS: ReadonlyArray<string> = [
  '+0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3',
  '+0 fcntl(3, F_GETFL) = 0x2 (flags O_RDWR)',
  '+0 fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK) = 0',
  '+0 connect(3, ..., ...) = -1 EINPROGRESS (Operation now in progress)',
  "+0 connect(3, AF_UNSPEC, ...) = -1 EADDRNOTAVAIL (Can't assign)",
  '+0...0.1 accept(3, ..., ...) = 4',
  '.1...+0.25 read(4, ..., 1000) = 1000',
  '+0 setsockopt(3, SOL_SOCKET, SO_REUSEADDR, [1], 4) = 0',
  '+0 setsockopt(3, SOL_SOCKET, SO_LINGER, {onoff=1, linger=0}, 8) = 0',
  '+0 setsockopt(3, SOL_TCP, TCP_CONGESTION, "reno", 4) = 0',
  '+0 getsockopt(3, SOL_SOCKET, SO_ERROR, [ECONNREFUSED], [4]) = 0',
  '+0 sendto(3, ..., 1000, MSG_FASTOPEN, ..., ...) = -1 EINPROGRESS (…)',
  '+0 sendto(4, ..., 1000, MSG_FASTOPEN|MSG_DONTWAIT, AF_UNSPEC, ...) = 1000',
  '+0 writev(4, [{..., 1000}, {..., 2000}], 2) = 3000',
  '+0 sendmsg(4, {msg_name(...)=..., msg_iov(2)=[{..., 1}, {..., 2}], msg_flags=0}, MSG_EOR) = 3',
  '+0 recvmsg(4, {msg_name(...)=..., msg_iov(1)=[{..., 1}], msg_flags=MSG_TRUNC, msg_control=[{cmsg_level=SOL_TCP, cmsg_type=TCP_CM_INQ, cmsg_data=5}]}, 0) = 1',
  '+0 poll([{fd=4, events=POLLIN|POLLOUT, revents=POLLOUT}], 1, 0) = 1',
  '+0 epoll_ctl(5, EPOLL_CTL_ADD, 4, {events=EPOLLOUT|EPOLLET, fd=4}) = 0',
  '+0 epoll_wait(5, {events=EPOLLOUT, ptr=7}, 1, -1) = 1',
  '+0 ioctl(4, SIOCINQ, [1000]) = 0',
  '+0 bind(3, {sa_family=AF_INET, sin_port=htons(8080), sin_addr=inet_addr("192.168.0.1")}, ...) = 0',
  '+0 write(4, NULL, 1) = -1 EFAULT',
  '+0 getsockopt(4, SOL_TCP, 99, {TCP_NLA_BUSY=..., TCP_NLA_RWND_LIMITED=5}, [4]) = ...',
  '+0 recvmsg(4, {msg_control=[{cmsg_data={scm_sec=0, scm_nsec=100}}, {cmsg_data={ee_errno=0, ee_origin=4, ee_type=0, ee_code=0, ee_info=0, ee_data=0}}]}, MSG_ERRQUEUE) = 0',
];

export const OTHERS: ReadonlyArray<string> = [
  '+0 `sysctl -q net.ipv4.tcp_sack=0`',
  '+0 %{ assert tcpi_snd_cwnd == 10, tcpi_snd_cwnd }%',
  '+0 %{\nx = 1; y = 2 # a word\nprint(x)\n}%',
];

export const LINES: ReadonlyArray<string> = [...PACKETS, ...CALLS, ...OTHERS];
