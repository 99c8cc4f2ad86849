/** Why one item is not taken. */
export class Recusa {
  constructor(
    /** The field of the contract, or empty when it is about the whole item. */
    readonly campo: string,
    /** What the field takes. */
    readonly mensagem: string,
    readonly motivo: MotivoDeRecusa = 'CAMPOS_INVALIDOS',
  ) {}
}

export type MotivoDeRecusa = 'CAMPOS_INVALIDOS' | 'EVENTO_DIVERGENTE' | 'TRANSACAO_DESCONHECIDA';
