export const ROLES = ['aluno', 'professor', 'operador', 'servico'] as const;

/** What somebody is on the platform; `servico` is one of its own services. */
export type Role = (typeof ROLES)[number];

/** Somebody whose token was verified. */
export interface Principal {
  /** Who it is: 1 to 128 characters of `A–Z a–z 0–9 . _ @ : -`. */
  readonly sub: string;
  /** The roles the token names; those the platform does not know are left out. */
  readonly roles: ReadonlySet<Role>;
  /** Seconds since 1970, without the tolerance for clocks that differ. */
  readonly expiresAt: number;
}

const SUBJECT = /^[A-Za-z0-9._@:-]{1,128}$/;

/** Whether this can be the `sub` of a {@link Principal}. */
export const isSubject = (value: unknown): value is string =>
  typeof value === 'string' && SUBJECT.test(value);

export const isRole = (value: unknown): value is Role => (ROLES as readonly unknown[]).includes(value);
