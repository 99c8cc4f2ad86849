import { createHash, randomBytes } from 'node:crypto';
import { expectEqual, expectRefusal, need, type Scenario } from '../step.js';
import type { Json } from '../transport.js';
import { checkStatus } from './status.js';

const SERVICE = 'trilha.midia.v1.MidiaService';
const PDF = Buffer.from('%PDF-1.7\n');

/** Uploads random bytes and takes them back. */
export const midiaScenario: Scenario = {
  service: SERVICE,
  run: async (run) => {
    const { step, fresh } = run;
    const call = (method: string, request: Json) => run.call.unary(`${SERVICE}/${method}`, request);
    const idCurso = fresh('curso');
    const bytes = Buffer.concat([PDF, randomBytes(200_000)]);
    await checkStatus(run, SERVICE, 'midia');

    const sent = await step('UploadMedia', async () => {
      const nome = `${fresh('apostila')}.pdf`;
      const midia = await run.call.upload(`${SERVICE}/UploadMedia`, { idCurso, nome }, bytes);
      const info = await call('GetMediaInfo', { idMidia: midia.id });
      expectEqual(info.sha256, createHash('sha256').update(bytes).digest('hex'), 'sha256');
      return { id: midia.id, nome };
    });
    await step('GetMediaInfo', async () => {
      const { id, nome } = need(sent, 'UploadMedia');
      const info = await call('GetMediaInfo', { idMidia: id });
      expectEqual(
        [info.nome, info.tipoConteudo, info.tamanhoBytes],
        [nome, 'application/pdf', String(bytes.length)],
        'name, type and size',
      );
      await expectRefusal(call('GetMediaInfo', { idMidia: fresh('nenhuma') }), 'NOT_FOUND');
    });
    await step('GetMedia', async () => {
      const { nome } = need(sent, 'UploadMedia');
      const { midias } = await call('GetMedia', { idCurso });
      expectEqual(
        (midias as Json[] | undefined)?.map((one) => one.nome),
        [nome],
        'media of the course',
      );
    });
    await step('DownloadMedia', async () => {
      const { id } = need(sent, 'UploadMedia');
      const got = await run.call.download(`${SERVICE}/DownloadMedia`, { idMidia: id });
      expectEqual(got.contentType, 'application/pdf', 'type');
      expectEqual(got.bytes.equals(bytes), true, 'the bytes are the same');
    });
    await step('DeleteMedia', async () => {
      const { id } = need(sent, 'UploadMedia');
      await call('DeleteMedia', { idMidia: id });
      await expectRefusal(call('GetMediaInfo', { idMidia: id }), 'NOT_FOUND');
    });
  },
};
