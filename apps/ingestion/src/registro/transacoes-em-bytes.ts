import { CATEGORIAS, MOEDAS } from '../domain/evento.js';
import { escreverUuidDeBytes, textoDeUuid } from './chave-de-evento.js';
import { lerDouble } from './double-em-bytes.js';
import { CamposDeMensagem } from './ler-campos.js';
import { AUSENTE, CABECALHO, COM_EMISSAO, ID_UUID, ONDE_A_CHAVE, TIPO } from './registro.js';
import { eUtf8 } from './utf8-em-bytes.js';

/** Numbers of the fields of TransactionData in the contract. */
const CAMPO = {
  id: 1,
  clienteId: 2,
  data: 3,
  valor: 4,
  moeda: 5,
  categoria: 6,
  suspeita: 7,
  eventId: 8,
  emitida: 9,
  loja: 10,
};
const MAIOR_VALOR = 1e12;
const UM_DIA_MS = 86_400_000;
const DESDE_MS = Date.UTC(1900, 0, 1);
const MAIOR_CURTO = 64;
const NADA = -1;
/** Of the length before a record. */
const TAMANHO = 4;
const MAIOR_REGISTRO = TAMANHO + CABECALHO + 19 + 3 * (MAIOR_CURTO + 1);
const BYTES_DA_PAGINA = 1 << 17;

const bytesDe = (textos: readonly string[]): readonly Buffer[] => textos.map((texto) => Buffer.from(texto));
const moedas = bytesDe(MOEDAS);
const categorias = bytesDe(CATEGORIAS);

/** Records one behind the other, each behind its length in four bytes, the lowest first; the id of each is a UUID. */
export class RegistrosEmBytes {
  constructor(
    readonly registros: Buffer,
    readonly quantos: number,
  ) {}

  /** The id of the n-th record, from 0: spelled out only when somebody asks. */
  eventIdDe(n: number): string {
    let onde = 0;
    for (let i = 0; i < n; i++) onde += TAMANHO + this.registros.readUInt32LE(onde);
    return textoDeUuid(this.registros, onde + TAMANHO + ONDE_A_CHAVE);
  }
}

/**
 * Turns transactions as they are on the wire into records of the log without taking them apart: what a string, an object
 * and a date for each field would cost is most of what receiving a transaction costs.
 *
 * It takes only what needs no second look, which is nearly everything: an id that is a UUID in lower case, a date spelled
 * in full, short texts. Of anything else it says nothing, and the checks that name the field decide.
 */
export class TransacoesEmBytes {
  private readonly campos = new CamposDeMensagem();
  private readonly partes = new CamposDeMensagem();
  private pagina = Buffer.alloc(0);
  private vista = new DataView(new ArrayBuffer(0));
  private livre = 0;
  /** Where in the page those begin that were not taken yet, and how many they are. */
  private inicio = 0;
  private quantos = 0;
  private ultimoDia = 0;
  private ultimoDiaMs = Number.NaN;
  private cheias: RegistrosEmBytes[] = [];
  // Where the fields of the message at hand are.
  private readonly de = new Int32Array(16);
  private readonly ate = new Int32Array(16);

  /**
   * Writes a record behind those before it.
   *
   * @param bytes the message from `from` to `to`
   * @returns false when the message is none of the plain ones
   */
  acrescentar(bytes: Buffer, from: number, to: number, agoraMs: number): boolean {
    try {
      return this.escrever(bytes, from, to, agoraMs);
    } catch (erro) {
      // Whoever decodes the message in full will say what is wrong with it.
      if (erro instanceof RangeError) return false;
      throw erro;
    }
  }

  /** What was written since the last call, in order, as pieces of memory. */
  tirar(): readonly RegistrosEmBytes[] {
    this.fechar();
    const { cheias } = this;
    this.cheias = [];
    return cheias;
  }

  private fechar(): void {
    const { pagina, inicio, livre, quantos } = this;
    if (quantos > 0) this.cheias.push(new RegistrosEmBytes(pagina.subarray(inicio, livre), quantos));
    this.inicio = livre;
    this.quantos = 0;
  }

