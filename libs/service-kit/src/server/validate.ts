import { z } from 'zod';
import { invalidFields } from '../base/index.js';

z.config(z.locales.pt());

/**
 * Checks a request against a schema and gives what the schema makes of it.
 *
 * @throws DomainError kind `invalid` that names every wrong field at once, by its name in the proto
 */
export function validate<S extends z.ZodType>(schema: S, request: unknown): z.output<S> {
  const result = schema.safeParse(request);
  if (result.success) return result.data;
  throw invalidFields(
    result.error.issues.map(({ path, message }) => ({ field: protoPath(path), description: message })),
  );
}

/** `['horariosSemanais', 0, 'diaSemana']` → `horarios_semanais[0].dia_semana`. */
function protoPath(path: readonly PropertyKey[]): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else text += `${text === '' ? '' : '.'}${String(part).replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)}`;
  }
  return text;
}
