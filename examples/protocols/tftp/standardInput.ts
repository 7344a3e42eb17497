// All of standard input: TFTP must know where a file ends before it sends the last block.
import type { Rope } from '@sockeye/core';
import { append, EMPTY_ROPE, iterate, program, read, rope, STDIN, toBytes } from '@sockeye/core';
import { either as E } from 'fp-ts';

export const readStandardInput = iterate(EMPTY_ROPE, (all: Rope) =>
  program(function* () {
    const octets = yield* read(STDIN, 65_536);
    return octets.length === 0 ? E.right(toBytes(all)) : E.left(append(all, rope(octets)));
  }),
);
