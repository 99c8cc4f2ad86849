/** Process: the service behind all sides, GetCurso on grpc-js alone, so that it takes as little of a call as it can. */
import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from '@grpc/grpc-js';
import { Curso, GetCursoRequest } from '@trilha/proto-gen/cursos';
import { serveParent } from '../rpc/serve-parent.js';
import { GET_CURSO_PATH, makeCourse } from './course.js';

const lessons = Number(process.argv[2]);
const getCurso = {
  path: GET_CURSO_PATH,
  requestStream: false,
  responseStream: false,
  requestSerialize: (request: GetCursoRequest) => Buffer.from(GetCursoRequest.encode(request).finish()),
  requestDeserialize: (bytes: Buffer) => GetCursoRequest.decode(bytes),
  responseSerialize: (bytes: Buffer) => bytes,
  responseDeserialize: (bytes: Buffer) => bytes,
} as const;
/** Only the id differs from course to course, and it is as long in each. */
const { id: templateId, ...template } = makeCourse('', lessons);
const rest = Buffer.from(Curso.encode({ id: templateId, ...template }).finish());

const server = new Server();
server.addService(
  { getCurso },
  {
    getCurso: ({ request }: ServerUnaryCall<GetCursoRequest, Buffer>, callback: sendUnaryData<Buffer>) =>
      // Fields of a message may come in any order and in parts: the id before the encoded rest is the whole course.
      callback(null, Buffer.concat([idField(request.idCurso), rest])),
  },
);
server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  serveParent({ port, stop: async () => server.forceShutdown() });
});

const idField = (id: string): Uint8Array =>
  Curso.encode({
    ...{
      id,
      titulo: '',
      resumo: '',
      descricao: '',
      situacao: 0,
      preRequisitos: [],
      etiquetas: [],
      autoria: '',
    },
    ...{ licenca: '', modulos: [], totalAulas: 0, criadoEm: undefined, atualizadoEm: undefined },
  }).finish();
