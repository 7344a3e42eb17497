// A hash of values that does not depend on how they came about: records without an order of their fields, queues and heaps by what is
// in them, frames by their octets. States share most of their parts with those before, so what was hashed once is remembered.
import type { Bytes, Deque, Fifo, Frame, Heap, Rope } from '@sockeye/core';
import { octetsWithFcs, toBytes } from '@sockeye/core';
import { isCollection, isOrdered } from 'immutable';
import type { LeftOut } from './leftOut.ts';
import type { Digest } from './mixing.ts';
import { finish, KIND, mixA, mixB } from './mixing.ts';

type Fields = Readonly<Record<string, unknown>>;

const isFifo = (value: object): value is Fifo<unknown> => 'front' in value && 'back' in value && 'length' in value;
const isHeap = (value: object): value is Heap<unknown> => 'rank' in value && 'order' in value && 'left' in value;
const isRope = (value: object): value is Rope => 'chunks' in value && 'start' in value && 'length' in value;
const isDeque = (value: object): value is Deque<unknown> => 'items' in value && 'from' in value && 'to' in value;
const isFrame = (value: object): boolean => 'sealed' in value && 'octetsWithFcs' in value;

/** The entries of a heap in their order. */
const sorted = (heap: Heap<unknown>): ReadonlyArray<Heap<unknown>> => {
  const entries: Array<Heap<unknown>> = [];
  const open: Array<Heap<unknown>> = [heap];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    entries.push(next);
    if (next.left !== undefined) open.push(next.left);
    if (next.right !== undefined) open.push(next.right);
  }
  return entries.toSorted((x, y) => x.key - y.key || x.order - y.order);
};

/**
 * Hashes values. One hasher serves one exploration: it numbers the functions that it meets, so hashes of two hashers cannot be compared.
 *
 * A function is hashed by its identity: the same function does the same, and of two others that is not known.
 */
export class Hasher {
  private a = 0;
  private b = 0;
  private readonly known = new WeakMap<object, Digest>();
  private readonly words = new Map<string, Digest>();
  private readonly codes = new WeakMap<object, number>();
  private nextCode = 1;
  private readonly leftOut: ReadonlyMap<string, ReadonlyArray<ReadonlyArray<string>>>;
  private readonly scratch = new DataView(new ArrayBuffer(8));

  constructor(leftOut: ReadonlyArray<LeftOut>) {
    const byField = new Map<string, Array<ReadonlyArray<string>>>();
    for (const { of, fields } of leftOut) {
      for (const field of fields) byField.set(field, [...(byField.get(field) ?? []), of]);
    }
    this.leftOut = byField;
  }

  /** The hash of a value. */
  of(value: unknown): Digest {
    if (typeof value === 'object' && value !== null) return this.ofObject(value);
    this.begin(KIND.nothing);
    this.take(value);
    return this.end();
  }

  /** The hash of several, in this order. */
  ofAll(values: ReadonlyArray<unknown>): Digest {
    this.begin(KIND.list);
    for (const value of values) this.take(value);
    return this.end();
  }

  private begin(kind: number): void {
    this.a = mixA(0x9747b28c, kind);
    this.b = mixB(0x5bd1e995, kind);
  }

  private end(): Digest {
    return { a: finish(this.a), b: finish(this.b) };
  }

  private word(word: number): void {
    this.a = mixA(this.a, word);
    this.b = mixB(this.b, word);
  }

  private both({ a, b }: Digest): void {
    this.a = mixA(mixA(this.a, a), b);
    this.b = mixB(mixB(this.b, b), a);
  }

  /** One value more, into what is being hashed. */
  private take(value: unknown): void {
    switch (typeof value) {
      case 'undefined':
        this.word(KIND.absent);
        return;
      case 'boolean':
        this.word(value ? KIND.yes : KIND.no);
        return;
      case 'number':
        this.number(value);
        return;
      case 'string':
        this.word(KIND.text);
        this.both(this.ofText(value));
        return;
      case 'function':
        this.word(KIND.code);
        this.word(this.codeOf(value));
        return;
      case 'object':
        if (value === null) this.word(KIND.nothing);
        else this.nested(value);
        return;
      case 'bigint':
      case 'symbol':
        this.word(KIND.text);
        this.both(this.ofText(String(value)));
    }
  }

  private number(value: number): void {
    if (value === (value | 0) && !Object.is(value, -0)) {
      this.word(KIND.whole);
      this.word(value);
      return;
    }
    this.word(KIND.fraction);
    this.scratch.setFloat64(0, value);
    this.word(this.scratch.getInt32(0));
    this.word(this.scratch.getInt32(4));
  }

  private nested(value: object): void {
    const { a, b } = this;
    const inner = this.ofObject(value);
    this.a = a;
    this.b = b;
    this.both(inner);
  }

