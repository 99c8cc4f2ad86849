import { DomainError } from '@trilha/service-kit/base';

export const agendamentoNaoEncontrado = (id: string): DomainError =>
  new DomainError('not-found', 'AGENDAMENTO_NAO_ENCONTRADO', `Nenhum agendamento com o id ${id}`);

export const disponibilidadeNaoEncontrada = (idProfessor: string): DomainError =>
  new DomainError('not-found', 'DISPONIBILIDADE_NAO_ENCONTRADA', `${idProfessor} não informou seus horários`);

export const semDisponibilidade = (idProfessor: string): DomainError =>
  new DomainError('precondition', 'SEM_DISPONIBILIDADE', `${idProfessor} ainda não informou seus horários`);

export const horarioOcupado = (): DomainError =>
  new DomainError(
    'already-exists',
    'HORARIO_OCUPADO',
    'O professor ou o aluno já tem um agendamento nesse horário',
  );

export const foraDoHorario = (idProfessor: string): DomainError =>
  new DomainError('precondition', 'FORA_DO_HORARIO', `${idProfessor} não atende nesse horário`);

export const horarioPassado = (): DomainError =>
  new DomainError('precondition', 'HORARIO_PASSADO', 'O horário já passou');

export const agendamentoCancelado = (id: string): DomainError =>
  new DomainError('precondition', 'AGENDAMENTO_CANCELADO', `O agendamento ${id} foi cancelado`);
