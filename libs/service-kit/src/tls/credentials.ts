import { type ChannelCredentials, credentials, experimental, ServerCredentials } from '@grpc/grpc-js';
import type { TlsConfig } from '../config/tls-config.js';
import type { Logger } from '../log/logger.js';
import { CertificateFiles, type Certificates } from './certificate-files.js';

/** What protects the connections of one process, both those it takes and those it makes. */
export interface Transport {
  readonly server: ServerCredentials;
  readonly channel: ChannelCredentials;
  /** As they are now; undefined without TLS. For servers that are not gRPC. */
  readonly certificates: () => Certificates | undefined;
  /** Tells when they have changed, until `close`. */
  readonly onCertificates: (listener: () => void) => void;
  close(): void;
}

/** @throws ConfigError when the files can't be used */
export function openTransport(tls: TlsConfig, log: Logger): Transport {
  return tls.mode === 'off' ? PLAINTEXT : transportOf(new CertificateFiles(tls, log), tls.mode);
}

/** New connections are protected by the certificates as they are then; those that exist go on. */
export function transportOf(files: CertificateFiles, mode: 'tls' | 'mtls'): Transport {
  const mutual = mode === 'mtls';
  return {
    server: experimental.createCertificateProviderServerCredentials(files, files, mutual),
    channel: experimental.createCertificateProviderChannelCredentials(files, mutual ? files : null),
    certificates: () => files.certificates,
    onCertificates: (listener) => files.onReload(listener),
    close: () => files.close(),
  };
}

export const PLAINTEXT: Transport = Object.freeze({
  server: ServerCredentials.createInsecure(),
  channel: credentials.createInsecure(),
  certificates: () => undefined,
  onCertificates: () => {},
  close: () => {},
});
