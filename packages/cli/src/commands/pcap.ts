import { readFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { dissect, showDissection } from '@sockeye/core';
import type { Captured } from '../capture/Capture.ts';
import { Cursor, ETHERNET, Unreadable } from '../capture/Capture.ts';
import { isPcap, readPcap } from '../capture/pcap.ts';
import { isPcapng, readPcapng } from '../capture/pcapng.ts';
import { EXIT } from '../exits.ts';
import { Failure } from '../Failure.ts';
import { because } from '../files.ts';
import { visible } from '../report/visible.ts';
import type { Terminal } from '../Terminal.ts';
import type { Adds } from './Adds.ts';

const contentOf = async (file: string): Promise<Cursor> => {
  try {
    return new Cursor(await readFile(file));
  } catch (error) {
    throw new Failure(EXIT.usage, `cannot read ${file}: ${because(error)}`, error);
  }
};

const packetsOf = async (file: string): Promise<Generator<Captured, void>> => {
  const content = await contentOf(file);
  if (isPcap(content)) return readPcap(content);
  if (isPcapng(content)) return readPcapng(content);
  throw new Failure(EXIT.usage, `${file} is no capture: neither pcap nor pcapng`);
};

const timeOf = (at: bigint): string => `${at / 1_000_000_000n}.${String(at % 1_000_000_000n).padStart(9, '0')}`;

const indented = (text: string): string => text.trimEnd().replace(/^/gm, '  ');

/** What stands above a packet's tree. */
const headline = (packet: Captured, number: number): string => {
  const { at, octets, length, comment } = packet;
  const kept = octets.length === length ? `${length} octets` : `${octets.length} of ${length} octets`;
  return `${number}  ${timeOf(at)}  ${kept}${comment === '' ? '' : `  ${visible(comment)}`}`;
};

const isWhole = ({ octets, length, fcsLength }: Captured): boolean => fcsLength === 4 && octets.length === length;

const documentOf = (packet: Captured, number: number): object => ({
  number,
  time: timeOf(packet.at),
  kept: packet.octets.length,
  length: packet.length,
  linkType: packet.linkType,
  comment: packet.comment,
  tree: packet.linkType === ETHERNET ? dissect(packet.octets, isWhole(packet)) : null,
});

const show = (packet: Captured): string =>
  packet.linkType === ETHERNET
    ? indented(visible(showDissection(dissect(packet.octets, isWhole(packet)))))
    : `  link type ${packet.linkType} is not dissected; only Ethernet (1) is`;

/** So many packets are shown before whoever reads, or interrupts, is listened to. */
const STRETCH = 256;

/** Shows packet after packet, as far as the file can be read. */
const showAll = async (file: string, isJson: boolean, terminal: Terminal): Promise<number> => {
  const packets = await packetsOf(file);
  let number = 0;
  try {
    for (const packet of packets) {
      number += 1;
      if (isJson) terminal.out(JSON.stringify(documentOf(packet, number)));
      else terminal.out(`${headline(packet, number)}\n${show(packet)}`);
      if (number % STRETCH !== 0) continue;
      // oxlint-disable-next-line no-await-in-loop -- others are to have their turn
      await setImmediate();
      if (terminal.interrupted.aborted) return EXIT.interrupted;
      if (terminal.outputError() !== undefined) return EXIT.failed;
    }
  } catch (error) {
    if (error instanceof Unreadable) throw new Failure(EXIT.usage, `${file}: ${error.message}`, error);
    throw error;
  }
  return EXIT.done;
};

/** `sockeye pcap FILE` */
export const addPcap: Adds = (parent, terminal, done) => {
  parent
    .command('pcap')
    .description('dissects a capture: every field with the octets that hold it, checksums verified')
    .argument('<file>', 'a capture of tcpdump, Wireshark or sockeye: pcap or pcapng')
    .option('--json', 'say it as JSON, one object a packet')
    .addHelpText(
      'after',
      `
Example:
  sockeye run examples/scenarios/tcp-clean.yaml --pcapng tcp-clean.pcapng
  sockeye pcap tcp-clean.pcapng`,
    )
    .action(async (file: string, { json }: { readonly json?: true }) => {
      done(await showAll(file, json === true, terminal));
    });
};
