import { ClientData, EventData, LabelData, ScoreData, TransactionData } from '@trilha/proto-gen/ingestion';
import { Cambio } from '../src/domain/cambio.js';
import { MOEDAS } from '../src/domain/evento.js';
import type { Gerado } from '../src/gerador/gerar.js';

export const CPF = '52998224725';
export const CPF_PONTUADO = '529.982.247-25';
export const NOME = 'Aurora Quixabeira';
export const ENDERECO = 'Rua dos Umbuzeiros, 77, Jequié/BA';

export const cliente = (fields: Partial<ClientData> = {}): ClientData =>
  ClientData.fromPartial({
    id: 'cliente-1',
    nome: NOME,
    cpf: CPF_PONTUADO,
    dataNascimento: '1987-06-05',
    endereco: ENDERECO,
    ...fields,
  });

export const transacao = (fields: Partial<TransactionData> = {}): TransactionData =>
  TransactionData.fromPartial({
    id: 't-1',
    clienteId: 'cliente-1',
    data: '2026-03-02T10:00:00Z',
    valor: 100,
    moeda: 'BRL',
    estabelecimento: 'Padaria São João',
    ...fields,
  });

export const score = (fields: Partial<ScoreData> = {}): ScoreData =>
  ScoreData.fromPartial({
    cpf: CPF,
    score: 700,
    rendaMensal: 5_000,
    limiteCredito: 2_000,
    dataUltimaAtualizacao: '2026-03-01',
    ...fields,
  });

export const rotulo = (fields: Partial<LabelData> = {}): LabelData => LabelData.fromPartial(fields);

/** An event of the generator as a message of the contract. */
export const mensagemDe = ({ tipo, dados, eventId }: Gerado): EventData => {
  const $case = tipo;
  return EventData.fromPartial({ dados: { $case, value: { ...dados, eventId } } as EventData['dados'] });
};

/** Rates that refuse one amount until they are mended: the poison of these tests. */
export class CambioComVeneno extends Cambio {
  curado = false;
  /** How often the poison was tried. */
  tentativas = 0;

  constructor(private readonly venenoCentavos: number) {
    super(
      [
        { dia: 0, moeda: 'USD', taxa: 5 },
        { dia: 0, moeda: 'EUR', taxa: 6 },
      ],
      MOEDAS,
    );
  }

  override paraBase(centavos: number, ...resto: [Parameters<Cambio['paraBase']>[1], number]): number {
    if (centavos === this.venenoCentavos) {
      this.tentativas += 1;
      if (!this.curado) throw new Error('sem taxa para este valor');
    }
    return super.paraBase(centavos, ...resto);
  }
}
