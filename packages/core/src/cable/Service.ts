import type { Frame } from '../wire/frame.ts';

/** What a cable offers the station at one of its ends: to put a frame on it, and to be told of one that arrived. */
export interface CableService {
  readonly request: Frame;
  readonly indication: Frame;
}
