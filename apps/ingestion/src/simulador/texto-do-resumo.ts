import type { Resumo } from './resumo.js';

const inteiro = new Intl.NumberFormat('pt-BR', { maximumFractionDigits: 0 });
const decimal = new Intl.NumberFormat('pt-BR', { maximumFractionDigits: 1 });

/** What a run did, in words. */
export function textoDoResumo(resumo: Resumo, janela: number): string {
  const { latenciaMs: latencia, atrasoDeEnvioMs: atraso, segundos, eventosPorSegundo } = resumo;
  const n = (valor: number): string => inteiro.format(valor);
  const ms = (valor: number): string => decimal.format(valor);
  const motivos = (por: Readonly<Record<string, number>>): string =>
    Object.entries(por)
      .map(([motivo, vezes]) => `${motivo} ${n(vezes)}`)
      .join(', ');
  const linhas = [
    `${n(resumo.aceitos)} de ${n(resumo.pedidos)} eventos aceitos em ${decimal.format(segundos)} s (${n(eventosPorSegundo)}/s)`,
    `latência em ms: média ${ms(latencia.media)} · p50 ${ms(latencia.p50)} · p90 ${ms(latencia.p90)} · ` +
      `p99 ${ms(latencia.p99)} · p99,9 ${ms(latencia.p999)} · máxima ${ms(latencia.maximo)}`,
  ];
  if (resumo.cadastrados > 0) linhas.push(`${n(resumo.cadastrados)} clientes e scores enviados antes`);
  if (resumo.duplicados > 0) linhas.push(`${n(resumo.duplicados)} enviados uma segunda vez, de propósito`);
  if (resumo.reenviados > 0) linhas.push(`${n(resumo.reenviados)} reenvios por falta de resposta`);
  if (Object.keys(resumo.recusados).length > 0) linhas.push(`recusados: ${motivos(resumo.recusados)}`);
  if (resumo.naoConfirmados > 0)
    linhas.push(`SEM CONFIRMAÇÃO: ${n(resumo.naoConfirmados)} (${motivos(resumo.erros)})`);
  if (resumo.naoEnviados > 0) linhas.push(`não enviados: ${n(resumo.naoEnviados)}`);
  if (resumo.represados > 0) {
    linhas.push(
      `a janela de ${n(janela)} eventos encheu: o servidor não acompanha ${resumo.taxa} eventos/s. ` +
        `${n(resumo.represados)} eventos saíram depois da hora, até ${ms(atraso.maximo)} ms; ` +
        'a latência conta da hora em que deviam ter saído',
    );
  }
  if (resumo.motivo !== undefined) linhas.push(`terminou antes: ${resumo.motivo}`);
  return linhas.join('\n');
}
