import type { Clock, NewId } from '@trilha/service-kit/base';
import { arquivoGrandeDemais, nomeOcupado, resumoDiferente } from '../domain/errors.js';
import type { Midia } from '../domain/midia.js';
import type { Blobs, FindContentType, Midias } from './ports.js';

export interface Descricao {
  readonly idCurso: string;
  readonly idAula: string;
  readonly nome: string;
  /** Empty when the sender does not know it. */
  readonly sha256: string;
}

export interface GuardarOptions {
  readonly midias: Midias;
  readonly blobs: Blobs;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly findContentType: FindContentType;
  readonly maxBytes: number;
}

/**
 * Stores a file. The bytes are durable before the media that names them is, so a crash leaves at most bytes that no
 * media holds, which the next start removes. The same bytes under the same name answer with the media that is there.
 *
 * @throws DomainError NOME_DE_MIDIA_OCUPADO  the name belongs to other bytes
 * @throws DomainError CAMPOS_INVALIDOS  the file is too large, or its SHA-256 is not the one said
 */
export const createGuardar =
  ({ midias, blobs, clock, newId, findContentType, maxBytes }: GuardarOptions) =>
  async (descricao: Descricao, pieces: AsyncIterable<Buffer>): Promise<Midia> => {
    const received = await blobs.receber(upTo(maxBytes, pieces));
    let kept = false;
    try {
      const { sha256, tamanhoBytes, cabeca } = received;
      if (descricao.sha256 !== '' && descricao.sha256 !== sha256) throw resumoDiferente();
      const tipoConteudo = await findContentType(cabeca, descricao.nome);
      const { idCurso, idAula, nome } = descricao;
      const nova = {
        id: newId(),
        idCurso,
        idAula,
        nome,
        tipoConteudo,
        tamanhoBytes,
        sha256,
        criadaEm: clock.now(),
      };
      const there = await blobs.exclusivo(sha256, async () => {
        const before = await midias.buscarPorNome(idCurso, nome);
        if (before !== undefined) return before;
        await blobs.guardar(received);
        kept = true;
        return midias.inserir(nova);
      });
      if (there.sha256 !== sha256) throw nomeOcupado(nome);
      return there;
    } finally {
      if (!kept) await blobs.descartar(received);
    }
  };

async function* upTo(maxBytes: number, pieces: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  let size = 0;
  for await (const piece of pieces) {
    size += piece.length;
    if (size > maxBytes) throw arquivoGrandeDemais(maxBytes);
    yield piece;
  }
}
