import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright';
import { chromium } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const dist = join(root, 'packages/lab/dist');
const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

/** The built page on a free port of loopback. */
const serve = async (): Promise<Server> => {
  const server = createServer((asked, answer) => {
    const path = new URL(asked.url ?? '/', 'http://page').pathname;
    const file = join(dist, path === '/' ? 'index.html' : path);
    readFile(file).then(
      (body) => answer.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'text/plain' }).end(body),
      () => answer.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return server;
};

describe.skipIf(!existsSync(executablePath))('the lecture page', () => {
  let server: Server;
  let browser: Browser;
  beforeAll(async () => {
    server = await serve();
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] });
  });
  afterAll(async () => {
    await browser.close();
    server.close();
  });

  test('loads without an error, and says what it is', async () => {
    const page = await browser.newPage();
    const errors: Array<string> = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    expect(await page.locator('h1').textContent()).toBe('Sockeye');
    expect(await page.locator('main').textContent()).toContain('0.1.0');
    await mkdir(join(root, 'reports'), { recursive: true });
    await page.screenshot({ path: join(root, 'reports/page.png') });
    expect(errors).toEqual([]);
  });
});
