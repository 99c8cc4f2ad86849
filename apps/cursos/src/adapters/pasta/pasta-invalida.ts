/** A folder that is not a course: one problem a line, each with file, line and field. */
export class PastaInvalida extends Error {
  readonly problemas: readonly string[];

  constructor(problemas: readonly string[]) {
    super(problemas.join('\n'));
    this.name = 'PastaInvalida';
    this.problemas = problemas;
  }
}