  private escrever(bytes: Buffer, from: number, to: number, agoraMs: number): boolean {
    const { campos, de, ate } = this;
    for (let campo = 0; campo < de.length; campo++) de[campo] = -1;
    let valor = 0;
    let suspeita = AUSENTE;
    let emitidaMs = Number.NaN;
    campos.reset(bytes, from, to);
    while (campos.next()) {
      const { field, wire } = campos;
      if (field === CAMPO.valor && wire === 1) valor = lerDouble(bytes, campos.from);
      else if (field === CAMPO.suspeita && wire === 0) suspeita = campos.value === 0 ? 0 : 1;
      else if (field === CAMPO.emitida && wire === 2)
        emitidaMs = this.instante(bytes, campos.from, campos.to);
      else if (field <= CAMPO.loja && wire === 2) {
        de[field] = campos.from;
        ate[field] = campos.to;
      } else return false;
    }
    const centavos = Math.round(valor * 100);
    if (!(valor > 0 && valor <= MAIOR_VALOR) || centavos === 0) return false;
    const moeda = this.posicaoEm(moedas, bytes, CAMPO.moeda);
    const categoria =
      de[CAMPO.categoria] === -1 ? AUSENTE : this.posicaoEm(categorias, bytes, CAMPO.categoria);
    const dataMs = this.instanteEscrito(bytes, de[CAMPO.data] as number, ate[CAMPO.data] as number);
    if (moeda < 0 || categoria < 0 || !(dataMs >= DESDE_MS && dataMs <= agoraMs + UM_DIA_MS)) return false;
    if ((ate[CAMPO.eventId] as number) - (de[CAMPO.eventId] as number) !== 36) return false;

    if (this.livre + MAIOR_REGISTRO > this.pagina.length) this.virarPagina();
    const { pagina, vista } = this;
    const livre = this.livre + TAMANHO;
    let p = this.copiar(livre + CABECALHO + 19, bytes, CAMPO.id, 1);
    if (p !== NADA) p = this.copiar(p, bytes, CAMPO.clienteId, 1);
    if (p !== NADA) p = this.copiar(p, bytes, CAMPO.loja, 0);
    if (p === NADA) return false;
    if (!escreverUuidDeBytes(pagina, livre + ONDE_A_CHAVE, bytes, de[CAMPO.eventId] as number)) return false;
    const comEmissao = !Number.isNaN(emitidaMs);
    vista.setUint32(livre - TAMANHO, p - livre, true);
    pagina[livre] = TIPO.transacao;
    pagina[livre + 1] = ID_UUID | (comEmissao ? COM_EMISSAO : 0);
    pagina[livre + 2] = 0;
    pagina[livre + 3] = 0;
    vista.setFloat64(livre + 4, agoraMs, true);
    vista.setFloat64(livre + 12, comEmissao ? emitidaMs : 0, true);
    const dados = livre + CABECALHO;
    pagina[dados] = moeda;
    pagina[dados + 1] = categoria;
    pagina[dados + 2] = suspeita;
    vista.setFloat64(dados + 3, dataMs, true);
    vista.setFloat64(dados + 11, centavos, true);
    this.livre = p;
    this.quantos += 1;
    return true;
  }

  private virarPagina(): void {
    this.fechar();
    this.pagina = Buffer.allocUnsafeSlow(BYTES_DA_PAGINA);
    this.vista = new DataView(this.pagina.buffer);
    this.livre = 0;
    this.inicio = 0;
  }

  /**
   * Copies a text behind its length. Its bytes are so few that it has at most as many characters as allowed.
   *
   * @returns where it ends; NADA when it is too short or too long, or no UTF-8
   */
  private copiar(p: number, bytes: Buffer, campo: number, menor: number): number {
    const de = this.de[campo] as number;
    const tamanho = de === -1 ? 0 : (this.ate[campo] as number) - de;
    if (tamanho < menor || tamanho > MAIOR_CURTO) return NADA;
    const { pagina } = this;
    const inicio = p + 1;
    pagina[p] = tamanho;
    let todos = 0;
    for (let i = 0; i < tamanho; i++) {
      const byte = bytes[de + i] as number;
      pagina[inicio + i] = byte;
      todos |= byte;
    }
    return todos < 0x80 || eUtf8(bytes, de, de + tamanho) ? inicio + tamanho : NADA;
  }

