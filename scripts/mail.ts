// Writes docs/mail.md: npm run docs:mail
import { writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { mailPage } from './mailPage.ts';

const options = await resolveConfig('docs/mail.md');
writeFileSync('docs/mail.md', await format(mailPage(), { ...options, parser: 'markdown' }));
