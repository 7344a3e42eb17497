// The laws of every floor, for the sockets: whatever is called, and whatever the transports say, even what they never would.
import {
  MSG_DONTWAIT,
  MSG_EOR,
  MSG_FASTOPEN,
  MSG_MORE,
  MSG_OOB,
  MSG_PEEK,
  MSG_TRUNC,
  MSG_WAITALL,
} from '../../../packages/core/src/socket/calls/flags.ts';
import { STATUS } from './desk.ts';
import * as fc from 'fast-check';
import { rope } from '../../../packages/core/src/basis/rope.ts';
import type { Duration } from '../../../packages/core/src/basis/time.ts';
import type { AnyRequest, Fd, OptionValue, SocketOptions } from '../../../packages/core/src/socket/calls/Calls.ts';
import { sockets } from '../../../packages/core/src/socket/index.ts';
import type { SocketService } from '../../../packages/core/src/socket/Service.ts';
import { invariant } from '../../../packages/core/src/socket/State.ts';
import type { TransportService } from '../../../packages/core/src/socket/TransportService.ts';
import type { TcpService } from '../../../packages/core/src/tcp/Service.ts';
import { layerLaws } from '../laws.ts';
import { endpoints, LOOP, payloadOf, US } from '../likely.ts';

const fds = fc.integer({ min: 0, max: 6 }).map((fd) => fd as Fd);
const sizes = fc.constantFrom(0, 1, 4, 100);
const bytes = sizes.map((size) => payloadOf(size));
const durations = fc.constantFrom(undefined, 0, 1_000_000, 50_000_000).map((n) => n as Duration | undefined);

const options: fc.Arbitrary<OptionValue> = fc.oneof(
  fc
    .constantFrom('SO_REUSEADDR' as const, 'O_NONBLOCK' as const, 'TCP_NODELAY' as const)
    .chain((name) => fc.boolean().map((value): OptionValue => ({ name, value }))),
  fc
    .constantFrom('SO_RCVTIMEO' as const, 'SO_SNDTIMEO' as const, 'SO_LINGER' as const)
    .chain((name) => durations.map((value): OptionValue => ({ name, value }))),
  sizes.map((value): OptionValue => ({ name: 'SO_RCVBUF', value })),
  sizes.map((value): OptionValue => ({ name: 'SO_RCVLOWAT', value })),
  sizes.map((value): OptionValue => ({ name: 'TCP_NOTSENT_LOWAT', value })),
  fc.boolean().map((value): OptionValue => ({ name: 'TCP_FASTOPEN_CONNECT', value })),
);

const names = fc.constantFrom<keyof SocketOptions>(
  'SO_ERROR',
  'SO_RCVBUF',
  'TCP_NODELAY',
  'SO_LINGER',
  'O_NONBLOCK',
  'TCP_INFO',
  'TCP_MAXSEG',
  'IP_MTU',
);
const events = fc.subarray<'in' | 'out' | 'priority'>(['in', 'out', 'priority']);

const joined = (flags: ReadonlyArray<number>): number => flags.reduce((all, flag) => all | flag, 0);
const receiving = fc.subarray([MSG_OOB, MSG_PEEK, MSG_TRUNC, MSG_DONTWAIT, MSG_WAITALL], { maxLength: 2 }).map(joined);
const sending = fc.subarray([MSG_OOB, MSG_MORE, MSG_EOR, MSG_DONTWAIT, MSG_FASTOPEN], { maxLength: 2 }).map(joined);

