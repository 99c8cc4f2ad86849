import { MemoryAvisos } from './memory-avisos.js';
import { MemoryCursos } from './memory-cursos.js';
import { MemoryInscricoes } from './memory-inscricoes.js';
import { MemoryState } from './memory-state.js';

/** Everything that is kept, in memory, for tests of what stands on the ports. */
export function createMemoryStores() {
  const state = new MemoryState();
  return {
    cursos: new MemoryCursos(state),
    inscricoes: new MemoryInscricoes(state),
    avisos: new MemoryAvisos(state),
  };
}
