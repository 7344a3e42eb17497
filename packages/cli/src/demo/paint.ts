import pc from 'picocolors';

/** Colours for a terminal; none elsewhere. */
export interface Paint {
  readonly heading: (line: string) => string;
  readonly good: (line: string) => string;
  readonly bad: (line: string) => string;
  readonly quiet: (line: string) => string;
  /** A rung of a ladder: lost in red, resent in yellow. */
  readonly rung: (line: string) => string;
}

export const paintFor = (colour: boolean): Paint => {
  const { bold, green, red, yellow, dim } = pc.createColors(colour);
  return {
    heading: bold,
    good: green,
    bad: red,
    quiet: dim,
    rung: (line) => (line.includes('✗') ? red(line) : / (resent|overtaken|duplicate)/.test(line) ? yellow(line) : line),
  };
};

/** Text in lines no longer than a width, broken between words. */
export const wrap = (sentence: string, width: number): ReadonlyArray<string> => {
  const lines: Array<string> = [];
  let line = '';
  for (const word of sentence.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
};
