import type { Output } from '../../basis/layer.ts';
import { NOTHING, say } from '../../basis/layer.ts';
import type { Instant } from '../../basis/time.ts';
import type { SocketService } from '../../socket/Service.ts';
import type { ConsoleService } from './Service.ts';
import type { ProcessesConfig, ProcessState } from './State.ts';

/** What the floor says. */
export type Word = Output<ConsoleService, SocketService>;

/**
 * One step of the floor while it happens: made from the state when an input comes, given away as the next state.
 *
 * At most one call is asked of the sockets in a turn, as its last word: what follows from it comes back as an input.
 */
export interface Turn {
  readonly config: ProcessesConfig;
  readonly now: Instant;
  readonly state: { -readonly [K in keyof ProcessState]: ProcessState[K] };
  said: ReadonlyArray<Word>;
}

/** Begins a turn. */
export const begin = (config: ProcessesConfig, state: ProcessState, now: Instant): Turn => ({
  config,
  now,
  state: {
    processes: state.processes,
    files: state.files,
    asked: state.asked,
    ready: state.ready,
    sleepers: state.sleepers,
    nextSleeper: state.nextSleeper,
    at: now,
    calls: state.at === now ? state.calls : 0,
  },
  said: NOTHING,
});

/** Tells whoever sits at the console. */
export const tell = (turn: Turn, indication: ConsoleService['indication']): void => {
  turn.said = say(turn.said, { _tag: 'Indicate', indication });
};
