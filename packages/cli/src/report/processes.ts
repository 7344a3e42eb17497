// What became of each process of a run, read off its trace: the same for both networks.
import type { AnyRequest, Bytes } from '@sockeye/core';
import { concatBytes, showRequest } from '@sockeye/core';
import type { Exited, Started, TraceEvent } from '@sockeye/sim';

/** A process, and how it went. */
export interface ProcessReport {
  readonly host: string;
  readonly process: number;
  /** `client`; `client[2]` where a host has several. */
  readonly label: string;
  readonly words: string;
  readonly input: Bytes;
  readonly output: Bytes;
  readonly errors: Bytes;
  readonly end: 'ended' | 'failed' | 'running';
  /** With what it failed. */
  readonly error: string | undefined;
  /** What its threads wait for, in strace's words. */
  readonly waitsFor: ReadonlyArray<string>;
}

/** A call that waits, whoever makes it known. */
export interface WaitingCall {
  readonly host: string;
  readonly process: number;
  readonly thread: number;
  readonly request: AnyRequest;
}

const started = (events: ReadonlyArray<TraceEvent>): ReadonlyArray<Started> =>
  events.filter((event): event is Started => event._tag === 'Started');

const errorOf = (end: Exited | undefined): string | undefined => {
  if (end?.result._tag !== 'Left') return undefined;
  const { left } = end.result;
  return typeof left === 'string' ? left : JSON.stringify(left);
};

/** What a process is called: its host's name, and its number where the host has several. */
export const labelsOf = (hosts: ReadonlyArray<string>): ((host: string, process: number) => string) => {
  const counts = new Map<string, number>();
  for (const host of hosts) counts.set(host, (counts.get(host) ?? 0) + 1);
  return (host, process) => ((counts.get(host) ?? 0) > 1 ? `${host}[${process}]` : host);
};

/** What became of each process, in the order in which they were started. */
export const reportProcesses = (
  events: ReadonlyArray<TraceEvent>,
  waiting: ReadonlyArray<WaitingCall>,
): ReadonlyArray<ProcessReport> => {
  const starts = started(events);
  const label = labelsOf(starts.map(({ host }) => host));
  return starts.map(({ host, process, words, input }) => {
    const isOf = (event: { readonly host: string; readonly process: number }): boolean =>
      event.host === host && event.process === process;
    const wrote = (fd: 1 | 2): Bytes =>
      concatBytes(
        events.flatMap((event) => (event._tag === 'Wrote' && event.fd === fd && isOf(event) ? [event.octets] : [])),
      );
    const end = events.find((event): event is Exited => event._tag === 'Exited' && event.thread === 0 && isOf(event));
    const error = errorOf(end);
    return {
      host,
      process,
      label: label(host, process),
      words,
      input,
      output: wrote(1),
      errors: wrote(2),
      end: end === undefined ? 'running' : error === undefined ? 'ended' : 'failed',
      error,
      waitsFor: end === undefined ? waiting.filter(isOf).map(({ request }) => showRequest(request)) : [],
    };
  });
};
