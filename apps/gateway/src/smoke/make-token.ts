import { type AuthConfig, ConfigError, openDevelopmentIssuer } from '@trilha/service-kit';

const TTL_SECONDS = 900;

/**
 * A token for the smoke client, which does what operators and services do.
 *
 * @throws ConfigError when tokens come from an issuer of the operator's own
 */
export async function makeToken(auth: AuthConfig): Promise<string> {
  if (auth.keys.kind !== 'development') {
    throw new ConfigError(
      `--token: tokens come from ${auth.issuer}; give one with the roles operador and servico`,
    );
  }
  const issuer = await openDevelopmentIssuer(auth.keys.keysDir, auth);
  const claims = { sub: 'smoke', roles: ['operador', 'servico'], ttlSeconds: TTL_SECONDS } as const;
  return issuer.issue(claims, new Date());
}
