import type { Bytes } from '../../basis/bytes.ts';
import type { Errno } from '../../socket/calls/errno.ts';

/** What a connected stream socket offers the layers of an application; `converse` answers it by calls. */
export interface StreamService {
  readonly request:
    /** Octets for the peer. `shown`: what a listing of the exchange shows in their place, where they are secret or long. */
    | { readonly _tag: 'Send'; readonly octets: Bytes; readonly shown?: string }
    /** Nothing more is sent: what was sent goes out, then a FIN. */
    | { readonly _tag: 'Finish' }
    /** The connection is reset, and what was not sent is lost. */
    | { readonly _tag: 'Abort' }
    /** Nothing more is to be received until `Resume`: the peer is held up. */
    | { readonly _tag: 'Pause' }
    | { readonly _tag: 'Resume' };
  readonly indication:
    | { readonly _tag: 'Received'; readonly octets: Bytes }
    /** The peer has sent a FIN. */
    | { readonly _tag: 'Finished' }
    /** The connection is no more; nothing follows. */
    | { readonly _tag: 'Broken'; readonly errno: Errno }
    /** All that was sent has been taken by the socket: there is room for more. */
    | { readonly _tag: 'Drained' };
}
