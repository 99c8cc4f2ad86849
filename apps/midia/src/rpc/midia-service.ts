import { HttpBody } from '@trilha/proto-gen/api';
import {
  type Midia as MidiaMessage,
  MidiaServiceService,
  ObjectInfo,
  type UploadMediaRequest,
} from '@trilha/proto-gen/midia';
import { bindService, campos, type Implementation, type ServiceBinding, validate } from '@trilha/service-kit';
import { z } from 'zod';
import type { createConsultar, Leitura } from '../app/consultar.js';
import type { createExcluir } from '../app/excluir.js';
import type { createGuardar } from '../app/guardar.js';
import { pedidoVazio } from '../domain/errors.js';
import type { Midia } from '../domain/midia.js';

type Handlers = Implementation<typeof MidiaServiceService>;
type Casos = {
  readonly guardar: ReturnType<typeof createGuardar>;
  readonly excluir: ReturnType<typeof createExcluir>;
} & ReturnType<typeof createConsultar>;

const optionalSlug = z.union(
  [z.literal(''), campos.slug],
  'use de 1 a 64 letras minúsculas, dígitos e hifens',
);
const byId = z.object({ idMidia: campos.id });
const safeInteger = (min: bigint) =>
  z
    .bigint()
    .min(min, 'não pode ser negativo')
    .max(BigInt(Number.MAX_SAFE_INTEGER), 'grande demais')
    .transform(Number);

const requests = {
  upload: z.object({
    idCurso: campos.slug,
    idAula: optionalSlug,
    // A name is shown and offered for saving: no path, no control characters.
    nome: campos.texto(255).regex(/^[^/\\\p{Cc}]*$/u, 'não use barras nem caracteres de controle'),
    sha256: z.string().regex(/^(?:[0-9a-f]{64})?$/, 'use 64 dígitos hexadecimais minúsculos'),
  }),
  getMedia: z.object({
    idCurso: campos.slug,
    idAula: optionalSlug,
    pageSize: campos.pageSize,
    pageToken: campos.pageToken,
  }),
  download: z.object({
    idMidia: campos.id,
    readOffset: safeInteger(BigInt(Number.MIN_SAFE_INTEGER)),
    readLimit: safeInteger(0n),
  }),
};

/** MidiaService over its use cases. */
export function createMidiaService({
  casos,
  getStatus,
}: {
  readonly casos: Casos;
  readonly getStatus: Handlers['getStatus'];
}): ServiceBinding {
  return bindService(MidiaServiceService, {
    getStatus,

    uploadMedia: async (parts) => {
      const all = parts[Symbol.asyncIterator]();
      const first = await all.next();
      if (first.done) throw pedidoVazio();
      const descricao = validate(requests.upload, first.value);
      return toMessage(await casos.guardar(descricao, bytesOf(first.value, all)));
    },

    getMedia: async (request) => {
      const { idAula, ...pedido } = validate(requests.getMedia, request);
      const page = await casos.listar({ ...pedido, idAula: idAula || undefined });
      return { midias: page.items.map(toMessage), nextPageToken: page.nextPageToken };
    },

    getMediaInfo: async (request) => toMessage(await casos.buscar(validate(byId, request).idMidia)),

    downloadMedia: async function* (request) {
      const { idMidia, readOffset, readLimit } = validate(requests.download, request);
      const leitura = await casos.ler(idMidia, readOffset, readLimit);
      // What the object is comes before its bytes, so that an empty one is described too.
      yield headOf(leitura);
      for await (const data of leitura.pieces) yield HttpBody.fromPartial({ data });
    },

    deleteMedia: async (request) => {
      await casos.excluir(validate(byId, request).idMidia);
      return {};
    },
  });
}

async function* bytesOf(
  first: UploadMediaRequest,
  others: AsyncIterator<UploadMediaRequest>,
): AsyncIterable<Buffer> {
  if (first.conteudo !== undefined) yield first.conteudo.data;
  for (let next = await others.next(); !next.done; next = await others.next()) {
    if (next.value.conteudo !== undefined) yield next.value.conteudo.data;
  }
}

function headOf({ midia, intervalo }: Leitura): HttpBody {
  const info = ObjectInfo.fromPartial({
    tamanhoBytes: BigInt(midia.tamanhoBytes),
    etag: midia.sha256,
    nome: midia.nome,
    inicio: BigInt(intervalo.inicio),
    comprimento: BigInt(intervalo.comprimento),
    atualizadoEm: midia.criadaEm,
  });
  return HttpBody.fromPartial({
    contentType: midia.tipoConteudo,
    extensions: [
      {
        typeUrl: 'type.googleapis.com/trilha.midia.v1.ObjectInfo',
        value: Buffer.from(ObjectInfo.encode(info).finish()),
      },
    ],
  });
}

const toMessage = (midia: Midia): MidiaMessage => ({
  ...midia,
  tamanhoBytes: BigInt(midia.tamanhoBytes),
  caminho: `/v1/midias/${midia.id}/conteudo`,
});
