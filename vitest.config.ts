import { existsSync } from 'node:fs';
import { playwright } from '@vitest/browser-playwright';
import { defaultClientConditions, defaultServerConditions } from 'vite';
import type { TestProjectConfiguration } from 'vitest/config';
import { defineConfig } from 'vitest/config';
import { mutating } from './scripts/mutating.ts';

// Workspace packages resolve to their TypeScript sources: no build comes before the tests.
const source = '@sockeye/source';
const chromium = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

const projects: Array<TestProjectConfiguration> = [
  {
    // SOCKEYE_MUTANT puts a defect in, to see that the tests notice: docs/mutants.md.
    plugins: mutating(),
    ssr: { resolve: { conditions: [source, ...defaultServerConditions] } },
    // A machine that does other things besides is slow, not wrong: a test that hangs is still found.
    test: {
      name: 'source',
      include: ['tests/**/*.test.ts'],
      exclude: ['tests/built/**', '**/node_modules/**'],
      testTimeout: 30_000,
    },
  },
  {
    // What would be published, and the lecture page. The set-up builds what is stale.
    test: {
      name: 'built',
      include: ['tests/built/**/*.test.ts'],
      globalSetup: ['tests/built/setup.ts'],
      testTimeout: 60_000,
      hookTimeout: 60_000,
    },
  },
];

if (existsSync(chromium)) {
  projects.push({
    // The pure packages, the same tests, in a real browser.
    resolve: { conditions: [source, ...defaultClientConditions] },
    optimizeDeps: { include: ['fast-check', 'fp-ts', 'immutable', 'io-ts'] },
    test: {
      name: 'browser',
      include: ['tests/{core,sim,claims}/**/*.test.ts'],
      exclude: ['**/*.node.test.ts'],
      testTimeout: 30_000,
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider: playwright({
          launchOptions: {
            executablePath: chromium,
            args: [
              '--no-sandbox',
              '--disable-gpu',
              '--disable-quic',
              '--no-first-run',
              '--disable-background-networking',
              '--disable-component-update',
              '--disable-sync',
            ],
          },
        }),
        instances: [{ browser: 'chromium' }],
      },
    },
  });
}

export default defineConfig({
  test: {
    reporters: ['default', './scripts/closing-line.ts'],
    projects,
    coverage: {
      provider: 'v8',
      include: ['packages/{core,sim,claims,node-adapter,cli}/src/**/*.ts'],
      reporter: ['text', 'json-summary'],
      reportsDirectory: 'reports/coverage',
    },
  },
});
