import { lerCpf, mascararCpf, mascararNome } from '../domain/cpf.js';

/** What is told of a person's data unless asked for; by field of the contract. */
const MASCARAS: Readonly<Record<string, (texto: string) => string>> = {
  // One that is none is not shown either: most of it may be right.
  cpf: (texto) => {
    const cpf = lerCpf(texto);
    return cpf === undefined ? '***' : mascararCpf(cpf);
  },
  nome: mascararNome,
  data_nascimento: (texto) => `${texto.slice(0, 4)}-**-**`,
  endereco: () => '***',
};

/** A message of the contract on one line, as JSON with the names of the contract; absent fields are left out. */
export const textoDeMensagem = (mensagem: unknown, mostrarPessoais: boolean): string =>
  JSON.stringify(simples(mensagem, mostrarPessoais));

function simples(valor: unknown, mostrar: boolean): unknown {
  if (typeof valor === 'bigint') return String(valor);
  if (Array.isArray(valor)) return valor.map((um) => simples(um, mostrar));
  if (valor === null || typeof valor !== 'object' || valor instanceof Date) return valor;
  if (Buffer.isBuffer(valor)) return valor.toString('base64');
  const campos = Object.entries(valor).flatMap(([nome, dentro]): [string, unknown][] => {
    if (dentro === undefined) return [];
    if (eEscolha(dentro)) return [[emCobra(dentro.$case), simples(dentro.value, mostrar)]];
    const campo = emCobra(nome);
    const mascara = mostrar || typeof dentro !== 'string' || dentro === '' ? undefined : MASCARAS[campo];
    return [[campo, mascara === undefined ? simples(dentro, mostrar) : mascara(dentro as string)]];
  });
  return Object.fromEntries(campos);
}

/** A oneof. */
const eEscolha = (valor: unknown): valor is { readonly $case: string; readonly value: unknown } =>
  typeof valor === 'object' && valor !== null && '$case' in valor;

const emCobra = (nome: string): string => nome.replace(/[A-Z]/g, (letra) => `_${letra.toLowerCase()}`);
