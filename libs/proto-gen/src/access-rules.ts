import { type DescExtension, type DescMethod, getOption, hasOption, toBinary } from '@bufbuild/protobuf';
import { descriptorRegistry } from './descriptor-registry.js';
import { Role as DeclaredRole, AccessRule as DeclaredRule } from './generated/trilha/auth/v1/access.js';

const OPTION = 'trilha.auth.v1.access';

/** What a method's `trilha.auth.v1.access` option grants to callers of one kind. */
export interface AccessGrant {
  /** Names of roles, such as `aluno`; `undefined` for whoever has a valid token with a role. */
  readonly roles: readonly string[] | undefined;
  /** Request field that must hold the caller's own id, as the names that lead to it; each as the stubs spell it. */
  readonly own: readonly string[] | undefined;
  /** The owner is known only to stored data, so the service compares. */
  readonly ownStored: boolean;
  /** Request field that must keep its default. */
  readonly absent: readonly string[] | undefined;
}

export interface AccessRule {
  /** Needs no token. */
  readonly public: boolean;
  /** One that fits is enough. */
  readonly grants: readonly AccessGrant[];
}

/**
 * Who may call a method, as declared beside it in the contract; undefined when nothing is declared, which means nobody.
 *
 * @param path full method path, such as `/trilha.cursos.v1.CursosService/GetCurso`
 * @throws Error on a rule that names no role or a field that does not exist: a fault of the contract
 */
export function accessRuleOf(path: string): AccessRule | undefined {
  const [, service = '', name = ''] = path.split('/');
  const option = descriptorRegistry().getExtension(OPTION);
  const method = descriptorRegistry()
    .getService(service)
    ?.methods.find((candidate) => candidate.name === name);
  if (option === undefined || method === undefined || !hasOption(method, option)) return undefined;
  const declared = declaredRule(method, option);
  return {
    public: declared.public,
    grants: declared.allow.map(({ roles, own, ownStored, absent }) => ({
      roles: roles.includes(DeclaredRole.ROLE_ANY) ? undefined : roles.map((role) => roleName(method, role)),
      own: own === '' ? undefined : fieldPath(method, own),
      ownStored,
      absent: absent === '' ? undefined : fieldPath(method, absent),
    })),
  };
}

function declaredRule(method: DescMethod, option: DescExtension): DeclaredRule {
  if (option.message === undefined) throw new Error(`${OPTION} is not a message`);
  return DeclaredRule.decode(toBinary(option.message, getOption(method, option) as never));
}

function roleName(method: DescMethod, role: DeclaredRole): string {
  const name = DeclaredRole[role];
  if (name === undefined || role === DeclaredRole.ROLE_UNSPECIFIED) {
    throw new Error(`${method.parent.typeName}.${method.name}: ${OPTION} names role ${role}`);
  }
  return name.slice('ROLE_'.length).toLowerCase();
}

/** `contato.id_usuario` → `['contato', 'idUsuario']`. */
function fieldPath(method: DescMethod, path: string): readonly string[] {
  let message: DescMethod['input'] | undefined = method.input;
  return path.split('.').map((name) => {
    const field = message?.fields.find((candidate) => candidate.name === name);
    if (field === undefined) {
      throw new Error(`${method.parent.typeName}.${method.name}: ${OPTION} names ${path}, which is no field`);
    }
    message = field.fieldKind === 'message' ? field.message : undefined;
    return field.localName;
  });
}
