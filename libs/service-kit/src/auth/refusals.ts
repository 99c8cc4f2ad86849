import { DomainError } from '../base/index.js';

// No refusal carries what the token holds: these messages reach callers, and their causes the log.

export const tokenInvalido = (message = 'O token não é válido'): DomainError =>
  new DomainError('unauthenticated', 'TOKEN_INVALIDO', message);

export const tokenExpirado = (): DomainError =>
  new DomainError('unauthenticated', 'TOKEN_EXPIRADO', 'O token expirou; peça outro');

export const tokenAindaNaoValido = (): DomainError =>
  new DomainError('unauthenticated', 'TOKEN_AINDA_NAO_VALIDO', 'O token ainda não começou a valer');

export const tokenDeOutroEmissor = (): DomainError =>
  new DomainError(
    'unauthenticated',
    'TOKEN_DE_OUTRO_EMISSOR',
    'O token não é do emissor em que esta plataforma confia',
  );

export const tokenDeOutraAudiencia = (): DomainError =>
  new DomainError(
    'unauthenticated',
    'TOKEN_DE_OUTRA_AUDIENCIA',
    'O token não foi emitido para esta plataforma',
  );

export const tokenSemSujeito = (): DomainError =>
  new DomainError(
    'unauthenticated',
    'TOKEN_SEM_SUJEITO',
    'O token não diz de quem é: falta "sub", com 1 a 128 letras sem acento, algarismos ou . _ @ : -',
  );

/** @param retryAfterMs when the issuer will be asked again */
export const chavesIndisponiveis = (retryAfterMs: number, cause: unknown): DomainError =>
  new DomainError(
    'unavailable',
    'CHAVES_INDISPONIVEIS',
    'As chaves que conferem os tokens não puderam ser obtidas do emissor; tente de novo',
    { retryAfterMs, cause },
  );
