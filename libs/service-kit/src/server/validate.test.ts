import { z } from 'zod';
import { DomainError } from '../base/index.js';
import { campos } from './fields.js';
import { validate } from './validate.js';

const schema = z.object({
  idCurso: campos.slug,
  pageSize: campos.pageSize,
  horariosSemanais: z.array(z.object({ diaSemana: z.int().min(1, 'use de 1 a 7') })),
});

const violationsOf = (request: unknown) => {
  try {
    validate(schema, request);
  } catch (error) {
    if (error instanceof DomainError) return error.details.fieldViolations;
  }
  throw new Error('expected a refusal');
};

describe('validate', () => {
  it('gives what the schema makes of a good request', () => {
    const request = { idCurso: 'botanica', pageSize: 10, horariosSemanais: [{ diaSemana: 2 }] };
    expect(validate(schema, request)).toEqual(request);
  });

  it('names every wrong field at once, by its path in the proto', () => {
    const request = {
      idCurso: 'Botânica!',
      pageSize: 101,
      horariosSemanais: [{ diaSemana: 1 }, { diaSemana: 0 }],
    };
    expect(violationsOf(request)).toEqual([
      { field: 'id_curso', description: 'use de 1 a 64 letras minúsculas, dígitos e hifens' },
      { field: 'page_size', description: 'use até 100' },
      { field: 'horarios_semanais[1].dia_semana', description: 'use de 1 a 7' },
    ]);
  });

  it('speaks Portuguese where a rule brings no words of its own', () => {
    expect(violationsOf({ pageSize: 1, horariosSemanais: 'x', idCurso: 'a' })?.[0]?.description).toMatch(
      /inv[áa]lid/i,
    );
  });
});
