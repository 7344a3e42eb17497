import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Bytes, TelnetConfig, TelnetService, TelnetState, UrgentStreamService } from '@sockeye/core';
import { bytes, concatBytes, PLAIN_TELNET, telnet, TELNET_LIMITS, text, utf8 } from '@sockeye/core';
import { invariant } from '../../../packages/core/src/app/telnet/State.ts';
import type { Instant } from '../../../packages/core/src/basis/time.ts';
import { layerLaws } from '../../core/laws.ts';

const [IAC, DONT, DO, WONT, WILL, SB, AYT, DM, SE] = [255, 254, 253, 252, 251, 250, 246, 242, 240] as const;
const [BINARY, ECHO, SGA, STATUS, MARK, TTYPE, NAWS] = [0, 1, 3, 5, 6, 24, 31] as const;

const WILLING: TelnetConfig = {
  local: ['BINARY', 'SUPPRESS-GO-AHEAD', 'STATUS', 'TIMING-MARK', 'TERMINAL-TYPE', 'NAWS', 'ECHO'],
  remote: ['BINARY', 'SUPPRESS-GO-AHEAD', 'STATUS', 'TERMINAL-TYPE', 'NAWS', 'ECHO'],
  terminalTypes: ['xterm', 'vt220'],
  window: { columns: 255, rows: 24 },
  toleratesLoneIac: false,
  limits: TELNET_LIMITS,
};

type Told = TelnetService['indication'];

/** One end: what it was told, what it sent, which rules fired. */
const end = (config: TelnetConfig = WILLING) => {
  const layer = telnet(config);
  let state: TelnetState = layer.initial;
  const told: Array<Told> = [];
  const sent: Array<Bytes> = [];
  const asked: Array<UrgentStreamService['request']['_tag']> = [];
  const fired: Array<string> = [];
  const step = (input: Parameters<typeof layer.step>[1]): void => {
    const [next, words] = layer.step(state, input, 0 as Instant);
    expect(invariant(next)).toEqual([]);
    state = next;
    for (const word of words) {
      if (word._tag === 'Indicate') told.push(word.indication);
      else if (word._tag === 'Note') fired.push(word.note.rule.id);
      else {
        asked.push(word.request._tag);
        if ('octets' in word.request) sent.push(word.request.octets);
      }
    }
  };
  return {
    told,
    asked,
    fired,
    hear: (...octets: ReadonlyArray<number>) =>
      step({ _tag: 'Indicated', indication: { _tag: 'Received', octets: bytes(...octets) } }),
    indicate: (indication: UrgentStreamService['indication']) => step({ _tag: 'Indicated', indication }),
    ask: (request: TelnetService['request']) => step({ _tag: 'Requested', request }),
    say: (octets: Bytes) => step({ _tag: 'Requested', request: { _tag: 'Send', octets } }),
    /** What was sent since this was asked last. */
    sent: (): ReadonlyArray<number> => Array.from(concatBytes(sent.splice(0))),
    text: (): string => text(concatBytes(told.flatMap((one) => (one._tag === 'Received' ? [one.octets] : [])))),
  };
};

/** What is told, with text that was cut joined. */
const joined = (told: ReadonlyArray<Told>): ReadonlyArray<unknown> => {
  const all: Array<unknown> = [];
  let run: Array<number> = [];
  for (const one of told) {
    if (one._tag === 'Received') run.push(...one.octets);
    else {
      if (run.length > 0) all.push(run);
      run = [];
      all.push(one);
    }
  }
  if (run.length > 0) all.push(run);
  return all;
};

