import { type DurableLog, isMarked, type KeyIndex, LogBusy, LogFull, PackedRecords } from '@trilha/pipeline';
import type { Chegada, Desfechos, Diario, Entrado, Escritas, Guardado, Recusado } from '../app/ports.js';
import { semEspaco, sobrecarregado } from '../domain/errors.js';
import { Recusa } from '../domain/recusa.js';
import { eOrdem, escreverApagamento, escreverRestauracao, TIPO } from '../registro/registro.js';
import { achadoDe, chaveDeTexto, indexar, procurar } from './entradas-do-indice.js';
import { escreverChegada, ligacaoDe } from './escrever-chegada.js';
import { comoBuffer, type Desfecho, Grupo, type Pedido } from './grupo.js';
import { lerEntrado, lerGuardado } from './ler-guardado.js';
import type { Segredos } from './segredos.js';
import type { SqlChaveiro } from './sql-chaveiro.js';

export interface DiarioOptions {
  readonly log: DurableLog;
  readonly indice: KeyIndex;
  readonly chaveiro: SqlChaveiro;
  readonly segredos: Segredos;
  /** Told of what is on disk, in order, before those who sent it are; and where what is no event lies among it. */
  readonly duravel: (primeiro: number, quantos: number, ms: number, avulsos: readonly number[]) => void;
  /** Bytes that may wait to be written; above it arrivals are refused. 32 MiB. */
  readonly maxEsperaBytes?: number;
}

/** One call that waits for its records to be written. */
interface Lote {
  readonly pedidos: readonly Pedido[];
  readonly nossos: readonly boolean[];
  /** Records, at most. */
  readonly quantos: number;
  readonly bytes: number;
  readonly resolver: (desfechos: Desfechos) => void;
  readonly recusar: (erro: unknown) => void;
}

/** Most records of one write, so that the first of a long queue need not wait for the last. */
const MAIS_REGISTROS = 32_768;
/** Records indexed between two chances of the index to write itself, however many are read at once. */
const REGISTROS_ENTRE_ACERTOS = 1_000;
const MAX_ESPERA_BYTES = 32 << 20;
/** Calls that are answered in one turn of the event loop. */
const RESPOSTAS_POR_VEZ = 16;
/** A label is not written before its turn; this is about what it will take. */
const BYTES_DE_ROTULO = 128;

/**
 * The log of events and the index over it. One writer takes what waits, looks every id up once, writes what is new with
 * one sync, and only then answers: concurrent callers share the sync, and two of them cannot both store one id.
 */
export class DiarioDeEventos implements Diario {
  private esperando: Lote[] = [];
  private esperandoBytes = 0;
  private escrevendo: Promise<void> | undefined;

  private constructor(private readonly com: DiarioOptions) {}

  /** Brings the index up to the end of the log first. */
  static async abrir(com: DiarioOptions): Promise<DiarioDeEventos> {
    const { log, indice, segredos } = com;
    let offset = indice.durableUpTo;
    while (offset < log.end) {
      const registros = await log.read(offset, 10_000, 4 << 20);
      for (const { bytes, offset: onde } of registros) {
        indexar(indice, segredos, comoBuffer(bytes), onde);
        if (onde % REGISTROS_ENTRE_ACERTOS === 0) await indice.settle(onde + 1);
      }
      offset += registros.length;
      await indice.settle(offset);
    }
    return new DiarioDeEventos(com);
  }

  async receber(chegadas: readonly (Chegada | Escritas)[], recebidoMs: number): Promise<Desfechos> {
    const { chaveiro, segredos, maxEsperaBytes = MAX_ESPERA_BYTES } = this.com;
    if (this.esperandoBytes > maxEsperaBytes) throw sobrecarregado();
    const ligacoes = chegadas.map((chegada) =>
      'registros' in chegada ? undefined : ligacaoDe(chegada.evento, segredos),
    );
    const pessoais = ligacoes.filter((ligacao) => ligacao !== undefined);
    if (pessoais.length > 0 && !chaveiro.prontas(pessoais)) await chaveiro.garantir(pessoais);
    return this.enfileirar(
      chegadas.map((chegada, i) => this.pedidoDe(chegada, recebidoMs, ligacoes[i]?.pessoa)),
      chegadas.map((chegada) => 'idNosso' in chegada && chegada.idNosso),
    );
  }

