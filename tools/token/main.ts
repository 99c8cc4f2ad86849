/** Behind `npm run token`. It imports nothing that stands on generated code, so a fresh clone can run it. */
import { loadAuthConfig, openDevelopmentIssuer } from '@trilha/service-kit/auth';
import { ConfigError, loadServiceConfig } from '@trilha/service-kit/config';
import { ArgumentError, readArguments, USAGE } from './token-arguments.js';

/** Makes a token that the gateway and the services behind it take, with the same variables as they. */
async function printToken(args: readonly string[]): Promise<void> {
  const wanted = readArguments(args);
  if (wanted === 'help') {
    process.stdout.write(USAGE);
    return;
  }
  const { config, reader } = loadServiceConfig('gateway', process.env);
  const auth = loadAuthConfig(reader, config.dataDir);
  if (auth.keys.kind !== 'development') {
    const variable = auth.keys.kind === 'jwks' ? 'AUTH__JWKS_URL' : 'AUTH__PUBLIC_KEY_FILE';
    throw new ArgumentError(
      `${variable} is set: tokens come from the issuer ${auth.issuer}, and only it can make them`,
    );
  }
  const { sub, roles, ttlSeconds, json } = wanted;
  const issuer = await openDevelopmentIssuer(auth.keys.keysDir, auth);
  const now = new Date();
  const token = await issuer.issue({ sub, roles, ttlSeconds }, now);
  const expires = new Date((Math.floor(now.getTime() / 1000) + ttlSeconds) * 1000).toISOString();
  process.stdout.write(`${json ? JSON.stringify({ token, sub, roles, expires }) : token}\n`);
  process.stderr.write(
    `${sub}, ${roles.join(', ') || 'no role'}, until ${expires}; key in ${auth.keys.keysDir}\n`,
  );
}

try {
  await printToken(process.argv.slice(2));
} catch (error) {
  const known =
    error instanceof ArgumentError ||
    error instanceof ConfigError ||
    (error instanceof Error && 'syscall' in error);
  process.stderr.write(`${known ? error.message : ((error as Error)?.stack ?? String(error))}\n`);
  process.exitCode = error instanceof ArgumentError ? 2 : 1;
}
