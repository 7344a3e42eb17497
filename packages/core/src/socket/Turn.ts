import type { Output } from '../basis/layer.ts';
import { note as noteWord, NOTHING, say } from '../basis/layer.ts';
import type { Rule } from '../basis/note.ts';
import type { Rope } from '../basis/rope.ts';
import type { Instant } from '../basis/time.ts';
import type { ConnectionId, TcpService } from '../tcp/Service.ts';
import type { UdpService } from '../udp/Service.ts';
import type { SocketConfig, SocketDefaults } from './Config.ts';
import { DEFAULTS } from './Config.ts';
import type { SocketService } from './Service.ts';
import type { CallId, Socket, SocketId } from './Socket.ts';
import type { Ask, SocketState, Waiting } from './State.ts';
import { NO_ASKS } from './State.ts';
import type { TransportService } from './TransportService.ts';

/** What the floor says. */
export type Word = Output<SocketService, TransportService>;

/** The state of this turn, before it is given away. */
type Draft = { -readonly [K in keyof SocketState]: SocketState[K] };

/**
 * One step of the floor while it happens.
 *
 * The one mutable record: it is made from the state when an input comes, and given away as the next state; what lies in
 * it is persistent. So each input costs one copy of eleven fields, and no step can be told from a pure one.
 */
export interface Turn {
  readonly config: SocketConfig;
  readonly defaults: SocketDefaults;
  readonly now: Instant;
  readonly state: Draft;
  /**
   * What was said, in order: a call asks of the transports before it is answered, and is answered before the next one asks.
   *
   * Whoever is told that his call was answered goes on at once, and may close what a later word of this turn is about: so a
   * word that is being answered is remembered (`Ask`), and its answer is ignored when nobody waits for it any more.
   */
  said: ReadonlyArray<Word>;
  /** Sockets about which something has changed that a waiting call may wait for. */
  touched: ReadonlyArray<SocketId>;
}

/** Begins a turn. */
export const begin = (config: SocketConfig, state: SocketState, now: Instant): Turn => ({
  config,
  defaults: config.defaults ?? DEFAULTS,
  now,
  state: {
    sockets: state.sockets,
    connections: state.connections,
    bound: state.bound,
    processes: state.processes,
    calls: state.calls,
    timers: state.timers,
    timersSize: state.timersSize,
    asks: state.asks,
    nextSocket: state.nextSocket,
    nextCall: state.nextCall,
    chosen: state.chosen,
  },
  said: NOTHING,
  touched: NOTHING,
});

/** Says which rule fired. */
export const note = (turn: Turn, rule: Rule, detail = ''): void => {
  turn.said = say(turn.said, noteWord(rule, detail));
};

/** Asks something of TCP. */
export const toTcp = (turn: Turn, request: TcpService['request']): void => {
  turn.said = say(turn.said, { _tag: 'Request', request: { to: 'tcp', request } });
};

/** Asks something of UDP. */
export const toUdp = (turn: Turn, request: UdpService['request']): void => {
  turn.said = say(turn.said, { _tag: 'Request', request: { to: 'udp', request } });
};

/** Tells a process something. */
export const tell = (turn: Turn, indication: SocketService['indication']): void => {
  turn.said = say(turn.said, { _tag: 'Indicate', indication });
};

/** Keeps a socket as it now is. */
export const keep = (turn: Turn, socket: Socket): void => {
  turn.state.sockets = turn.state.sockets.set(socket.id, socket);
};

/** Something about this socket has changed: whoever waits for it is asked again at the end of the turn. */
export const touch = (turn: Turn, id: SocketId): void => {
  if (!turn.touched.includes(id)) turn.touched = say(turn.touched, id);
};

/** Is such a word of this connection being answered? */
export const isAsked = (state: SocketState, connection: ConnectionId, word: Ask['word']): boolean => {
  for (let i = 0; i < state.asks.length; i++) {
    const ask = state.asks[i];
    if (ask !== undefined && ask.connection === connection && ask.word === word) return true;
  }
  return false;
};

const remember = (turn: Turn, ask: Ask): void => {
  turn.state.asks = turn.state.asks.length === 0 ? [ask] : turn.state.asks.concat(ask);
};

/** OPEN for a call; `reference` stands for the connection until it has a name. */
export const askOpen = (
  turn: Turn,
  open: Extract<TcpService['request'], { readonly _tag: 'Open' }>,
  call: Waiting,
): void => {
  remember(turn, { connection: open.reference, word: 'Open', call });
  toTcp(turn, open);
};

/** SEND for a call. */
export const askSend = (turn: Turn, connection: ConnectionId, octets: Rope, marks: number, call: Waiting): void => {
  remember(turn, { connection, word: 'Send', call });
  toTcp(turn, { _tag: 'Send', connection, octets, marks });
};

/** The same call waits for the `Taken` that follows the name of a connection which opened with octets. */
export const awaitTaken = (turn: Turn, connection: ConnectionId, call: Waiting): void =>
  remember(turn, { connection, word: 'Send', call });

/** RECEIVE for a call, the urgent octet. */
export const askUrgent = (turn: Turn, connection: ConnectionId, peek: boolean, call: Waiting): void => {
  remember(turn, { connection, word: 'ReceiveUrgent', call });
  toTcp(turn, { _tag: 'ReceiveUrgent', connection, peek });
};

/** STATUS for a call. */
export const askStatus = (turn: Turn, connection: ConnectionId, call: Waiting): void => {
  remember(turn, { connection, word: 'Status', call });
  toTcp(turn, { _tag: 'Status', connection });
};

/** RECEIVE for a call. */
export const askReceive = (turn: Turn, connection: ConnectionId, size: number, peek: boolean, call: Waiting): void => {
  remember(turn, { connection, word: 'Receive', call });
  toTcp(turn, { _tag: 'Receive', connection, size, peek });
};

/** Takes the word that an answer belongs to, or undefined where nobody waits for it any more. */
export const recall = (turn: Turn, connection: ConnectionId, word: Ask['word']): Ask | undefined => {
  const { asks } = turn.state;
  for (let i = 0; i < asks.length; i++) {
    const ask = asks[i];
    if (ask === undefined || ask.connection !== connection || ask.word !== word) continue;
    turn.state.asks = asks.length === 1 ? NO_ASKS : asks.filter((other) => other !== ask);
    return ask;
  }
  return undefined;
};

/** Forgets the words of a call that nobody waits for any more. */
export const forgetAsks = (turn: Turn, call: CallId): void => {
  if (turn.state.asks.length > 0) turn.state.asks = turn.state.asks.filter((ask) => ask.call.id !== call);
};
