// The protocols, broken and repaired, side by side: which play tries each, what it promises, and on which line it keeps that.
import type { Claim, Play } from '@sockeye/claims';
import type { Endpoint, Program } from '@sockeye/core';
import {
  endpoint,
  forever,
  ipv4Address,
  milliseconds,
  NO_TIME,
  program,
  recvfrom,
  seconds,
  sendto,
  sleep,
  socket,
  utf8,
} from '@sockeye/core';
import type { Action } from '@sockeye/sim';
import * as alternatingBit from './alternatingBit.ts';
import { atLast, ends, honest, noStorm, prefix } from './claims.ts';
import type { Settings } from './datagrams.ts';
import { USUAL } from './datagrams.ts';
import * as goBackN from './goBackN.ts';
import { playOf } from './play.ts';
import * as selectiveRepeat from './selectiveRepeat.ts';
import * as stopAndWait from './stopAndWait.ts';
import { get, plain, put } from './tftp/client.ts';
import * as tftp from './tftp/exchange.ts';
import { encode } from './tftp/packets.ts';
import { server as tftpServer } from './tftp/server.ts';

/**
 * The lines that a protocol may be promised on, each worse than the one before: it keeps everything; it loses and duplicates, but
 * keeps the order; it also lets datagrams be overtaken, by a long time, by copies of their own.
 */
export type Line = 'perfect' | 'ordered' | 'unordered';

const LOSE: Action = { _tag: 'Lose' };
const TWICE: Action = { _tag: 'Duplicate', after: NO_TIME };

/** What such a line may do to one frame. A second and a fifth is longer than any time-out here; a copy can be late by little as well. */
export const ACTIONS: Readonly<Record<Line, ReadonlyArray<Action>>> = {
  perfect: [],
  ordered: [LOSE, TWICE],
  unordered: [
    LOSE,
    TWICE,
    { _tag: 'Delay', by: milliseconds(1_200) },
    { _tag: 'Duplicate', after: milliseconds(1_200) },
    { _tag: 'Duplicate', after: milliseconds(25) },
  ],
};

/** A form of a protocol. */
export interface Form {
  readonly name: string;
  /** What it is, in one sentence. */
  readonly says: string;
  readonly play: Play;
  readonly claims: ReadonlyArray<Claim>;
  /** The worst line on which it keeps its claims. */
  readonly holds: Line;
  /** How it breaks on a worse one: the claim, and the kind of breach. */
  readonly breaks?: { readonly on: Line; readonly claim: Claim; readonly kind: string } | undefined;
  /** The form that does not break so. */
  readonly repaired?: string | undefined;
}

/** Letters are blocks here, so that a run can be read at a glance. */
const SMALL: Settings = { ...USUAL, block: 1 };

/** Every datagram that a sender of the four sends carries a block: its acknowledgments are the receiver's. */
const isBlock = (datagram: Uint8Array): boolean => datagram.length > 2;

/** The time-out of all that stands here is a second. */
export const noStormOfBlocks: Claim = noStorm('protocol.noStorm', isBlock, seconds(1));

const CLAIMS: ReadonlyArray<Claim> = [prefix, honest, atLast, noStormOfBlocks];

type Role = (at: Endpoint, settings: Settings) => Program<unknown, unknown>;

const windowed = (
  name: string,
  protocol: { readonly sender: Role; readonly receiver: Role },
  settings: Settings,
  octets: number,
): Play =>
  playOf({
    name,
    port: 10_000,
    client: (server) => protocol.sender(server, settings),
    server: (at) => protocol.receiver(at, settings),
    source: 'client',
    file: { least: 1, usual: octets, most: 26 },
  });

/** RFC 1350's own operation code tells a block of a file. */
const isData = (datagram: Uint8Array): boolean => datagram[1] === 3;

export const noStormOfData: Claim = noStorm('tftp.noStorm', isData, tftp.USUAL.timeout);

const TFTP_CLAIMS: ReadonlyArray<Claim> = [prefix, honest, atLast, ends, noStormOfData];

const reading = (name: string, settings: tftp.Settings): Play =>
  playOf({
    name,
    port: 69,
    client: (server) => get(server, plain('letters'), settings),
    server: (at) => tftpServer(at, settings),
    source: 'server',
    file: { least: 0, usual: 1_200, most: 3_000 },
  });

const writing = (name: string, settings: tftp.Settings): Play =>
  playOf({
    name,
    port: 69,
    client: (server) => put(server, plain('letters'), settings),
    server: (at) => tftpServer(at, settings),
    source: 'client',
    file: { least: 0, usual: 1_200, most: 3_000 },
  });

/** The port of a client that somebody else knows. */
const KNOWN = 2_000;

/** Sends a forged second block to the client when the first has just come, and never ends. */
const stranger = program(function* () {
  const sock = yield* socket('datagram');
  yield* sleep(milliseconds(45));
  const forged = encode({ _tag: 'DATA', block: 2, octets: utf8('forged') });
  yield* sendto(sock, forged, endpoint(ipv4Address(10, 0, 0, 1), KNOWN));
  return yield* forever(recvfrom(sock, 65_507));
});

