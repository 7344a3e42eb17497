// The socket floor alone, on transports that are a small machine: it names, takes and gives at once, and does the rest on cue.
import type { either as E } from 'fp-ts';
import { option as O } from 'fp-ts';
import type { Bytes } from '../../../packages/core/src/basis/bytes.ts';
import { utf8 } from '../../../packages/core/src/basis/bytes.ts';
import type { Layer, Output } from '../../../packages/core/src/basis/layer.ts';
import { DEADLINE_REACHED } from '../../../packages/core/src/basis/layer.ts';
import { over } from '../../../packages/core/src/basis/over.ts';
import type { Rope } from '../../../packages/core/src/basis/rope.ts';
import { append, drop, EMPTY_ROPE, rope, slice } from '../../../packages/core/src/basis/rope.ts';
import type { Duration, Instant } from '../../../packages/core/src/basis/time.ts';
import { seconds } from '../../../packages/core/src/basis/time.ts';
import type { AnyRequest, Fd } from '../../../packages/core/src/socket/calls/Calls.ts';
import type { Errno } from '../../../packages/core/src/socket/calls/errno.ts';
import type { SocketDefaults } from '../../../packages/core/src/socket/Config.ts';
import { DEFAULTS } from '../../../packages/core/src/socket/Config.ts';
import { sockets } from '../../../packages/core/src/socket/index.ts';
import type { SocketService } from '../../../packages/core/src/socket/Service.ts';
import type { SocketState } from '../../../packages/core/src/socket/State.ts';
import { invariant } from '../../../packages/core/src/socket/State.ts';
import type { TransportService } from '../../../packages/core/src/socket/TransportService.ts';
import type { ConnectionId, Ending, TcpService } from '../../../packages/core/src/tcp/Service.ts';
import type { TcpStatus } from '../../../packages/core/src/tcp/TcpStatus.ts';
import type { UdpService } from '../../../packages/core/src/udp/Service.ts';
import type { Endpoint, Ipv4Address } from '../../../packages/core/src/wire/addresses.ts';
import { endpoint, ipv4Address, LOOPBACK } from '../../../packages/core/src/wire/addresses.ts';

export const US: Ipv4Address = ipv4Address(10, 0, 0, 1);
export const THEM: Ipv4Address = ipv4Address(10, 0, 0, 2);
/** No route leads there. */
export const NOWHERE: Ipv4Address = ipv4Address(192, 0, 2, 1);
export const REMOTE: Endpoint = endpoint(THEM, 80);

/** What happens in the network, on cue. */
export type Cue =
  | { readonly _tag: 'Tell'; readonly indication: TransportService['indication'] }
  /** Octets arrive; `ended`: and behind them the peer's FIN. */
  | { readonly _tag: 'Arrive'; readonly connection: ConnectionId; readonly octets: Rope; readonly ended: boolean }
  /** The peer points at urgent text; its octet has come, or has not. */
  | {
      readonly _tag: 'Point';
      readonly connection: ConnectionId;
      readonly ahead: number;
      readonly octet: number | undefined;
    }
  /** The send buffer has room for so many octets more. */
  | { readonly _tag: 'Room'; readonly connection: ConnectionId; readonly octets: number };

interface Line {
  readonly inbox: Rope;
  readonly ended: boolean;
  readonly room: number;
  readonly urgent: number | undefined;
}

interface Machine {
  readonly next: ConnectionId;
  readonly lines: Readonly<Record<ConnectionId, Line>>;
  /** Are released connections remembered until a test says otherwise? */
  readonly lasting: boolean;
}

/** Below the machine: what it was asked goes down, for the test to see; cues come up. */
export interface Stage {
  readonly request: TransportService['request'];
  readonly indication: Cue;
}

