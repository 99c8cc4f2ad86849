import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import type { experimental } from '@grpc/grpc-js';
import { ConfigError } from '../config/env-reader.js';
import type { TlsConfig } from '../config/tls-config.js';
import type { Logger } from '../log/logger.js';

type Provider = experimental.CertificateProvider;
type TlsFiles = Exclude<TlsConfig, { mode: 'off' }>;

/** A certificate with its key, and the authority, as they are in the files now. */
export interface Certificates {
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly ca: Buffer;
}

const LOOK_EVERY_MS = 5_000;

/**
 * Certificates from files, read anew when one of them changes. A set that does not fit together (a file half written, a
 * certificate without its key or of another authority) is logged and the last good one stays.
 *
 * @throws ConfigError on creation, when the files can't be used
 */
export class CertificateFiles implements Provider {
  private current: Certificates;
  private stamp: string;
  private readonly timer: NodeJS.Timeout;
  private readonly onCa = new Set<experimental.CaCertificateUpdateListener>();
  private readonly onIdentity = new Set<experimental.IdentityCertificateUpdateListener>();
  private readonly onAny = new Set<() => void>();

  constructor(
    private readonly files: TlsFiles,
    private readonly log: Pick<Logger, 'info' | 'error'>,
    lookEveryMs = LOOK_EVERY_MS,
  ) {
    this.stamp = stampOf(files);
    try {
      this.current = readCertificates(files);
    } catch (error) {
      throw new ConfigError(
        `TLS__CERT_FILE, TLS__KEY_FILE, TLS__CA_FILE: ${(error as Error).message}; npm run certs makes a set for development`,
      );
    }
    this.timer = setInterval(() => this.look(), lookEveryMs);
    this.timer.unref();
  }

  get certificates(): Certificates {
    return this.current;
  }

  /** Reads the files when they changed since they were last read. */
  look(): void {
    const stamp = stampOf(this.files);
    if (stamp === this.stamp) return;
    // Before the files are read: a change while they are is seen at the next look. A set that fails is told of once.
    this.stamp = stamp;
    try {
      this.current = readCertificates(this.files);
    } catch (err) {
      this.log.error(
        { event: 'certificates_unusable', err },
        'new certificates can not be used; the old ones stay',
      );
      return;
    }
    this.log.info({ event: 'certificates_reloaded' }, 'certificates were read anew');
    for (const listener of this.onCa) this.tellCa(listener);
    for (const listener of this.onIdentity) this.tellIdentity(listener);
    for (const listener of this.onAny) listener();
  }

  /** For servers that are not gRPC; told after {@link certificates} has changed. */
  onReload(listener: () => void): void {
    this.onAny.add(listener);
  }

  close(): void {
    clearInterval(this.timer);
  }

  addCaCertificateListener(listener: experimental.CaCertificateUpdateListener): void {
    this.onCa.add(listener);
    process.nextTick(() => this.tellCa(listener));
  }

  removeCaCertificateListener(listener: experimental.CaCertificateUpdateListener): void {
    this.onCa.delete(listener);
  }

  addIdentityCertificateListener(listener: experimental.IdentityCertificateUpdateListener): void {
    this.onIdentity.add(listener);
    process.nextTick(() => this.tellIdentity(listener));
  }

  removeIdentityCertificateListener(listener: experimental.IdentityCertificateUpdateListener): void {
    this.onIdentity.delete(listener);
  }

  private tellCa(listener: experimental.CaCertificateUpdateListener): void {
    listener({ caCertificate: this.current.ca });
  }

  private tellIdentity(listener: experimental.IdentityCertificateUpdateListener): void {
    listener({ certificate: this.current.cert, privateKey: this.current.key });
  }
}

/** @throws Error when a file is missing, garbled, or they do not belong together */
function readCertificates({ certFile, keyFile, caFile }: TlsFiles): Certificates {
  const [cert, key, ca] = [certFile, keyFile, caFile].map((file) => readFileSync(file)) as [
    Buffer,
    Buffer,
    Buffer,
  ];
  const chain = parsed(certFile, () => certificatesIn(cert));
  const authorities = parsed(caFile, () => certificatesIn(ca));
  const privateKey = parsed(keyFile, () => createPrivateKey(key));
  if (chain[0]?.checkPrivateKey(privateKey) !== true) {
    throw new Error(`${keyFile} is not the key of ${certFile}`);
  }
  if (!authorities.some((authority) => chain.some((each) => isSignedBy(each, authority)))) {
    throw new Error(`${caFile} is not the authority of ${certFile}`);
  }
  return { cert, key, ca };
}

const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** @throws Error when there is none, or one of them is garbled */
function certificatesIn(pem: Buffer): [X509Certificate, ...X509Certificate[]] {
  const [first, ...others] = pem.toString('latin1').match(PEM) ?? [];
  return [new X509Certificate(first ?? ''), ...others.map((each) => new X509Certificate(each))];
}

const isSignedBy = (certificate: X509Certificate, authority: X509Certificate): boolean =>
  certificate.checkIssued(authority) && certificate.verify(authority.publicKey);

function parsed<T>(file: string, parse: () => T): T {
  try {
    return parse();
  } catch {
    throw new Error(`${file} is not in PEM form`);
  }
}

/** Changes when a file does. */
const stampOf = ({ certFile, keyFile, caFile }: TlsFiles): string =>
  [certFile, keyFile, caFile]
    .map((file) => {
      const found = statSync(file, { throwIfNoEntry: false });
      return found === undefined ? 'missing' : `${found.mtimeMs}:${found.size}:${found.ino}`;
    })
    .join();
