// Borders of the house: what comes from a desk (YAML, JSON) is read by io-ts, and whatever is wrong is told with its place and
// with what would have been right.
import { E, t } from '../basis/fp.ts';

/** A type at the border: it reads anything, and writes `Out`. */
export type Codec<A, Out = unknown> = t.Type<A, Out>;

/** What is wrong with a document, where, and what would have been right. */
export interface Problem {
  /** `hosts.client.address`, `cables[0].faults[2]`; empty for the whole. */
  readonly path: string;
  readonly says: string;
}

/** A problem in one line. */
export const showProblem = ({ path, says }: Problem): string => (path === '' ? says : `${path}: ${says}`);

const shown = (value: unknown): string => {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null
    ? 'a mapping'
    : typeof value === 'symbol' || typeof value === 'function'
      ? 'no value'
      : `${value as number}`;
};

/** A wrong value, said kindly. */
export const refused = (value: unknown, wanted: string): string => `${shown(value)} is not ${wanted}`;

/**
 * A text that means something: read by a function that gives undefined where it cannot.
 *
 * Takes   the name of the type; what is wanted, as in `an address, as in 10.0.0.1`; the reader, and the writer
 *
 * @category codec
 * @since 0.1.0
 */
export const word = <A>(
  name: string,
  wanted: string,
  read: (text: string) => A | undefined,
  write: (value: A) => string,
): Codec<A, string> =>
  new t.Type<A, string>(
    name,
    (value): value is A => value !== undefined,
    (input, context) => {
      const value = typeof input === 'string' ? read(input) : undefined;
      return value === undefined ? t.failure(input, context, refused(input, wanted)) : t.success(value);
    },
    write,
  );

/** A whole number between two bounds. */
export const whole = (name: string, least: number, most: number): Codec<number, number> =>
  new t.Type<number, number>(
    name,
    (value): value is number => typeof value === 'number',
    (input, context) =>
      typeof input === 'number' && Number.isInteger(input) && input >= least && input <= most
        ? t.success(input)
        : t.failure(input, context, refused(input, `a whole number from ${least} to ${most}`)),
    (value) => value,
  );

/** A value that may be absent. Reading `undefined` gives `undefined`, and it is not written. */
export const optional = <A, Out>(type: Codec<A, Out>): Codec<A | undefined, Out | undefined> =>
  new t.Type<A | undefined, Out | undefined>(
    `${type.name}?`,
    (value): value is A | undefined => value === undefined || type.is(value),
    (input, context) => (input === undefined ? t.success(undefined) : type.validate(input, context)),
    (value) => (value === undefined ? undefined : type.encode(value)),
  );

/** A value that may be absent, and what it is then. */
export const withDefault = <A, Out>(type: Codec<A, Out>, absent: A): Codec<A, Out> =>
  new t.Type<A, Out>(
    type.name,
    (value): value is A => type.is(value),
    (input, context) => (input === undefined ? t.success(absent) : type.validate(input, context)),
    (value) => type.encode(value),
  );

const isMapping = (input: unknown): input is Readonly<Record<string, unknown>> =>
  typeof input === 'object' && input !== null && !Array.isArray(input);

type Fields = Readonly<Record<string, Codec<unknown>>>;
type FieldsOf<A> = { readonly [K in keyof A]: Codec<A[K]> };

/**
 * A mapping with these fields and no others: a misspelt field is told, not ignored.
 *
 * @category codec
 * @since 0.1.0
 */