describe('text', () => {
  test('has 255 doubled in both directions', () => {
    const one = end();
    one.say(bytes(65, 255, 66));
    expect(one.sent()).toEqual([65, 255, 255, 66]);
    one.hear(65, IAC, IAC, 66);
    expect(joined(one.told)).toEqual([[65, 255, 66]]);
  });

  test('keeps CR LF, and takes the NUL behind a CR away, wherever the stream is cut', () => {
    const one = end();
    for (const octet of utf8('a\r\nb\r\0c\r')) one.hear(octet);
    one.hear(0);
    one.hear(...utf8('d\0'));
    expect(one.text()).toBe('a\r\nb\rc\rd\0');
  });

  test('has a NUL behind each CR that is sent alone, and none behind one whose LF comes later', () => {
    const one = end();
    one.say(utf8('a\r'));
    one.say(utf8('\nb\r'));
    one.say(utf8('c\r'));
    one.ask({ _tag: 'Finish' });
    expect(one.sent()).toEqual([...utf8('a\r\nb\r\0c\r\0')]);
    expect(one.asked.at(-1)).toBe('Finish');
  });

  test('is taken octet by octet under BINARY', () => {
    const one = end();
    one.hear(IAC, WILL, BINARY, IAC, DO, BINARY);
    expect(one.sent()).toEqual([IAC, DO, BINARY, IAC, WILL, BINARY]);
    one.hear(13, 0, 10, IAC, IAC);
    one.say(bytes(13, 0, 255, 13));
    expect(one.told.at(-1)).toEqual({ _tag: 'Received', octets: bytes(13, 0, 10, 255) });
    expect(one.sent()).toEqual([13, 0, 255, 255, 13]);
  });

  test('comes out at the other side as it went in, whatever it is and however it is cut', () => {
    const pieces = fc.array(fc.uint8Array({ maxLength: 12 }), { maxLength: 8 });
    fc.assert(
      fc.property(pieces, fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 10 }), (given, sizes) => {
        const [one, other] = [end(), end()];
        for (const piece of given) one.say(piece);
        one.ask({ _tag: 'Finish' });
        const wire = one.sent();
        for (let at = 0, n = 0; at < wire.length; n++) {
          const size = sizes[n % sizes.length] ?? 1;
          other.hear(...wire.slice(at, at + size));
          at += size;
        }
        expect(joined(other.told).flat()).toEqual(given.flatMap((piece) => Array.from(piece)));
      }),
      { seed: 854, numRuns: 400 },
    );
  });
});

describe('options', () => {
  test('that we can do are agreed to once, and no answer is answered', () => {
    const one = end();
    for (let i = 0; i < 5; i++) one.hear(IAC, DO, SGA, IAC, WILL, SGA);
    expect(one.sent()).toEqual([IAC, WILL, SGA, IAC, DO, SGA]);
    expect(one.fired.filter((id) => id === 'telnet.no-answer-to-answer')).toHaveLength(8);
  });

  test('that we cannot do are refused once, and again when they were taken back', () => {
    const one = end();
    for (let i = 0; i < 3; i++) one.hear(IAC, WILL, 99, IAC, DO, 99);
    expect(one.sent()).toEqual([IAC, DONT, 99, IAC, WONT, 99]);
    one.hear(IAC, WONT, 99, IAC, WILL, 99);
    expect(one.sent()).toEqual([IAC, DONT, 99]);
  });

  test('are switched off whenever the peer wants', () => {
    const one = end();
    one.hear(IAC, DO, ECHO, IAC, DONT, ECHO, IAC, DONT, ECHO);
    expect(one.sent()).toEqual([IAC, WILL, ECHO, IAC, WONT, ECHO]);
    expect(one.told).toEqual([
      { _tag: 'Option', side: 'local', option: 'ECHO', enabled: true },
      { _tag: 'Option', side: 'local', option: 'ECHO', enabled: false },
    ]);
  });

  test('asked for by us are in force when the peer agrees, and not before', () => {
    const one = end();
    one.ask({ _tag: 'Negotiate', side: 'remote', option: 'ECHO', enable: true });
    one.ask({ _tag: 'Negotiate', side: 'remote', option: 'ECHO', enable: true });
    expect(one.sent()).toEqual([IAC, DO, ECHO]);
    expect(one.told).toEqual([]);
    one.hear(IAC, WILL, ECHO);
    expect(one.told).toEqual([{ _tag: 'Option', side: 'remote', option: 'ECHO', enabled: true }]);
    expect(one.sent()).toEqual([]);
  });

  test('a storm of requests has at most one answer for each option and side', () => {
    const one = end(PLAIN_TELNET);
    for (let round = 0; round < 20; round++) {
      for (let option = 0; option < 255; option++) one.hear(IAC, round % 2 === 0 ? WILL : DO, option);
    }
    expect(one.sent().length).toBeLessThanOrEqual(3 * 2 * 256);
  });

  test('two ends that change their minds, each before it has heard the other, come to rest', () => {
    const wish = fc.record({
      side: fc.constantFrom('local' as const, 'remote' as const),
      option: fc.constantFrom('BINARY', 'ECHO', 'SUPPRESS-GO-AHEAD', 'STATUS', 'TERMINAL-TYPE', 'NAWS'),
      enable: fc.boolean(),
    });
    const turns = fc.array(
      fc.record({ a: fc.option(wish), b: fc.option(wish), talk: fc.constantFrom('', 'a', 'b', 'ab') }),
      {
        maxLength: 20,
      },
    );
    fc.assert(
      fc.property(turns, (given) => {
        const [a, b] = [end(), end()];
        const [toA, toB]: [Array<number>, Array<number>] = [[], []];
        const carry = (): void => {
          toB.push(...a.sent());
          toA.push(...b.sent());
        };
        for (const { a: wishA, b: wishB, talk } of given) {
          if (wishA !== null) a.ask({ _tag: 'Negotiate', ...wishA });
          if (wishB !== null) b.ask({ _tag: 'Negotiate', ...wishB });
          carry();
          if (talk.includes('a')) a.hear(...toA.splice(0, 3));
          if (talk.includes('b')) b.hear(...toB.splice(0, 3));
          carry();
        }
        for (let round = 0; round < 100; round++) {
          if (toA.length + toB.length === 0) break;
          b.hear(...toB.splice(0));
          a.hear(...toA.splice(0));
          carry();
        }
        expect([toA, toB], 'they talk for ever').toEqual([[], []]);
      }),
      { seed: 1143, numRuns: 500 },
    );
  });
});

