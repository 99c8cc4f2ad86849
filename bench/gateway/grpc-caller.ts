import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { GetCursoRequest } from '@trilha/proto-gen/cursos';
import { type Caller, countFaults } from './caller.js';
import { courseId, GET_CURSO_PATH } from './course.js';

const CALL_TIMEOUT_MS = 30_000;
const same = (bytes: Buffer): Buffer => bytes;

/** Calls GetCurso by a bare grpc-js client over one connection; the answer is looked at, not decoded. */
export function createGrpcCaller(port: number, token: string): Caller {
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${token}`);
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  const { failed, wrong, faults } = countFaults();
  let sent = 0;
  return {
    call: () =>
      new Promise((resolve) => {
        const idCurso = courseId(sent++);
        const request = Buffer.from(GetCursoRequest.encode({ idCurso, incluirRascunhos: false }).finish());
        const options = { deadline: Date.now() + CALL_TIMEOUT_MS };
        client.makeUnaryRequest(
          GET_CURSO_PATH,
          same,
          same,
          request,
          metadata.clone(),
          options,
          (error, answer) => {
            if (error) failed(error.message);
            else if (!answer?.includes(idCurso)) wrong();
            resolve();
          },
        );
      }),
    faults,
    close: () => client.close(),
  };
}
