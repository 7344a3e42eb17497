// What TCP says after Release: once that everything is acknowledged, once that the connection is forgotten, in this order.
import { describe, expect, test } from 'vitest';
import { milliseconds, seconds } from '../../../packages/core/src/basis/time.ts';
import { RFC9293_PARAMETERS as RFC9293 } from '../../../packages/core/src/tcp/parameters.ts';
import type { Side } from './pair.ts';
import { CLIENT, established, Pair, pattern, segment } from './pair.ts';
import { SYN } from '../../../packages/core/src/wire/control.ts';
import { plus } from '../../../packages/core/src/wire/seqnum.ts';

/** What a side was told of an end, and when, in milliseconds from an instant. */
const endings = (pair: Pair, side: Side, from: number): ReadonlyArray<readonly [string, number]> =>
  pair.told[side].flatMap(({ at, indication }) =>
    indication._tag === 'Drained' || indication._tag === 'Forgotten' || indication._tag === 'Ended'
      ? [[indication._tag, (at - from) / 1_000_000] as const]
      : [],
  );

const TWO_MSL = (2 * RFC9293.msl) / 1_000_000;

describe('after Release', () => {
  test('the side that closes first has drained after a round trip, and is forgotten after TIME-WAIT', () => {
    const pair = established();
    const from = pair.now;
    pair.ask('client', { _tag: 'Release', connection: 1 });
    pair.run(pair.now + milliseconds(100));
    pair.ask('server', { _tag: 'Release', connection: pair.accepted() });
    pair.run();
    expect(endings(pair, 'client', from)).toEqual([
      ['Drained', 20],
      ['Forgotten', 110 + TWO_MSL],
    ]);
    // The other side waits for nothing but the ACK of its FIN: then all is over at once.
    expect(endings(pair, 'server', from)).toEqual([['Forgotten', 120]]);
  });

  test('when both close at once both have drained before they wait out their time', () => {
    const pair = established();
    const from = pair.now;
    pair.ask('client', { _tag: 'Release', connection: 1 });
    pair.ask('server', { _tag: 'Release', connection: pair.accepted() });
    pair.run();
    for (const side of ['client', 'server'] as const) {
      expect(endings(pair, side, from).map(([tag]) => tag)).toEqual(['Drained', 'Forgotten']);
    }
  });

  test('what was acknowledged before the user went has drained at once', () => {
    const pair = established();
    pair.ask('client', { _tag: 'Close', connection: 1 });
    pair.run(pair.now + milliseconds(100));
    const from = pair.now;
    pair.ask('client', { _tag: 'Release', connection: 1 });
    expect(endings(pair, 'client', from)).toEqual([['Drained', 0]]);
    pair.run();
    expect(endings(pair, 'client', from).map(([tag]) => tag)).toEqual(['Drained', 'Forgotten']);
  });

  test('a peer that is gone is never said to have everything', () => {
    const pair = established();
    pair.judge = () => [];
    pair.ask('client', { _tag: 'Release', connection: 1 });
    pair.run(pair.now + seconds(5));
    expect(endings(pair, 'client', 0)).toEqual([]);
    pair.run();
    expect(endings(pair, 'client', 0).map(([tag]) => tag)).toEqual(['Forgotten']);
  });

  test('octets that nobody read reset the connection, and it is forgotten at once', () => {
    const pair = established();
    pair.reads.server = false;
    pair.write('client', pattern(100));
    pair.run(pair.now + milliseconds(100));
    const from = pair.now;
    pair.ask('server', { _tag: 'Release', connection: pair.accepted() });
    expect(endings(pair, 'server', from)).toEqual([['Forgotten', 0]]);
  });

  test('a connection that TCP does not know is forgotten, of course', () => {
    const pair = new Pair();
    pair.ask('client', { _tag: 'Release', connection: 77 });
    expect(pair.told.client.map(({ indication }) => indication)).toEqual([{ _tag: 'Forgotten', connection: 77 }]);
  });

  test('a SYN that opens the connection anew ends the wait of the old one', () => {
    const pair = established();
    pair.ask('server', { _tag: 'Release', connection: pair.accepted() });
    pair.run(pair.now + milliseconds(100));
    pair.ask('client', { _tag: 'Release', connection: 1 });
    pair.run(pair.now + milliseconds(100));
    const old = pair.tcb('server');
    if (old === undefined) throw new Error('there is nothing in TIME-WAIT');
    expect(old.state).toBe('TIME-WAIT');
    pair.inject('server', segment({ control: SYN, seq: plus(old.rcv.nxt, 1_000) }), CLIENT);
    expect(endings(pair, 'server', 0).map(([tag]) => tag)).toEqual(['Drained', 'Forgotten']);
    expect(pair.rules).toContain('tcp.synInTimeWait');
  });
});
