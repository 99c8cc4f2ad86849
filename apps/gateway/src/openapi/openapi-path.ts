import type { PathTemplate } from '../transcoding/path-template.js';

/** A path as OpenAPI writes it, with its parameters by name and the field that each belongs to. */
export interface OpenApiPath {
  readonly path: string;
  readonly parameters: readonly { readonly name: string; readonly field: string; readonly rest: boolean }[];
}

/**
 * OpenAPI has no parameters of several segments: the literals of a pattern stand in the path, and each wildcard of a
 * field with more than one is a parameter of its own, numbered.
 */
export function toOpenApiPath({ segments, variables, verb }: PathTemplate): OpenApiPath {
  const parameters: OpenApiPath['parameters'][number][] = [];
  const texts = segments.map((segment, index) => {
    if (segment.kind === 'literal') return segment.text;
    const variable = variables.find(
      ({ start, end }) => start <= index && index < (end ?? Number.POSITIVE_INFINITY),
    );
    const field = variable?.field ?? `segmento_${index + 1}`;
    const wildcards = segments
      .slice(variable?.start, variable?.end)
      .filter(({ kind }) => kind !== 'literal').length;
    const earlier = parameters.filter((parameter) => parameter.field === field).length;
    const name = wildcards > 1 && variable !== undefined ? `${field}_${earlier + 1}` : field;
    parameters.push({ name, field, rest: segment.kind === 'rest' });
    return `{${name}}`;
  });
  return { path: `/${texts.join('/')}${verb === undefined ? '' : `:${verb}`}`, parameters };
}
