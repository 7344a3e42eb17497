import {
  EMPTY_TALLY,
  mergeTallies,
  performUnit,
  PUBLISHED,
  readNetwork,
  type Tally,
  TallyCodec,
  type Unit,
  UnitCodec,
} from '@sockeye/claims';
import { readDocument } from '@sockeye/sim';
import { either as E } from 'fp-ts';
import { describe, expect, test } from 'vitest';

const STREAM = ['tcp.prefixDelivery', 'tcp.exactlyOnce', 'tcp.arrives'];
const DATAGRAMS = ['udp.wholeOrNothing', 'udp.length', 'udp.noLoss', 'udp.noDuplicate', 'udp.inOrder'];

const tallied = (unit: Partial<Unit>): Tally => {
  const whole = { play: 'shortTransfer', claims: STREAM, network: 'lossy', seed: 1, first: 0, runs: 60, ...unit };
  const done = performUnit(PUBLISHED, whole);
  if (E.isLeft(done)) throw new Error(done.left.map(({ path, says }) => `${path}: ${says}`).join('\n'));
  return done.right;
};

describe('a unit of work', () => {
  test.each(['perfect', 'lossy', 'dup', 'reordering', 'corrupt', 'kOfN', 'dupDropReorder + corrupt'])(
    'finds that a stream keeps its promises when the network is %s',
    (network) => {
      const tally = tallied({ network });
      expect(tally.broken).toEqual({});
      expect(tally.held).toEqual(Object.fromEntries(STREAM.map((name) => [name, 60])));
      expect(tally.goals['tcp.prefixDelivery: something was read']).toBe(60);
      if (network !== 'perfect') expect(Object.keys(tally.coverage)).not.toHaveLength(0);
    },
  );

  test.each([
    ['lossy', ['udp.noLoss']],
    ['dup', ['udp.noDuplicate']],
  ])('finds what UDP does not promise when the network is %s', (network, broken) => {
    const tally = tallied({ play: 'messages', claims: DATAGRAMS, network });
    for (const name of broken) expect(tally.broken[name]?.times).toBeGreaterThan(0);
    expect(Object.keys(tally.broken)).not.toContain('udp.wholeOrNothing');
    expect(Object.keys(tally.broken)).not.toContain('udp.length');
  });

  test('of two halves is the whole, whichever is merged first', () => {
    const whole = mergeTallies(EMPTY_TALLY, tallied({ play: 'messages', claims: DATAGRAMS, runs: 90 }));
    const [a, b] = [
      tallied({ play: 'messages', claims: DATAGRAMS, runs: 33 }),
      tallied({ play: 'messages', claims: DATAGRAMS, first: 33, runs: 57 }),
    ];
    expect(mergeTallies(a, b)).toEqual(whole);
    expect(mergeTallies(b, a)).toEqual(whole);
  });

  test('and its tally are read again as they were written', () => {
    const tally = tallied({ play: 'messages', claims: DATAGRAMS });
    expect(readDocument(TallyCodec, JSON.parse(JSON.stringify(TallyCodec.encode(tally))))).toEqual(E.right(tally));
    const unit: Unit = { play: 'messages', claims: DATAGRAMS, network: 'loss 10%', seed: 3, first: 5, runs: 7 };
    expect(readDocument(UnitCodec, JSON.parse(JSON.stringify(UnitCodec.encode(unit))))).toEqual(E.right(unit));
  });

  test('tells every name that is not there', () => {
    const unit = { play: 'opera', claims: ['tcp.magic'], network: 'heaven', seed: 1, first: 0, runs: 1 };
    const done = performUnit(PUBLISHED, unit);
    expect(E.isLeft(done) ? done.left.map(({ path }) => path) : []).toEqual(['play', 'claims[0]', 'network']);
  });
});

describe('the wire', () => {
  const WIRE = ['cable.faithful', 'whole.conservation', 'tcp.acknowledgesWhatWasSent'];

  test.each(['perfect', 'dupDropReorder', 'late'])('keeps its promises when the network is %s', (network) => {
    const tally = tallied({ claims: WIRE, network, runs: 40 });
    expect(tally.broken).toEqual({});
    expect(tally.held).toEqual(Object.fromEntries(WIRE.map((name) => [name, 40])));
  });

  test('changes frames when bits are flipped, and the balance holds even so', () => {
    const { broken } = tallied({ claims: WIRE, network: 'corrupt', runs: 40 });
    expect(broken['cable.faithful']?.kind).toBe('other octets');
    expect(Object.keys(broken)).toEqual(['cable.faithful']);
  });
});

describe('a network in words', () => {
  test.each([
    ['lossy', ['L']],
    ['loss 10% reorder', ['L', 'R']],
    ['dup + crash', ['D', 'X']],
    ['corrupt 5% swap', ['C*']],
    ['client→server data #2: delay 2s', ['J', 'R']],
  ])('is read: %s', (words, letters) => {
    const read = readNetwork(words);
    expect(E.isRight(read) ? read.right.letters : read.left).toEqual(letters);
  });

  test('says what would have been right', () => {
    expect(readNetwork('heaven')).toMatchObject({ left: expect.stringContaining('dupDropReorder') });
    expect(readNetwork('')).toMatchObject({ left: expect.stringContaining('perfect') });
  });
});
