// Writes docs/rules.md: npm run docs:rules
import { writeFileSync } from 'node:fs';
import { rulesPage } from './rulesPage.ts';

writeFileSync('docs/rules.md', rulesPage());