  private pedidoDe(chegada: Chegada | Escritas, recebidoMs: number, pessoa: Buffer | undefined): Pedido {
    if ('registros' in chegada) return new PackedRecords(chegada.registros, chegada.quantos);
    if (chegada.evento.tipo === 'rotulo') {
      const { transacaoEventId, suspeita } = chegada.evento;
      return {
        transacaoEventId,
        suspeita,
        escrever: (offset, conhecido) => escreverChegada(chegada, recebidoMs, { offset, conhecido }),
      };
    }
    const { chaveiro, segredos } = this.com;
    return escreverChegada(chegada, recebidoMs, { pessoa, chaveiro, segredos });
  }

  async buscar(eventId: string): Promise<Guardado | undefined> {
    const valor = procurar(this.com.indice, chaveDeTexto(eventId));
    if (valor === undefined) return undefined;
    const { offset, tipo } = achadoDe(valor);
    // Further on than the end: on its way, and not acknowledged yet.
    if (offset >= this.com.log.end || tipo === 0 || tipo > TIPO.rotulo) return undefined;
    const guardado = await this.ler(offset);
    return guardado.eventId === eventId ? guardado : undefined;
  }

  async ler(offset: number): Promise<Guardado> {
    return lerGuardado(offset, await this.registroEm(offset), this.com.chaveiro);
  }

  async entrados(desde: number, quantos: number): Promise<readonly Entrado[]> {
    const { log } = this.com;
    const entrados: Entrado[] = [];
    const fim = Math.min(desde + quantos, log.end);
    for (let offset = desde; offset < fim; ) {
      const registros = await log.read(offset, fim - offset, 4 << 20);
      for (const { bytes, offset: onde } of registros) {
        if (!isMarked(bytes) && !eOrdem(bytes)) entrados.push(lerEntrado(onde, comoBuffer(bytes)));
      }
      offset += registros.length;
    }
    return entrados;
  }

  async repetir(offset: number, vez: number): Promise<void> {
    await this.enfileirar([{ repete: offset, vez }], [false]);
  }

  async restaurarModelo(versao: number, eventId: string, recebidoMs: number): Promise<void> {
    const cabecalho = { tipo: TIPO.restauracao, eventId, recebidoMs, emitidoMs: undefined };
    const registro = escreverRestauracao(cabecalho, versao);
    await this.enfileirar([registro], [true]);
  }

  async apagarCliente(clienteId: string, eventId: string, recebidoMs: number): Promise<boolean | undefined> {
    const { chaveiro } = this.com;
    const pessoa = await chaveiro.pessoaDe(clienteId);
    if (pessoa === undefined) return undefined;
    // The order first: after a crash between the two, asking again finishes it.
    const cabecalho = { tipo: TIPO.apagamento, eventId, recebidoMs, emitidoMs: undefined };
    const registro = escreverApagamento(cabecalho, pessoa);
    await this.enfileirar([registro], [true]);
    return chaveiro.destruir(pessoa);
  }

  /** Resolves when nothing waits any more. */
  async close(): Promise<void> {
    while (this.escrevendo !== undefined) await this.escrevendo;
  }

  private enfileirar(pedidos: readonly Pedido[], nossos: readonly boolean[]): Promise<Desfechos> {
    let [quantos, bytes] = [0, 0];
    for (const pedido of pedidos) {
      quantos += pedido instanceof PackedRecords ? pedido.count : 1;
      bytes += bytesDe(pedido);
    }
    return new Promise((resolver, recusar) => {
      this.esperando.push({ pedidos, nossos, quantos, bytes, resolver, recusar });
      this.esperandoBytes += bytes;
      this.escrevendo ??= this.escrever().finally(() => {
        this.escrevendo = undefined;
      });
    });
  }