describe('what belongs to one option', () => {
  test('a timing mark is answered each time; an answer that nobody asked for is ignored', () => {
    const one = end();
    one.hear(IAC, DO, MARK, IAC, DO, MARK, IAC, WILL, MARK);
    expect(one.sent()).toEqual([IAC, WILL, MARK, IAC, WILL, MARK]);
    one.ask({ _tag: 'Mark' });
    one.hear(65, IAC, WONT, MARK, 66);
    expect(joined(one.told)).toEqual([[65], { _tag: 'Marked' }, [66]]);
    expect(one.fired).toContain('telnet.unasked-mark');
  });

  test('the terminal has names, walked until one comes twice; then they begin anew', () => {
    const [server, client] = [end(), end()];
    server.ask({ _tag: 'Negotiate', side: 'remote', option: 'TERMINAL-TYPE', enable: true });
    for (let i = 0; i < 8; i++) {
      client.hear(...server.sent());
      server.hear(...client.sent());
    }
    expect(server.told).toContainEqual({ _tag: 'TerminalTypes', names: ['xterm', 'vt220'] });
    const names = [1, 2, 3].map(() => {
      client.hear(IAC, SB, TTYPE, 1, IAC, SE);
      return text(bytes(...client.sent())).replaceAll(/[^a-z0-9]/g, '');
    });
    expect(names).toEqual(['xterm', 'vt220', 'vt220']);
  });

  test('a list of names without end is left after a while', () => {
    const one = end();
    one.hear(IAC, WILL, TTYPE);
    for (let i = 0; i < 100; i++) one.hear(IAC, SB, TTYPE, 0, ...utf8(`t${i}`), IAC, SE);
    expect(one.told.filter(({ _tag }) => _tag === 'TerminalTypes')).toHaveLength(1);
  });

  test('a window of 255 columns has its 255 doubled, and changes are told', () => {
    const [server, client] = [end(), end()];
    client.hear(IAC, DO, NAWS);
    const wire = client.sent();
    expect(wire).toEqual([IAC, WILL, NAWS, IAC, SB, NAWS, 0, 255, 255, 0, 24, IAC, SE]);
    server.hear(...wire);
    client.ask({ _tag: 'Resize', columns: 65_535, rows: 1 });
    server.hear(...client.sent());
    expect(server.told.filter(({ _tag }) => _tag === 'WindowSize')).toEqual([
      { _tag: 'WindowSize', columns: 255, rows: 24 },
      { _tag: 'WindowSize', columns: 65_535, rows: 1 },
    ]);
  });

  test('the status that is told is what is in force', () => {
    const [one, other] = [end(), end()];
    one.hear(IAC, DO, STATUS, IAC, DO, SGA, IAC, WILL, ECHO);
    one.sent();
    one.hear(IAC, SB, STATUS, 1, IAC, SE);
    expect(one.sent()).toEqual([IAC, SB, STATUS, 0, DO, ECHO, WILL, SGA, WILL, STATUS, IAC, SE]);
    other.ask({ _tag: 'AskStatus' });
    expect(other.sent(), 'before the peer has agreed').toEqual([]);
    other.hear(IAC, WILL, STATUS);
    other.sent();
    other.ask({ _tag: 'AskStatus' });
    expect(other.sent()).toEqual([IAC, SB, STATUS, 1, IAC, SE]);
    other.hear(IAC, SB, STATUS, 0, WILL, SGA, IAC, SE);
    expect(other.told.at(-1)).toEqual({ _tag: 'Status', entries: [['WILL', SGA]] });
  });

  test('nothing is believed of an option that is not in force', () => {
    const one = end();
    one.hear(
      IAC,
      SB,
      NAWS,
      0,
      80,
      0,
      24,
      IAC,
      SE,
      IAC,
      SB,
      TTYPE,
      0,
      120,
      IAC,
      SE,
      IAC,
      SB,
      IAC,
      SE,
      IAC,
      SB,
      39,
      0,
      85,
      IAC,
      SE,
    );
    expect(one.told).toEqual([]);
    expect(one.sent()).toEqual([]);
    expect(one.fired.filter((id) => id === 'telnet.subnegotiation-unwanted')).toHaveLength(4);
  });
});

