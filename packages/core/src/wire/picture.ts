// The picture of a header as the RFCs draw it: 32 bits a row, two characters a bit.

/** What the picture needs of a field. */
interface Drawn {
  readonly label: string;
  readonly bit: number;
  readonly width: number;
}

interface Cell extends Drawn {
  /** The label's lines; none in a row where the field only goes on. */
  readonly lines: ReadonlyArray<string>;
}

const ROW = 32;

const SMALL_WORDS: ReadonlySet<string> = new Set(['to', 'of']);

/**
 * A field's name as prose: words, with capitals as the RFCs set them.
 *
 * @example
 * labelOf('timeToLive') // 'Time to Live'
 *
 * @category trace
 * @since 0.1.0
 */
export const labelOf = (name: string): string =>
  /^[A-Z0-9]+$/.test(name)
    ? name
    : name
        .replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
        .split(' ')
        .map((word) => (SMALL_WORDS.has(word) ? word : word.charAt(0).toUpperCase() + word.slice(1)))
        .join(' ');

/** Breaks a label at its blanks, so that no line is wider than the cell; a word that is too wide stands upright. */
const broken = (label: string, width: number): ReadonlyArray<string> => {
  const lines: Array<string> = [];
  for (const word of label.split(' ')) {
    const last = lines[lines.length - 1];
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else if (word.length <= width) lines.push(word);
    else lines.push(...word.split(''));
  }
  return lines;
};

const centred = (text: string, width: number): string => {
  const left = (width - text.length) >> 1;
  return ' '.repeat(left) + text + ' '.repeat(width - text.length - left);
};

/** The parts of the fields that lie in one row. A field over several rows has its name where it begins, or in its first whole row. */
const cellsOf = (fields: ReadonlyArray<Drawn>, row: number): ReadonlyArray<Cell> =>
  fields
    .filter(({ bit, width }) => bit < (row + 1) * ROW && bit + width > row * ROW)
    .map(({ label, bit, width }) => {
      const from = Math.max(bit, row * ROW);
      const to = Math.min(bit + width, (row + 1) * ROW);
      const firstRow = Math.floor(bit / ROW);
      const wide = ROW - (bit % ROW) < width && bit % ROW !== 0 ? firstRow + 1 : firstRow;
      const named = row === wide || (row === firstRow && bit + width <= (firstRow + 1) * ROW);
      return { label, bit: from, width: to - from, lines: named ? broken(label, 2 * (to - from) - 1) : [] };
    });

/** The line between two rows: open where a field goes on. */
const ruleBetween = (fields: ReadonlyArray<Drawn>, row: number, total: number): string => {
  const left = Math.max(0, row - 1) * ROW;
  const columns = Math.max(Math.min(ROW, total - left), row * ROW < total ? Math.min(ROW, total - row * ROW) : 0);
  const open = (column: number): boolean =>
    row > 0 &&
    fields.some(({ bit, width }) => {
      const above = (row - 1) * ROW + column;
      return bit <= above && bit + width > above + ROW;
    });
  let line = '+';
  for (let column = 0; column < columns; column++) {
    const here = open(column);
    const next = column + 1 < columns && open(column + 1);
    line += (here ? ' ' : '-') + (here && next ? ' ' : '+');
  }
  return line;
};

/**
 * Draws a header.
 *
 * Takes   the fields in order, without gaps
 * Gives   lines of text, each bit two characters wide, under the ruler that every RFC has
 *
 * @category trace
 * @since 0.1.0
 */
export const picture = (fields: ReadonlyArray<Drawn>): string => {
  const total = fields.reduce((sum, { width }) => sum + width, 0);
  const columns = Math.min(ROW, total);
  const tens = Array.from({ length: columns }, (_, bit) => (bit % 10 === 0 ? String(bit / 10) : ' ')).join(' ');
  const units = Array.from({ length: columns }, (_, bit) => String(bit % 10)).join(' ');
  const lines = [` ${tens}`.trimEnd(), ` ${units}`];
  const rows = Math.ceil(total / ROW);
  for (let row = 0; row < rows; row++) {
    lines.push(ruleBetween(fields, row, total));
    const cells = cellsOf(fields, row);
    const height = Math.max(1, ...cells.map((cell) => cell.lines.length));
    for (let line = 0; line < height; line++) {
      const texts = cells.map((cell) => {
        const first = (height - cell.lines.length) >> 1;
        return centred(cell.lines[line - first] ?? '', 2 * cell.width - 1);
      });
      lines.push(`|${texts.join('|')}|`);
    }
  }
  lines.push(ruleBetween(fields, rows, total));
  return lines.join('\n');
};
