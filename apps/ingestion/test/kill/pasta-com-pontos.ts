import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { FolderStorage, type Storage, type StoredFile } from '@trilha/pipeline';
import type { Pontos } from './pontos.js';

/** Numbers in file names make no boundary of their own. */
const semNumeros = (nome: string): string => nome.replace(/[-.]?\d+/g, '');

/**
 * A folder whose every operation is two boundaries at which the process may end, before and after; a write also one in
 * the middle.
 *
 * @param mente its files say that they are synced and are not
 */
export async function pastaComPontos(pasta: string, pontos: Pontos, mente = false): Promise<Storage> {
  const debaixo = await FolderStorage.open(pasta);
  const nome = basename(pasta);
  const entre = async <T>(operacao: string, fazer: () => Promise<T>): Promise<T> => {
    pontos.passar(`${nome} ${operacao} antes`);
    const feito = await fazer();
    pontos.passar(`${nome} ${operacao} depois`);
    return feito;
  };
  const arquivo = (file: string, original: StoredFile): StoredFile => {
    const caminho = join(pasta, file);
    const fronteira = `${nome}/${semNumeros(file)}`;
    return {
      get size() {
        return original.size;
      },
      append: async (bytes) => {
        pontos.passar(`${fronteira} append antes`);
        let posicao = 0;
        if (pontos.eAgora(`${fronteira} append meio`)) {
          posicao = bytes.length >> 1;
          await original.append(bytes.subarray(0, posicao));
          pontos.cresceu(caminho, posicao);
        }
        pontos.passar(`${fronteira} append meio`);
        await original.append(bytes.subarray(posicao));
        pontos.cresceu(caminho, bytes.length - posicao);
        pontos.passar(`${fronteira} append depois`);
      },
      read: (position, length) => original.read(position, length),
      readSync: (position, into) => original.readSync(position, into),
      sync: async () => {
        pontos.passar(`${fronteira} sync antes`);
        const tamanho = pontos.tamanhoDe(caminho);
        await original.sync();
        if (!mente) pontos.sincronizado(caminho, tamanho);
        pontos.passar(`${fronteira} sync depois`);
      },
      truncate: async (size) => {
        pontos.passar(`${fronteira} truncate antes`);
        await original.truncate(size);
        pontos.cortado(caminho, size);
        pontos.passar(`${fronteira} truncate depois`);
      },
      close: () => original.close(),
    };
  };
  return {
    open: async (name) => {
      const novo = !existsSync(join(pasta, name));
      const aberto = await debaixo.open(name);
      pontos.aberto(join(pasta, name), aberto.size, novo);
      return arquivo(name, aberto);
    },
    openToRead: (name) => debaixo.openToRead(name),
    list: () => debaixo.list(),
    rename: (from, to) =>
      entre(`rename ${semNumeros(to)}`, async () => {
        await debaixo.rename(from, to);
        pontos.renomeado(join(pasta, from), join(pasta, to));
      }),
    remove: (name) =>
      entre(`remove ${semNumeros(name)}`, async () => {
        await debaixo.remove(name);
        pontos.removido(join(pasta, name));
      }),
    syncFolder: () =>
      entre('syncFolder', async () => {
        await debaixo.syncFolder();
        pontos.nomesSincronizados(pasta);
      }),
    lock: (name) => debaixo.lock(name),
  };
}
