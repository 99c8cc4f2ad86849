/** Process: the echo on grpc-js alone, which service-kit is measured against. */
import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from '@grpc/grpc-js';
import { echoDefinition } from './echo-contract.js';
import { serveParent } from './serve-parent.js';

const server = new Server();
server.addService(echoDefinition, {
  echo: ({ request }: ServerUnaryCall<Buffer, Buffer>, callback: sendUnaryData<Buffer>) =>
    callback(null, request),
});
server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  serveParent({ port, stop: async () => server.forceShutdown() });
});
