// A header is a table: one declaration gives its type, its codec, its picture and the place of each field.
import type { Context, Errors, Validation } from 'io-ts';
import { failure, success, Type } from 'io-ts';
import type { Bytes } from '../basis/bytes.ts';
import type { FieldKind, KindName, Kinds, Read, Write } from './fields.ts';
import { bits, kindOf } from './fields.ts';
import { labelOf, picture } from './picture.ts';

/** The rows of a table: the fields in the order of the wire, and the kind of each. */
export type Fields = Readonly<Record<string, KindName>>;

/** The header as a record: every field, every bit as on the wire. */
export type HeaderOf<F extends Fields> = { readonly [K in keyof F]: Kinds[F[K]] };

/** Where a field lies, for pictures and inspectors. */
export interface Place {
  readonly name: string;
  /** The name as the RFC's picture has it. */
  readonly label: string;
  /** Counted from the header's first bit, which is the most significant one of its first octet. */
  readonly bit: number;
  /** Bits. */
  readonly width: number;
  /** The octets that hold some of it: from the first, up to the one behind the last. */
  readonly from: number;
  readonly to: number;
  /** What stands there, as text. */
  readonly show: (view: DataView, at: number) => string;
}

/** A field at its place: its reader and writer were chosen when the table was built. */
export interface Field<A> extends Place {
  readonly read: Read<A>;
  readonly write: Write<A>;
}

/**
 * A table of fields that became a header.
 *
 * @category model
 * @since 0.1.0
 */
export interface Layout<F extends Fields> {
  readonly name: string;
  /** Octets. */
  readonly length: number;
  readonly places: ReadonlyArray<Place>;
  readonly field: { readonly [K in keyof F]: Field<Kinds[F[K]]> };
  /** Neighbouring fields as one number: for a decoder that reads all flags at once. */
  readonly span: (first: keyof F & string, last: keyof F & string) => Field<number>;
  /** The bare header, from and to exactly its octets. */
  readonly codec: Type<HeaderOf<F>, Bytes, Bytes>;
  /** As the RFCs draw it. */
  readonly picture: string;
}

const fieldAt = <A>(kind: FieldKind<A>, name: string, label: string, bit: number): Field<A> => {
  const read = kind.reader(bit);
  return {
    name,
    label,
    bit,
    width: kind.width,
    from: bit >>> 3,
    to: (bit + kind.width + 7) >>> 3,
    show: (view, at) => kind.show(read(view, at)),
    read,
    write: kind.writer(bit),
  };
};

const viewOf = (octets: Bytes): DataView => new DataView(octets.buffer, octets.byteOffset, octets.byteLength);

const codecOf = (
  name: string,
  length: number,
  rows: ReadonlyArray<readonly [kind: FieldKind<unknown>, field: Field<unknown>]>,
): Type<Readonly<Record<string, unknown>>, Bytes, Bytes> => {
  const validate = (octets: Bytes, context: Context): Validation<Readonly<Record<string, unknown>>> => {
    if (octets.length !== length) {
      return failure(octets, context, `${name}: ${octets.length} octets, where a header has ${length}`);
    }
    const view = viewOf(octets);
    const header: Record<string, unknown> = {};
    for (const [, field] of rows) header[field.name] = field.read(view, 0);
    return success(header);
  };
  return new Type(
    name,
    (value): value is Readonly<Record<string, unknown>> =>
      typeof value === 'object' &&
      value !== null &&
      rows.every(([kind, field]) => kind.is((value as Readonly<Record<string, unknown>>)[field.name])),
    validate,
    (header) => {
      const octets = new Uint8Array(length);
      const view = viewOf(octets);
      for (const [, field] of rows) field.write(view, 0, header[field.name]);
      return octets;
    },
  );
};

/**
 * Builds a header from its table.
 *
 * Takes   its name, its fields in the order of the wire, and labels for those that the RFC's picture names otherwise
 * Gives   the places, readers and writers of its fields, the codec of the bare header, and its picture
 * Fails   never; a header of no whole number of octets is rounded up, and the last bits belong to no field
 *
 * @example
 * layout('udp', { sourcePort: 'port', destinationPort: 'port', length: 'u16', checksum: 'u16' }).length // 8
 *
 * @category codec
 * @since 0.1.0
 */
export const layout = <const F extends Fields>(
  name: string,
  table: F,
  labels: { readonly [K in keyof F]?: string } = {},
): Layout<F> => {
  const rows: Array<readonly [kind: FieldKind<unknown>, field: Field<unknown>]> = [];
  const field: Record<string, Field<unknown>> = {};
  let bit = 0;
  for (const key of Object.keys(table) as Array<keyof F & string>) {
    // What is known here of a kind is only that it reads what it writes; the signature knows the rest.
    const kind = kindOf(table[key] as KindName) as unknown as FieldKind<unknown>;
    const made = fieldAt(kind, key, labels[key] ?? labelOf(key), bit);
    rows.push([kind, made]);
    field[key] = made;
    bit += kind.width;
  }
  const length = (bit + 7) >>> 3;
  const places = rows.map(([, made]) => made);
  return {
    name,
    length,
    places,
    field: field as unknown as Layout<F>['field'],
    span: (first, last) => {
      const from = field[first]?.bit ?? 0;
      const end = field[last];
      return fieldAt(bits((end?.bit ?? 0) + (end?.width ?? 0) - from), `${first}…${last}`, '', from);
    },
    codec: codecOf(name, length, rows) as unknown as Type<HeaderOf<F>, Bytes, Bytes>,
    picture: picture(places),
  };
};

/** Why a codec refused, in one sentence. */
export const showErrors = (errors: Errors): string =>
  errors.map(({ message, value }) => message ?? `cannot be read: ${String(value)}`).join('; ');
