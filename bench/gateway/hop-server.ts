/** Process: the least that a grpc-js hop can do: bytes of one unary method and its metadata, passed on and back. */
import {
  Client,
  credentials,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type sendUnaryData,
} from '@grpc/grpc-js';
import { serveParent } from '../rpc/serve-parent.js';
import { GET_CURSO_PATH } from './course.js';
import { readServerArguments } from './server-arguments.js';

const CALL_TIMEOUT_MS = 5_000;
const same = (bytes: Buffer): Buffer => bytes;

const client = new Client(`127.0.0.1:${readServerArguments().backendPort}`, credentials.createInsecure());
const forward = {
  path: GET_CURSO_PATH,
  requestStream: false,
  responseStream: false,
  requestSerialize: same,
  requestDeserialize: same,
  responseSerialize: same,
  responseDeserialize: same,
} as const;
const server = new Server();
server.addService(
  { forward },
  {
    forward: (call: ServerUnaryCall<Buffer, Buffer>, callback: sendUnaryData<Buffer>) => {
      const options = { deadline: Math.min(Number(call.getDeadline()), Date.now() + CALL_TIMEOUT_MS) };
      const sent = client.makeUnaryRequest(
        GET_CURSO_PATH,
        same,
        same,
        call.request,
        call.metadata,
        options,
        (error, answer) => callback(error, answer),
      );
      call.on('cancelled', () => sent.cancel());
    },
  },
);
server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  serveParent({
    port,
    stop: async () => {
      server.forceShutdown();
      client.close();
    },
  });
});
