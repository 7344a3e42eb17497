// Runs snippets in one name space.
import { E } from '../../basis/fp.ts';
import type { Statement, Term, Value } from './Ast.ts';
import { parsePython } from './parse.ts';
import { calculate, compare, isTrue, numberOf, PythonError, str } from './values.ts';

/** The names of all snippets of one script. Local to whoever runs them. */
export type Names = Map<string, Value>;

const extreme = (items: ReadonlyArray<Value>, sign: '<' | '>'): Value => {
  const [first] = items;
  const all = items.length === 1 && typeof first === 'object' ? first : items;
  if (all.length === 0) throw new PythonError('ValueError: nothing to choose from');
  let best = all[0];
  for (const item of all) if (compare(sign, item, best)) best = item;
  return best;
};

const lengthOf = (value: Value): number => {
  if (typeof value === 'string' || typeof value === 'object') return value.length;
  throw new PythonError('TypeError: object has no len()');
};

const integer = (value: Value): number => {
  const number = typeof value === 'string' ? Number(value) : numberOf(value, 'int()');
  if (Number.isNaN(number)) throw new PythonError(`ValueError: invalid literal for int(): ${str(value)}`);
  return Math.trunc(number);
};

const FUNCTIONS: Readonly<Record<string, (items: ReadonlyArray<Value>) => Value>> = {
  abs: ([value]) => Math.abs(numberOf(value, 'abs()')),
  min: (items) => extreme(items, '<'),
  max: (items) => extreme(items, '>'),
  int: ([value]) => integer(value),
  float: ([value]) => Number(typeof value === 'string' ? value : numberOf(value, 'float()')),
  str: ([value]) => str(value),
  hex: ([value]) => `0x${integer(value).toString(16)}`,
  len: ([value]) => lengthOf(value),
  bool: ([value]) => isTrue(value),
  round: ([value]) => Math.round(numberOf(value, 'round()')),
};

const unary = (sign: string, value: Value): Value => {
  if (sign === 'not') return !isTrue(value);
  const number = numberOf(value, sign);
  return sign === '-' ? -number : sign === '~' ? -number - 1 : number;
};

const evaluate = (term: Term, names: Names): Value => {
  switch (term._tag) {
    case 'Constant':
      return term.value;
    case 'Name':
      if (!names.has(term.name)) throw new PythonError(`NameError: name '${term.name}' is not defined`);
      return names.get(term.name);
    case 'Tuple':
      return term.items.map((item) => evaluate(item, names));
    case 'Unary':
      return unary(term.sign, evaluate(term.of, names));
    case 'Binary':
      return calculate(term.sign, evaluate(term.left, names), evaluate(term.right, names));
    case 'Logic': {
      const left = evaluate(term.left, names);
      return isTrue(left) === term.isAnd ? evaluate(term.right, names) : left;
    }
    case 'Chain': {
      let left = evaluate(term.first, names);
      for (const { sign, term: next } of term.rest) {
        const right = evaluate(next, names);
        if (!compare(sign, left, right)) return false;
        left = right;
      }
      return true;
    }
    case 'Choice':
      return evaluate(isTrue(evaluate(term.condition, names)) ? term.yes : term.no, names);
    case 'Apply': {
      const call = Object.hasOwn(FUNCTIONS, term.name) ? FUNCTIONS[term.name] : undefined;
      if (call === undefined) throw new PythonError(`NameError: name '${term.name}' is not defined`);
      return call(term.items.map((item) => evaluate(item, names)));
    }
  }
};

/** The values of the names in a failed condition, so that the reader sees why it failed. */
const because = (term: Term, names: Names): ReadonlyArray<string> => {
  switch (term._tag) {
    case 'Name':
      return names.has(term.name) ? [`${term.name} = ${str(names.get(term.name))}`] : [];
    case 'Tuple':
    case 'Apply':
      return term.items.flatMap((item) => because(item, names));
    case 'Unary':
      return because(term.of, names);
    case 'Binary':
    case 'Logic':
      return [...because(term.left, names), ...because(term.right, names)];
    case 'Chain':
      return [...because(term.first, names), ...term.rest.flatMap((next) => because(next.term, names))];
    case 'Choice':
      return [term.condition, term.yes, term.no].flatMap((part) => because(part, names));
    case 'Constant':
      return [];
  }
};

const assign = (given: ReadonlyArray<string>, value: Value, names: Names): void => {
  const [first, second] = given;
  if (first !== undefined && second === undefined) {
    names.set(first, value);
    return;
  }
  if (typeof value !== 'object' || value.length !== given.length) {
    throw new PythonError(`ValueError: ${given.length} values expected`);
  }
  given.forEach((name, i) => names.set(name, value[i]));
};

const perform = (statement: Statement, names: Names, printed: Array<string>): void => {
  switch (statement._tag) {
    case 'Assign':
      assign(statement.names, evaluate(statement.term, names), names);
      return;
    case 'Change': {
      if (!names.has(statement.name)) throw new PythonError(`NameError: name '${statement.name}' is not defined`);
      names.set(statement.name, calculate(statement.sign, names.get(statement.name), evaluate(statement.term, names)));
      return;
    }
    case 'Print':
      printed.push(statement.items.map((item) => str(evaluate(item, names))).join(' '));
      return;
    case 'Assert': {
      if (isTrue(evaluate(statement.term, names))) return;
      const says = statement.says === undefined ? '' : `: ${str(evaluate(statement.says, names))}`;
      const values = [...new Set(because(statement.term, names))].join(', ');
      throw new PythonError(`${statement.text} does not hold${says}${values === '' ? '' : ` (${values})`}`);
    }
    case 'Evaluate':
      evaluate(statement.term, names);
  }
};

/**
 * Runs a snippet in a name space, which it may change.
 *
 * Takes   the snippet, the names it sees, and where what it prints is collected
 * Fails   with the first assertion that does not hold, or the mistake; undefined where all is well
 */
export const runPython = (source: string, names: Names, printed: Array<string>): string | undefined => {
  const statements = parsePython(source);
  if (E.isLeft(statements)) return `SyntaxError: ${statements.left}`;
  try {
    for (const statement of statements.right) perform(statement, names, printed);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof PythonError) return thrown.message;
    throw thrown;
  }
};
