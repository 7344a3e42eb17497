// The trace as JSON lines: one object an event, keys always in the same order, integers only.
import { hex, octetsWithFcs, showCall, showRequest, text } from '@sockeye/core';
import type { TraceEvent } from './Event.ts';
import { floorOf, NO_CAUSE } from './Event.ts';
import { showFrameId } from './identity.ts';
import { Reader } from './readings.ts';

/** What stands in a line besides. */
export interface JsonlOptions {
  /** The octets of each frame that was sent or delivered, as hexadecimal digits with the FCS. */
  readonly octets?: boolean;
}

type Fields = Record<string, string | number | boolean>;

const resultOf = (result: { readonly _tag: 'Left'; readonly left: unknown } | { readonly _tag: 'Right' }): string => {
  if (result._tag === 'Right') return 'ended';
  return typeof result.left === 'string' ? result.left : JSON.stringify(result.left);
};

/** What an event says beyond who, where and when. */
const said = (event: TraceEvent, reader: Reader, options: JsonlOptions): Fields => {
  switch (event._tag) {
    case 'FrameSent': {
      const { label, resent } = reader.read(event.frame, event.data);
      const fields: Fields = { means: label };
      if (resent) fields['resent'] = true;
      if (options.octets === true) fields['octets'] = hex(octetsWithFcs(event.data));
      return fields;
    }
    case 'FrameDelivered':
      return options.octets === true ? { octets: hex(octetsWithFcs(event.data)) } : {};
    case 'FrameLost':
    case 'FrameHurried':
    case 'FrameMarked':
      return { fault: event.fault };
    case 'FrameDuplicated':
      return { copy: showFrameId(event.line, event.copy), fault: event.fault };
    case 'FrameDelayed':
      return { by: event.by, fault: event.fault };
    case 'FrameCorrupted':
      return event.how === undefined
        ? { bit: event.bit, fault: event.fault }
        : { bit: event.bit, how: event.how, fault: event.fault };
    case 'FrameTruncated':
      return { left: event.octets, fault: event.fault };
    case 'FrameDropped':
      return event.fault === undefined ? { reason: event.reason } : { reason: event.reason, fault: event.fault };
    case 'Note':
      return { rule: event.rule.id, detail: event.detail };
    case 'Started':
      return { process: event.process, words: event.words, input: text(event.input) };
    case 'Called':
      return { process: event.process, thread: event.thread, call: showCall(event.request, event.reply) };
    case 'Waits':
      return { process: event.process, thread: event.thread, call: showRequest(event.request) };
    case 'Wrote':
      return { process: event.process, fd: event.fd, text: text(event.octets) };
    case 'Exited':
      return { process: event.process, thread: event.thread, result: resultOf(event.result) };
    case 'DeadlineReached':
      return {};
  }
};

const whereOf = (event: TraceEvent): Fields => {
  const fields: Fields = {};
  if ('host' in event) fields['host'] = event.host;
  if ('line' in event) {
    fields['line'] = event.line;
    fields['frame'] = showFrameId(event.line, event.frame);
  }
  return fields;
};

/**
 * A trace as JSON lines.
 *
 * Takes   a trace from its beginning
 * Gives   a line an event: `{"id":3,"cause":2,"at":0,"event":"FrameSent","floor":"cable","host":"client","line":"client→server",…}`
 * Fails   never
 *
 * @category trace
 * @since 0.1.0
 */
export const jsonl = (events: ReadonlyArray<TraceEvent>, options: JsonlOptions = {}): string => {
  const reader = new Reader();
  let out = '';
  for (const event of events) {
    const fields: Fields = { id: event.id };
    if (event.cause !== NO_CAUSE) fields['cause'] = event.cause;
    fields['at'] = event.at;
    fields['event'] = event._tag;
    fields['floor'] = floorOf(event);
    Object.assign(fields, whereOf(event), said(event, reader, options));
    out += `${JSON.stringify(fields)}\n`;
  }
  return out;
};
