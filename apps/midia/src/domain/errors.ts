import { DomainError, invalidFields } from '@trilha/service-kit/base';

export const midiaNaoEncontrada = (id: string): DomainError =>
  new DomainError('not-found', 'MIDIA_NAO_ENCONTRADA', `Nenhuma mídia com o id ${id}`);

export const nomeOcupado = (nome: string): DomainError =>
  new DomainError(
    'already-exists',
    'NOME_DE_MIDIA_OCUPADO',
    `O curso já tem outro arquivo com o nome ${nome}`,
  );

/** The size is a matter of the request, not of how busy the service is: trying again does not help. */
export const arquivoGrandeDemais = (maxBytes: number): DomainError =>
  invalidFields([{ field: 'conteudo', description: `use até ${maxBytes.toLocaleString('pt-BR')} bytes` }]);

export const resumoDiferente = (): DomainError =>
  invalidFields([{ field: 'sha256', description: 'os bytes recebidos têm outro SHA-256' }]);

export const pedidoVazio = (): DomainError =>
  invalidFields([{ field: 'id_curso', description: 'a primeira mensagem descreve o arquivo' }]);

export const foraDoArquivo = (tamanhoBytes: number): DomainError =>
  new DomainError('out-of-range', 'FORA_DO_ARQUIVO', `O arquivo tem ${tamanhoBytes} bytes`, {
    metadata: { tamanho_bytes: String(tamanhoBytes) },
  });

export const semEspaco = (cause: unknown): DomainError =>
  new DomainError('overloaded', 'SEM_ESPACO', 'Não há espaço para guardar o arquivo', {
    cause,
    retryAfterMs: 60_000,
  });

export const bytesPerdidos = (id: string): DomainError =>
  new DomainError('corrupt', 'BYTES_PERDIDOS', `Os bytes da mídia ${id} não estão como foram guardados`);
