import { isIP } from 'node:net';
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
  /** When the certificate of the services ends. */
  readonly until: Date;
  readonly now: Date;
  /** Signs with this authority in place of a new one. */
  readonly ca?: Pair;
}

const DAY_MS = 86_400_000;
/** Much longer than what it signs, so that certificates can be renewed while services that trust it run. */
const AUTHORITY_DAYS = 3_650;
const KEY = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' } as const;

/** A certificate authority of its own and a certificate that it signed: for development, not for the world. */
export async function makeCertificates({ hosts, until, now, ca }: MakeOptions): Promise<CertificateSet> {
  const authority = ca ?? (await makeAuthority(now));
  const service = await generate([{ name: 'commonName', value: 'trilha' }], {
    ...KEY,
    notBeforeDate: now,
    notAfterDate: until,
    ca: authority,
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
      {
        name: 'subjectAltName',
        altNames: hosts.map((host) => (isIP(host) !== 0 ? { type: 7, ip: host } : { type: 2, value: host })),
      },
    ],
  });
  return { ca: authority, service: { cert: service.cert, key: service.private } };
}

async function makeAuthority(now: Date): Promise<Pair> {
  const made = await generate([{ name: 'commonName', value: 'Trilha development CA' }], {
    ...KEY,
    notBeforeDate: now,
    notAfterDate: new Date(now.getTime() + AUTHORITY_DAYS * DAY_MS),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  return { cert: made.cert, key: made.private };
}
