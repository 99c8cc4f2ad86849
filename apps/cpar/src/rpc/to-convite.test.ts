import { ObjectInfo } from '@trilha/proto-gen/midia';
import { agendamentoDe } from '../../test/agendamento-de.js';
import { toConvite } from './to-convite.js';

describe('toConvite', () => {
  it('names the method and the file in the type', () => {
    expect(toConvite(agendamentoDe('a-1', 14, 15), '').contentType).toBe(
      'text/calendar; charset=utf-8; method=REQUEST; name="agendamento-a-1.ics"',
    );
    expect(toConvite(agendamentoDe('a-1', 14, 15, { situacao: 'cancelado' }), '').contentType).toContain(
      'method=CANCEL',
    );
  });

  it('describes the file as downloads are described, its length in bytes', () => {
    const { extensions, data } = toConvite(agendamentoDe('a-1', 14, 15), 'SUMMARY:Cálculo');
    const info = ObjectInfo.decode(extensions[0]?.value ?? Buffer.alloc(0));
    expect(info).toMatchObject({
      nome: 'agendamento-a-1.ics',
      tamanhoBytes: 16n,
      comprimento: 16n,
      inicio: 0n,
    });
    expect(data).toHaveLength(16);
  });
});
