// What is sent over a data connection.
import type { Bytes } from '../../../basis/bytes.ts';
import { NO_BYTES } from '../../../basis/bytes.ts';
import { program } from '../../../program/block.ts';
import type { Fails } from '../../../program/calls.ts';
import { close, read } from '../../../program/calls.ts';
import { attempt } from '../../../program/control.ts';
import { fstat, lseek, open } from '../../../program/files.ts';
import { fail, succeed } from '../../../program/nodes.ts';
import type { Program } from '../../../program/Program.ts';
import { toNetwork } from '../../lineEnds.ts';
import { nameOf } from '../path.ts';
import type { Transfer } from '../Service.ts';
import { nextLines, octetsOf } from './listings.ts';
import type { Source } from './SessionState.ts';

/** Octets read from a file at once. */
export const CHUNK = 262_144;

/** A file that is open to be sent, and what the first reply says of it. */
export interface Opened {
  readonly source: Source;
  readonly says: string;
}

/**
 * Opens a file to be sent from its marker on.
 *
 * An image begins at the octet that the marker says. ASCII is read from the beginning, and as many octets of what would be sent are
 * passed over: the marker counts octets of the transfer, not of the file. (RFC 3659 §5.2)
 *
 * Gives   `marker` where it points beyond an image's end
 */
export const openSource = ({
  path,
  type,
  restart,
}: Extract<Transfer, { readonly _tag: 'Retrieve' }>): Program<Fails<'open' | 'fstat' | 'lseek'>, Opened | 'marker'> =>
  program(function* () {
    const fd = yield* open(path, 'read');
    const looked = yield* attempt(
      program(function* () {
        const { kind, size } = yield* fstat(fd);
        if (kind === 'directory') return yield* fail('EISDIR' as const);
        if (kind === 'other') return yield* fail('EACCES' as const);
        if (type === 'I' && restart > 0 && restart <= size) yield* lseek(fd, restart);
        return size;
      }),
    );
    if (looked._tag === 'Left') {
      yield* attempt(close(fd));
      return yield* fail(looked.left);
    }
    if (type === 'A') {
      const says = `Opening ASCII mode data connection for ${nameOf(path)}.`;
      return { source: { _tag: 'File', fd, isAscii: true, skip: restart }, says } as const;
    }
    if (restart > looked.right) {
      yield* attempt(close(fd));
      return 'marker' as const;
    }
    const says = `Opening BINARY mode data connection for ${nameOf(path)} (${looked.right - restart} bytes).`;
    return { source: { _tag: 'File', fd, isAscii: false, skip: 0 }, says } as const;
  });

/** The next octets of what is sent; none, and it has come to its end. */
export const nextOctets = (
  source: Source,
): Program<Fails<'read'>, readonly [source: Source, octets: Bytes, isLast: boolean]> => {
  if (source._tag === 'List') {
    return program(function* () {
      if (source.known.length === 0 && source.names.length === 0) return [source, NO_BYTES, true] as const;
      const [left, lines] = yield* nextLines(source);
      return [left, octetsOf(lines), false] as const;
    });
  }
  return program(function* () {
    const { fd, isAscii, skip } = source;
    const octets = yield* read(fd, CHUNK);
    if (octets.length === 0) return [source, NO_BYTES, true] as const;
    if (!isAscii) return [source, octets, false] as const;
    const sent = toNetwork(octets);
    const passed = Math.min(skip, sent.length);
    return [{ ...source, skip: skip - passed }, sent.subarray(passed), false] as const;
  });
};

/** Gives back what a source has open. */
export const closeSource = (source: Source): Program<never, unknown> =>
  source._tag === 'File' ? attempt(close(source.fd)) : succeed(undefined);
