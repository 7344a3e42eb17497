import type { Bytes } from '../../basis/bytes.ts';
import type { StreamService } from '../stream/Service.ts';

/** Lines and raw spans of a stream. A request that is made while a line is handled applies to the very next octet. */
export interface LinesService {
  readonly request:
    | StreamService['request']
    /** The next so many octets are no lines. */
    | { readonly _tag: 'TakeOctets'; readonly count: number }
    /** Nor is anything else that comes. */
    | { readonly _tag: 'TakeRest' };
  readonly indication:
    /**
     * A line, without its CRLF. `bare`: there is a CR or an LF in it that stands alone — or, where such an LF ends lines
     * (`bareEnds`), it was that which ended it.
     */
    | { readonly _tag: 'Line'; readonly octets: Bytes; readonly bare: boolean }
    /** A line is longer than may be: said once, and the rest of it is skipped. */
    | { readonly _tag: 'TooLong' }
    /** Part of a span that was taken, and how much of it is still to come (`TakeRest`: Infinity). */
    | { readonly _tag: 'Octets'; readonly octets: Bytes; readonly left: number }
    /** `inside`: within a line or a span. */
    | { readonly _tag: 'Finished'; readonly inside: boolean }
    | Extract<StreamService['indication'], { readonly _tag: 'Broken' | 'Drained' }>;
}
