import type { Clock } from '@trilha/service-kit/base';
import { Webhook } from 'standardwebhooks';
import { type CanalDeSaida, type EntregaDevida, FalhaDeEntrega } from '../app/ports.js';

export interface WebhookOptions {
  readonly url: string;
  /** `whsec_` and base64. */
  readonly secret: string;
  readonly clock: Clock;
}

/** Worth another try: the request may be fine at another time. */
const TEMPORARY_4XX = new Set([408, 425, 429]);

/**
 * HTTP POST signed by Standard Webhooks (standardwebhooks.com). `webhook-id` is that of the delivery, so that a receiver
 * can tell a repetition. Redirects are not followed: they would take the content elsewhere.
 */
export class WebhookCanal implements CanalDeSaida {
  readonly canal = 'webhook';
  private readonly signer: Webhook;

  constructor(private readonly options: WebhookOptions) {
    this.signer = new Webhook(options.secret);
  }

  async enviar({ entrega, notificacao }: EntregaDevida, signal: AbortSignal): Promise<void> {
    const { url, clock } = this.options;
    const timestamp = clock.now();
    const body = JSON.stringify({
      type: 'notificacao.criada',
      timestamp: notificacao.criadaEm.toISOString(),
      data: {
        id: notificacao.id,
        id_usuario: notificacao.idUsuario,
        titulo: notificacao.titulo,
        mensagem: notificacao.mensagem,
        tipo: notificacao.tipo,
        dados: notificacao.dados,
      },
    });
    const response = await fetch(url, {
      method: 'POST',
      signal,
      redirect: 'manual',
      headers: {
        'content-type': 'application/json',
        'webhook-id': entrega.id,
        'webhook-timestamp': String(Math.floor(timestamp.getTime() / 1000)),
        'webhook-signature': this.signer.sign(entrega.id, timestamp, body),
      },
      body,
    }).catch((error: unknown) => {
      throw new FalhaDeEntrega(`webhook: ${reasonOf(error)}`, { permanente: false });
    });
    await response.body?.cancel();
    const { status } = response;
    if (response.ok) return;
    throw new FalhaDeEntrega(`webhook: resposta ${status}`, {
      permanente: status >= 300 && status < 500 && !TEMPORARY_4XX.has(status),
      esperarMs: retryAfterMs(response.headers.get('retry-after'), timestamp),
    });
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return 'não respondeu a tempo';
  const cause = error instanceof Error ? (error.cause as NodeJS.ErrnoException | undefined) : undefined;
  return cause?.code ?? 'sem resposta';
}

/** Retry-After (RFC 9110): seconds, or a date. */
function retryAfterMs(header: string | null, now: Date): number | undefined {
  if (header === null) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now.getTime();
  return Number.isFinite(ms) && ms > 0 ? ms : undefined;
}
