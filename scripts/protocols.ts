// Writes docs/protocols.md: npm run docs:protocols
import { writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { protocolsPage } from './protocolsPage.ts';

const options = await resolveConfig('docs/protocols.md');
writeFileSync('docs/protocols.md', await format(await protocolsPage(), { ...options, parser: 'markdown' }));
