import type { FieldViolation } from '@trilha/service-kit/base';

/** A request refused before any service is called, with every wrong field named. */
export class InvalidRequest extends Error {
  constructor(readonly violations: readonly FieldViolation[]) {
    const fields = violations.map(({ field, description }) => `${field}: ${description}`).join('; ');
    super(`Campos inválidos: ${fields}`);
    this.name = 'InvalidRequest';
  }
}
