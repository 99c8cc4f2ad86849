export type EventoAgendamento = 'criado' | 'confirmado' | 'cancelado' | 'reagendado' | 'lembrete';

/** What a person must know of an appointment. */
export interface Agendamento {
  readonly evento: EventoAgendamento;
  readonly inicio: Date;
  readonly fim: Date;
  /** IANA zone in which the person reads the times. */
  readonly fuso: string;
  readonly assunto: string;
  readonly local: string;
  readonly comQuem: string;
}

const TITULOS: Record<EventoAgendamento, string> = {
  criado: 'Agendamento marcado',
  confirmado: 'Agendamento confirmado',
  cancelado: 'Agendamento cancelado',
  reagendado: 'Agendamento remarcado',
  lembrete: 'Lembrete de agendamento',
};

/** The words, in Brazilian Portuguese, that tell a person about an appointment. */
export function avisoDeAgendamento(agendamento: Agendamento): { titulo: string; mensagem: string } {
  const { evento, assunto, local, comQuem, fuso } = agendamento;
  const com = comQuem === '' ? '' : ` com ${comQuem}`;
  const onde = local === '' ? '' : ` Local: ${local}.`;
  const titulo = assunto === '' ? TITULOS[evento] : `${TITULOS[evento]}: ${assunto}`;
  return {
    titulo: titulo.slice(0, 200),
    mensagem: `${frase(evento)}${com}: ${quando(agendamento)} (horário de ${cidade(fuso)}).${onde}`,
  };
}

const frase = (evento: EventoAgendamento): string =>
  ({
    criado: 'Você tem um novo agendamento',
    confirmado: 'Está confirmado o seu agendamento',
    cancelado: 'Foi cancelado o seu agendamento',
    reagendado: 'Mudou o horário do seu agendamento',
    lembrete: 'Não se esqueça do seu agendamento',
  })[evento];

function quando({ inicio, fim, fuso }: Agendamento): string {
  const dia = new Intl.DateTimeFormat('pt-BR', { timeZone: fuso, dateStyle: 'full' });
  const hora = new Intl.DateTimeFormat('pt-BR', { timeZone: fuso, hour: '2-digit', minute: '2-digit' });
  const mesmoDia = dia.format(inicio) === dia.format(fim);
  const ate = mesmoDia ? hora.format(fim) : `${dia.format(fim)}, ${hora.format(fim)}`;
  return `${dia.format(inicio)}, das ${hora.format(inicio)} às ${ate}`;
}

/** `America/Sao_Paulo` → `São Paulo`; another zone by its last part. */
function cidade(fuso: string): string {
  const nome = (fuso.split('/').at(-1) ?? fuso).replaceAll('_', ' ');
  return nome === 'Sao Paulo' ? 'São Paulo' : nome;
}

/** Whether the runtime knows an IANA zone of this name. */
export function isFuso(fuso: string): boolean {
  try {
    new Intl.DateTimeFormat('pt-BR', { timeZone: fuso });
    return true;
  } catch {
    return false;
  }
}
