import type { Cambio } from '../domain/cambio.js';
import {
  lerApagamento,
  lerCliente,
  lerRestauracao,
  lerRotulo,
  lerScore,
  lerTransacaoSemId,
  TIPO,
  tipoDe,
} from '../registro/registro.js';
import { TextosConhecidos } from '../registro/textos-conhecidos.js';
import { clienteConhecido, estabelecimentoConhecido } from './conhecidos.js';
import type { Normalizado } from './mensagens.js';

/**
 * Makes of a record what the other nodes work on: texts in their one spelling, amounts in whole cents of the base
 * currency by the rate of their day. What is personal was normalised before it was sealed.
 *
 * @throws RangeError for a record of an unknown type
 */
export function createNormalizar(cambio: Cambio): (bytes: Buffer) => Normalizado {
  const clientes = new TextosConhecidos(clienteConhecido);
  const estabelecimentos = new TextosConhecidos(estabelecimentoConhecido);
  return (bytes) => {
    switch (tipoDe(bytes)) {
      case TIPO.transacao: {
        const { cliente, dataMs, moeda, valorCentavos, categoria, suspeita, estabelecimento } =
          lerTransacaoSemId(bytes, clientes, estabelecimentos);
        return {
          tipo: 'transacao',
          cliente,
          dataMs,
          moeda,
          valorCentavos,
          valorBase: cambio.paraBase(valorCentavos, moeda, dataMs),
          categoria,
          suspeita,
          estabelecimento,
        };
      }
      case TIPO.cliente: {
        const { id, pessoa } = lerCliente(bytes);
        return { tipo: 'cliente', clienteId: id, pessoa: textoDe(pessoa) };
      }
      case TIPO.score: {
        const { score, rendaCentavos, limiteCentavos, atualizadoMs, pessoa } = lerScore(bytes);
        return { tipo: 'score', pessoa: textoDe(pessoa), score, rendaCentavos, limiteCentavos, atualizadoMs };
      }
      case TIPO.rotulo: {
        const { offset, suspeita, conhecido } = lerRotulo(bytes);
        return { tipo: 'rotulo', offset, suspeita, conhecido };
      }
      case TIPO.restauracao:
        return { tipo: 'restauracao', versao: lerRestauracao(bytes) };
      case TIPO.apagamento:
        return { tipo: 'apagamento', pessoa: textoDe(lerApagamento(bytes)) };
      default:
        throw new RangeError(`record type ${tipoDe(bytes)} is unknown`);
    }
  };
}

const textoDe = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
