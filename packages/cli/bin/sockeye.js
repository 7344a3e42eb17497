#!/usr/bin/env node
import { existsSync } from 'node:fs';

// npm links this file at install time, so it is checked in, and stands outside dist.
if (existsSync(new URL('../dist/index.js', import.meta.url))) {
  const { main } = await import('../dist/index.js');
  process.exitCode = await main(process.argv.slice(2));
} else {
  console.error('sockeye: not built yet. Run: npm run build');
  process.exitCode = 2;
}
