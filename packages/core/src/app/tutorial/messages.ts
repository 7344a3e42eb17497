import type { Bytes } from '../../basis/bytes.ts';
import { utf8 } from '../../basis/bytes.ts';

/** What the tutorial's clients say. */
export const MESSAGE: Bytes = utf8('This is the message. It will be repeated.');

/** What the tutorial's servers answer. */
export const REPLY: Bytes = utf8('Received your message!');

/** How much the tutorial asks for at once. */
export const BUFFER = 4_096;

/** How many connections may wait. */
export const BACKLOG = 8;
