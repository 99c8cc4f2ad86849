import { lerCpf } from './cpf.js';
import { lerDia, lerInstante } from './data.js';
import {
  CATEGORIAS,
  type Categoria,
  type Cliente,
  MOEDAS,
  type Moeda,
  type Rotulo,
  type Score,
  type Transacao,
} from './evento.js';
import { Recusa } from './recusa.js';

const MAIOR_VALOR = 1e12;
const NASCIDOS_DESDE_MS = Date.UTC(1900, 0, 1);
const UM_DIA_MS = 86_400_000;
const moedas = new Set<string>(MOEDAS);
const categorias = new Set<string>(CATEGORIAS);

/** An item as it was sent. */
export interface ClienteEnviado {
  readonly id: string;
  readonly nome: string;
  readonly cpf: string;
  readonly dataNascimento: string;
  readonly endereco: string;
}

export interface TransacaoEnviada {
  readonly id: string;
  readonly clienteId: string;
  readonly data: string;
  readonly valor: number;
  readonly moeda: string;
  readonly categoria?: string | undefined;
  readonly suspeita?: boolean | undefined;
  readonly estabelecimento: string;
}

export interface ScoreEnviado {
  readonly cpf: string;
  readonly score: number;
  readonly rendaMensal: number;
  readonly limiteCredito: number;
  readonly dataUltimaAtualizacao: string;
}

export interface RotuloEnviado {
  readonly transacaoEventId: string;
  readonly suspeita: boolean;
}

/** What a client must be; the first field that is wrong is named. */
export function conferirCliente(dados: ClienteEnviado, agoraMs: number): Cliente | Recusa {
  const { id, nome, endereco, dataNascimento } = dados;
  if (!temEntre(id, 1, 64)) return new Recusa('id', '1 a 64 caracteres');
  if (!temEntre(nome.trim(), 1, 200)) return new Recusa('nome', '1 a 200 caracteres');
  const cpf = lerCpf(dados.cpf);
  if (cpf === undefined) return new Recusa('cpf', '11 dígitos com dígitos verificadores corretos');
  const nascimentoMs = lerDia(dataNascimento);
  if (nascimentoMs === undefined || nascimentoMs < NASCIDOS_DESDE_MS || nascimentoMs > agoraMs) {
    return new Recusa('data_nascimento', 'uma data AAAA-MM-DD de 1900-01-01 até hoje');
  }
  if (!temEntre(endereco.trim(), 1, 300)) return new Recusa('endereco', '1 a 300 caracteres');
  return { tipo: 'cliente', id, nome, cpf, dataNascimento, endereco };
}

/** What a transaction must be; the first field that is wrong is named. */
export function conferirTransacao(dados: TransacaoEnviada, agoraMs: number): Transacao | Recusa {
  const { id, clienteId, valor, moeda, categoria, suspeita, estabelecimento } = dados;
  if (!temEntre(id, 1, 64)) return new Recusa('id', '1 a 64 caracteres');
  if (!temEntre(clienteId, 1, 64)) return new Recusa('cliente_id', '1 a 64 caracteres');
  const dataMs = instanteAteAmanha(dados.data, agoraMs);
  if (dataMs === undefined) return recusaDeInstante('data');
  if (!(valor > 0 && valor <= MAIOR_VALOR)) return new Recusa('valor', 'um número acima de 0 e até 1e12');
  const valorCentavos = Math.round(valor * 100);
  if (valorCentavos === 0) return new Recusa('valor', 'pelo menos um centavo');
  if (!moedas.has(moeda)) return new Recusa('moeda', MOEDAS.join(', '));
  if (categoria !== undefined && !categorias.has(categoria)) {
    return new Recusa('categoria', CATEGORIAS.join(', '));
  }
  if (estabelecimento.length > 64) return new Recusa('estabelecimento', 'até 64 caracteres');
  return {
    tipo: 'transacao',
    id,
    clienteId,
    dataMs,
    valorCentavos,
    moeda: moeda as Moeda,
    categoria: categoria as Categoria | undefined,
    suspeita,
    estabelecimento,
  };
}

/** What a score must be; the first field that is wrong is named. */
export function conferirScore(dados: ScoreEnviado, agoraMs: number): Score | Recusa {
  const cpf = lerCpf(dados.cpf);
  if (cpf === undefined) return new Recusa('cpf', '11 dígitos com dígitos verificadores corretos');
  const { score } = dados;
  if (!(score >= 0 && score <= 1000)) return new Recusa('score', 'um inteiro de 0 a 1000');
  if (!eQuantia(dados.rendaMensal)) return new Recusa('renda_mensal', 'um número de 0 a 1e12');
  if (!eQuantia(dados.limiteCredito)) return new Recusa('limite_credito', 'um número de 0 a 1e12');
  const atualizadoMs = instanteAteAmanha(dados.dataUltimaAtualizacao, agoraMs);
  if (atualizadoMs === undefined) return recusaDeInstante('data_ultima_atualizacao');
  return {
    tipo: 'score',
    cpf,
    score,
    rendaCentavos: Math.round(dados.rendaMensal * 100),
    limiteCentavos: Math.round(dados.limiteCredito * 100),
    atualizadoMs,
  };
}

export function conferirRotulo({ transacaoEventId, suspeita }: RotuloEnviado): Rotulo | Recusa {
  if (!temEntre(transacaoEventId, 1, 64)) return new Recusa('transacao_event_id', '1 a 64 caracteres');
  return { tipo: 'rotulo', transacaoEventId, suspeita };
}

const temEntre = (texto: string, menor: number, maior: number): boolean =>
  texto.length >= menor && texto.length <= maior;

const eQuantia = (valor: number): boolean => valor >= 0 && valor <= MAIOR_VALOR;

/** Clocks of senders may be ahead, but not by more than a day. */
function instanteAteAmanha(texto: string, agoraMs: number): number | undefined {
  const ms = lerInstante(texto);
  return ms !== undefined && ms <= agoraMs + UM_DIA_MS && ms >= NASCIDOS_DESDE_MS ? ms : undefined;
}

const recusaDeInstante = (campo: string): Recusa =>
  new Recusa(campo, 'uma data AAAA-MM-DD ou RFC 3339, no máximo um dia à frente');
