// The command from its sources: node scripts/run.mjs tests/cli/sockeye.ts COMMAND…
import { main } from '@sockeye/cli';

process.exitCode = await main(process.argv.slice(2));
