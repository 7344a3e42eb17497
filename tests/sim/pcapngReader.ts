// A reader of pcapng, written from the draft and not from our writer, for the tests alone.
export interface Block {
  readonly type: number;
  readonly body: DataView;
}

export interface Packet {
  readonly interface: number;
  readonly nanoseconds: bigint;
  readonly octets: Uint8Array;
  readonly original: number;
  readonly options: ReadonlyMap<number, Uint8Array>;
}

export interface Capture {
  readonly interfaces: ReadonlyArray<ReadonlyMap<number, Uint8Array>>;
  readonly packets: ReadonlyArray<Packet>;
}

const viewOf = (octets: Uint8Array, at: number, length: number): DataView =>
  new DataView(octets.buffer, octets.byteOffset + at, length);

const readOptions = (view: DataView, from: number): ReadonlyMap<number, Uint8Array> => {
  const options = new Map<number, Uint8Array>();
  let at = from;
  while (at < view.byteLength) {
    const code = view.getUint16(at, true);
    const length = view.getUint16(at + 2, true);
    if (code === 0) {
      if (length !== 0 || at + 4 !== view.byteLength) throw new Error('the options do not end where the block does');
      return options;
    }
    if (options.has(code)) throw new Error(`option ${code} stands there twice`);
    options.set(code, new Uint8Array(view.buffer, view.byteOffset + at + 4, length).slice());
    at += 4 + ((length + 3) & ~3);
  }
  throw new Error('the options have no end');
};

/** Reads a file; throws at whatever the draft forbids. */
export const readCapture = (file: Uint8Array): Capture => {
  const blocks: Array<Block> = [];
  for (let at = 0; at < file.length;) {
    const head = viewOf(file, at, 8);
    const length = head.getUint32(4, true);
    if (length % 4 !== 0 || length < 12 || at + length > file.length)
      throw new Error(`block at ${at} has length ${length}`);
    if (viewOf(file, at + length - 4, 4).getUint32(0, true) !== length)
      throw new Error(`block at ${at} ends otherwise than it began`);
    blocks.push({ type: head.getUint32(0, true), body: viewOf(file, at + 8, length - 12) });
    at += length;
  }
  const [section, ...rest] = blocks;
  if (section?.type !== 0x0a0d0d0a || section.body.getUint32(0, true) !== 0x1a2b3c4d)
    throw new Error('no section header');
  if (section.body.getUint16(4, true) !== 1 || section.body.getUint16(6, true) !== 0)
    throw new Error('not version 1.0');
  if (section.body.getBigInt64(8, true) !== -1n) throw new Error('the section has a length');
  readOptions(section.body, 16);
  const interfaces: Array<ReadonlyMap<number, Uint8Array>> = [];
  const packets: Array<Packet> = [];
  for (const { type, body } of rest) {
    if (type === 1) {
      if (body.getUint16(0, true) !== 1) throw new Error('not Ethernet');
      interfaces.push(readOptions(body, 8));
    } else if (type === 6) {
      const length = body.getUint32(12, true);
      const octets = new Uint8Array(body.buffer, body.byteOffset + 20, length).slice();
      const padded = (length + 3) & ~3;
      for (let i = length; i < padded; i++) if (body.getUint8(20 + i) !== 0) throw new Error('padding is not zero');
      packets.push({
        interface: body.getUint32(0, true),
        nanoseconds: (BigInt(body.getUint32(4, true)) << 32n) | BigInt(body.getUint32(8, true)),
        octets,
        original: body.getUint32(16, true),
        options: readOptions(body, 20 + padded),
      });
      if (packets[packets.length - 1]!.interface >= interfaces.length) throw new Error('a packet of no interface');
    } else {
      throw new Error(`block of type ${type}`);
    }
  }
  return { interfaces, packets };
};
