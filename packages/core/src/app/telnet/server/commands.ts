// What one may say at the prompt.
import type { Bytes } from '../../../basis/bytes.ts';
import { bytes, concatBytes, hex, text, utf8 } from '../../../basis/bytes.ts';
import type { TerminalState } from './State.ts';

/** What a line is answered; undefined: farewell. */
export const answerTo = (state: TerminalState, line: Bytes): Bytes | undefined => {
  const said = text(line);
  const [, command = '', rest] = /^ *([^ ]*)( .*)?$/s.exec(said) ?? [];
  // What follows the one space is taken as it came: it need be no text.
  const argument =
    rest === undefined ? bytes() : line.subarray(said.length - said.trimStart().length + utf8(command).length + 1);
  switch (command) {
    case '':
      return bytes();
    case 'echo':
      return ended(argument);
    case 'hex':
      return ended(utf8(hex(argument)));
    case 'term':
      return ended(utf8(`TERM=${state.terminal ?? 'unknown'}`));
    case 'size':
      return ended(utf8(`SIZE=${state.window?.columns ?? 0}x${state.window?.rows ?? 0}`));
    case 'iac':
      return ended(bytes(65, 255, 66));
    case 'exit':
      return undefined;
    default:
      return ended(utf8('Unknown command. The commands are: echo TEXT, hex TEXT, term, size, iac, exit.'));
  }
};

const CR_LF: Bytes = bytes(13, 10);

const ended = (line: Bytes): Bytes => concatBytes([line, CR_LF]);
