// What is tried: hosts, clean cables and programs, as a function of a few whole numbers that a counterexample may make smaller.
import type { Bytes, Duration, HostConfig, HostState, Program } from '@sockeye/core';
import type { HostLayer, Topology } from '@sockeye/sim';

/** A program on a host. */
export interface Part {
  readonly on: string;
  readonly program: Program<unknown, unknown>;
  /** What would be typed; for the trace. */
  readonly words: string;
  readonly input: Bytes;
  /** How long after the beginning. */
  readonly at: Duration;
  /** A server never ends by itself, and is not expected to. */
  readonly role: 'client' | 'server';
}

/** A play whose numbers are chosen. */
export interface Staging<S = HostState> {
  /** Its cables are clean: faults belong to the trial. */
  readonly topology: Topology;
  readonly parts: ReadonlyArray<Part>;
  /** The machine of a host: core's `host`, or one with another stack. */
  readonly host: (config: HostConfig) => HostLayer<S>;
}

/** A number of a play: how many octets, messages, hosts. */
export interface Size {
  readonly least: number;
  readonly usual: number;
  readonly most: number;
}

/** The numbers of a play, by name. */
export type Sizes = Readonly<Record<string, number>>;

/**
 * A play.
 *
 * @category plays
 * @since 0.1.0
 */
export interface Play<S = HostState> {
  /** Unique among the plays that a counterexample may name. */
  readonly name: string;
  readonly sizes: Readonly<Record<string, Size>>;
  /** Pure: the same numbers, the same staging. Numbers outside of their bounds are not asked for. */
  readonly stage: (sizes: Sizes) => Staging<S>;
  /** Chance strikes for so long; then it is healed. */
  readonly rage: Duration;
  /** So much later everything that was promised must have happened. */
  readonly patience: Duration;
}

/** The numbers that a play has when nobody chooses. */
export const usualSizes = (play: Pick<Play, 'sizes'>): Sizes =>
  Object.fromEntries(Object.entries(play.sizes).map(([name, { usual }]) => [name, usual]));

/** The numbers of a play at their largest: with them it has all of its hosts and cables. */
export const largestSizes = (play: Pick<Play, 'sizes'>): Sizes =>
  Object.fromEntries(Object.entries(play.sizes).map(([name, { most }]) => [name, most]));

/** The numbers of a play at their smallest. */
export const smallestSizes = (play: Pick<Play, 'sizes'>): Sizes =>
  Object.fromEntries(Object.entries(play.sizes).map(([name, { least }]) => [name, least]));