const calls: fc.Arbitrary<AnyRequest> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .constantFrom('stream' as const, 'datagram' as const)
      .map((type) => ({ call: 'socket' as const, type })),
  },
  fc.record({ call: fc.constant('bind' as const), fd: fds, local: endpoints }),
  fc.record({ call: fc.constant('listen' as const), fd: fds, backlog: sizes }),
  fc.record({
    call: fc.constantFrom('accept' as const, 'close' as const, 'getsockname' as const, 'getpeername' as const),
    fd: fds,
  }),
  fc.record({ call: fc.constant('connect' as const), fd: fds, remote: endpoints }),
  fc.record({ call: fc.constant('write' as const), fd: fds, bytes }),
  fc.record({ call: fc.constant('send' as const), fd: fds, bytes, flags: sending }),
  fc.record({ call: fc.constantFrom('recv' as const, 'recvfrom' as const), fd: fds, size: sizes, flags: receiving }),
  fc.record({ call: fc.constant('read' as const), fd: fds, size: sizes }),
  fc.record({ call: fc.constant('sendto' as const), fd: fds, bytes, remote: endpoints, flags: sending }),
  fc.record({
    call: fc.constant('connect' as const),
    fd: fds,
    remote: endpoints,
    family: fc.constant('unspecified' as const),
  }),
  fc.record({
    call: fc.constant('ioctl' as const),
    fd: fds,
    command: fc.constantFrom('FIONREAD' as const, 'SIOCOUTQ' as const, 'SIOCATMARK' as const),
  }),
  fc.record({
    call: fc.constant('shutdown' as const),
    fd: fds,
    how: fc.constantFrom('read' as const, 'write' as const, 'both' as const),
  }),
  fc.record({ call: fc.constant('getsockopt' as const), fd: fds, name: names }),
  fc.record({ call: fc.constant('setsockopt' as const), fd: fds, option: options }),
  fc.record({
    call: fc.constant('poll' as const),
    fds: fc.array(fc.record({ fd: fds, events }), { maxLength: 3 }),
    timeout: durations,
  }),
);

const requests: fc.Arbitrary<SocketService['request']> = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.record({
      _tag: fc.constant('Call' as const),
      // A thread calls once at a time; so each call here is another thread's.
      caller: fc.record({ process: fc.constantFrom(1, 2), thread: fc.nat(1_000_000_000) }),
      request: calls,
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom(1, 2).map((process) => ({ _tag: 'ProcessEnded' as const, process })) },
);

const connections = fc.integer({ min: 1, max: 6 });

const ofTcp: fc.Arbitrary<TcpService['indication']> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ _tag: fc.constant('Named' as const), reference: connections, connection: connections }),
  },
  fc.record({
    _tag: fc.constant('Established' as const),
    connection: connections,
    listener: fc.oneof(fc.constant(0), connections),
    local: endpoints,
    remote: endpoints,
  }),
  fc.record({ _tag: fc.constant('Taken' as const), connection: connections, count: sizes }),
  fc.record({
    _tag: fc.constant('Received' as const),
    connection: connections,
    octets: bytes.map(rope),
    ended: fc.boolean(),
  }),
  fc.record({ _tag: fc.constant('Urgent' as const), connection: connections, ahead: sizes }),
  fc.record({
    _tag: fc.constant('ReceivedUrgent' as const),
    connection: connections,
    octet: fc.constantFrom(undefined, 33),
  }),
  fc.record({
    _tag: fc.constant('Status' as const),
    connection: connections,
    status: fc.constantFrom(undefined, STATUS),
  }),
  fc.record({ _tag: fc.constantFrom('Readable' as const, 'Writable' as const), connection: connections }),
  fc.record({
    _tag: fc.constant('Ended' as const),
    connection: connections,
    why: fc.constantFrom(
      'closed' as const,
      'reset' as const,
      'refused' as const,
      'timed-out' as const,
      'in-use' as const,
    ),
  }),
);

const indications: fc.Arbitrary<TransportService['indication']> = fc.oneof(
  { weight: 4, arbitrary: ofTcp.map((indication) => ({ from: 'tcp' as const, indication })) },
  fc
    .record({
      _tag: fc.constant('Arrived' as const),
      user: connections,
      source: endpoints,
      destination: endpoints,
      payload: bytes.map(rope),
    })
    .map((indication) => ({ from: 'udp' as const, indication })),
  fc
    .record({
      _tag: fc.constant('Failed' as const),
      user: connections,
      type: fc.constantFrom(3, 11),
      code: fc.nat(16),
      remote: endpoints,
    })
    .map((indication) => ({ from: 'udp' as const, indication })),
);

layerLaws(
  'the socket floor',
  () =>
    sockets({
      seed: 3,
      sourceFor: (to) => (to === LOOP ? LOOP : to >>> 24 === 10 ? US : undefined),
      isLocal: (address) => address === US || address === LOOP,
    }),
  { requests, indications },
  invariant,
);
