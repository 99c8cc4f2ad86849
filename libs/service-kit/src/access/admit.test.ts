import type { AccessRule } from '@trilha/proto-gen';
import fc from 'fast-check';
import type { Principal, Role } from '../auth/principal.js';
import { DomainError } from '../base/index.js';
import { admit } from './admit.js';
import type { Caller } from './caller.js';

describe('admit, whatever the rule, the caller and the request', () => {
  const ROLES: readonly Role[] = ['aluno', 'professor', 'operador', 'servico'];
  const subs = fc.constantFrom('ana', 'bia');
  const principal: fc.Arbitrary<Principal> = fc
    .record({ sub: subs, roles: fc.subarray([...ROLES]) })
    .map(({ sub, roles }) => ({ sub, roles: new Set(roles), expiresAt: 0 }));
  const grant = fc.record({
    roles: fc.option(fc.subarray([...ROLES], { minLength: 1 }), { nil: undefined }),
    own: fc.option(fc.constant(['dono']), { nil: undefined }),
    ownStored: fc.boolean(),
    absent: fc.option(fc.constant(['restrito']), { nil: undefined }),
  });
  const rule: fc.Arbitrary<AccessRule> = fc.record({
    public: fc.boolean(),
    grants: fc.array(grant, { maxLength: 3 }),
  });
  const caller: fc.Arbitrary<Caller> = fc.record({
    user: fc.option(principal, { nil: undefined }),
    service: fc.option(
      subs.map((sub) => ({ sub, roles: new Set<Role>(['servico']), expiresAt: 0 })),
      { nil: undefined },
    ),
  });
  const request = fc.record({ dono: fc.constantFrom('', 'ana', 'bia'), restrito: fc.boolean() });

  /** docs/permissions.md, sentence by sentence. */
  function expected(
    rule: AccessRule,
    { user, service }: Caller,
    { dono, restrito }: { dono: string; restrito: boolean },
  ) {
    if (rule.public) return 'free';
    if (!user && !service) return 'unauthenticated';
    const named =
      user &&
      rule.grants.filter(({ roles }) => (roles ?? ROLES).some((role) => user.roles.has(role as Role)));
    if (user && named && named.length > 0) {
      const fitting = named.filter(
        ({ own, absent }) => (!own || dono === '' || dono === user.sub) && (!absent || !restrito),
      );
      if (fitting.length === 0) return 'forbidden';
      return fitting.some(({ ownStored }) => !ownStored) ? 'free' : `must own ${user.sub}`;
    }
    const forServices = rule.grants.some(({ roles }) => (roles ?? ROLES).includes('servico'));
    return service && forServices ? 'free' : 'forbidden';
  }

  it('decides as docs/permissions.md says', () => {
    fc.assert(
      fc.property(rule, caller, request, (rule, caller, request) => {
        const before = expected(rule, caller, request);
        let decided: string;
        try {
          const { mustOwn } = admit(rule, caller, { ...request });
          decided = mustOwn === undefined ? 'free' : `must own ${mustOwn}`;
        } catch (error) {
          decided = error instanceof DomainError ? error.kind : String(error);
        }
        expect(decided).toBe(before);
      }),
      { numRuns: 2_000 },
    );
  });
});
