// Whose mail is taken: that of the users of this domain and of its postmaster; for elsewhere only from those who have logged in.
import { lowered } from '../../mail/users.ts';
import type { Address } from '../parse/address.ts';
import type { SmtpServerConfig } from './State.ts';

/** Where a recipient's mail goes: to a user, elsewhere, or nowhere. */
export type Whose =
  { readonly _tag: 'User'; readonly user: string } | { readonly _tag: 'Elsewhere' } | { readonly _tag: 'Unknown' };

const POSTMASTER = 'postmaster';

/**
 * Where the mail of an address goes.
 *
 * Local parts are compared without regard to case, as every server does. `%`, `!` and a quoted `@` in them are letters like any
 * others: nothing is routed by what they might have meant once. (RFC 5321 §4.5.1: postmaster, with or without a domain)
 *
 * @example
 * whose({ localPart: 'Bob', domain: 'Example.org' }, 'example.org', ['bob']) // { _tag: 'User', user: 'bob' }
 *
 * @category model
 * @since 0.1.0
 */
export const whose = (
  { localPart, domain }: Address,
  ours: SmtpServerConfig['domain'],
  users: ReadonlyArray<string>,
): Whose => {
  if (domain !== undefined && lowered(domain) !== lowered(ours)) return { _tag: 'Elsewhere' };
  const wanted = lowered(localPart);
  const user = users.find((name) => name === localPart) ?? users.find((name) => lowered(name) === wanted);
  if (user !== undefined) return { _tag: 'User', user };
  return wanted === POSTMASTER ? { _tag: 'User', user: POSTMASTER } : { _tag: 'Unknown' };
};