export const record = <A extends object>(name: string, fields: FieldsOf<A>): Codec<A, object> => {
  const names = Object.keys(fields);
  const types = fields as unknown as Fields;
  return new t.Type<A, object>(
    name,
    (value): value is A => isMapping(value),
    (input, context) => {
      if (!isMapping(input)) {
        return t.failure(input, context, refused(input, `a mapping with ${names.join(', ')}`));
      }
      const errors: t.Errors = [];
      for (const key of Object.keys(input)) {
        if (!names.includes(key)) {
          const here = t.appendContext(context, key, t.unknown, input[key]);
          errors.push({
            value: input[key],
            context: here,
            message: `there is no such field; ${name} has ${names.join(', ')}`,
          });
        }
      }
      const read: Record<string, unknown> = {};
      for (const key of names) {
        const type = types[key];
        if (type === undefined) continue;
        const value = Object.hasOwn(input, key) ? input[key] : undefined;
        const answer = type.validate(value, t.appendContext(context, key, type, value));
        if (E.isLeft(answer)) errors.push(...answer.left);
        else read[key] = answer.right;
      }
      return errors.length > 0 ? t.failures(errors) : t.success(read as A);
    },
    (value) => {
      const written: Record<string, unknown> = {};
      for (const key of names) {
        const out = types[key]?.encode((value as Readonly<Record<string, unknown>>)[key]);
        if (out !== undefined) written[key] = out;
      }
      return written;
    },
  );
};

/** A mapping from names to values of one type, in the order in which it is written down. */
export const named = <A>(name: string, type: Codec<A>): Codec<Readonly<Record<string, A>>, object> =>
  new t.Type<Readonly<Record<string, A>>, object>(
    name,
    (value): value is Readonly<Record<string, A>> => isMapping(value),
    (input, context) => {
      if (!isMapping(input)) return t.failure(input, context, refused(input, `a mapping from names to ${type.name}`));
      const errors: t.Errors = [];
      const read: Array<readonly [string, A]> = [];
      for (const key of Object.keys(input)) {
        const here = t.appendContext(context, key, type, input[key]);
        if (!/^[A-Za-z_][A-Za-z0-9_.-]*$/.test(key)) {
          errors.push({
            value: input[key],
            context: here,
            message: refused(key, 'a name: a letter, then letters, digits, "_", "." or "-"'),
          });
          continue;
        }
        const answer = type.validate(input[key], here);
        if (E.isLeft(answer)) errors.push(...answer.left);
        else read.push([key, answer.right]);
      }
      return errors.length > 0 ? t.failures(errors) : t.success(Object.fromEntries(read));
    },
    (value) => Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, type.encode(entry)])),
  );

/** A list of values of one type. */
export const list = <A>(type: Codec<A>): Codec<ReadonlyArray<A>, ReadonlyArray<unknown>> =>
  new t.Type<ReadonlyArray<A>, ReadonlyArray<unknown>>(
    `list of ${type.name}`,
    (value): value is ReadonlyArray<A> => Array.isArray(value),
    (input, context) => {
      if (!Array.isArray(input)) return t.failure(input, context, refused(input, `a list of ${type.name}`));
      const errors: t.Errors = [];
      const read: Array<A> = [];
      input.forEach((entry: unknown, index) => {
        const answer = type.validate(entry, t.appendContext(context, String(index), type, entry));
        if (E.isLeft(answer)) errors.push(...answer.left);
        else read.push(answer.right);
      });
      return errors.length > 0 ? t.failures(errors) : t.success(read);
    },
    (value) => value.map((entry) => type.encode(entry)),
  );

/** The problems that io-ts found, each with its path. */
export const problemsOf = (errors: t.Errors): ReadonlyArray<Problem> =>
  errors.map(({ context, message, value }) => {
    let path = '';
    for (const { key } of context) {
      if (/^[0-9]+$/.test(key)) path += `[${key}]`;
      else if (key !== '') path += path === '' ? key : `.${key}`;
    }
    return { path, says: message ?? refused(value, context[context.length - 1]?.type.name ?? 'right') };
  });

/**
 * Reads a document.
 *
 * Takes   a type, and a value as a parser of YAML or JSON left it
 * Gives   the value that it stands for
 * Fails   with every problem, not only the first
 *
 * @category codec
 * @since 0.1.0
 */
export const readDocument = <A>(type: Codec<A>, input: unknown): E.Either<ReadonlyArray<Problem>, A> => {
  const answer = type.decode(input);
  return E.isLeft(answer) ? E.left(problemsOf(answer.left)) : E.right(answer.right);
};
