import type { IngestBatchResponse, IngestStreamResponse } from '@trilha/proto-gen/ingestion';
import { EventIngestionServiceService as Contrato } from '@trilha/proto-gen/ingestion';
import { createStatusHandler, type ServiceBinding } from '@trilha/service-kit';
import type { Clock, NewId } from '@trilha/service-kit/base';

export interface ImpressoraDeps {
  readonly clock: Clock;
  readonly newId: NewId;
  /** Told of each message as it comes. */
  readonly imprimir: (metodo: string, mensagem: unknown) => void;
}

type Mensagem = Readonly<Record<string, unknown>>;

/** How many events a sender may have unacknowledged. */
const JANELA = 50_000;

/**
 * Answers every method of the contract, whichever there are, and keeps nothing: one that takes an event says that it was
 * taken, one that takes many that all were, any other gives the empty message of its kind with what the request named.
 */
export function criarImpressora({ clock, newId, imprimir }: ImpressoraDeps): ServiceBinding {
  const responder = (vazia: Mensagem, pedido: Mensagem): Mensagem => {
    if ('success' in vazia)
      return {
        ...vazia,
        success: true,
        message: 'impresso; nada foi guardado',
        eventId: idDe(pedido) || newId(),
      };
    if ('recebidos' in vazia) return { ...vazia, ...loteAceito(pedido, newId) };
    return { ...vazia, ...emComum(vazia, pedido) };
  };
  const handlers = Object.entries(Contrato).map(([nome, metodo]) => {
    const { path, requestStream, responseStream, responseDeserialize } = metodo;
    const metodoCurto = path.split('/').at(-1) ?? nome;
    const vazia = (): Mensagem => responseDeserialize(Buffer.alloc(0)) as unknown as Mensagem;
    const um = (pedido: Mensagem): Mensagem => {
      imprimir(metodoCurto, pedido);
      return responder(vazia(), pedido);
    };
    if (requestStream && responseStream) {
      return [
        nome,
        async function* (pedidos: AsyncIterable<Mensagem>) {
          yield { ...vazia(), janela: JANELA };
          let confirmados = 0;
          for await (const pedido of pedidos) {
            imprimir(metodoCurto, pedido);
            const { aceitos, gerados } = loteAceito(pedido, newId, confirmados);
            confirmados += aceitos;
            yield { ...vazia(), confirmados: BigInt(confirmados), aceitos, gerados, janela: JANELA };
          }
        },
      ];
    }
    if (responseStream) {
      return [
        nome,
        async function* (pedido: Mensagem) {
          yield um(pedido);
        },
      ];
    }
    return [nome, async (pedido: Mensagem) => um(pedido)];
  });
  const getStatus = createStatusHandler({ config: { service: 'ingestion', version: 'impressora' }, clock });
  return {
    name: Contrato.getStatus.path.split('/')[1] ?? '',
    definition: Contrato,
    handlers: {
      ...Object.fromEntries(handlers),
      getStatus: (pedido: never, contexto) => {
        imprimir('GetStatus', pedido);
        return getStatus(pedido, contexto);
      },
    },
  };
}

type Lote = Pick<IngestBatchResponse, 'recebidos' | 'aceitos' | 'repetidos' | 'gerados'> &
  Pick<IngestStreamResponse, 'rejeitados'>;

/** Every item was taken; those without an id get one. */
function loteAceito(pedido: Mensagem, newId: NewId, desde = 0): Lote & Mensagem {
  const itens = Object.values(pedido).find((valor) => Array.isArray(valor)) ?? [];
  const gerados = (itens as readonly Mensagem[]).flatMap((item, posicao) =>
    idDe(item) === '' ? [{ indice: desde + posicao, eventId: newId() }] : [],
  );
  const { batchId = '' } = pedido;
  return { batchId, recebidos: itens.length, aceitos: itens.length, repetidos: 0, rejeitados: [], gerados };
}

/** The id that came with an event, or with the one a stream wraps. */
function idDe(item: Mensagem): string {
  const dados = item.dados as { readonly value: Mensagem } | undefined;
  return String((dados?.value ?? item).eventId ?? '');
}

/** Fields that question and answer share: whoever asks for an event by its id gets one of that id. */
const emComum = (vazia: Mensagem, pedido: Mensagem): Mensagem =>
  Object.fromEntries(Object.entries(pedido).filter(([campo, valor]) => typeof vazia[campo] === typeof valor));
