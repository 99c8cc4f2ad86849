import { DomainError } from '@trilha/service-kit/base';

/** Every refusal this service makes, besides wrong fields. */

export const cursoNaoEncontrado = (id: string): DomainError =>
  new DomainError('not-found', 'CURSO_NAO_ENCONTRADO', `Nenhum curso com o id "${id}"`);

export const moduloNaoEncontrado = (id: string): DomainError =>
  new DomainError('not-found', 'MODULO_NAO_ENCONTRADO', `Nenhum módulo com o id "${id}" neste curso`);

export const aulaNaoEncontrada = (id: string): DomainError =>
  new DomainError('not-found', 'AULA_NAO_ENCONTRADA', `Nenhuma aula com o id "${id}" neste curso`);

export const inscricaoNaoEncontrada = (idCurso: string): DomainError =>
  new DomainError(
    'not-found',
    'INSCRICAO_NAO_ENCONTRADA',
    `O usuário nunca se inscreveu no curso "${idCurso}"`,
  );

export const cursoJaExiste = (id: string): DomainError =>
  new DomainError('already-exists', 'CURSO_JA_EXISTE', `Já existe um curso com o id "${id}"`);

export const moduloJaExiste = (id: string): DomainError =>
  new DomainError('already-exists', 'MODULO_JA_EXISTE', `Já existe um módulo com o id "${id}" neste curso`);

export const aulaJaExiste = (id: string): DomainError =>
  new DomainError('already-exists', 'AULA_JA_EXISTE', `Já existe uma aula com o id "${id}" neste curso`);

export const preRequisitoDesconhecido = (ids: readonly string[]): DomainError =>
  new DomainError(
    'precondition',
    'PRE_REQUISITO_DESCONHECIDO',
    `Pré-requisitos que não existem: ${ids.join(', ')}`,
    { metadata: { cursos: ids.join(',') } },
  );

export const preRequisitoCiclico = (caminho: readonly string[]): DomainError =>
  new DomainError(
    'precondition',
    'PRE_REQUISITO_CICLICO',
    `Os pré-requisitos formam um ciclo: ${caminho.join(' → ')}`,
    { metadata: { caminho: caminho.join(',') } },
  );

export const preRequisitoNaoPublicado = (ids: readonly string[]): DomainError =>
  new DomainError(
    'precondition',
    'PRE_REQUISITO_NAO_PUBLICADO',
    `Publique antes os pré-requisitos: ${ids.join(', ')}`,
    { metadata: { cursos: ids.join(',') } },
  );

export const cursoSemAulaPublicada = (id: string): DomainError =>
  new DomainError(
    'precondition',
    'CURSO_SEM_AULA_PUBLICADA',
    `O curso "${id}" só pode ficar publicado com ao menos uma aula publicada`,
  );

export const cursoExigido = (id: string, porCursos: readonly string[]): DomainError =>
  new DomainError(
    'precondition',
    'CURSO_EXIGIDO',
    `O curso "${id}" é pré-requisito de: ${porCursos.join(', ')}`,
    { metadata: { cursos: porCursos.join(',') } },
  );

export const cursoComInscritos = (id: string, inscritos: number): DomainError =>
  new DomainError('precondition', 'CURSO_COM_INSCRITOS', `O curso "${id}" tem ${inscritos} inscrito(s)`, {
    metadata: { inscritos: String(inscritos) },
  });

export const moduloComAulas = (id: string): DomainError =>
  new DomainError('precondition', 'MODULO_COM_AULAS', `O módulo "${id}" ainda tem aulas`);

export const cursoGrandeDemais = (limite: string): DomainError =>
  new DomainError('precondition', 'CURSO_GRANDE_DEMAIS', `Um curso tem no máximo ${limite}`);

export const preRequisitoPendente = (cursos: readonly { id: string; titulo: string }[]): DomainError =>
  new DomainError(
    'precondition',
    'PRE_REQUISITO_PENDENTE',
    `Conclua antes: ${cursos.map(({ id, titulo }) => `${titulo} (${id})`).join(', ')}`,
    { metadata: { cursos: cursos.map(({ id }) => id).join(',') } },
  );

export const usuarioNaoInscrito = (idCurso: string): DomainError =>
  new DomainError(
    'precondition',
    'USUARIO_NAO_INSCRITO',
    `O usuário não está inscrito no curso "${idCurso}"`,
  );

export const turmaGrandeDemais = (limite: number): DomainError =>
  new DomainError(
    'precondition',
    'TURMA_GRANDE_DEMAIS',
    `Mais de ${limite.toLocaleString('pt-BR')} inscritos: avise em partes, usuário por usuário`,
  );

/** Some may have been told: repeating with the key tells nobody twice. */
export const envioIncompleto = (requestId: string, cause: unknown): DomainError =>
  new DomainError(
    'unavailable',
    'ENVIO_INCOMPLETO',
    `O serviço notificacoes não confirmou todos os envios; repita com request_id "${requestId}"`,
    { metadata: { request_id: requestId, servico: 'notificacoes' }, cause },
  );
