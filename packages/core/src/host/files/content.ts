// What is in a file: pages of octets that are never changed. A page that is missing is zeros.
import type { Bytes } from '../../basis/bytes.ts';
import type { Table } from '../../basis/table.ts';
import { emptyTable } from '../../basis/table.ts';

/** Octets of a page: what a small write copies. */
const PAGE = 4_096;

export interface Content {
  readonly pages: Table<Bytes>;
  readonly size: number;
}

export const EMPTY_CONTENT: Content = { pages: emptyTable(), size: 0 };

/** Octets from a place on, at most so many. */
export const readContent = ({ pages, size }: Content, from: number, count: number): Bytes => {
  const length = Math.max(0, Math.min(count, size - from));
  const octets = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const within = (from + at) % PAGE;
    const page = pages.get(Math.floor((from + at) / PAGE));
    const some = Math.min(PAGE - within, length - at);
    if (page !== undefined) octets.set(page.subarray(within, within + some), at);
    at += some;
  }
  return octets;
};

/** Puts octets at a place; what lies between the end and there becomes zeros. */
export const overwrite = (content: Content, from: number, octets: Bytes): Content => {
  let { pages } = content;
  for (let at = 0; at < octets.length;) {
    const number = Math.floor((from + at) / PAGE);
    const within = (from + at) % PAGE;
    const some = Math.min(PAGE - within, octets.length - at);
    const page = new Uint8Array(PAGE);
    const before = pages.get(number);
    if (before !== undefined && some < PAGE) page.set(before);
    page.set(octets.subarray(at, at + some), within);
    pages = pages.set(number, page);
    at += some;
  }
  return { pages, size: octets.length === 0 ? content.size : Math.max(content.size, from + octets.length) };
};

/** Cuts, or lengthens by zeros. What was cut off does not come back. */
export const resized = ({ pages, size }: Content, length: number): Content => {
  if (length >= size) return { pages, size: length };
  const last = Math.floor(length / PAGE);
  const kept = pages.filter((_, number) => number <= last);
  const page = kept.get(last);
  if (page === undefined) return { pages: kept, size: length };
  const cut = new Uint8Array(PAGE);
  cut.set(page.subarray(0, length % PAGE));
  return { pages: kept.set(last, cut), size: length };
};
