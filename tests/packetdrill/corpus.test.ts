/// <reference types="vite/types/importMeta.d.ts" />
// Our own packetdrill corpus: every script of every folder here but `open`, on each profile that its head names, to the microsecond.
import type { ProfileName, ScriptVerdict } from '@sockeye/sim';
import { runSource } from '@sockeye/sim';
import { describe, expect, it } from 'vitest';

const SOURCES = import.meta.glob<string>(['./*/**/*.pkt', '!./open/**'], {
  query: '?raw',
  import: 'default',
  eager: true,
});

const PROFILES: ReadonlyArray<ProfileName> = ['rfc9293', 'linux', 'freebsd'];

/** The clause that a script begins with: an RFC, its section, the label of the requirement where there is one, and what is shown. */
const CLAUSE = /^\/\/ RFC \d{3,4} (?:§|Appendix )[^:]+: \S/;

interface Case {
  readonly file: string;
  readonly source: string;
  readonly profiles: ReadonlyArray<string>;
}

const CASES: ReadonlyArray<Case> = Object.entries(SOURCES)
  .map(([path, source]) => ({
    file: path.replace(/^\.\//, 'tests/packetdrill/'),
    source,
    profiles: /^\/\/ profiles:(.*)$/m.exec(source)?.[1]?.trim().split(/\s+/) ?? [],
  }))
  .toSorted((a, b) => (a.file < b.file ? -1 : 1));

const isProfile = (name: string): name is ProfileName => PROFILES.some((profile) => profile === name);

/** What went wrong, and the command that shows it; empty where the script passed. */
const complaint = (file: string, profile: string, verdict: ScriptVerdict): string => {
  const again = `sockeye packetdrill --exact --fail-on-leftovers --profile ${profile} ${file}`;
  switch (verdict._tag) {
    case 'Passed':
      return '';
    case 'Failed':
      return `${file}:${verdict.line}: ${verdict.says}\n  ${verdict.text}\n  ${again}`;
    case 'Skipped':
      return `${file}:${verdict.line}: skipped: ${verdict.says}\n  ${again}`;
    case 'Unreadable':
      return `${file}:${verdict.problem.line}: ${verdict.problem.says}\n  ${again}`;
  }
};

const strictly = (file: string, source: string, profile: ProfileName): ScriptVerdict =>
  runSource(
    file,
    source,
    {
      profile,
      failOnLeftovers: true,
      options: [
        { name: 'tolerance_usecs', value: '0' },
        { name: 'tolerance_percent', value: '0' },
      ],
    },
    new Map(profile === 'freebsd' ? [['FreeBSD', '1']] : []),
  );

describe('our own packetdrill corpus', () => {
  it('has at least 170 scripts of RFC 9293', () => {
    expect(CASES.filter(({ file }) => file.includes('/rfc9293/')).length).toBeGreaterThanOrEqual(170);
  });

  it('has at least 250 scripts of what stands beside RFC 9293', () => {
    expect(CASES.filter(({ file }) => !file.includes('/rfc9293/')).length).toBeGreaterThanOrEqual(250);
  });

  it('begins each script with its clause and its profiles', () => {
    const without = CASES.filter(
      ({ source, profiles }) => !CLAUSE.test(source) || profiles.length === 0 || !profiles.every(isProfile),
    );
    expect(without.map(({ file }) => file)).toEqual([]);
  });

  it('would notice a packet that comes a microsecond late, or that nobody expects', () => {
    const script = (at: string, more: string): string =>
      `0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0 connect(3, ..., ...) = -1 EINPROGRESS
+0 > S 0:0(0) <...>
${at} > S 0:0(0) <...>
${more}`;
    const opened = (source: string): string =>
      strictly(
        'x.pkt',
        source.replace('+0 connect', '+0 fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK) = 0\n+0 connect'),
        'rfc9293',
      )._tag;
    expect(opened(script('+1', ''))).toBe('Passed');
    expect(opened(script('+1.000001', ''))).toBe('Failed');
    expect(opened(script('+1', '+5 fcntl(3, F_SETFL, O_RDWR) = 0'))).toBe('Failed');
  });

  for (const { file, source, profiles } of CASES) {
    for (const profile of profiles.filter(isProfile)) {
      it(`${file} (${profile})`, () => {
        const verdict = strictly(file, source, profile);
        expect(complaint(file, profile, verdict)).toBe('');
      });
    }
  }
});
