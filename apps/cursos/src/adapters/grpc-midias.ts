import { GetMediaRequest, type Midia, type MidiaServiceService } from '@trilha/proto-gen/midia';
import type { Client } from '@trilha/service-kit';
import type { Midias } from '../app/ports.js';

export class GrpcMidias implements Midias<Midia> {
  constructor(private readonly client: Pick<Client<typeof MidiaServiceService>, 'getMedia'>) {}

  async doCurso(
    idCurso: string,
    { pageSize, pageToken }: { readonly pageSize: number; readonly pageToken: string },
    signal: AbortSignal,
  ) {
    return this.client.getMedia(GetMediaRequest.fromPartial({ idCurso, pageSize, pageToken }), { signal });
  }
}
