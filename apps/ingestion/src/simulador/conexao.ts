import { EventIngestionServiceService } from '@trilha/proto-gen/ingestion';
import {
  type AuthConfig,
  ConfigError,
  createClient,
  createLogger,
  openDevelopmentIssuer,
  openTransport,
  type TlsConfig,
} from '@trilha/service-kit';
import type { IngestionClient } from './canal.js';

/** Where the service is, and how it is spoken to. */
export interface ConexaoOptions {
  /** gRPC target. */
  readonly alvo: string;
  /** Shown with every call; without one a token is made with the key of the development issuer. */
  readonly token: string | undefined;
  readonly auth: AuthConfig;
  readonly tls: TlsConfig;
  /** The deadline of a call. */
  readonly prazoMs: number;
}

const TOKEN_SEGUNDOS = 7_200;

/**
 * A client that tries once: who sends knows best what to send again, and counts it.
 *
 * @throws ConfigError when there is no token and none can be made
 */
export async function conectar(options: ConexaoOptions): Promise<IngestionClient> {
  const { alvo, token, auth, tls, prazoMs } = options;
  const log = createLogger({ service: 'ingestion', level: 'silent' });
  return createClient(EventIngestionServiceService, alvo, {
    name: 'ingestion',
    defaultTimeoutMs: prazoMs,
    maxRetries: 0,
    breakerThreshold: Number.MAX_SAFE_INTEGER,
    credentials: openTransport(tls, log).channel,
    authorize: token === undefined ? await emissor(auth) : () => token,
  });
}

/** Tokens of a service, each renewed at half its life: a run may take longer than one token. */
async function emissor(auth: AuthConfig): Promise<() => Promise<string>> {
  if (auth.keys.kind !== 'development') {
    throw new ConfigError(
      `--token: os tokens vêm de ${auth.issuer}; dê um com o papel servico ou operador, aqui ou em TRILHA_TOKEN`,
    );
  }
  const issuer = await openDevelopmentIssuer(auth.keys.keysDir, auth);
  let atual: Promise<string> | undefined;
  let renovarEmMs = 0;
  return () => {
    const agora = new Date();
    if (atual === undefined || agora.getTime() >= renovarEmMs) {
      renovarEmMs = agora.getTime() + (TOKEN_SEGUNDOS / 2) * 1_000;
      atual = issuer.issue({ sub: 'simulador', roles: ['servico'], ttlSeconds: TOKEN_SEGUNDOS }, agora);
    }
    return atual;
  };
}
