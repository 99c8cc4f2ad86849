/** A way to reach a person. `app` is the list inside the product: being stored is being delivered. */
export type Canal = 'app' | 'email' | 'webhook';
export type SituacaoEntrega = 'pendente' | 'entregue' | 'morta';

/** One way of one notification to its person. */
export interface Entrega {
  readonly id: string;
  readonly canal: Canal;
  readonly situacao: SituacaoEntrega;
  readonly tentativas: number;
  readonly entregueEm?: Date;
  readonly proximaTentativaEm?: Date;
  readonly mortaEm?: Date;
  readonly ultimoErro: string;
}

export interface Notificacao {
  /** UUIDv7: sorts by age. */
  readonly id: string;
  readonly idUsuario: string;
  readonly titulo: string;
  readonly mensagem: string;
  readonly tipo: string;
  readonly dados: Readonly<Record<string, string>>;
  readonly criadaEm: Date;
  readonly lidaEm?: Date;
  readonly entregas: readonly Entrega[];
  /** iCalendar text for an e-mail to carry; empty for none. */
  readonly convite: string;
}
