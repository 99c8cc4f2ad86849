import type { Clock, NewId } from '@trilha/service-kit/base';
import { type Agendamento, avisoDeAgendamento } from '../domain/aviso-agendamento.js';
import type { Canal, Entrega, Notificacao } from '../domain/notificacao.js';
import type { Notificacoes, Sinal } from './ports.js';

export interface NovaNotificacao {
  readonly idUsuario: string;
  readonly titulo: string;
  readonly mensagem: string;
  readonly tipo: string;
  readonly dados: Readonly<Record<string, string>>;
  /** Wanted besides the product itself; every configured one when empty. */
  readonly canais: readonly Canal[];
  readonly convite: string;
  /** Empty for none. */
  readonly requestId: string;
}

export interface NovoAviso extends Agendamento {
  readonly idUsuario: string;
  readonly idAgendamento: string;
  readonly convite: string;
  readonly requestId: string;
}

export interface EnviarOptions {
  readonly notificacoes: Notificacoes;
  readonly clock: Clock;
  readonly newId: NewId;
  /** Channels that are configured, besides the product itself. */
  readonly configurados: readonly Canal[];
  /** Wakes watchers and the delivery loop. */
  readonly novidades: Sinal;
}

/**
 * Stores a notification and queues its deliveries in one transaction; the same key gives the same notification.
 *
 * @throws DomainError PEDIDO_DIFERENTE
 */
export function createEnviarNotificacao({
  notificacoes,
  clock,
  newId,
  configurados,
  novidades,
}: EnviarOptions) {
  const enviar = async (nova: NovaNotificacao): Promise<Notificacao> => {
    const { requestId, canais, ...conteudo } = nova;
    const wanted = configurados.filter((canal) => canais.length === 0 || canais.includes(canal));
    const criar = (): Notificacao => {
      const agora = clock.now();
      const entregas = [
        entregueNoApp(newId(), agora),
        ...wanted.map((canal) => pendente(newId(), canal, agora)),
      ];
      return { ...conteudo, id: newId(), criadaEm: agora, entregas };
    };
    const chave = requestId === '' ? undefined : { requestId, conteudo: { ...conteudo, canais } };
    const there = await notificacoes.inserir(criar, chave);
    novidades.avisar();
    return there;
  };
  return {
    enviar,

    /** Tells one person about an appointment, in words made from its data. */
    avisarAgendamento: ({ idUsuario, idAgendamento, convite, requestId, ...agendamento }: NovoAviso) =>
      enviar({
        ...avisoDeAgendamento(agendamento),
        idUsuario,
        requestId,
        convite,
        tipo: 'agendamento',
        dados: {
          id_agendamento: idAgendamento,
          evento: agendamento.evento,
          inicio: agendamento.inicio.toISOString(),
          fim: agendamento.fim.toISOString(),
        },
        canais: [],
      }),
  };
}

/** Being in the list is being delivered inside the product. */
const entregueNoApp = (id: string, em: Date): Entrega => ({
  id,
  canal: 'app',
  situacao: 'entregue',
  tentativas: 1,
  entregueEm: em,
  ultimoErro: '',
});

const pendente = (id: string, canal: Canal, em: Date): Entrega => ({
  id,
  canal,
  situacao: 'pendente',
  tentativas: 0,
  proximaTentativaEm: em,
  ultimoErro: '',
});
