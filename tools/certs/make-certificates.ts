import { generate } from 'selfsigned';

/** PEM texts of one certificate and its key. */
export interface Pair {
  readonly cert: string;
  readonly key: string;
}

export interface CertificateSet {
  readonly ca: Pair;
  /** For every service, as server and as client. */
  readonly service: Pair;
}

export interface MakeOptions {
  /** DNS names and IP addresses of the services. */
  readonly hosts: readonly string[];
  readonly days: number;
  readonly now: Date;
  /** Signs with this authority in place of a new one. */
  readonly ca?: Pair;
}

const DAY_MS = 86_400_000;
const IP = /^[\d.]+$|:/;
const KEY = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' } as const;

/** A certificate authority of its own and a certificate that it signed: for development, not for the world. */
export async function makeCertificates({ hosts, days, now, ca }: MakeOptions): Promise<CertificateSet> {
  const dates = { notBeforeDate: now, notAfterDate: new Date(now.getTime() + days * DAY_MS) };
  const authority = ca ?? (await makeAuthority(dates));
  const service = await generate([{ name: 'commonName', value: 'trilha' }], {
    ...KEY,
    ...dates,
    ca: authority,
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
      {
        name: 'subjectAltName',
        altNames: hosts.map((host) => (IP.test(host) ? { type: 7, ip: host } : { type: 2, value: host })),
      },
    ],
  });
  return { ca: authority, service: { cert: service.cert, key: service.private } };
}

async function makeAuthority(dates: { notBeforeDate: Date; notAfterDate: Date }): Promise<Pair> {
  const made = await generate([{ name: 'commonName', value: 'Trilha development CA' }], {
    ...KEY,
    ...dates,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  return { cert: made.cert, key: made.private };
}
