// Where in a YAML file a field stands: the paths of problems, found again in the text.
import type { Document, LineCounter } from 'yaml';
import { isMap, isNode, isScalar, isSeq } from 'yaml';

/** `cables[0].faults[2]` as `cables`, 0, `faults`, 2. */
const stepsOf = (path: string): ReadonlyArray<string | number> =>
  Array.from(path.matchAll(/\[([0-9]+)\]|[^.[\]]+/g), ([step, index]) => (index === undefined ? step : Number(index)));

const startOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined);

/** The offset of the deepest thing on a path that is there. Of a field, its name; where a field is missing, what should hold it. */
const offsetOf = (document: Document, path: string): number => {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  const steps = stepsOf(path).slice();
  while (steps.length > 0) {
    if (isSeq(node) && typeof steps[0] === 'number') {
      node = node.items[steps[0]];
      steps.shift();
    } else if (isMap(node)) {
      // A name may contain dots, which a path does not tell from steps: the longest name that is there is meant.
      let taken = steps.length;
      const nameOf = (count: number): string => steps.slice(0, count).join('.');
      const keyed = (name: string): boolean => isMap(node) && node.has(name);
      while (taken > 0 && !keyed(nameOf(taken))) taken -= 1;
      const name = nameOf(taken);
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === name);
      if (taken === 0 || pair === undefined) return offset;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
      steps.splice(0, taken);
      continue;
    } else return offset;
    offset = startOf(node) ?? offset;
  }
  return offset;
};

/** `12:5`: line and column of a path's place, both from 1. */
export const placeOf = (document: Document, lines: LineCounter, path: string): string => {
  const { line, col } = lines.linePos(offsetOf(document, path));
  return `${line}:${col}`;
};
