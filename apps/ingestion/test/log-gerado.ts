import { createHash } from 'node:crypto';
import { markReplay } from '@trilha/pipeline';
import { seededRandom } from '@trilha/pipeline/testing';
import { conferirTransacao } from '../src/domain/conferir.js';
import { Recusa } from '../src/domain/recusa.js';
import { type Gerado, gerar } from '../src/gerador/gerar.js';
import {
  type Cabecalho,
  escreverApagamento,
  escreverCliente,
  escreverRestauracao,
  escreverRotulo,
  escreverScore,
  escreverTransacao,
  lerTransacao,
  TIPO,
} from '../src/registro/registro.js';

/** Cents of the amount that the rates of a test refuse. */
export const VENENO = 777_777;

const impressao = (texto: string): Buffer => createHash('sha256').update(texto).digest().subarray(0, 16);
const lacrado = (cpf: string) => ({
  pessoa: impressao(cpf),
  impressao: impressao(`conteudo ${cpf}`),
  lacre: Buffer.alloc(60, 7),
});

/**
 * Records as a service would have written them, the same for a seed: clients, scores, transactions of which half come
 * with their truth, later labels, and among them poison, labels of what is no transaction, further tries, erasures and
 * orders to go back to a version of the model.
 */
export function logGerado(seed: number, quantos: number): readonly Uint8Array[] {
  const sorte = seededRandom(seed);
  const registros: Uint8Array[] = [];
  const transacoes = new Map<string, number>();
  const venenos: number[] = [];
  const cabecalhoDe = (tipo: Cabecalho['tipo'], eventId: string): Cabecalho => ({
    tipo,
    eventId,
    recebidoMs: registros.length,
    emitidoMs: undefined,
  });
  for (const um of gerar({ seed, clientes: 120, lojas: 25, fraudes: 0.02, intervaloMs: 20_000 })) {
    registros.push(registroDe(um, cabecalhoDe, transacoes, sorte));
    if (um.tipo === 'transacao') transacoes.set(um.eventId, registros.length - 1);
    if (eVeneno(registros.at(-1) as Buffer)) venenos.push(registros.length - 1);
    const desvio = Math.floor(sorte() * 400);
    const qualquer = Math.floor(sorte() * registros.length);
    const id = `desvio-${registros.length}`;
    if (desvio === 0) registros.push(markReplay(qualquer));
    if (desvio === 5 && venenos.length > 0) registros.push(markReplay(venenos.at(-1) as number));
    if (desvio === 1) registros.push(escreverRestauracao(cabecalhoDe(TIPO.restauracao, id), 1));
    if (desvio === 2) registros.push(escreverApagamento(cabecalhoDe(TIPO.apagamento, id), impressao('x')));
    if (desvio === 3) registros.push(Buffer.alloc(40, 9));
    if (desvio === 4) {
      const rotulo = { tipo: 'rotulo', suspeita: true, offset: 0, conhecido: false } as const;
      registros.push(escreverRotulo(cabecalhoDe(TIPO.rotulo, id), { ...rotulo, transacaoEventId: 'c' }));
    }
    if (registros.length >= quantos) return registros.slice(0, quantos);
  }
  throw new Error('the generator ended');
}

const eVeneno = (registro: Buffer): boolean =>
  registro[0] === TIPO.transacao && lerTransacao(registro).valorCentavos === VENENO;

function registroDe(
  { tipo, dados, eventId }: Gerado,
  cabecalhoDe: (tipo: Cabecalho['tipo'], eventId: string) => Cabecalho,
  transacoes: ReadonlyMap<string, number>,
  sorte: () => number,
): Buffer {
  const cabecalho = cabecalhoDe(TIPO[tipo], eventId);
  switch (tipo) {
    case 'cliente':
      return escreverCliente(cabecalho, { id: dados.id, ...lacrado(dados.cpf) });
    case 'score': {
      const { score, cpf, rendaMensal, limiteCredito } = dados;
      const [rendaCentavos, limiteCentavos] = [rendaMensal * 100, limiteCredito * 100].map(Math.round) as [
        number,
        number,
      ];
      return escreverScore(cabecalho, {
        score,
        rendaCentavos,
        limiteCentavos,
        atualizadoMs: 1,
        ...lacrado(cpf),
      });
    }
    case 'rotulo': {
      const { transacaoEventId, suspeita } = dados;
      const offset = transacoes.get(transacaoEventId) ?? 0;
      return escreverRotulo(cabecalho, {
        tipo: 'rotulo',
        suspeita,
        offset,
        transacaoEventId,
        conhecido: sorte() < 0.1,
      });
    }
    case 'transacao': {
      const transacao = conferirTransacao(dados, Number.POSITIVE_INFINITY);
      if (transacao instanceof Recusa) throw new Error(transacao.mensagem);
      const suspeita = sorte() < 0.7 ? transacao.valorCentavos > 50_000 : undefined;
      const valorCentavos = sorte() < 0.003 ? VENENO : transacao.valorCentavos;
      return escreverTransacao(cabecalho, { ...transacao, suspeita, valorCentavos });
    }
  }
}