  /** `AAAA-MM-DD` or `AAAA-MM-DDThh:mm:ss[.sss]Z` in ms; NaN for any other spelling. */
  private instanteEscrito(bytes: Buffer, de: number, ate: number): number {
    const tamanho = ate - de;
    if (de < 0 || (tamanho !== 10 && tamanho !== 20 && tamanho !== 24)) return Number.NaN;
    if (bytes[de + 4] !== 45 || bytes[de + 7] !== 45) return Number.NaN;
    const dia = this.diaDe(numero(bytes, de, 4), numero(bytes, de + 5, 2), numero(bytes, de + 8, 2));
    if (tamanho === 10) return dia;
    if (bytes[de + 10] !== 84 || bytes[de + 13] !== 58 || bytes[de + 16] !== 58 || bytes[ate - 1] !== 90)
      return Number.NaN;
    const hora = numero(bytes, de + 11, 2);
    const minuto = numero(bytes, de + 14, 2);
    const segundo = numero(bytes, de + 17, 2);
    const comMilesimos = tamanho === 24;
    const milesimos = comMilesimos ? numero(bytes, de + 20, 3) : 0;
    if (hora < 0 || hora > 23 || minuto < 0 || minuto > 59 || segundo < 0 || segundo > 59 || milesimos < 0)
      return Number.NaN;
    if (comMilesimos && bytes[de + 19] !== 46) return Number.NaN;
    return dia + ((hora * 60 + minuto) * 60 + segundo) * 1000 + milesimos;
  }

  /** Midnight UTC of a day; NaN when there is no such day. Most come right after another of theirs. */
  private diaDe(ano: number, mes: number, dia: number): number {
    const escrito = (ano * 100 + mes) * 100 + dia;
    if (escrito !== this.ultimoDia || ano < 0 || mes < 0 || dia < 0) {
      this.ultimoDiaMs = diaDe(ano, mes, dia);
      this.ultimoDia = escrito;
    }
    return this.ultimoDiaMs;
  }

  private posicaoEm(conhecidos: readonly Buffer[], bytes: Buffer, campo: number): number {
    const de = this.de[campo] as number;
    const tamanho = (this.ate[campo] as number) - de;
    for (let i = 0; i < conhecidos.length; i++) {
      const um = conhecidos[i] as Buffer;
      if (um.length !== tamanho) continue;
      let j = 0;
      while (j < tamanho && um[j] === bytes[de + j]) j++;
      if (j === tamanho) return i;
    }
    return -1;
  }

  /** google.protobuf.Timestamp in ms; NaN for one before 1970 or none. */
  private instante(bytes: Buffer, from: number, to: number): number {
    const { partes } = this;
    let segundos = 0;
    let nanos = 0;
    partes.reset(bytes, from, to);
    while (partes.next()) {
      if (partes.field === 1 && partes.wire === 0) segundos = partes.value;
      else if (partes.field === 2 && partes.wire === 0) nanos = partes.value;
    }
    if (segundos > 253_402_300_799 || nanos > 999_999_999) throw new RangeError('no plain timestamp');
    return segundos * 1000 + Math.trunc(nanos / 1e6);
  }
}

/** Digits as a number; negative when one is none. */
function numero(bytes: Buffer, de: number, quantos: number): number {
  let valor = 0;
  for (let i = de; i < de + quantos; i++) {
    const digito = (bytes[i] as number) - 48;
    if (digito < 0 || digito > 9) return -1;
    valor = valor * 10 + digito;
  }
  return valor;
}

const DIAS_DO_MES = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Midnight UTC of a day; NaN when there is no such day. Days from civil: H. Hinnant, "chrono-compatible low-level date algorithms". */
function diaDe(ano: number, mes: number, dia: number): number {
  if (!(mes >= 1 && mes <= 12 && dia >= 1 && ano >= 1)) return Number.NaN;
  const bissexto = (ano % 4 === 0 && ano % 100 !== 0) || ano % 400 === 0;
  if (dia > (mes === 2 && bissexto ? 29 : (DIAS_DO_MES[mes - 1] as number))) return Number.NaN;
  const y = mes <= 2 ? ano - 1 : ano;
  const era = Math.floor(y / 400);
  const noEra = y - era * 400;
  const noAno = Math.floor((153 * (mes + (mes > 2 ? -3 : 9)) + 2) / 5) + dia - 1;
  const dias =
    era * 146_097 + noEra * 365 + Math.floor(noEra / 4) - Math.floor(noEra / 100) + noAno - 719_468;
  return dias * UM_DIA_MS;
}
