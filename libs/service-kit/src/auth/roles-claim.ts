import type { JWTPayload } from 'jose';
import { isRole, type Role } from './principal.js';

/**
 * The roles in a claim: a list, or a text with blanks between (as RFC 8693 writes scopes). Others than ours are left out,
 * as is a claim of any other form.
 *
 * @param claim its name, or a path with dots; a claim whose own name has dots, such as an URL, comes first
 */
export function rolesIn(payload: JWTPayload, claim: string): ReadonlySet<Role> {
  const value = own(payload, claim) ?? claim.split('.').reduce<unknown>(own, payload);
  const named: readonly unknown[] = typeof value === 'string' ? value.split(' ') : asList(value);
  return new Set(named.filter(isRole));
}

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Own members only, so that no path leads into a prototype. */
const own = (holder: unknown, name: string): unknown =>
  typeof holder === 'object' && holder !== null && Object.hasOwn(holder, name)
    ? (holder as Record<string, unknown>)[name]
    : undefined;
