import { ErrorInfo } from '@trilha/proto-gen/rpc';
import { RemoteError, statusDetailsOf } from '../../src/index.js';

/** What a call failed with; fails itself when the call did not. */
export async function failureOf(call: Promise<unknown>): Promise<RemoteError> {
  const error = await call.then(
    (answer) => new Error(`expected a failure, got the answer ${String(answer)}`),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof RemoteError)) throw error;
  return error;
}

/** One of the google.rpc details of a failure, encoded; undefined when it has none of the type. */
export const detailIn = ({ metadata }: Pick<RemoteError, 'metadata'>, type: string): Uint8Array | undefined =>
  statusDetailsOf(metadata)?.details.find(({ typeUrl }) => typeUrl.endsWith(`google.rpc.${type}`))?.value;

/** The reason a failure gives, such as `TOKEN_AUSENTE`. */
export function reasonOf(error: Pick<RemoteError, 'metadata'>): string | undefined {
  const info = detailIn(error, 'ErrorInfo');
  return info === undefined ? undefined : ErrorInfo.decode(info).reason;
}
