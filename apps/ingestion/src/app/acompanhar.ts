import {
  type Clock,
  decodePageToken,
  type NewId,
  type Page,
  pageOf,
  pageSizeOf,
} from '@trilha/service-kit/base';
import {
  clienteNaoEncontrado,
  eventoNaoEncontrado,
  modeloNaoEncontrado,
  mortoNaoEncontrado,
} from '../domain/errors.js';
import type { Analisado, Analise, Diario, Guardado, Morto } from './ports.js';

export interface AcompanharDeps {
  readonly diario: Diario;
  readonly analise: Analise;
  readonly clock: Clock;
  readonly newId: NewId;
}

/** A stored event and what became of it. */
export interface Historia {
  readonly guardado: Guardado;
  readonly analisado: Analisado;
}

/** Tells what became of events, and gives orders about them. */
export function createAcompanhar({ diario, analise, clock, newId }: AcompanharDeps) {
  const agoraMs = (): number => clock.now().getTime();
  return {
    /** @throws EVENTO_NAO_ENCONTRADO */
    historia: async (eventId: string): Promise<Historia> => {
      const guardado = await diario.buscar(eventId);
      if (guardado === undefined) throw eventoNaoEncontrado(eventId);
      const { offset, dados } = guardado;
      const pessoa = dados.tipo === 'score' ? dados.pessoa : undefined;
      return { guardado, analisado: await analise.evento(offset, pessoa) };
    },

    /** Those given up on and not analysed since, by their place in the log. */
    mortos: async (
      pageSize: number,
      pageToken: string,
    ): Promise<Page<{ readonly morto: Morto; readonly guardado: Guardado }>> => {
      const [desde = 0] = decodePageToken(pageToken, ['number']) ?? [];
      const quantos = pageSizeOf(pageSize);
      const achados = await analise.mortos(desde, quantos + 1);
      const comEventos = await Promise.all(
        achados.map(async (morto) => ({ morto, guardado: await diario.ler(morto.offset) })),
      );
      return pageOf(comEventos, quantos, ({ morto }) => [morto.offset + 1]);
    },

    /**
     * Has a dead event analysed again; asking twice before it was has it analysed once.
     *
     * @throws MORTO_NAO_ENCONTRADO
     */
    repetir: async (eventId: string): Promise<void> => {
      const guardado = await diario.buscar(eventId);
      const [morto] = guardado === undefined ? [] : await analise.mortos(guardado.offset, 1);
      if (guardado === undefined || morto?.offset !== guardado.offset) throw mortoNaoEncontrado(eventId);
      await diario.repetir(guardado.offset, morto.vezes);
    },

    /**
     * Destroys the key of a client. False when that was done before.
     *
     * @throws CLIENTE_NAO_ENCONTRADO
     */
    apagarCliente: async (clienteId: string): Promise<boolean> => {
      const apagado = await diario.apagarCliente(clienteId, newId(), agoraMs());
      if (apagado === undefined) throw clienteNaoEncontrado(clienteId);
      return apagado;
    },

    /** @throws MODELO_NAO_ENCONTRADO */
    restaurarModelo: async (versao: bigint): Promise<string> => {
      const versoes = await analise.versoes();
      if (!versoes.some((uma) => BigInt(uma.versao) === versao)) throw modeloNaoEncontrado(versao);
      const eventId = newId();
      await diario.restaurarModelo(Number(versao), eventId, agoraMs());
      return eventId;
    },
  };
}
