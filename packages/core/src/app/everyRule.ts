import type { Rule } from '../basis/note.ts';
import { rules as exchange } from './exchange/rules.ts';
import { rules as ftp } from './ftp/rules.ts';
import { rules as lines } from './lines/rules.ts';
import { rules as pop3 } from './pop3/rules.ts';
import { rules as smtp } from './smtp/rules.ts';
import { rules as telnet } from './telnet/rules.ts';

/**
 * Every rule of the applications, by the folder of each.
 *
 * @example
 * APP_RULES['lines']?.['bare']?.id // 'lines.bare'
 *
 * @category rules
 * @since 0.1.0
 */
export const APP_RULES: Readonly<Record<string, Readonly<Record<string, Rule>>>> = {
  lines,
  exchange,
  smtp,
  pop3,
  telnet,
  ftp,
};