  private ofText(text: string): Digest {
    const known = this.words.get(text);
    if (known !== undefined) return known;
    const { a, b } = this;
    this.begin(KIND.text);
    for (let i = 0; i < text.length; i++) this.word(text.charCodeAt(i));
    this.word(text.length);
    const made = this.end();
    this.a = a;
    this.b = b;
    if (text.length <= 64) this.words.set(text, made);
    return made;
  }

  private codeOf(code: object): number {
    const known = this.codes.get(code);
    if (known !== undefined) return known;
    const number = this.nextCode;
    this.nextCode += 1;
    this.codes.set(code, number);
    return number;
  }

  private ofObject(value: object): Digest {
    const known = this.known.get(value);
    if (known !== undefined) return known;
    const made = this.ofFresh(value);
    this.known.set(value, made);
    return made;
  }

  private ofFresh(value: object): Digest {
    if (value instanceof Uint8Array) return this.ofOctets(value, KIND.octets);
    if (Array.isArray(value)) return this.ofList(value, KIND.list);
    if (isCollection(value)) return this.ofCollection(value);
    if (value instanceof Map || value instanceof Set) return this.ofList(Array.from<unknown>(value), KIND.table);
    if (isFrame(value)) return this.ofOctets(octetsWithFcs(value as Frame), KIND.frame);
    if (isRope(value)) return this.ofOctets(toBytes(value), KIND.octets);
    if (isHeap(value)) return this.ofHeap(value);
    if (isFifo(value)) return this.ofFifo(value);
    // Its array may be longer than the queue, and grows behind it: only what is seen counts.
    if (isDeque(value)) return this.ofList(value.items.slice(value.from, value.to), KIND.queue);
    return this.ofRecord(value as Fields);
  }

  private ofOctets(octets: Bytes, kind: number): Digest {
    this.begin(kind);
    this.word(octets.length);
    let i = 0;
    for (; i + 4 <= octets.length; i += 4) {
      this.word(
        ((octets[i] ?? 0) << 24) | ((octets[i + 1] ?? 0) << 16) | ((octets[i + 2] ?? 0) << 8) | (octets[i + 3] ?? 0),
      );
    }
    for (; i < octets.length; i++) this.word(octets[i] ?? 0);
    return this.end();
  }

  private ofList(list: ReadonlyArray<unknown>, kind: number): Digest {
    this.begin(kind);
    this.word(list.length);
    for (let i = 0; i < list.length; i++) this.take(list[i]);
    return this.end();
  }

  private ofFifo({ front, back, length }: Fifo<unknown>): Digest {
    const entries: Array<unknown> = [];
    for (let cell = front; cell !== undefined; cell = cell.next) entries.push(cell.value);
    const newest: Array<unknown> = [];
    for (let cell = back; cell !== undefined; cell = cell.next) newest.push(cell.value);
    for (let i = newest.length - 1; i >= 0; i--) entries.push(newest[i]);
    return this.ofList(entries.slice(0, length), KIND.queue);
  }

  private ofHeap(heap: Heap<unknown>): Digest {
    const entries = sorted(heap);
    this.begin(KIND.heap);
    for (const { key, value } of entries) {
      this.number(key);
      this.take(value);
    }
    return this.end();
  }

  /** Immutable's: ordered ones in their order, others as the sum of their entries. */
  private ofCollection(value: Iterable<unknown>): Digest {
    const entries = Array.from<unknown>(value);
    return isOrdered(value) ? this.ofList(entries, KIND.table) : this.ofSum(entries);
  }

  private ofSum(entries: ReadonlyArray<unknown>): Digest {
    let sumA = entries.length;
    let sumB: number = KIND.table;
    for (const entry of entries) {
      const { a, b } = this.of(entry);
      sumA = (sumA + a) | 0;
      sumB = (sumB + b) | 0;
    }
    return { a: finish(sumA), b: finish(sumB) };
  }

  private isLeftOut(value: object, field: string): boolean {
    const owners = this.leftOut.get(field);
    if (owners === undefined) return false;
    return owners.some((marks) => marks.every((mark) => mark in value));
  }

  /** The fields of a record are summed, so that their order does not matter. */
  private ofRecord(value: Fields): Digest {
    let sumA = 0;
    let sumB: number = KIND.record;
    for (const field of Object.keys(value)) {
      if (this.isLeftOut(value, field)) continue;
      const name = this.ofText(field);
      this.a = name.a;
      this.b = name.b;
      this.take(value[field]);
      sumA = (sumA + finish(this.a)) | 0;
      sumB = (sumB + finish(this.b)) | 0;
    }
    return { a: finish(sumA), b: finish(sumB) };
  }
}
