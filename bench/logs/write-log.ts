import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { xorshift32 } from '../measure/xorshift32.js';

/** What a log was made of, to hold the extractor's report against. */
export interface WrittenLog {
  readonly lines: number;
  readonly bytes: number;
  readonly calls: number;
  readonly broken: number;
  /** By service and method. */
  readonly callsByMethod: Readonly<Record<string, number>>;
  readonly failedByMethod: Readonly<Record<string, number>>;
}

const METHODS: readonly (readonly [service: string, method: string, medianMs: number])[] = [
  ['cursos', '/trilha.cursos.v1.CursosService/GetCurso', 2],
  ['cursos', '/trilha.cursos.v1.CursosService/AskQuestion', 40],
  ['chatbot', '/trilha.chatbot.v1.ChatbotService/ResolveDuvida', 30],
  ['insights', '/trilha.insights.v1.InsightsService/RegisterMetrics', 3],
  ['midia', '/trilha.midia.v1.MidiaService/GetMedia', 4],
  ['ingestion', '/trilha.ingestion.v1.EventIngestionService/IngestTransaction', 6],
];
const CODES = ['UNAVAILABLE', 'NOT_FOUND', 'DEADLINE_EXCEEDED', 'INTERNAL'];
const BATCH_CHARS = 1 << 20;

/** Writes lines as the services do, the same for the same seed, until there are so many bytes. */
export async function writeLog(
  path: string,
  { bytes, seed, gzip }: { readonly bytes: number; readonly seed: number; readonly gzip: boolean },
): Promise<WrittenLog> {
  const file = createWriteStream(path);
  const sink = gzip ? createGzip({ level: 1 }) : file;
  if (sink !== file) sink.pipe(file);
  const random = xorshift32(seed);
  const callsByMethod: Record<string, number> = {};
  const failedByMethod: Record<string, number> = {};
  let [lines, written, calls, broken] = [0, 0, 0, 0];
  let batch = '';
  while (written < bytes) {
    const [service, method, medianMs] = METHODS[
      Math.floor(random() * METHODS.length)
    ] as (typeof METHODS)[number];
    const draw = random();
    const failed = draw < 0.02;
    const line =
      draw > 0.9999
        ? '{"level":30,"time":"20'
        : callLine(lines, service, method, medianMs * 2 ** (4 * random() - 2), {
            status: failed ? (CODES[Math.floor(draw * 200) % CODES.length] as string) : 'OK',
            random,
          });
    lines += 1;
    if (draw > 0.9999) broken += 1;
    else {
      const key = `${service} ${method}`;
      calls += 1;
      callsByMethod[key] = (callsByMethod[key] ?? 0) + 1;
      if (failed) failedByMethod[key] = (failedByMethod[key] ?? 0) + 1;
    }
    batch += `${line}\n`;
    written += line.length + 1;
    if (batch.length >= BATCH_CHARS) {
      if (!sink.write(batch)) await once(sink, 'drain');
      batch = '';
    }
  }
  sink.end(batch);
  await finished(file);
  return { lines, bytes: written, calls, broken, callsByMethod, failedByMethod };
}

function callLine(
  n: number,
  service: string,
  method: string,
  durationMs: number,
  { status, random }: { readonly status: string; readonly random: () => number },
): string {
  const time = new Date(Date.UTC(2026, 2, 2) + n * 3).toISOString();
  const hex = (): string =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  const correlation = `01a1fdaa-e951-7335-${hex().slice(4)}-${hex()}${hex().slice(4)}`;
  return `{"level":30,"time":"${time}","service":"${service}","event":"grpc_request_completed","method":"${method}","correlation_id":"${correlation}","duration_ms":${durationMs.toFixed(3)},"status":"${status}","trace_id":"${hex()}${hex()}${hex()}${hex()}","peer":"127.0.0.1:50822","sub":"${hex()}c200"}`;
}
