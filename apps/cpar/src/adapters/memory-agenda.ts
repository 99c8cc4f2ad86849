import type { Clock } from '@trilha/service-kit/base';
import { DomainError } from '@trilha/service-kit/base';
import { fingerprintOf } from '@trilha/storage';
import type { Agenda, FiltroDeLista, Marcado, PedidoDeMarcacao } from '../app/ports.js';
import type { Agendamento } from '../domain/agendamento.js';
import type { Disponibilidade, Intervalo } from '../domain/disponibilidade.js';
import type { Mudanca } from '../domain/envio.js';
import { agendamentoNaoEncontrado, horarioOcupado } from '../domain/errors.js';
import { MemoryEnvios } from './memory-envios.js';

const KEPT_MS = 24 * 60 * 60 * 1000;

interface Atendido {
  readonly impressao: string;
  readonly agendamento: Agendamento;
  readonly em: number;
}

/**
 * Teachers' hours and appointments, in memory, for tests of what stands on the port. Each method does its work in one
 * piece, so that none sees another half done.
 */
export class MemoryAgenda implements Agenda {
  readonly envios = new MemoryEnvios();
  private readonly horarios = new Map<string, Disponibilidade>();
  private readonly agendamentos = new Map<string, Agendamento>();
  private readonly atendidos = new Map<string, Atendido>();

  constructor(private readonly clock: Clock) {}

  async guardarDisponibilidade(disponibilidade: Disponibilidade): Promise<void> {
    this.horarios.set(disponibilidade.idProfessor, disponibilidade);
  }

  async buscarDisponibilidade(idProfessor: string): Promise<Disponibilidade | undefined> {
    return this.horarios.get(idProfessor);
  }

  async buscar(id: string): Promise<Agendamento | undefined> {
    return this.agendamentos.get(id);
  }

  async ocupados(pessoa: string, intervalo: Intervalo): Promise<readonly Agendamento[]> {
    return this.sobrepostos([pessoa], intervalo);
  }

  async listar({ idProfessor, idAluno, situacao, de, ate, apos, limite }: FiltroDeLista) {
    return this.ordenados()
      .filter((one) => idProfessor === undefined || one.idProfessor === idProfessor)
      .filter((one) => idAluno === undefined || one.idAluno === idAluno)
      .filter((one) => situacao === undefined || one.situacao === situacao)
      .filter(({ inicio }) => (de === undefined || inicio >= de) && (ate === undefined || inicio < ate))
      .filter((one) => apos === undefined || compare(one, apos) > 0)
      .slice(0, limite);
  }

  async criar(
    { idProfessor, requestId, conteudo }: PedidoDeMarcacao,
    decidir: (disponibilidade: Disponibilidade | undefined) => Mudanca,
  ): Promise<Agendamento> {
    const impressao = fingerprintOf(conteudo);
    const em = this.clock.now().getTime();
    const antes = requestId === '' ? undefined : this.atendidos.get(requestId);
    if (antes !== undefined && antes.em > em - KEPT_MS) {
      if (antes.impressao === impressao) return antes.agendamento;
      throw new DomainError('already-exists', 'PEDIDO_DIFERENTE', 'Este request_id já foi usado');
    }
    const agendamento = this.guardar(decidir(this.horarios.get(idProfessor)));
    if (requestId !== '') this.atendidos.set(requestId, { impressao, agendamento, em });
    return agendamento;
  }

  async mudar(id: string, decidir: (marcado: Marcado) => Mudanca | undefined): Promise<Agendamento> {
    const agendamento = this.agendamentos.get(id);
    if (agendamento === undefined) throw agendamentoNaoEncontrado(id);
    const disponibilidade = this.horarios.get(agendamento.idProfessor);
    const lembretes = this.envios.lembretesDe(id);
    const mudanca = decidir({ agendamento, disponibilidade, lembretes });
    return mudanca === undefined ? agendamento : this.guardar(mudanca);
  }

  private guardar({ agendamento, avisos, lembretes }: Mudanca): Agendamento {
    const { id, idProfessor, idAluno, situacao } = agendamento;
    const outros = this.sobrepostos([idProfessor, idAluno], agendamento).filter((one) => one.id !== id);
    if (situacao !== 'cancelado' && outros.length > 0) throw horarioOcupado();
    this.agendamentos.set(id, agendamento);
    this.envios.trocarLembretes(id, lembretes);
    this.envios.enfileirar(avisos);
    return agendamento;
  }

  private sobrepostos(pessoas: readonly string[], { inicio, fim }: Intervalo): readonly Agendamento[] {
    return this.ordenados()
      .filter(({ idProfessor, idAluno }) => pessoas.includes(idProfessor) || pessoas.includes(idAluno))
      .filter((one) => one.situacao !== 'cancelado' && one.inicio < fim && one.fim > inicio);
  }

  private ordenados(): Agendamento[] {
    return [...this.agendamentos.values()].sort(compare);
  }
}

type Posicao = Pick<Agendamento, 'inicio' | 'id'>;

const compare = (a: Posicao, b: Posicao): number =>
  a.inicio.getTime() - b.inicio.getTime() || (a.id < b.id ? -1 : Number(a.id > b.id));
