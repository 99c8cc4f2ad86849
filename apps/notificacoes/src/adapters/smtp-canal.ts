import { createTransport } from 'nodemailer';
import { type CanalDeSaida, type EntregaDevida, FalhaDeEntrega } from '../app/ports.js';

export interface SmtpOptions {
  /** `smtp://user:password@host:port` or `smtps://…`. */
  readonly url: string;
  /** Sender of every mail. */
  readonly from: string;
  readonly timeoutMs: number;
}

/** E-mail over SMTP. A 5xx answer is final; everything else may pass. The Message-ID is that of the delivery. */
export class SmtpCanal implements CanalDeSaida {
  readonly canal = 'email';
  private readonly transport;

  constructor(private readonly options: SmtpOptions) {
    const { url, timeoutMs } = options;
    this.transport = createTransport({
      url,
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
    });
  }

  async enviar({ entrega, notificacao, email }: EntregaDevida, signal: AbortSignal): Promise<void> {
    if (email === '') throw new FalhaDeEntrega('o usuário não tem e-mail', { permanente: true });
    const { convite, mensagem, titulo } = notificacao;
    const sending = this.transport.sendMail({
      from: this.options.from,
      to: email,
      subject: titulo,
      text: mensagem,
      messageId: `<${entrega.id}@trilha>`,
      ...(convite === '' ? {} : { icalEvent: { method: methodOf(convite), content: convite } }),
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    await Promise.race([sending, aborted(signal)]).catch((error: unknown) => {
      sending.catch(() => {});
      throw toFalha(error);
    });
  }

  close(): void {
    this.transport.close();
  }
}

const methodOf = (convite: string): string => /^METHOD:(\w+)/m.exec(convite)?.[1] ?? 'REQUEST';

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    const fail = (): void =>
      reject(new FalhaDeEntrega('o servidor de e-mail não respondeu a tempo', { permanente: false }));
    if (signal.aborted) fail();
    else signal.addEventListener('abort', fail, { once: true });
  });

/** The server's words may hold the address, so only its number is kept. */
function toFalha(error: unknown): FalhaDeEntrega {
  if (error instanceof FalhaDeEntrega) return error;
  const { responseCode, code } = error as { responseCode?: number; code?: string };
  const permanente = responseCode !== undefined && responseCode >= 500;
  const why = responseCode === undefined ? (code ?? 'erro') : `resposta ${responseCode}`;
  return new FalhaDeEntrega(`e-mail: ${why}`, { permanente });
}
