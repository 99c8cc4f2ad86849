import { type Environment, loadServiceConfig } from '@trilha/service-kit';
import { databaseFileOf } from '@trilha/storage';

/** What notificacoes is told from outside. */
export function loadConfig(env: Environment) {
  const { config, reader } = loadServiceConfig('notificacoes', env);
  const smtpUrl = reader.url('SMTP__URL', ['smtp:', 'smtps:']);
  const webhookUrl = reader.url('WEBHOOK__URL', ['https:', 'http:']);
  const webhookSecret = reader.optional('WEBHOOK__SECRET');
  if (webhookUrl !== undefined && !isWebhookSecret(webhookSecret)) {
    reader.refuse('WEBHOOK__SECRET', 'whsec_ and 24 to 64 bytes in base64, whenever WEBHOOK__URL is set');
  }
  return Object.freeze({
    ...config,
    databaseFile: databaseFileOf(reader, config),
    /** E-mail goes out only with this. */
    smtp:
      smtpUrl === undefined
        ? undefined
        : { url: smtpUrl, from: reader.string('SMTP__FROM', 'trilha@localhost') },
    /** Webhooks go out only with this. */
    webhook: webhookUrl === undefined ? undefined : { url: webhookUrl, secret: webhookSecret ?? '' },
    delivery: Object.freeze({
      /** Attempts before a delivery is dead. */
      maxAttempts: reader.integer('DELIVERY__MAX_ATTEMPTS', 8, { min: 1, max: 100 }),
      attemptTimeoutMs: reader.decimal('DELIVERY__TIMEOUT', 10, { min: 0.1, max: 600 }) * 1000,
    }),
  });
}

/** A secret of Standard Webhooks: `whsec_` and base64 of 24 to 64 bytes. */
function isWebhookSecret(secret: string | undefined): boolean {
  if (secret === undefined || !/^whsec_[A-Za-z0-9+/]+={0,2}$/.test(secret)) return false;
  const { length } = Buffer.from(secret.slice('whsec_'.length), 'base64');
  return length >= 24 && length <= 64;
}
