/** A bad variable: one line that names it, what it got and what it takes. */
export class ConfigError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ConfigError';
  }
}

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads typed variables for one service. A variable with the service's name before it (`CURSOS__LOG_LEVEL`) wins over
 * the plain one. An empty value counts as absent. Every method throws {@link ConfigError} on a value it can't take.
 */
export class EnvReader {
  constructor(
    private readonly service: string,
    private readonly env: Environment,
  ) {}

  string(name: string, fallback: string): string {
    return this.find(name)?.value ?? fallback;
  }

  optional(name: string): string | undefined {
    return this.find(name)?.value;
  }

  integer(name: string, fallback: number, range: { min: number; max: number }): number {
    return this.number(
      name,
      fallback,
      range,
      `a whole number from ${range.min} to ${range.max}`,
      Number.isInteger,
    );
  }

  /** A number that may have a fraction. */
  decimal(name: string, fallback: number, range: { min: number; max: number }): number {
    return this.number(name, fallback, range, `a number from ${range.min} to ${range.max}`, Number.isFinite);
  }

  boolean(name: string, fallback: boolean): boolean {
    return this.oneOf(name, ['true', 'false'], fallback ? 'true' : 'false') === 'true';
  }

  oneOf<const T extends string>(name: string, choices: readonly T[], fallback: NoInfer<T>): T {
    const found = this.find(name);
    if (found === undefined) return fallback;
    const choice = choices.find((candidate) => candidate === found.value);
    if (choice === undefined) throw refuse(found, `one of ${choices.join(', ')}`);
    return choice;
  }

  url(name: string, protocols: readonly string[]): string | undefined {
    const found = this.find(name);
    if (found === undefined) return undefined;
    const takes = `an URL that starts with ${protocols.map((p) => `${p}//`).join(' or ')}`;
    if (!URL.canParse(found.value)) throw refuse(found, takes);
    if (!protocols.includes(new URL(found.value).protocol)) throw refuse(found, takes);
    return found.value;
  }

  /** The name under which a variable was set: with the service before it, or plain. */
  nameOf(name: string): string {
    return this.find(name)?.name ?? name;
  }

  /** Refuses a value for a reason of the caller's own. */
  refuse(name: string, takes: string): never {
    const found = this.find(name);
    throw refuse(found ?? { name, value: '' }, takes);
  }

  private number(
    name: string,
    fallback: number,
    { min, max }: { min: number; max: number },
    takes: string,
    accepts: (value: number) => boolean,
  ): number {
    const found = this.find(name);
    if (found === undefined) return fallback;
    const value = Number(found.value);
    if (!accepts(value) || value < min || value > max) throw refuse(found, takes);
    return value;
  }

  private find(name: string): { name: string; value: string } | undefined {
    for (const candidate of [`${this.service.toUpperCase()}__${name}`, name]) {
      const value = this.env[candidate]?.trim();
      if (value !== undefined && value !== '') return { name: candidate, value };
    }
    return undefined;
  }
}

/** Variables whose values are secrets: an error shows that they are set, not what they are. */
const SECRET = /KEY|SECRET|TOKEN|PASSWORD|URL/;

function refuse({ name, value }: { name: string; value: string }, takes: string): ConfigError {
  const got = value === '' ? 'nothing' : SECRET.test(name) ? '(value hidden)' : JSON.stringify(value);
  return new ConfigError(`${name}: got ${got}, takes ${takes}`);
}