/** What TCP says of every connection: 30 octets were sent, 5 of them twice, 10 acknowledged, and 7 wait to be sent. */
export const STATUS: TcpStatus = {
  state: 'ESTABLISHED',
  phase: 'open',
  timestamps: false,
  sack: true,
  windowScaling: true,
  sendShift: 7,
  receiveShift: 7,
  ecn: false,
  ecnSeen: false,
  synData: false,
  retransmits: 0,
  backoff: 0,
  probes: 0,
  rto: seconds(1),
  ato: seconds(0),
  srtt: seconds(0),
  rttvar: seconds(0),
  minRtt: seconds(0),
  receiveRtt: seconds(0),
  sendMss: 1_448,
  receiveMss: 536,
  advertisedMss: 1_460,
  pathMtu: 1_500,
  cwnd: 10,
  ssthresh: undefined,
  unacknowledged: 1,
  sacked: 0,
  lost: 0,
  retransmitted: 0,
  reordering: 3,
  totalRetransmitted: 1,
  lastDataSent: seconds(0),
  lastDataReceived: seconds(0),
  lastAckReceived: seconds(0),
  octetsSent: 35,
  octetsResent: 5,
  octetsAcknowledged: 10,
  octetsReceived: 0,
  dataSegmentsSent: 2,
  dataSegmentsReceived: 0,
  delivered: 1,
  deliveredMarked: 0,
  duplicatesSacked: 0,
  reorderingSeen: 0,
  outOfOrder: 0,
  unsent: 7,
  unread: 0,
  sendWindow: 65_535,
  receiveWindow: 65_535,
  busy: seconds(0),
  windowLimited: seconds(0),
  bufferLimited: seconds(0),
};

const QUIET: Line = { inbox: EMPTY_ROPE, ended: false, room: 1_000_000, urgent: undefined };

const tcp = (indication: TcpService['indication']): Output<TransportService, Stage> => ({
  _tag: 'Indicate',
  indication: { from: 'tcp', indication },
});

const lineOf = (state: Machine, connection: ConnectionId): Line => state.lines[connection] ?? QUIET;
const withLine = (state: Machine, connection: ConnectionId, line: Line): Machine => ({
  next: state.next,
  lines: { ...state.lines, [connection]: line },
  lasting: state.lasting,
});

const answers = (
  state: Machine,
  request: TcpService['request'],
): readonly [Machine, ReadonlyArray<Output<TransportService, Stage>>] => {
  switch (request._tag) {
    case 'Open':
    case 'Listen': {
      const named = tcp({ _tag: 'Named', reference: request.reference, connection: state.next });
      const next = { ...state, next: state.next + 1 };
      if (request._tag === 'Listen' || request.early === undefined) return [next, [named]];
      // As much as there is room for rides on the SYN.
      const count = Math.min(lineOf(state, state.next).room, request.early.length);
      return [next, [named, tcp({ _tag: 'Taken', connection: state.next, count })]];
    }
    case 'Send': {
      const line = lineOf(state, request.connection);
      const count = Math.min(line.room, request.octets.length);
      const next = withLine(state, request.connection, { ...line, room: line.room - count });
      return [next, [tcp({ _tag: 'Taken', connection: request.connection, count })]];
    }
    case 'Receive': {
      const line = lineOf(state, request.connection);
      const octets = slice(line.inbox, 0, request.size);
      const rest = drop(line.inbox, octets.length);
      const next = request.peek ? state : withLine(state, request.connection, { ...line, inbox: rest });
      const ended = line.ended && rest.length === 0;
      return [next, [tcp({ _tag: 'Received', connection: request.connection, octets, ended })]];
    }
    case 'ReceiveUrgent': {
      const line = lineOf(state, request.connection);
      const next = request.peek ? state : withLine(state, request.connection, { ...line, urgent: undefined });
      return [next, [tcp({ _tag: 'ReceivedUrgent', connection: request.connection, octet: line.urgent })]];
    }
    case 'Status': {
      const line = lineOf(state, request.connection);
      const status = { ...STATUS, unread: line.inbox.length };
      return [state, [tcp({ _tag: 'Status', connection: request.connection, status })]];
    }
    case 'Release':
      // Nothing is under way here but what a test says, so a connection is forgotten at once, or on cue where it lasts.
      return [state, state.lasting ? [] : [tcp({ _tag: 'Forgotten', connection: request.connection })]];
    case 'Close':
    case 'Abort':
    case 'Accepted':
    case 'SetOptions':
    case 'SetBacklog':
      return [state, []];
  }
};

