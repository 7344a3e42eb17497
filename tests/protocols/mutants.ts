// Defects that people have put into such protocols: one text of one file, exchanged for another. The claims must see each.

/** A seeded defect. */
export interface ProtocolMutant {
  readonly id: string;
  /** What is wrong, in one sentence. */
  readonly wrong: string;
  /** Under examples/protocols. */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly text: string;
  readonly instead: string;
  /** The form that is tried, and how long its file is, where the usual length does not show the defect. */
  readonly form: string;
  readonly octets?: number;
  /** A fault to begin with, where no two ordinary ones are enough. */
  readonly fault?: string;
}

export const PROTOCOL_MUTANTS: ReadonlyArray<ProtocolMutant> = [
  {
    id: 'any-acknowledgment',
    wrong: 'The sender of stop-and-wait takes any acknowledgment for its own.',
    file: 'stopAndWait.ts',
    text: 'else if (numberOf(answer) === number) return',
    instead: 'else return',
    form: 'stop-and-wait',
  },
  {
    id: 'old-block-not-acknowledged',
    wrong: 'The receiver of stop-and-wait acknowledges a block only the first time.',
    file: 'stopAndWait.ts',
    text: 'yield* sendto(sock, numbered(numberOf(datagram)), from);',
    instead: 'if (isNext) yield* sendto(sock, numbered(numberOf(datagram)), from);',
    form: 'stop-and-wait',
  },
  {
    id: 'duplicate-delivered',
    wrong: 'The receiver of stop-and-wait passes on what it has had before.',
    file: 'stopAndWait.ts',
    text: 'if (isNext) yield* writeAll',
    instead: 'yield* writeAll',
    form: 'stop-and-wait',
  },
  {
    id: 'bit-turned-by-every-block',
    wrong: 'The receiver turns its bit for a block that it has had before.',
    file: 'alternatingBit.ts',
    text: 'E.left(bit === expected ? 1 - expected : expected)',
    instead: 'E.left(1 - expected)',
    form: 'alternating-bit',
  },
  {
    id: 'expected-bit-acknowledged',
    wrong: 'The receiver acknowledges the bit that it expects instead of the one that came.',
    file: 'alternatingBit.ts',
    text: 'yield* sendto(sock, numbered(bit), from);',
    instead: 'yield* sendto(sock, numbered(expected), from);',
    form: 'alternating-bit',
  },
  {
    id: 'window-of-all-numbers',
    wrong: 'The window of go-back-N is one block too large.',
    file: 'goBackN.ts',
    text: 'blocks.length < window',
    instead: 'blocks.length <= window',
    form: 'go-back-n-small',
  },
  {
    id: 'modulo-forgotten',
    wrong: 'The receiver of go-back-N counts on where its numbers should go round.',
    file: 'goBackN.ts',
    text: 'isNext ? (expected + 1) % numbers : expected',
    instead: 'isNext ? expected + 1 : expected',
    form: 'go-back-n-small',
  },
  {
    id: 'acknowledgment-one-too-low',
    wrong: 'The receiver of go-back-N acknowledges one block less than it has.',
    file: 'goBackN.ts',
    text: 'yield* sendto(sock, numbered(next), from);',
    instead: 'yield* sendto(sock, numbered((next + numbers - 1) % numbers), from);',
    form: 'go-back-n',
  },
  {
    id: 'gap-not-noticed',
    wrong: 'The receiver of go-back-N passes on what comes after a gap.',
    file: 'goBackN.ts',
    text: 'if (isNext) yield* writeAll',
    instead: 'yield* writeAll',
    form: 'go-back-n',
  },
  {
    id: 'old-acknowledgment-slides',
    wrong: 'The sender of go-back-N slides its window for an acknowledgment from before it.',
    file: 'goBackN.ts',
    text: 'if (arrived > blocks.length) return E.left({ base, blocks, isOver });',
    instead: '',
    form: 'go-back-n',
  },
  {
    id: 'window-over-half',
    wrong: 'The window of selective repeat is one block too large.',
    file: 'selectiveRepeat.ts',
    text: 'blocks.length < window',
    instead: 'blocks.length <= window',
    form: 'selective-repeat-window-of-half',
  },
  {
    id: 'behind-the-window-not-acknowledged',
    wrong: 'The receiver of selective repeat is silent about a block that it has passed on already.',
    file: 'selectiveRepeat.ts',
    text: 'if (ahead < window || ahead >= numbers - window) yield*',
    instead: 'if (ahead < window) yield*',
    form: 'selective-repeat',
  },
  {
    id: 'timer-too-short',
    wrong: 'The timers of selective repeat run for half of their time.',
    file: 'selectiveRepeat.ts',
    text: 'due: after(time, timeout) };',
    instead: 'due: after(time, (timeout / 2) as typeof timeout) };',
    form: 'selective-repeat',
  },
  {
    id: 'empty-last-block-forgotten',
    wrong: 'TFTP ends a file whose last block is full without the empty block that says so.',
    file: 'tftp/blocks.ts',
    text: 'return octets.length < size ? E.right(undefined)',
    instead: 'return n * size >= contents.length ? E.right(undefined)',
    form: 'tftp-read',
    octets: 1_024,
  },
  {
    id: 'identifier-not-checked',
    wrong: 'TFTP takes a packet from whichever port it comes.',
    file: 'tftp/exchange.ts',
    text: '(isOpen || from.port === at.port)',
    instead: '(isOpen || from.port > 0)',
    form: 'tftp-read-beside-a-stranger',
  },
  {
    id: 'no-end-to-retransmission',
    wrong: 'TFTP sends again for ever.',
    file: 'tftp/exchange.ts',
    text: 'if (tries === retries)',
    instead: 'if (tries < 0)',
    form: 'tftp-read',
    fault: 'client→server udp first 1000: lose',
  },
  {
    id: 'nothing-sent-again',
    wrong: 'TFTP counts its time-outs, and sends nothing again.',
    file: 'tftp/exchange.ts',
    text: 'yield* sendto(sock, encode(packet), peer.at);\n        tries += 1;',
    instead: 'tries += 1;',
    form: 'tftp-read',
  },
  {
    id: 'any-block-taken',
    wrong: 'TFTP takes a block whatever its number is.',
    file: 'tftp/blocks.ts',
    text: '(packet) => isData(packet, received.blocks + 1),',
    instead: "(packet) => packet._tag === 'DATA',",
    form: 'tftp-read',
  },
  {
    id: 'no-dallying',
    wrong: 'Whoever has acknowledged the last block of TFTP is gone at once.',
    file: 'tftp/blocks.ts',
    text: 'if (heard === undefined) return;',
    instead: 'return;',
    form: 'tftp-write',
  },
  {
    id: 'apprentice',
    wrong: 'TFTP sends a block again for an acknowledgment that it has had before.',
    file: 'tftp/blocks.ts',
    text: 'settings.apprentice && isAck',
    instead: 'isAck',
    form: 'tftp-write',
  },
];
