import { once } from 'node:events';
import { type ClientHttp2Session, connect } from 'node:http2';
import { Server } from '@grpc/grpc-js';
import { widenReceiveWindows } from '../src/server/receive-windows.js';
import { Scene } from './eco.js';

const scene = new Scene();
let session: ClientHttp2Session | undefined;
afterEach(async () => {
  session?.close();
  await scene.close();
});

it('lets a caller send a mebibyte of a call ahead, and four of a connection', async () => {
  const { port } = await scene.serve({});
  session = connect(`http://127.0.0.1:${port}`);
  const [{ initialWindowSize }] = await once(session, 'remoteSettings');
  expect(initialWindowSize).toBe(1 << 20);
  // Said in a frame of its own, which may come after the settings.
  while ((session.state.remoteWindowSize ?? 0) < 4 << 20) await new Promise(setImmediate);
});

it('leaves a server alone that keeps its HTTP/2 side elsewhere', () => {
  const server = Object.create(Server.prototype) as Server;
  expect(() => widenReceiveWindows(server)()).not.toThrow();
});