/** The transports as a layer: they do at once what they must, and the rest when they are told to. */
export const machine = (lasting: boolean): Layer<Machine, TransportService, Stage> => ({
  initial: { next: 1, lines: {}, lasting },
  step: (state, input) => {
    if (input._tag === 'Requested') {
      const seen: Output<TransportService, Stage> = { _tag: 'Request', request: input.request };
      if (input.request.to !== 'tcp') return [state, [seen]];
      const [next, said] = answers(state, input.request.request);
      return [next, [seen, ...said]];
    }
    if (input._tag === 'DeadlineReached') return [state, []];
    const cue = input.indication;
    if (cue._tag === 'Tell') return [state, [{ _tag: 'Indicate', indication: cue.indication }]];
    const line = lineOf(state, cue.connection);
    if (cue._tag === 'Room') {
      const next = withLine(state, cue.connection, { ...line, room: cue.octets });
      return [next, cue.octets > 0 ? [tcp({ _tag: 'Writable', connection: cue.connection })] : []];
    }
    if (cue._tag === 'Point') {
      const { connection, ahead, octet } = cue;
      return [withLine(state, connection, { ...line, urgent: octet }), [tcp({ _tag: 'Urgent', connection, ahead })]];
    }
    const inbox = append(line.inbox, cue.octets);
    const next = withLine(state, cue.connection, { ...line, inbox, ended: cue.ended });
    return [next, [tcp({ _tag: 'Readable', connection: cue.connection })]];
  },
  deadline: () => O.none,
});

export type Reply = E.Either<Errno, unknown> | 'waits';

