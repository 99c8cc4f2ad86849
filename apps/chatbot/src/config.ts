import { type Environment, loadServiceConfig } from '@trilha/service-kit';
import { databaseFileOf } from '@trilha/storage';

/** What chatbot is told from outside. */
export function loadConfig(env: Environment) {
  const { config, reader } = loadServiceConfig('chatbot', env);
  const apiKey = reader.optional('GEMINI_API_KEY');
  const model = reader.string('GEMINI_MODEL', 'gemini-2.5-flash');
  if (!/^(models\/)?[a-z0-9][a-z0-9._-]{0,90}$/i.test(model)) {
    reader.refuse('GEMINI_MODEL', 'the name of a model, such as gemini-2.5-flash');
  }
  const baseUrl = reader.url('GEMINI_BASE_URL', ['https:', 'http:'])?.replace(/\/+$/, '');
  const timeoutMs = reader.decimal('GEMINI_TIMEOUT', 20, { min: 0.2, max: 600 }) * 1000;
  return Object.freeze({
    ...config,
    databaseFile: databaseFileOf(reader, config),
    /** The language model answers only with this; without a key the offline tutor answers all. */
    gemini: apiKey === undefined ? undefined : Object.freeze({ apiKey, model, baseUrl, timeoutMs }),
    /** Most measures that may wait for insights. */
    metricsQueueMax: reader.integer('METRICS_QUEUE__MAX', 10_000, { min: 1, max: 1_000_000 }),
  });
}
