import type { Clock } from '../base/index.js';
import type { AuthConfig } from './auth-config.js';
import { openDevelopmentIssuer } from './development-issuer.js';
import { issuedTokens } from './issued-tokens.js';
import { openTokenFile } from './token-file.js';

/** The token by which this service proves who it is to another one; renewed before it ends. */
export interface ServiceIdentity {
  /**
   * Undefined when the service has none: the issuer is not the development one, and AUTH__SERVICE_TOKEN_FILE is not
   * set. Rejects only when a token can't be signed.
   */
  token(): string | undefined | Promise<string | undefined>;
}

/**
 * The identity of this service: signed by the development issuer, with the service's name as `sub` and the role
 * `servico`, or read from AUTH__SERVICE_TOKEN_FILE.
 *
 * @param service its short name, such as `cursos`
 * @throws ConfigError when the file has no token, or the file of the development key is garbled
 */
export async function createServiceIdentity(
  config: AuthConfig,
  service: string,
  clock: Clock,
): Promise<ServiceIdentity> {
  if (config.keys.kind === 'development') {
    const issuer = await openDevelopmentIssuer(config.keys.keysDir, config);
    return { token: issuedTokens(issuer, service, clock) };
  }
  if (config.serviceTokenFile !== undefined) {
    return { token: await openTokenFile(config.serviceTokenFile, clock) };
  }
  return { token: () => undefined };
}