/** One process at its calls, and the network at the test's hand. */
export const desk = (defaults: Partial<SocketDefaults> = {}, seed = 1, checked = true, lasting = false) => {
  const layer = over(
    sockets({
      seed,
      sourceFor: (to) => (to === NOWHERE ? undefined : to === LOOPBACK ? LOOPBACK : US),
      isLocal: (address) => address === US || address === LOOPBACK,
      defaults: { ...DEFAULTS, ...defaults },
    }),
    machine(lasting),
  );
  let state = layer.initial;
  let now = 0;
  const asked: Array<TransportService['request']> = [];
  const fired = new Set<string>();
  const told: Array<SocketService['indication']> = [];

  const hear = (input: Parameters<typeof layer.step>[1]): void => {
    const [next, said] = layer.step(state, input, now as Instant);
    state = next;
    const broken = checked ? invariant(state.storeys[0]) : [];
    if (broken.length > 0) throw new Error(broken.join('; '));
    for (const word of said) {
      if (word._tag === 'Request') asked.push(word.request);
      else if (word._tag === 'Indicate') told.push(word.indication);
      else fired.add(word.note.rule.id);
    }
  };

  /** What thread `thread` of process `process` was told last; undefined: nothing since. */
  const heardBy = (from: number, thread: number, process = 1): Reply | undefined => {
    let reply: Reply | undefined;
    for (const indication of told.slice(from)) {
      const { caller } = indication;
      if (caller.thread !== thread || caller.process !== process) continue;
      reply = indication._tag === 'Waits' ? 'waits' : indication.reply;
    }
    return reply;
  };

  const call = (request: AnyRequest, thread = 0, process = 1): Reply => {
    const from = told.length;
    hear({ _tag: 'Requested', request: { _tag: 'Call', caller: { process, thread }, request } });
    const reply = heardBy(from, thread, process);
    if (reply === undefined) throw new Error(`${request.call} was not answered`);
    return reply;
  };

  /** A call that must succeed. */
  const must = (request: AnyRequest, thread = 0, process = 1): unknown => {
    const reply = call(request, thread, process);
    if (reply === 'waits' || reply._tag === 'Left') throw new Error(`${request.call}: ${JSON.stringify(reply)}`);
    return reply.right;
  };

  const cue = (indication: Cue): void => {
    hear({ _tag: 'Indicated', indication });
  };

  const tell = (indication: TcpService['indication']): void => {
    cue({ _tag: 'Tell', indication: { from: 'tcp', indication } });
  };

  /** The connection that TCP named last. */
  const newest = (): ConnectionId => state.storeys[1].next - 1;

  return {
    call,
    must,
    tell,
    /** Lets something happen, and answers what a thread was told then; undefined: nothing. */
    during: (happens: () => void, thread = 0, process = 1): Reply | undefined => {
      const from = told.length;
      happens();
      return heardBy(from, thread, process);
    },
    fd: (type: 'stream' | 'datagram', process = 1): Fd => must({ call: 'socket', type }, 0, process) as Fd,
    establish: (connection = newest()): void => {
      tell({ _tag: 'Established', connection, listener: 0, local: endpoint(US, 40_000), remote: REMOTE });
    },
    /** A peer's connection comes through a listener; answers its name. */
    knock: (listener: ConnectionId, port = 50_000): ConnectionId => {
      const connection = 1_000 + port;
      tell({ _tag: 'Established', connection, listener, local: endpoint(US, 80), remote: endpoint(THEM, port) });
      return connection;
    },
    end: (why: Ending, connection = newest()): void => {
      tell({ _tag: 'Ended', connection, why });
    },
    arrive: (words: string, ended = false, connection = newest()): void => {
      cue({ _tag: 'Arrive', connection, octets: rope(utf8(words)), ended });
    },
    room: (octets: number, connection = newest()): void => {
      cue({ _tag: 'Room', connection, octets });
    },
    point: (ahead: number, octet?: string, connection = newest()): void => {
      cue({ _tag: 'Point', connection, ahead, octet: octet?.charCodeAt(0) });
    },
    udp: (indication: UdpService['indication']): void => {
      cue({ _tag: 'Tell', indication: { from: 'udp', indication } });
    },
    exit: (process = 1): void => {
      hear({ _tag: 'Requested', request: { _tag: 'ProcessEnded', process } });
    },
    /** Time passes; who is due is woken at his instant. */
    sleep: (duration: Duration): void => {
      const until = now + duration;
      for (;;) {
        const next = layer.deadline(state);
        if (O.isNone(next) || next.value > until) break;
        now = Math.max(now, next.value);
        hear(DEADLINE_REACHED);
      }
      now = until;
    },
    deadline: () => layer.deadline(state),
    newest,
    asked,
    /** What TCP was asked since then, by name, but for the words that it answers at once. */
    words: (from = 0): ReadonlyArray<string> =>
      asked
        .slice(from)
        .map((word) => word.request._tag)
        .filter((name) => name !== 'Receive'),
    fired,
    state: (): SocketState => state.storeys[0],
    told,
  };
};

export type Desk = ReturnType<typeof desk>;

/** A connected stream. */
export const connected = (d: Desk): Fd => {
  const fd = d.fd('stream');
  d.call({ call: 'connect', fd, remote: REMOTE });
  d.establish();
  return fd;
};

/** A listener, and TCP's name for it. */
export const listening = (d: Desk, backlog = 8): readonly [Fd, ConnectionId] => {
  const fd = d.fd('stream');
  d.must({ call: 'bind', fd, local: endpoint(US, 80) });
  d.must({ call: 'listen', fd, backlog });
  return [fd, d.newest()];
};

/** The errno of a reply, `waits`, or `ok`. */
export const short = (reply: Reply | undefined): string =>
  reply === undefined ? 'nothing' : reply === 'waits' ? reply : reply._tag === 'Left' ? reply.left : 'ok';

export const octets = (words: string): Bytes => utf8(words);
