// Who a frame is: where it was put in, as which one, and which copy of it. Never a hash of its bytes, and never a count
// of the whole run, so that two futures of one world can be compared frame by frame.

declare const frameIdBrand: unique symbol;

/**
 * The name of a frame on one direction of one cable: the same in every fork in which it was put in.
 *
 * Packed into one number (15 bits of line, 32 of ordinal, 6 of copy), so that it is a key, compares by `===`, and costs nothing.
 */
export type FrameId = number & { readonly [frameIdBrand]: true };

const COPIES = 64;
const ORDINALS = 4294967296;

/** The name of a frame from its parts. `line` is 2 × cable + direction; `ordinal` begins at 1; `copy` is 0 for the frame itself. */
export const frameId = (line: number, ordinal: number, copy: number): FrameId =>
  ((line * ORDINALS + ordinal) * COPIES + copy) as FrameId;

/** Which direction of which cable. */
export const lineOf = (id: FrameId): number => Math.floor(id / COPIES / ORDINALS);

/** The how-manieth that was put in there. */
export const ordinalOf = (id: FrameId): number => Math.floor(id / COPIES) % ORDINALS;

/** Which copy: 0 is the frame itself. */
export const copyOf = (id: FrameId): number => id % COPIES;

/**
 * A frame's name as text, beside the name of its line.
 *
 * @example
 * showFrameId('client→server', frameId(0, 12, 1)) // 'client→server#12.1'
 *
 * @category trace
 * @since 0.1.0
 */
export const showFrameId = (line: string, id: FrameId): string =>
  `${line}#${ordinalOf(id)}${copyOf(id) === 0 ? '' : `.${copyOf(id)}`}`;
