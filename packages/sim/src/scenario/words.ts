/**
 * The words of a command line: separated by blanks, with single or double quotes around what has blanks in it, and a backslash before
 * a sign that is meant as itself.
 *
 * Takes   the line
 * Gives   its words; undefined where a quote is not closed
 *
 * @example
 * splitWords('udp ask "10.0.0.2" 7') // ['udp', 'ask', '10.0.0.2', '7']
 *
 * @category codec
 * @since 0.1.0
 */
export const splitWords = (line: string): ReadonlyArray<string> | undefined => {
  const words: Array<string> = [];
  let word: string | undefined;
  let quote = '';
  for (let i = 0; i < line.length; i++) {
    const sign = line.charAt(i);
    if (sign === '\\' && quote !== "'" && i + 1 < line.length) {
      i += 1;
      word = (word ?? '') + line.charAt(i);
    } else if (quote === '' && (sign === '"' || sign === "'")) {
      quote = sign;
      word ??= '';
    } else if (sign === quote) {
      quote = '';
    } else if (quote === '' && /\s/.test(sign)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + sign;
    }
  }
  if (word !== undefined) words.push(word);
  return quote === '' ? words : undefined;
};
