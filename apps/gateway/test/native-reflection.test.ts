import { once } from 'node:events';
import { Client, credentials } from '@grpc/grpc-js';
import { GRPC_SERVICES } from '@trilha/service-kit';
import { type Fixture, startFixture } from './fixture/start-fixture.js';

/** ServerReflectionRequest with `list_services`, which is field 7 in both versions. */
const LIST_SERVICES = Buffer.from([0x3a, 0x01, 0x2a]);
const asIs = (bytes: Buffer): Buffer => bytes;

let fixture: Fixture;
let client: Client;

beforeAll(async () => {
  fixture = await startFixture();
  client = new Client(`127.0.0.1:${fixture.gateway.grpcPort}`, credentials.createInsecure());
});

afterAll(async () => {
  client.close();
  await fixture.close();
});

it.each(['v1', 'v1alpha'])('reflection %s tells of every service of the product', async (version) => {
  const path = `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`;
  const call = client.makeBidiStreamRequest(path, asIs, asIs);
  call.write(LIST_SERVICES);
  const [answer] = (await once(call, 'data')) as [Buffer];
  for (const name of GRPC_SERVICES) expect(answer.toString('latin1')).toContain(`trilha.${name}.v1.`);
  call.end();
});
