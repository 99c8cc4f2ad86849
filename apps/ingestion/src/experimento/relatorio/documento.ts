/** A report as it is written, whatever it is printed as. Texts are plain: nobody marks anything up in them. */
export type Bloco =
  | { readonly tipo: 'titulo'; readonly nivel: 1 | 2 | 3; readonly texto: string }
  | { readonly tipo: 'paragrafo'; readonly texto: string }
  /** What must not be overlooked. */
  | { readonly tipo: 'alerta'; readonly texto: string }
  | { readonly tipo: 'lista'; readonly itens: readonly string[] }
  | {
      readonly tipo: 'tabela';
      /** Columns but the first are numbers, unless `textos`. */
      readonly colunas: readonly string[];
      readonly linhas: readonly (readonly string[])[];
      readonly textos?: boolean;
    }
  | { readonly tipo: 'figura'; readonly nome: string; readonly legenda: string };

export type Documento = readonly Bloco[];

export const titulo = (nivel: 1 | 2 | 3, texto: string): Bloco => ({ tipo: 'titulo', nivel, texto });
export const paragrafo = (texto: string): Bloco => ({ tipo: 'paragrafo', texto });
export const alerta = (texto: string): Bloco => ({ tipo: 'alerta', texto });
export const lista = (itens: readonly string[]): Bloco => ({ tipo: 'lista', itens });
export const tabela = (colunas: readonly string[], linhas: readonly (readonly string[])[]): Bloco => ({
  tipo: 'tabela',
  colunas,
  linhas,
});
export const figura = (nome: string, legenda: string): Bloco => ({ tipo: 'figura', nome, legenda });
