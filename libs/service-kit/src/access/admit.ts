import type { AccessGrant, AccessRule } from '@trilha/proto-gen';
import type { Principal, Role } from '../auth/principal.js';
import { DomainError, invalidFields } from '../base/index.js';
import type { Caller } from './caller.js';

/** What a rule leaves to be seen to once stored data is read. */
export interface Admission {
  /** Set when whatever is read must belong to this subject. */
  readonly mustOwn: string | undefined;
}

const SERVICE: Role = 'servico';
const FREE: Admission = Object.freeze({ mustOwn: undefined });

/**
 * Decides whether a caller may make a request. The user's own roles decide when the rule knows them; only where it does
 * not does the service that passes the call on count, so that nobody gains by being passed on.
 *
 * @param request decoded request, undefined for a stream of requests. An empty field that must hold the caller's own id
 *   is filled in.
 * @throws DomainError kind `unauthenticated` without any token, `forbidden` when no grant fits
 */
export function admit(rule: AccessRule, caller: Caller, request: unknown): Admission {
  if (rule.public) return FREE;
  const { user, service } = caller;
  if (user === undefined && service === undefined) {
    throw new DomainError('unauthenticated', 'TOKEN_AUSENTE', 'Envie um token em "authorization: Bearer …"');
  }
  const known = user === undefined ? [] : rule.grants.filter((grant) => names(grant, user));
  if (user !== undefined && known.length > 0) return admitUser(known, user, request);
  if (service !== undefined && rule.grants.some((grant) => namesService(grant))) {
    return FREE;
  }
  throw new DomainError('forbidden', 'PAPEL_SEM_PERMISSAO', 'O seu papel não permite esta operação');
}

function admitUser(grants: readonly AccessGrant[], user: Principal, request: unknown): Admission {
  let refusal: DomainError | undefined;
  let stored = false;
  for (const grant of grants) {
    refusal = refusalOf(grant, user, request);
    if (refusal !== undefined) continue;
    if (!grant.ownStored) return FREE;
    stored = true;
  }
  if (stored) return { mustOwn: user.sub };
  throw (
    refusal ?? new DomainError('forbidden', 'PAPEL_SEM_PERMISSAO', 'O seu papel não permite esta operação')
  );
}

function refusalOf(grant: AccessGrant, user: Principal, request: unknown): DomainError | undefined {
  if (grant.absent !== undefined && isSet(valueAt(request, grant.absent))) {
    return new DomainError(
      'forbidden',
      'CAMPO_RESTRITO',
      `O campo ${protoName(grant.absent)} é só para a equipe`,
      { metadata: { campo: protoName(grant.absent) } },
    );
  }
  return grant.own === undefined ? undefined : claim(grant.own, user.sub, request);
}

/** Fills an empty own field in; refuses another's. */
function claim(path: readonly string[], sub: string, request: unknown): DomainError | undefined {
  const holder = valueAt(request, path.slice(0, -1));
  const name = path.at(-1) ?? '';
  if (!isRecord(holder)) {
    return invalidFields([{ field: protoName(path.slice(0, -1)), description: 'é obrigatório' }]);
  }
  if (!isSet(holder[name])) holder[name] = sub;
  return holder[name] === sub ? undefined : notYours();
}

/** The refusal to touch what belongs to somebody else. */
export const notYours = (): DomainError =>
  new DomainError('forbidden', 'DADOS_DE_OUTRO_USUARIO', 'Estes dados são de outro usuário');

const names = ({ roles }: AccessGrant, { roles: held }: Principal): boolean =>
  roles === undefined ? held.size > 0 : roles.some((role) => held.has(role as Role));

const namesService = ({ roles }: AccessGrant): boolean => roles === undefined || roles.includes(SERVICE);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const isSet = (value: unknown): boolean =>
  value !== undefined && value !== '' && value !== false && value !== 0;

const valueAt = (message: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((value, name) => (isRecord(value) ? value[name] : undefined), message);

const protoName = (path: readonly string[]): string =>
  path.map((name) => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)).join('.');
