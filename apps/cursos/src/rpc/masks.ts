import { validate } from '@trilha/service-kit';
import { z } from 'zod';

const toProtoName = (key: string): string => key.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
const toKey = (path: string): string =>
  path.replace(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase());

type Mask<K extends string> = { readonly [key in K]?: true };

/** `update_mask` of a request: names of fields as the proto or as JSON writes them. */
const maskOf = (allowed: readonly string[]) =>
  z.array(z.string()).superRefine((paths, context) => {
    if (paths.length === 0) context.addIssue({ code: 'custom', message: 'informe ao menos um campo' });
    for (const path of paths.filter((candidate) => !allowed.includes(toKey(candidate)))) {
      const names = allowed.map(toProtoName).join(', ');
      context.addIssue({ code: 'custom', message: `"${path}" não é um campo que se altera; use ${names}` });
    }
  });

/**
 * Checks an update: the mask, the ids that say what is updated, and of the rest only what the mask names.
 *
 * @param name the field of the request that holds the resource
 * @param ids schema of the ids
 * @param fields schema of what may change
 * @returns the ids, and the changes, which have exactly the fields of the mask
 * @throws DomainError kind `invalid` that names every wrong field at once
 */
export function validateUpdate<I extends z.ZodObject, F extends z.ZodObject>(
  name: string,
  { ids, fields }: { readonly ids: I; readonly fields: F },
  request: { readonly updateMask: string[] | undefined },
): { readonly ids: z.output<I>; readonly mudancas: Partial<z.output<F>> } {
  const allowed = Object.keys(fields.shape);
  const named = (request.updateMask ?? []).map(toKey).filter((key) => allowed.includes(key));
  const mask = Object.fromEntries(named.map((key) => [key, true])) as Mask<keyof F['shape'] & string>;
  const schema = z.object({
    [name]: z.object({ ...ids.shape, ...fields.pick(mask as never).shape }, 'é obrigatório'),
    updateMask: z.preprocess((paths) => paths ?? [], maskOf(allowed)),
  });
  const resource = validate(schema, request)[name] as Record<string, unknown>;
  const part = (keys: readonly string[]) => Object.fromEntries(keys.map((key) => [key, resource[key]]));
  return { ids: part(Object.keys(ids.shape)) as z.output<I>, mudancas: part(named) as Partial<z.output<F>> };
}
