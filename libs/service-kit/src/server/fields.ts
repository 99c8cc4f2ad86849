import { z } from 'zod';

/** Rules for fields that occur in many requests, with messages for people. */
export const campos = {
  /** Lower-case letters, digits and hyphens, up to 64: ids of courses, modules and lessons. */
  slug: z
    .string()
    .regex(/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/, 'use de 1 a 64 letras minúsculas, dígitos e hifens'),
  /** An id of a user, as the identity provider gives it. */
  idUsuario: z
    .string()
    .regex(/^[A-Za-z0-9._@-]{1,128}$/, 'use de 1 a 128 letras, dígitos, ".", "_", "@" ou "-"'),
  /** An id that a service made. */
  id: z.string().regex(/^[A-Za-z0-9-]{1,64}$/, 'use um identificador de 1 a 64 letras, dígitos e hifens'),
  /** An idempotency key; empty for none. */
  requestId: z.string().max(128, 'use até 128 caracteres'),
  pageSize: z.int('use um número inteiro').min(0, 'não pode ser negativo').max(100, 'use até 100'),
  pageToken: z.string().max(1_000, 'não é um token desta lista'),
  /** Text of at least one visible character. */
  texto: (max: number) =>
    z
      .string()
      .max(max, `use até ${max.toLocaleString('pt-BR')} caracteres`)
      .refine((text) => text.trim() !== '', 'não pode ficar vazio'),
} as const;
