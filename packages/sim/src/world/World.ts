// A world is a value: hosts, cables, agenda, clock and the place in the trace. Rewinding is keeping an old one; forking is using one twice.
import type {
  AnyRequest,
  Bytes,
  CableConfig,
  CableService,
  ConsoleService,
  Duration,
  Fifo,
  Frame,
  Heap,
  Instant,
  Ipv4Address,
  Layer,
  Line,
  MacAddress,
  Program,
  Router,
  RouterInterface,
  RouterState,
  Table,
} from '@sockeye/core';
import type { Map } from 'immutable';
import type { Row } from '../basis/row.ts';
import type { Faults } from '../fault/compile.ts';
import type { Losses } from '../fault/models/atMost.ts';
import type { Generator } from '../fault/models/generator.ts';
import type { Place } from '../fault/models/rateTrace.ts';
import type { Discipline } from '../fault/queues/Disc.ts';
import type { Queue } from '../fault/queues/queue.ts';
import type { Fault } from '../fault/Fault.ts';
import type { Counts } from '../fault/meaning.ts';
import type { EventId } from '../trace/Event.ts';
import type { FrameId } from '../trace/identity.ts';

/**
 * When the bytes of a frame are made: when somebody looks; when it is born, keeping the value too; when it is born, throwing the
 * value away, so that the receiver reads and verifies everything. No observer can tell which; `bytes` costs most and assumes least.
 */
export type Wire = 'lazy' | 'eager' | 'bytes';

/** A host as the simulator sees it: a machine between somebody at its console and a cable. */
export type HostLayer<S> = Layer<S, ConsoleService, CableService>;

/** A time in which a host hears nothing: paused, it hears it afterwards; crashed, never. */
export interface Outage {
  readonly kind: 'pause' | 'crash';
  readonly since: Instant;
  readonly until: Instant;
}

/** What stands at the ends of cables, and never changes. `S` is the state of a host. */
export type Node<S> =
  | {
      readonly kind: 'host';
      readonly name: string;
      readonly address: Ipv4Address;
      readonly mac: MacAddress;
      readonly layer: HostLayer<S>;
      /** When it stands still, or is down. */
      readonly outages: ReadonlyArray<Outage>;
    }
  | { readonly kind: 'switch'; readonly name: string }
  | { readonly kind: 'hub'; readonly name: string }
  | {
      readonly kind: 'router';
      readonly name: string;
      readonly interfaces: ReadonlyArray<RouterInterface>;
      readonly layer: Router;
    };

/** One direction of a cable: line 2c leads from the first end of cable c to the second, line 2c + 1 back. */
export interface LineSetting {
  /** `client→server`; a second cable between the same two has `client→server/2`. */
  readonly name: string;
  readonly from: number;
  /** At which port of `from` it is plugged in; of a router, its interface. */
  readonly port: number;
  readonly to: number;
  /** What stands for this line in the key of chance: made of names, so that a new cable elsewhere shifts nothing. */
  readonly key: number;
  readonly config: CableConfig;
}

/** Whatever of a world does not change while it runs. */
export interface Setting<S> {
  readonly seed: number;
  readonly wire: Wire;
  readonly nodes: ReadonlyArray<Node<S>>;
  readonly lines: ReadonlyArray<LineSetting>;
  /** The lines that lead away from each node, in the order of its ports; an interface of a router may have none. */
  readonly ports: ReadonlyArray<ReadonlyArray<number | undefined>>;
  /** Is any host ever away? */
  readonly frail: boolean;
}

/** The last correlated numbers of a line, in netem's fashion: they belong to the line, since ρ binds a frame to the one before. */
export interface Memory {
  readonly loss: number;
  readonly duplicate: number;
  readonly corrupt: number;
  readonly reorder: number;
  readonly delay: number;
  /** Frames that were delayed since the last one that jumped ahead. */
  readonly counter: number;
  /** What the models of the line remember; undefined: it has none, or none was needed yet. */
  readonly models: ModelMemory | undefined;
}

/** A frame under way between the faults and the cable itself. */
export interface Parcel {
  readonly id: FrameId;
  readonly data: Frame;
  readonly cause: EventId;
  /** It jumped ahead: it does not feel the cable's delay. */
  readonly hurried: boolean;
  /** By how much it arrives later than the cable alone would let it. */
  readonly held: Duration;
}

/** The frames that netem's delay, rate and slots hold back, by the instant at which each may leave. */
export interface Stage {
  readonly frames: Heap<Parcel> | undefined;
  readonly length: number;
  /** How many there ever were: ties of instants are broken by it. */
  readonly entered: number;
  /** The latest instant at which one of them may leave. */
  readonly last: Instant;
  /** When the next slot opens, and what is left of this one; undefined: no slot was ever needed. */
  readonly slot: { readonly opens: Instant; readonly packets: number; readonly octets: number } | undefined;
  readonly slots: number;
}

