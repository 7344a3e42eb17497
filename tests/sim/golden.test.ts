// Runs in Node and in Chromium: the same seed gives the same bytes, and they are the bytes of the table.
import { describe, expect, test } from 'vitest';
import { captures } from '../engines/captures.ts';
import { GOLDEN } from './golden.ts';

const sha256 = async (octets: Uint8Array): Promise<string> => {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', octets.slice()));
  return Array.from(digest, (octet) => octet.toString(16).padStart(2, '0')).join('');
};

describe('golden captures', () => {
  test.each(captures([1, 2]))('$name', async ({ name, capture, text }) => {
    const seen = { capture: await sha256(capture), text: await sha256(new TextEncoder().encode(text)) };
    expect(
      seen,
      `${name} changed; if that was meant, put this line into golden.ts: '${name}': ${JSON.stringify(seen)}`,
    ).toEqual(GOLDEN[name]);
  });

  test.each(['eager', 'bytes'] as const)('are the same on the %s wire', (wire) => {
    expect(captures([1], wire)).toEqual(captures([1], 'lazy'));
  });
});