export const FORMS: ReadonlyArray<Form> = [
  {
    name: 'stop-and-wait-without-numbers',
    says: 'Stop-and-wait whose blocks have no numbers: a block that comes again is taken for the next one.',
    play: windowed('stop-and-wait-without-numbers', stopAndWait, { ...SMALL, numbers: 1 }, 3),
    claims: CLAIMS,
    holds: 'perfect',
    breaks: { on: 'ordered', claim: prefix, kind: 'delivered twice' },
    repaired: 'stop-and-wait',
  },
  {
    name: 'stop-and-wait',
    says: 'Stop-and-wait with 65,536 numbers: none comes round again while an old block is about.',
    play: windowed('stop-and-wait', stopAndWait, SMALL, 3),
    claims: CLAIMS,
    holds: 'unordered',
  },
  {
    name: 'alternating-bit',
    says: 'The alternating bit protocol: right on every line that keeps the order, and on no other.',
    play: windowed('alternating-bit', alternatingBit, SMALL, 3),
    claims: CLAIMS,
    holds: 'ordered',
    breaks: { on: 'unordered', claim: prefix, kind: 'delivered twice' },
    repaired: 'stop-and-wait',
  },
  {
    name: 'go-back-n-without-timer',
    says: 'Go-back-N that waits for ever: a block or an acknowledgment that is lost is waited for to the end of days.',
    play: windowed('go-back-n-without-timer', goBackN, { ...SMALL, window: 3, timeout: undefined }, 3),
    claims: CLAIMS,
    holds: 'perfect',
    breaks: { on: 'ordered', claim: atLast, kind: 'never ends' },
    repaired: 'go-back-n',
  },
  {
    name: 'go-back-n-window-of-all-numbers',
    says: 'Go-back-N with a window of 2 and 2 numbers: a whole window that comes again looks like the next one.',
    play: windowed('go-back-n-window-of-all-numbers', goBackN, { ...SMALL, window: 2, numbers: 2 }, 3),
    claims: CLAIMS,
    holds: 'perfect',
    breaks: { on: 'ordered', claim: prefix, kind: 'delivered twice' },
    repaired: 'go-back-n-small',
  },
  {
    name: 'go-back-n-small',
    says: 'Go-back-N with a window of 2 and 3 numbers: one number more than the window is enough where the order is kept.',
    play: windowed('go-back-n-small', goBackN, { ...SMALL, window: 2, numbers: 3 }, 4),
    claims: CLAIMS,
    holds: 'ordered',
    breaks: { on: 'unordered', claim: prefix, kind: 'delivered twice' },
    repaired: 'go-back-n',
  },
  {
    name: 'go-back-n',
    says: 'Go-back-N with a window of 3 and 65,536 numbers.',
    play: windowed('go-back-n', goBackN, { ...SMALL, window: 3 }, 4),
    claims: CLAIMS,
    holds: 'unordered',
  },
  {
    name: 'selective-repeat-window-over-half',
    says: 'Selective repeat with a window of 3 and 4 numbers: the new window and the old one share a number.',
    play: windowed('selective-repeat-window-over-half', selectiveRepeat, { ...SMALL, window: 3, numbers: 4 }, 4),
    claims: CLAIMS,
    holds: 'perfect',
    breaks: { on: 'ordered', claim: prefix, kind: 'delivered twice' },
    repaired: 'selective-repeat-window-of-half',
  },
  {
    name: 'selective-repeat-window-of-half',
    says: 'Selective repeat with a window of 2 and 4 numbers: right where the order is kept.',
    play: windowed('selective-repeat-window-of-half', selectiveRepeat, { ...SMALL, window: 2, numbers: 4 }, 4),
    claims: CLAIMS,
    holds: 'ordered',
    breaks: { on: 'unordered', claim: prefix, kind: 'delivered twice' },
    repaired: 'selective-repeat',
  },
  {
    name: 'selective-repeat',
    says: 'Selective repeat with a window of 3 and 65,536 numbers.',
    play: windowed('selective-repeat', selectiveRepeat, { ...SMALL, window: 3 }, 4),
    claims: CLAIMS,
    holds: 'unordered',
  },
  {
    name: 'tftp-sorcerers-apprentice',
    says: 'TFTP as RFC 783 had it: an acknowledgment that comes again makes its sender send the block again, for ever after.',
    play: reading('tftp-sorcerers-apprentice', { ...tftp.USUAL, apprentice: true }),
    claims: TFTP_CLAIMS,
    holds: 'perfect',
    breaks: { on: 'ordered', claim: noStormOfData, kind: 'sent again too soon' },
    repaired: 'tftp-read',
  },
  {
    name: 'tftp-read',
    says: 'TFTP as RFC 1123 mended it: a file is read.',
    play: reading('tftp-read', tftp.USUAL),
    claims: TFTP_CLAIMS,
    holds: 'unordered',
  },
  {
    name: 'tftp-write',
    says: 'TFTP as RFC 1123 mended it: a file is written.',
    play: writing('tftp-write', tftp.USUAL),
    claims: TFTP_CLAIMS,
    holds: 'unordered',
  },
  {
    name: 'tftp-read-beside-a-stranger',
    says: 'The same, and somebody else sends the client a block from a port that is not the transfer’s.',
    play: playOf({
      name: 'tftp-read-beside-a-stranger',
      port: 69,
      client: (server) => get(server, { ...plain('letters'), port: KNOWN }, tftp.USUAL),
      server: (at) => tftpServer(at, tftp.USUAL),
      stranger,
      source: 'server',
      file: { least: 0, usual: 1_200, most: 3_000 },
    }),
    claims: TFTP_CLAIMS,
    holds: 'unordered',
  },
];
