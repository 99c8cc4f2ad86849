import type { Certificates, Transport } from '@trilha/service-kit';

/** What protects the HTTP port. */
export interface HttpTls {
  /** As they are now. */
  readonly certificates: () => Certificates;
  /** Tells of new ones. */
  readonly onCertificates: (listener: () => void) => void;
  /** Only clients with a certificate of the authority are served; browsers rarely have one. */
  readonly requireClientCert: boolean;
}

/** The HTTP port shows the certificate that the gRPC port shows. @returns undefined without TLS */
export function httpTls(
  transport: Pick<Transport, 'certificates' | 'onCertificates'>,
  { requireClientCert }: Pick<HttpTls, 'requireClientCert'>,
): HttpTls | undefined {
  let last = transport.certificates();
  if (last === undefined) return undefined;
  const certificates = (): Certificates => {
    last = transport.certificates() ?? last;
    return last as Certificates;
  };
  return { certificates, onCertificates: transport.onCertificates, requireClientCert };
}
