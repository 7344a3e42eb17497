import type { Expression, FieldScript } from './Script.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '"': '\\"',
  '\\': '\\\\',
};

/** A string with its quotes. */
export const stringText = (text: string): string =>
  `"${text.replace(/[\f\n\r\t\v"\\]/g, (character) => ESCAPES[character] ?? '')}"`;

const list = (items: ReadonlyArray<Expression>): string => items.map(showExpression).join(', ');

const fieldText = ({ name, hint, value }: FieldScript): string =>
  name === undefined
    ? showExpression(value)
    : `${name}${hint === undefined ? '' : `(${list(hint)})`}=${showExpression(value)}`;

/** An argument of a call as text. */
export const showExpression = (expression: Expression): string => {
  switch (expression._tag) {
    case 'Ellipsis':
      return '...';
    case 'Integer':
    case 'Address':
      return expression.text;
    case 'Symbol':
      return expression.name;
    case 'Text':
      return stringText(expression.text);
    case 'Or':
      return expression.parts.map(showExpression).join(' | ');
    case 'List':
      return `[${list(expression.items)}]`;
    case 'Record':
      return `{${expression.fields.map(fieldText).join(', ')}}`;
    case 'Apply':
      return `${expression.name}(${list(expression.items)})`;
  }
};
