import { HttpBody } from '@trilha/proto-gen/api';
import { ObjectInfo } from '@trilha/proto-gen/midia';
import type { Agendamento } from '../domain/agendamento.js';

/**
 * An invitation as a file. Its type names the method of the calendar (RFC 5545, 8.1) and the file, for mail programs; the
 * extension describes the file to the gateway.
 */
export function toConvite({ id, situacao, atualizadoEm }: Agendamento, ics: string): HttpBody {
  const nome = `agendamento-${id}.ics`;
  const data = Buffer.from(ics);
  const method = situacao === 'cancelado' ? 'CANCEL' : 'REQUEST';
  const tamanho = BigInt(data.length);
  const info = ObjectInfo.fromPartial({ nome, tamanhoBytes: tamanho, comprimento: tamanho, atualizadoEm });
  return HttpBody.fromPartial({
    contentType: `text/calendar; charset=utf-8; method=${method}; name="${nome}"`,
    data,
    extensions: [
      {
        typeUrl: 'type.googleapis.com/trilha.midia.v1.ObjectInfo',
        value: Buffer.from(ObjectInfo.encode(info).finish()),
      },
    ],
  });
}
