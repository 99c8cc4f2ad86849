import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Concluido } from './despachante.js';
import { emMicrossegundos } from './tempo.js';

export const CABECALHO =
  'event_id,tipo,instancia,timestamp_previsto,timestamp_envio,timestamp_resposta,resultado';

/** Written at once when there is so much; until then a kill takes it along. */
const BLOCO_CARACTERES = 64 * 1024;

/**
 * The log of what was sent: CSV, one row an event when it has its answer or is given up on, times in whole microseconds
 * since 1970. Duplicates have no row of their own.
 */
export class RegistroDeEnvios {
  private linhas: string[] = [];
  private caracteres = 0;

  private constructor(
    private readonly descritor: number,
    private readonly instancia: string,
  ) {}

  /** Makes the file anew, and its folder. @throws the error of the system when it can't */
  static abrir(arquivo: string, instancia: string): RegistroDeEnvios {
    mkdirSync(dirname(arquivo), { recursive: true });
    const registro = new RegistroDeEnvios(openSync(arquivo, 'w'), instancia);
    registro.linha(CABECALHO);
    return registro;
  }

  juntar({ item, previstoMs, envioMs, respostaMs, resultado }: Concluido): void {
    if (item.repetido) return;
    const tempos = [previstoMs, envioMs, respostaMs].map(emMicrossegundos).join(',');
    this.linha(`${item.eventId},${item.tipo},${this.instancia},${tempos},${resultado}`);
  }

  fechar(): void {
    this.escrever();
    closeSync(this.descritor);
  }

  private linha(texto: string): void {
    this.linhas.push(texto);
    this.caracteres += texto.length;
    if (this.caracteres >= BLOCO_CARACTERES) this.escrever();
  }

  private escrever(): void {
    if (this.linhas.length > 0) writeSync(this.descritor, `${this.linhas.join('\n')}\n`);
    this.linhas = [];
    this.caracteres = 0;
  }
}
