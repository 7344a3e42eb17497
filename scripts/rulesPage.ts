import type { Rule } from '@sockeye/core';
import { ALL_RULES, APP_RULES } from '@sockeye/core';
import { SWITCH_RULES } from '@sockeye/sim';

const HEAD = `# Every rule of the house

What a floor decides, it decides by a rule, and the rule has a name: the floor's \`step\` notes it, traces and ladders print
it, tests ask for it, and the table in its \`rules.ts\` says in one sentence what it is and which document it follows.
"ours" stands where no document decides.

This page is made from those tables by \`npm run docs:rules\`. In a program, they are \`ALL_RULES\` and \`APP_RULES\` of
\`@sockeye/core\`, and \`SWITCH_RULES\` of \`@sockeye/sim\` for the one box between cables that decides anything.`;

const line = ({ id, source, says }: Rule): string => `- **${id}** — ${says} (${source})`;

/** docs/rules.md, as prettier leaves it. */
export const rulesPage = (): string =>
  [
    HEAD,
    ...Object.entries({ ...ALL_RULES, switch: SWITCH_RULES, ...APP_RULES }).map(
      ([floor, table]) => `## ${floor}\n\n${Object.values(table).map(line).join('\n')}`,
    ),
  ].join('\n\n') + '\n';
