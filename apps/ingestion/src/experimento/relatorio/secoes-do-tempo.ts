import type { Nivel, Sumario } from '../analise/sumario.js';
import { instanciasEm, numero } from '../textos.js';
import { type Bloco, paragrafo, tabela, titulo } from './documento.js';
import { rotuloDe } from './rotulo-de.js';

/** Where the time of events went. */
export function secaoDasEtapas(niveis: readonly Nivel[]): readonly Bloco[] {
  const nomes = [...new Set(niveis.flatMap(({ etapas }) => etapas.map(({ etapa }) => etapa)))];
  const celula = ({ etapas }: Nivel, nome: string): string => {
    const etapa = etapas.find((uma) => uma.etapa === nome);
    return etapa === undefined ? '–' : `${numero(etapa.filaMs)} + ${numero(etapa.servicoMs)}`;
  };
  return [
    titulo(3, 'Espera e serviço por nó'),
    paragrafo(
      'Espera + serviço, em ms por evento; as partes de todas as etapas somam a latência média. Um nó toma um micro-lote de cada vez, e cada evento dele está em serviço do começo ao fim do lote. Nós que dividem um estado andam juntos, evento a evento, e seus tempos não se separam. O servidor anota milissegundos inteiros: médias abaixo disso vêm de muitos lotes. Depois do último nó o evento só espera o próximo checkpoint estar no disco.',
    ),
    tabela(
      ['etapa', ...niveis.map(({ carga }) => instanciasEm(carga.instancias))],
      nomes.map((nome) => [nome, ...niveis.map((nivel) => celula(nivel, nome))]),
    ),
  ];
}

/** Who used the processor. */
export function secaoDoProcessador(
  niveis: readonly Nivel[],
  { maquina }: Sumario,
  por: (qual: 'processador', legenda: string) => Bloco,
): readonly Bloco[] {
  const medidos = niveis.filter(({ cpu }) => cpu !== undefined);
  if (medidos.length === 0) {
    return [titulo(3, 'Processador'), paragrafo('Não medido: não há como ver os processos daqui.')];
  }
  const opcional = (valor: number | undefined): string =>
    valor === undefined ? 'não medido' : numero(valor);
  return [
    titulo(3, 'Processador'),
    tabela(
      ['instâncias', 'servidor, núcleos', 'simuladores, núcleos', `máquina, de ${maquina.nucleos} núcleos`],
      medidos.map((nivel) => [
        rotuloDe(nivel),
        opcional(nivel.cpu?.servidor),
        opcional(nivel.cpu?.simuladores),
        opcional(nivel.cpu?.maquina),
      ]),
    ),
    por('processador', 'Núcleos ocupados pelo servidor, pelos simuladores e pelo resto da máquina.'),
  ];
}
