// The fp-ts instances. Their functions have fp-ts's names, so they are reached as one namespace: `P.map`, `P.bind`.
import type { applicative, apply, chain as chainable, functor, monad, monadThrow, pointed } from 'fp-ts';
import { E } from '../basis/fp.ts';
import { bound } from './advance.ts';
import { andThen } from './control.ts';
import type { AnyProgram } from './frames.ts';
import { frame } from './frames.ts';
import { fail, succeed } from './nodes.ts';
import type { AnswerOf, ErrorOf, Program } from './Program.ts';

export const URI = 'sockeye/Program';
export type URI = typeof URI;

declare module 'fp-ts/HKT' {
  interface URItoKind2<E, A> {
    readonly 'sockeye/Program': Program<E, A>;
  }
}

/** The program that asks nothing and answers this. */
export const of: <Err = never, A = never>(a: A) => Program<Err, A> = succeed;

/** The program that asks nothing and fails with this. */
export const throwError: <Err, A = never>(error: Err) => Program<Err, A> = fail;

/** Another answer. */
export const map =
  <A, B>(f: (a: A) => B) =>
  <Err>(program: Program<Err, A>): Program<Err, B> =>
    bound(
      program,
      frame((a) => succeed(f(a as A)), undefined),
    );

/** The next program depends on the answer of the first. */
export const flatMap =
  <A, Next extends AnyProgram>(f: (a: A) => Next) =>
  <Err>(program: Program<Err, A>): Program<Err | ErrorOf<Next>, AnswerOf<Next>> =>
    andThen(program, f);

/** First the program of a function, then that of its argument. */
export const ap =
  <Err2, A>(argument: Program<Err2, A>) =>
  <Err, B>(f: Program<Err, (a: A) => B>): Program<Err | Err2, B> =>
    andThen(f, (g) => map(g)(argument));

/** As `flatMap`, but the first answer stays: for what is done on the way. */
export const tap =
  <A, Err2>(f: (a: A) => Program<Err2, unknown>) =>
  <Err>(program: Program<Err, A>): Program<Err | Err2, A> =>
    andThen(program, (a) => andThen(f(a), () => succeed(a)));

/** An `Either` that is no answer yet. */
export const fromEither: <Err, A>(either: E.Either<Err, A>) => Program<Err, A> = E.matchW(fail, succeed);

export const Functor: functor.Functor2<URI> = { URI, map: (fa, f) => map(f)(fa) };

export const Pointed: pointed.Pointed2<URI> = { URI, of };

export const Apply: apply.Apply2<URI> = { URI, map: Functor.map, ap: (fab, fa) => ap(fa)(fab) };

export const Applicative: applicative.Applicative2<URI> = { URI, map: Functor.map, ap: Apply.ap, of };

export const Chain: chainable.Chain2<URI> = { URI, map: Functor.map, ap: Apply.ap, chain: andThen };

/**
 * Programs are a monad; its laws hold of all that an interpreter can see.
 *
 * @category laws
 * @since 0.1.0
 */
export const Monad: monad.Monad2<URI> = { URI, map: Functor.map, ap: Apply.ap, of, chain: andThen };

export const MonadThrow: monadThrow.MonadThrow2<URI> = {
  URI,
  map: Functor.map,
  ap: Apply.ap,
  of,
  chain: andThen,
  throwError,
};

/** The beginning of Do notation: an empty record. */
export const Do: Program<never, {}> = succeed({});

/** Begins Do notation: the answer under a name. */
export const bindTo =
  <N extends string>(name: N) =>
  <Err, A>(program: Program<Err, A>): Program<Err, { readonly [K in N]: A }> =>
    map((a: A) => ({ [name]: a }) as { readonly [K in N]: A })(program);

/** Do notation: one more answer under a name. */
export const bind =
  <N extends string, A, Err2, B>(name: Exclude<N, keyof A>, f: (a: A) => Program<Err2, B>) =>
  <Err>(program: Program<Err, A>): Program<Err | Err2, { readonly [K in N | keyof A]: K extends keyof A ? A[K] : B }> =>
    andThen(program, (a) =>
      map((b: B) => ({ ...a, [name]: b }) as { readonly [K in N | keyof A]: K extends keyof A ? A[K] : B })(f(a)),
    );

const let_ =
  <N extends string, A, B>(name: Exclude<N, keyof A>, f: (a: A) => B) =>
  <Err>(program: Program<Err, A>): Program<Err, { readonly [K in N | keyof A]: K extends keyof A ? A[K] : B }> =>
    map((a: A) => ({ ...a, [name]: f(a) }) as { readonly [K in N | keyof A]: K extends keyof A ? A[K] : B })(program);

export {
  /** Do notation: a value under a name. */
  let_ as let,
};
