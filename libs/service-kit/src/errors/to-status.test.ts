import { Metadata, type ServiceError, status } from '@grpc/grpc-js';
import fc from 'fast-check';
import { DomainError, type ErrorKind } from '../base/index.js';
import { RemoteError } from './remote-error.js';
import { statusDetailsOf, toStatus } from './to-status.js';

const remote = (code: status, message = 'Não há'): RemoteError => {
  const error: ServiceError = Object.assign(new Error(message), {
    code,
    details: message,
    metadata: new Metadata(),
  });
  return new RemoteError('midia', error);
};

describe('toStatus', () => {
  it.each<[ErrorKind, status]>([
    ['invalid', status.INVALID_ARGUMENT],
    ['not-found', status.NOT_FOUND],
    ['already-exists', status.ALREADY_EXISTS],
    ['precondition', status.FAILED_PRECONDITION],
    ['unauthenticated', status.UNAUTHENTICATED],
    ['forbidden', status.PERMISSION_DENIED],
    ['out-of-range', status.OUT_OF_RANGE],
    ['overloaded', status.RESOURCE_EXHAUSTED],
    ['unavailable', status.UNAVAILABLE],
    ['timeout', status.DEADLINE_EXCEEDED],
    ['aborted', status.ABORTED],
    ['corrupt', status.DATA_LOSS],
  ])('answers a refusal of kind %s with its status', (kind, code) => {
    const answer = toStatus(new DomainError(kind, 'MOTIVO', 'Mensagem'));
    expect([answer.code, answer.details, answer.unexpected]).toEqual([code, 'Mensagem', false]);
    expect(statusDetailsOf(answer.metadata)).toMatchObject({ code, message: 'Mensagem' });
  });

  it('tells nothing of what was thrown unexpectedly, whatever it is', () => {
    fc.assert(
      fc.property(fc.anything(), (thrown) => {
        const { code, details, unexpected } = toStatus(thrown);
        return code === status.INTERNAL && details === 'Erro interno' && unexpected;
      }),
    );
  });

  it('passes on what another service refused', () => {
    expect(toStatus(remote(status.NOT_FOUND))).toMatchObject({ code: status.NOT_FOUND, details: 'Não há' });
  });

  it.each([
    [status.UNAVAILABLE, status.UNAVAILABLE, 'O serviço midia está indisponível'],
    [status.DEADLINE_EXCEEDED, status.DEADLINE_EXCEEDED, 'O serviço midia não respondeu a tempo'],
  ])('names the service that did not answer', (code, wanted, message) => {
    expect(toStatus(remote(code))).toMatchObject({ code: wanted, details: message, unexpected: false });
  });

  it('takes a fault of another service as a fault of ours', () => {
    expect(toStatus(remote(status.INTERNAL, 'stack'))).toMatchObject({
      code: status.INTERNAL,
      details: 'Erro interno',
      unexpected: true,
    });
  });
});
