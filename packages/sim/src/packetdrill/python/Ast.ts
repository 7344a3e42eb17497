// The small part of Python that snippets are written in.

export type Value = number | string | boolean | undefined | ReadonlyArray<Value>;

export type Term =
  | { readonly _tag: 'Constant'; readonly value: Value }
  | { readonly _tag: 'Name'; readonly name: string }
  | { readonly _tag: 'Tuple'; readonly items: ReadonlyArray<Term> }
  | { readonly _tag: 'Unary'; readonly sign: string; readonly of: Term }
  | { readonly _tag: 'Binary'; readonly sign: string; readonly left: Term; readonly right: Term }
  /** `and`, `or`. */
  | { readonly _tag: 'Logic'; readonly isAnd: boolean; readonly left: Term; readonly right: Term }
  /** `a < b <= c`: true when each neighbour agrees. */
  | {
      readonly _tag: 'Chain';
      readonly first: Term;
      readonly rest: ReadonlyArray<{ readonly sign: string; readonly term: Term }>;
    }
  | { readonly _tag: 'Choice'; readonly condition: Term; readonly yes: Term; readonly no: Term }
  | { readonly _tag: 'Apply'; readonly name: string; readonly items: ReadonlyArray<Term> };

export type Statement =
  | { readonly _tag: 'Assign'; readonly names: ReadonlyArray<string>; readonly term: Term }
  | { readonly _tag: 'Change'; readonly name: string; readonly sign: string; readonly term: Term }
  | { readonly _tag: 'Print'; readonly items: ReadonlyArray<Term> }
  | { readonly _tag: 'Assert'; readonly term: Term; readonly says: Term | undefined; readonly text: string }
  | { readonly _tag: 'Evaluate'; readonly term: Term };
