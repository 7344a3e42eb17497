// What our own packetdrill corpus has found: segments and windows at the edge of what §3.10.7.4 describes.
import { describe, expect, test } from 'vitest';
import { EMPTY_ROPE } from '../../../packages/core/src/basis/rope.ts';
import { milliseconds, seconds } from '../../../packages/core/src/basis/time.ts';
import { shouldTell } from '../../../packages/core/src/tcp/receiveWindow.ts';
import type { Tcb } from '../../../packages/core/src/tcp/Tcb.ts';
import type { Endpoint } from '../../../packages/core/src/wire/addresses.ts';
import { ACK, FIN, showControl, SYN } from '../../../packages/core/src/wire/control.ts';
import type { TcpSegment } from '../../../packages/core/src/wire/packets.ts';
import { plus, seqnum } from '../../../packages/core/src/wire/seqnum.ts';
import type { Side } from './pair.ts';
import { CLIENT, established, Pair, segment, SERVER } from './pair.ts';

const blockOf = (pair: Pair, side: Side): Tcb => {
  const tcb = pair.tcb(side);
  if (tcb === undefined) throw new Error(`the ${side} has no connection`);
  return tcb;
};

/** A segment between the two ends, whatever its direction. */
const between = (from: Endpoint, to: Endpoint, part: Partial<TcpSegment>): TcpSegment =>
  segment({ sourcePort: from.port, destinationPort: to.port, ...part });

/** A client that has sent its SYN into nothing. */
const opening = (): Pair => {
  const pair = new Pair(() => []);
  pair.open();
  return pair;
};

/** The server waits in TIME-WAIT: it closed first. */
const inTimeWait = (): Pair => {
  const pair = established();
  pair.ask('server', { _tag: 'Close', connection: pair.accepted() });
  pair.run(pair.now + milliseconds(100));
  pair.ask('client', { _tag: 'Close', connection: 1 });
  pair.run(pair.now + milliseconds(100));
  expect(blockOf(pair, 'server').state).toBe('TIME-WAIT');
  return pair;
};

describe('at the edge', () => {
  test('the SYN-ACK of a simultaneous open establishes the connection, and is not answered (RFC 9293 §3.5, figure 7)', () => {
    const pair = opening();
    pair.inject('client', between(SERVER, CLIENT, { seq: seqnum(5_000), control: SYN, wnd: 1_000 }));
    expect(blockOf(pair, 'client').state).toBe('SYN-RECEIVED');
    const ack = plus(blockOf(pair, 'client').fixed.iss, 1);
    pair.inject('client', between(SERVER, CLIENT, { seq: seqnum(5_000), ack, control: SYN | ACK, wnd: 1_000 }));
    expect(blockOf(pair, 'client').state).toBe('ESTABLISHED');
    expect(pair.sent.map((s) => showControl(s.segment.control))).toEqual(['SYN', 'SYN,ACK']);
  });

  test('the FIN of the peer comes again in TIME-WAIT: it is acknowledged, and the wait begins anew (§3.10.7.4, eighth)', () => {
    const pair = inTimeWait();
    const t = blockOf(pair, 'server');
    pair.now = (pair.now + seconds(50)) as typeof pair.now;
    const from = pair.sent.length;
    pair.inject('server', segment({ seq: plus(t.rcv.nxt, -1), ack: t.snd.nxt, control: FIN | ACK }));
    expect(pair.sent.slice(from).map((s) => showControl(s.segment.control))).toEqual(['ACK']);
    expect(blockOf(pair, 'server').timers.timeWait).toBe(pair.now + seconds(60));
  });

  test('another segment before the window does not lengthen TIME-WAIT', () => {
    const pair = inTimeWait();
    const t = blockOf(pair, 'server');
    pair.now = (pair.now + seconds(50)) as typeof pair.now;
    pair.inject('server', segment({ seq: plus(t.rcv.nxt, -2), ack: t.snd.nxt, control: ACK }));
    pair.inject('server', segment({ seq: plus(t.rcv.nxt, -9), ack: t.snd.nxt, control: FIN | ACK }));
    expect(blockOf(pair, 'server').timers.timeWait).toBe(t.timers.timeWait);
  });

  test('a SYN with a FIN is answered with a SYN-ACK alone', () => {
    const pair = new Pair(() => []);
    pair.listen();
    pair.inject('server', segment({ seq: seqnum(5_000), control: SYN | FIN }));
    expect(pair.sent.map((s) => showControl(s.segment.control))).toEqual(['SYN,ACK']);
  });

  test('an ICMP refusal that quotes no number in flight ends nothing (RFC 5927 §4.1)', () => {
    for (const shift of [-1, 1, 1_000_000]) {
      const pair = opening();
      const quoted = new Uint8Array(8);
      const view = new DataView(quoted.buffer);
      view.setUint16(0, CLIENT.port);
      view.setUint16(2, SERVER.port);
      view.setUint32(4, plus(blockOf(pair, 'client').fixed.iss, shift));
      const error = {
        type: 3,
        code: 3,
        mtu: 0,
        reporter: SERVER.address,
        source: CLIENT.address,
        destination: SERVER.address,
        protocol: 6,
        quoted,
      };
      pair.input('client', { _tag: 'Indicated', indication: { _tag: 'Failed', error } });
      expect(blockOf(pair, 'client').state).toBe('SYN-SENT');
    }
  });

  test('a window that the field cannot say is no news: without a scale 65,535 octets are all there is', () => {
    const t = blockOf(established(), 'client');
    const rcv = { ...t.rcv, capacity: 540_000, wnd: 65_535, buffer: EMPTY_ROPE };
    expect(shouldTell({ ...t, rcv, fixed: { ...t.fixed, receiveShift: 0 } })).toBe(false);
    expect(shouldTell({ ...t, rcv, fixed: { ...t.fixed, receiveShift: 4 } })).toBe(true);
  });
});
