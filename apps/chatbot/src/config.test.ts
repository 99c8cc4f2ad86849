import { loadConfig } from './config.js';

describe('loadConfig', () => {
  it('has no language model without a key', () => {
    expect(loadConfig({ GEMINI_API_KEY: '', GEMINI_MODEL: 'gemini-x' }).gemini).toBeUndefined();
  });

  it('reads the language model, its own variables before the common ones', () => {
    const { gemini } = loadConfig({
      GEMINI_API_KEY: 'k',
      CHATBOT__GEMINI_MODEL: 'gemini-x',
      GEMINI_MODEL: 'gemini-y',
      GEMINI_BASE_URL: 'http://127.0.0.1:9/',
      GEMINI_TIMEOUT: '1.5',
    });
    expect(gemini).toEqual({
      apiKey: 'k',
      model: 'gemini-x',
      baseUrl: 'http://127.0.0.1:9',
      timeoutMs: 1_500,
    });
  });

  it('takes the default model of the product', () => {
    expect(loadConfig({ GEMINI_API_KEY: 'k' }).gemini?.model).toBe('gemini-2.5-flash');
  });

  it.each([
    ['GEMINI_MODEL', 'um modelo'],
    ['GEMINI_BASE_URL', 'ftp://x'],
    ['GEMINI_TIMEOUT', '0'],
    ['METRICS_QUEUE__MAX', '0'],
  ])('refuses a bad %s by its name', (name, value) => {
    expect(() => loadConfig({ [name]: value })).toThrow(name);
  });
});