  private async escrever(): Promise<void> {
    // Whoever arrives in the same turn of the event loop shares the first sync.
    await new Promise(setImmediate);
    while (this.esperando.length > 0) {
      const lotes = this.tomarLotes();
      try {
        await this.escreverLotes(lotes);
      } catch (erro) {
        const recusa =
          erro instanceof LogFull ? semEspaco() : erro instanceof LogBusy ? sobrecarregado() : erro;
        for (const { recusar } of lotes) recusar(recusa);
      }
      for (const { bytes } of lotes) this.esperandoBytes -= bytes;
    }
  }

  private tomarLotes(): readonly Lote[] {
    let quantos = 0;
    let ate = 0;
    while (ate < this.esperando.length && quantos < MAIS_REGISTROS) {
      quantos += (this.esperando[ate] as Lote).quantos;
      ate += 1;
    }
    const lotes = this.esperando.slice(0, ate);
    this.esperando = this.esperando.slice(ate);
    return lotes;
  }

  private async escreverLotes(lotes: readonly Lote[]): Promise<void> {
    const { log, indice, segredos, duravel } = this.com;
    const primeiro = log.end;
    const grupo = new Grupo({ indice, segredos, primeiro, ler: (offset) => this.registroEm(offset) });
    const desfechos: Desfechos[] = [];
    try {
      for (const { pedidos, nossos } of lotes) {
        const destes = new DesfechosDoLote();
        for (let i = 0; i < pedidos.length; i++) {
          const pedido = pedidos[i] as Pedido;
          if (pedido instanceof PackedRecords) {
            for (const { evento, desfecho } of grupo.incluirJuntos(pedido)) {
              destes.contar(i, evento, await desfecho());
            }
            continue;
          }
          const desfecho = grupo.incluir(pedido, nossos[i] as boolean);
          destes.contar(i, 0, desfecho instanceof Promise ? await desfecho : desfecho);
        }
        desfechos.push(destes);
      }
      const { novos } = grupo;
      if (novos.length > 0) await log.append(novos);
    } catch (erro) {
      grupo.desfazer();
      throw erro;
    }
    if (grupo.quantos > 0) {
      duravel(primeiro, grupo.quantos, Date.now(), avulsosEm(grupo.novos, primeiro));
      await indice.settle(log.end);
    }
    // The next group is taken up meanwhile.
    void responder(lotes, desfechos);
  }

  private async registroEm(offset: number): Promise<Buffer> {
    const [registro] = await this.com.log.read(offset, 1);
    if (registro === undefined) throw new RangeError(`the log has no record at ${offset}`);
    return comoBuffer(registro.bytes);
  }
}

/**
 * Tells each call what came of it, some in each turn of the event loop. All of them at once would have the answers leave
 * together and their callers come back together: then whoever calls and whoever is called take turns instead of working
 * side by side.
 */
async function responder(lotes: readonly Lote[], desfechos: readonly Desfechos[]): Promise<void> {
  for (let i = 0; i < lotes.length; i++) {
    lotes[i]?.resolver(desfechos[i] as Desfechos);
    if (i % RESPOSTAS_POR_VEZ === RESPOSTAS_POR_VEZ - 1) await new Promise(setImmediate);
  }
}

class DesfechosDoLote implements Desfechos {
  repetidos = 0;
  readonly recusados: Recusado[] = [];

  contar(chegada: number, evento: number, desfecho: Desfecho): void {
    if (desfecho === 'repetido') this.repetidos += 1;
    else if (desfecho instanceof Recusa) this.recusados.push({ chegada, evento, recusa: desfecho });
  }
}

function bytesDe(pedido: Pedido): number {
  if (Buffer.isBuffer(pedido)) return pedido.length;
  return pedido instanceof PackedRecords ? pedido.bytes.length : BYTES_DE_ROTULO;
}

/** Where what is no event lies among what was written: such things are never packed together. */
function avulsosEm(novos: Grupo['novos'], primeiro: number): readonly number[] {
  const avulsos: number[] = [];
  let offset = primeiro;
  for (const um of novos) {
    if (um instanceof PackedRecords) {
      offset += um.count;
      continue;
    }
    if (isMarked(um) || eOrdem(um)) avulsos.push(offset);
    offset += 1;
  }
  return avulsos;
}
