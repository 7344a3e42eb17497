// Writes docs/rfc9293.md: npm run docs:rfc9293
import { writeFileSync } from 'node:fs';
import { rfc9293Page } from './rfc9293Page.ts';
import { witnesses } from './witnesses.ts';

writeFileSync('docs/rfc9293.md', rfc9293Page(witnesses()));