/** What the models of a line remember. */
export interface ModelMemory {
  /** netem's own generator, and the seed that it began with. */
  readonly generator: { readonly seed: number; readonly words: Generator } | undefined;
  /** The state of a law of loss. */
  readonly loss: number;
  readonly losses: Losses;
  readonly stage: Stage;
  /** The frames that wait for the rate under a discipline. */
  readonly queue: { readonly discipline: Discipline; readonly says: string; readonly queue: Queue<Parcel> } | undefined;
  /** The soonest instant at which the agenda will look at the line. */
  readonly wake: Instant | undefined;
  /** Until when a clog freezes the line. */
  readonly clogged: Instant;
  /** Where a rate trace stands. */
  readonly place: Place | undefined;
  /** Frames that are held until somebody releases them, the first one first. */
  readonly held: ReadonlyArray<Parcel>;
  /** Where the numbers of each connection began, and how many frames with octets of each range that scripts name went by. */
  readonly origins: Map<number, number>;
  readonly ranges: Map<string, number>;
}

/** A frame that will arrive behind another one of its line, and the place that it has in the agenda's order. */
export interface Follower {
  readonly when: Instant;
  readonly order: number;
  readonly due: Arrival;
}

/**
 * The file in which the frames of a line arrive: only its leader is on the agenda, and each leader calls the next.
 *
 * A frame that would overtake is on the agenda by itself. Since whoever follows in the file comes later in the total order than its
 * leader, the agenda gives the same sequence as if all of them were on it; and it stays as short as there are lines.
 */
export interface File {
  /** When the last one of the file arrives; undefined: there is nobody in it. */
  readonly last: Instant | undefined;
  readonly behind: Fifo<Follower>;
}

/** One direction of a cable, now. */
export interface LineState {
  readonly line: Line;
  readonly file: File;
  /** How many frames were put in: the last one's ordinal. */
  readonly sent: number;
  readonly counts: Counts;
  readonly memory: Memory;
  /** As they were written, for whoever wants to read or change them; and made ready. */
  readonly script: ReadonlyArray<Fault>;
  readonly faults: Faults;
}

/** The instants at which the agenda will wake a host, the soonest first. Waking early is harmless, so a new one is needed only when it is sooner. */
export interface Alarms {
  readonly at: Instant;
  readonly later: Alarms | undefined;
}

/** A call that waits, and who made it. */
export interface Waiting {
  readonly process: number;
  readonly thread: number;
  readonly request: AnyRequest;
}

/** A node, now. */
export type Seat<S> =
  | {
      readonly kind: 'host';
      readonly state: S;
      readonly alarms: Alarms | undefined;
      /** The state's deadline, and the event after which it first had it. */
      readonly deadline: Instant | undefined;
      readonly since: EventId;
      readonly waiting: Table<Waiting>;
    }
  | {
      readonly kind: 'router';
      readonly state: RouterState;
      readonly alarms: Alarms | undefined;
      readonly deadline: Instant | undefined;
      readonly since: EventId;
    }
  /** Which station was last heard at which port, and when. A hub learns nothing. */
  | { readonly kind: 'bridge'; readonly stations: Table<Station> };

/** Where a station was heard. */
export interface Station {
  readonly port: number;
  readonly heard: Instant;
}

/** A frame will have arrived. */
export interface Arrival {
  readonly _tag: 'Arrival';
  readonly line: number;
  readonly id: FrameId;
  readonly data: Frame;
  readonly cause: EventId;
  /** Is it one of its line's file, and calls the next? */
  readonly filed: boolean;
}

/** Something that will happen. */
export type Due =
  | Arrival
  /** A frame that is due lets all others go first that are due at the same instant, so often. */
  | { readonly _tag: 'Yield'; readonly times: number; readonly due: Arrival }
  | { readonly _tag: 'Alarm'; readonly node: number }
  /** A host crashes, or comes up again. */
  | { readonly _tag: 'Turn'; readonly node: number; readonly isUp: boolean }
  /** A model of this line wants to look again. */
  | { readonly _tag: 'Pull'; readonly line: number }
  | {
      readonly _tag: 'Start';
      readonly node: number;
      readonly process: number;
      readonly words: string;
      readonly program: Program<unknown, unknown>;
      readonly input: Bytes;
    };

/**
 * A world.
 *
 * @category model
 * @since 0.1.0
 */
export interface World<S> {
  readonly setting: Setting<S>;
  readonly now: Instant;
  /** The number that the next event of the trace will have. */
  readonly position: EventId;
  /** How many entries the agenda has ever had: ties of instants are broken by order of creation. */
  readonly created: number;
  readonly agenda: Heap<Due> | undefined;
  readonly seats: Row<Seat<S>>;
  readonly lines: Row<LineState>;
}
