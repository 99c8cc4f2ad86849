/** A rule of a field: undefined when the value keeps it, else what the field takes. */
export type Regra<T> = (valor: T) => string | undefined;

const milhar = (n: number): string => n.toLocaleString('pt-BR');

/** Text, which may be empty. Lengths count UTF-16 code units. The null character is what SQL text can't hold. */
const livre =
  (max: number): Regra<string> =>
  (texto) => {
    if (texto.length > max) return `use até ${milhar(max)} caracteres`;
    return texto.includes('\0') ? 'não pode ter o caractere nulo' : undefined;
  };

/** The same, without anything that some reader takes for the end of a line. */
const linha =
  (max: number): Regra<string> =>
  (texto) =>
    /[\n\r\u0085\u2028\u2029]/.test(texto) ? 'use uma linha só' : livre(max)(texto);

const preenchida =
  (max: number): Regra<string> =>
  (texto) =>
    texto.trim() === '' ? 'não pode ficar vazio' : linha(max)(texto);

const lista =
  (max: number, cada: Regra<string>): Regra<readonly string[]> =>
  (itens) => {
    if (itens.length > max) return `use até ${max}`;
    if (new Set(itens).size < itens.length) return 'não repita um item';
    return itens.map(cada).find((problema) => problema !== undefined);
  };

const SLUG = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/;

const id: Regra<string> = (texto) =>
  SLUG.test(texto) ? undefined : 'use de 1 a 64 letras minúsculas, dígitos e hifens';

/** What the fields of courses, modules and lessons take, wherever they come from. */
export const REGRAS = {
  id,
  titulo: preenchida(200),
  resumo: linha(500),
  descricaoDoCurso: livre(10_000),
  descricaoDoModulo: livre(5_000),
  conteudo: livre(200_000),
  autoria: linha(200),
  licenca: linha(100),
  preRequisitos: lista(20, id),
  etiquetas: lista(20, preenchida(50)),
  duracaoMinutos: (minutos: number) =>
    Number.isInteger(minutos) && minutos >= 0 && minutos <= 1_440
      ? undefined
      : 'use um número inteiro de 0 a 1.440',
} as const;
