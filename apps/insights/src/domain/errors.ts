import { DomainError } from '@trilha/service-kit/base';

export const metricaNaoEncontrada = (idInteracao: string): DomainError =>
  new DomainError('not-found', 'METRICA_NAO_ENCONTRADA', `Nenhuma métrica da interação ${idInteracao}`);
