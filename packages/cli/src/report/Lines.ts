import type { Bytes } from '@sockeye/core';
import { concatBytes, NO_BYTES, text } from '@sockeye/core';
import type { Wrote } from '@sockeye/sim';
import { visible } from './visible.ts';

interface Open {
  readonly label: string;
  readonly fd: 1 | 2;
  octets: Bytes;
}

const LINE_FEED = 10;

/** A line of a process: its label, a bar (a cross for standard error), and what it wrote. */
const shown = (label: string, width: number, fd: 1 | 2, octets: Bytes): string =>
  `${label.padEnd(width)} ${fd === 1 ? '|' : '!'} ${visible(text(octets))}`.trimEnd();

/** What processes write, as lines with the name of whoever wrote them, each when it is whole. */
export class Lines {
  private readonly open = new Map<string, Open>();
  private readonly out: (line: string) => void;
  private readonly label: (host: string, process: number) => string;
  private readonly width: number;

  /** Takes where lines go, what a process is called, and how wide the longest name is. */
  constructor(out: (line: string) => void, label: (host: string, process: number) => string, width: number) {
    this.out = out;
    this.label = label;
    this.width = width;
  }

  add({ host, process, fd, octets }: Wrote): void {
    const key = `${host}/${process}/${fd}`;
    const entry = this.open.get(key) ?? { label: this.label(host, process), fd, octets: NO_BYTES };
    this.open.set(key, entry);
    let rest = entry.octets.length === 0 ? octets : concatBytes([entry.octets, octets]);
    for (let end = rest.indexOf(LINE_FEED); end >= 0; end = rest.indexOf(LINE_FEED)) {
      this.out(shown(entry.label, this.width, fd, rest.subarray(0, end)));
      rest = rest.subarray(end + 1);
    }
    entry.octets = rest;
  }

  /** Whatever was not ended by a line feed. */
  end(): void {
    for (const { label, fd, octets } of this.open.values()) {
      if (octets.length > 0) this.out(shown(label, this.width, fd, octets));
    }
    this.open.clear();
  }
}
