import { ConfigError } from '@trilha/service-kit';
import { lerDia } from '../domain/data.js';
import { MODOS, type Modo } from '../simulador/canal.js';

/** An argument of the command line that can't be taken; the message names it. */
export class ArgumentoInvalido extends Error {}

const recusar = (nome: string, veio: string, aceita: string): never => {
  throw new ArgumentoInvalido(`--${nome}: veio ${JSON.stringify(veio)}, aceita ${aceita}`);
};

/** @throws ArgumentoInvalido */
export function inteiro(nome: string, texto: string, de: number, ate: number): number {
  const valor = Number(texto);
  if (/^\d+$/.test(texto) && valor >= de && valor <= ate) return valor;
  return recusar(nome, texto, `um inteiro de ${de} a ${ate}`);
}

/** @throws ArgumentoInvalido */
export function decimal(nome: string, texto: string, de: number, ate: number): number {
  const valor = Number(texto);
  if (texto.trim() !== '' && valor >= de && valor <= ate) return valor;
  return recusar(nome, texto, `um número de ${de} a ${ate}`);
}

/** Events a second. @throws ArgumentoInvalido */
export const taxa = (nome: string, texto: string): number | 'max' => {
  if (texto === 'max') return 'max';
  const valor = Number(texto);
  if (texto.trim() !== '' && valor > 0 && valor <= 1e6) return valor;
  return recusar(nome, texto, 'max ou um número acima de 0 até 1000000, em eventos por segundo');
};

/** @throws ArgumentoInvalido */
export const modo = (nome: string, texto: string): Modo =>
  MODOS.find((um) => um === texto) ?? recusar(nome, texto, `um de ${MODOS.join(', ')}`);

/** Part of ids and of a CSV, so plain. @throws ArgumentoInvalido */
export const instancia = (nome: string, texto: string): string =>
  /^[A-Za-z0-9._-]{0,32}$/.test(texto)
    ? texto
    : recusar(nome, texto, 'até 32 caracteres de A-Z a-z 0-9 . _ -');

/** A day as ms since 1970. @throws ArgumentoInvalido */
export function dia(nome: string, texto: string): number {
  const ms = lerDia(texto);
  return ms ?? recusar(nome, texto, 'um dia AAAA-MM-DD');
}

/** `host:port`. @throws ArgumentoInvalido */
export const endereco = (nome: string, texto: string): string =>
  /^(\S+:\/\/\/?)?\S+:\d{1,5}$/.test(texto) ? texto : recusar(nome, texto, 'host:porta');

/** Ends a command that could not begin: code 2 and one line, the usage too where the options were not understood. */
export function sairPorErro(error: unknown, usage: string): void {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code?.startsWith('ERR_PARSE_ARGS')) console.error(`${message}\n\n${usage}`);
  else if (error instanceof ArgumentoInvalido || error instanceof ConfigError) console.error(message);
  else console.error(error instanceof Error && 'syscall' in error ? message : error);
  process.exitCode = 2;
}
