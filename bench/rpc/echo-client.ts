import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { echoDefinition, MESSAGE_BYTES } from './echo-contract.js';
import type { CallMetadata, Faults } from './messages.js';

const CALL_TIMEOUT_MS = 30_000;

/** A bare grpc-js client that counts instead of throwing, so that both servers meet the same caller. */
export interface EchoClient {
  /** One call; resolves when it has ended, well or not. */
  call(): Promise<void>;
  faults(): Faults;
  close(): void;
}

/** @param metadata carried by each call */
export function createEchoClient(port: number, metadata: CallMetadata): EchoClient {
  const carried = new Metadata();
  for (const [key, value] of Object.entries(metadata)) carried.set(key, value);
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  const { path, requestSerialize, responseDeserialize } = echoDefinition.echo;
  let sent = 0;
  let failed = 0;
  let wrongEchoes = 0;
  let firstError: string | undefined;
  return {
    call: () =>
      new Promise((resolve) => {
        const message = Buffer.alloc(MESSAGE_BYTES, 'x');
        // Each message differs from those around it, so that an answer given to the wrong call shows.
        message.writeUInt32BE(sent++ >>> 0);
        const options = { deadline: Date.now() + CALL_TIMEOUT_MS };
        client.makeUnaryRequest(
          path,
          requestSerialize,
          responseDeserialize,
          message,
          carried.clone(),
          options,
          (error, echo) => {
            if (error) {
              failed += 1;
              firstError ??= error.message;
            } else if (!echo?.equals(message)) {
              wrongEchoes += 1;
            }
            resolve();
          },
        );
      }),
    faults: () => ({ failed, wrongEchoes, firstError }),
    close: () => client.close(),
  };
}