describe('a subnegotiation', () => {
  test('without end costs no more than the limit, and afterwards all is as before', () => {
    const one = end();
    one.hear(IAC, WILL, NAWS, IAC, SB, NAWS);
    for (let i = 0; i < 50; i++) one.hear(...new Uint8Array(1_000).fill(7));
    one.hear(IAC, SE, 65, IAC, SB, NAWS, 0, 80, 0, 24, IAC, SE);
    expect(one.fired).toContain('telnet.subnegotiation-too-long');
    expect(joined(one.told).slice(1)).toEqual([[65], { _tag: 'WindowSize', columns: 80, rows: 24 }]);
  });

  test('that another command breaks off is thrown away, and the command counts', () => {
    const one = end();
    one.hear(IAC, WILL, NAWS, IAC, SB, NAWS, 0, 80, IAC, AYT, 65);
    expect(joined(one.told).slice(1)).toEqual([{ _tag: 'Signalled', signal: 'AYT' }, [65]]);
    expect(one.fired).toContain('telnet.subnegotiation-broken');
  });
});

describe('synch', () => {
  test('throws text away up to the data mark, and no command', () => {
    const one = end();
    one.hear(65);
    one.indicate({ _tag: 'Urgent' });
    one.hear(66, IAC, AYT, 67, IAC, DO, SGA, IAC, DM, 68);
    expect(joined(one.told)).toEqual([
      [65],
      { _tag: 'Signalled', signal: 'AYT' },
      { _tag: 'Option', side: 'local', option: 'SUPPRESS-GO-AHEAD', enabled: true },
      [68],
    ]);
    expect(one.fired).toContain('telnet.synch');
  });

  test('is sent as an urgent data mark', () => {
    const one = end();
    one.ask({ _tag: 'Signal', signal: 'IP' });
    one.ask({ _tag: 'Synch' });
    expect(one.asked).toEqual(['Send', 'Send', 'SendUrgent']);
    expect(one.sent()).toEqual([IAC, 244, IAC, DM]);
  });
});

const likely = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      IAC,
      IAC,
      DO,
      DONT,
      WILL,
      WONT,
      SB,
      SE,
      AYT,
      DM,
      BINARY,
      ECHO,
      SGA,
      STATUS,
      MARK,
      TTYPE,
      NAWS,
      13,
      10,
    ),
  },
  { weight: 1, arbitrary: fc.nat(255) },
);

test('wherever a stream is cut, the same is told and the same is sent', () => {
  fc.assert(
    fc.property(fc.array(likely, { maxLength: 80 }), (octets) => {
      const [whole, cut] = [end(), end()];
      whole.hear(...octets);
      for (const octet of octets) cut.hear(octet);
      expect(joined(cut.told)).toEqual(joined(whole.told));
      expect(cut.sent()).toEqual(whole.sent());
      expect(cut.fired).toEqual(whole.fired);
    }),
    { seed: 255, numRuns: 1_000 },
  );
});

layerLaws(
  'telnet',
  () => telnet(WILLING),
  {
    requests: fc.oneof(
      fc.uint8Array({ maxLength: 5 }).map((octets) => ({ _tag: 'Send' as const, octets })),
      fc.constantFrom<TelnetService['request']>(
        { _tag: 'Signal', signal: 'IP' },
        { _tag: 'Synch' },
        { _tag: 'Mark' },
        { _tag: 'AskStatus' },
        { _tag: 'Resize', columns: 255, rows: 255 },
        { _tag: 'Negotiate', side: 'local', option: 'ECHO', enable: true },
        { _tag: 'Negotiate', side: 'remote', option: 'TERMINAL-TYPE', enable: true },
        { _tag: 'Negotiate', side: 'remote', option: 'TERMINAL-TYPE', enable: false },
        { _tag: 'Finish' },
        { _tag: 'Abort' },
      ),
    ),
    indications: fc.oneof(
      fc.array(likely, { maxLength: 12 }).map((octets) => ({ _tag: 'Received' as const, octets: bytes(...octets) })),
      fc.constantFrom<UrgentStreamService['indication']>(
        { _tag: 'Urgent' },
        { _tag: 'Finished' },
        { _tag: 'Drained' },
        { _tag: 'Broken', errno: 'ECONNRESET' },
      ),
    ),
  },
  invariant,
);
