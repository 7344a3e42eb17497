// The published plays.
import type { Play } from './Play.ts';
import { messages } from './published/messages.ts';
import { shortTransfer, transfer } from './published/transfer.ts';

/**
 * The published plays.
 *
 * @category plays
 * @since 0.1.0
 */
export const PLAYS: ReadonlyArray<Play> = [messages, shortTransfer, transfer];
