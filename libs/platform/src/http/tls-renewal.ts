import type { Server } from 'node:https';
import type { Log } from '../logs/log.js';
import { readTlsPair, secureContextOptions, type TlsFiles, type TlsPair } from './tls.js';
import type { Metrics } from './metrics.js';

/** How often the files are looked at, milliseconds: they are mounted, linked and swapped in ways that no watcher sees reliably. */
const LOOK_EVERY_MS = 5_000;

/** Takes up a renewed certificate while the server runs. Connections that stand keep theirs; what is no pair, half way through a renewal or for good, is not taken up. */
export class TlsRenewal {
  #present: TlsPair;
  #refused = '';

  constructor(
    private readonly server: Pick<Server, 'setSecureContext'>,
    private readonly files: TlsFiles,
    present: TlsPair,
    private readonly log: Pick<Log, 'info' | 'warn'>,
  ) {
    this.#present = present;
  }

  /** Looks from time to time, and tells when the certificate ends. Does not keep the process alive. */
  start(metrics: Pick<Metrics, 'gauge'>): void {
    const help = 'When the TLS certificate that is served ends, Unix seconds';
    metrics.gauge({ name: 'tls_certificate_end_seconds', help, collect: (gauge) => gauge.set(this.#present.notAfter.getTime() / 1_000) });
    setInterval(() => this.look(), LOOK_EVERY_MS).unref();
  }

  /** Serves what the files say now, if that is another pair. */
  look(): void {
    const { tlsCertificate: certificate, tlsKey: key } = this.files;
    if (certificate === undefined || key === undefined) return;
    try {
      const found = readTlsPair({ certificate, key });
      this.#refused = '';
      if (found.certificate === this.#present.certificate && found.key === this.#present.key) return;
      this.server.setSecureContext(secureContextOptions(found));
      this.#present = found;
      this.log.info('tls-certificate-renewed', { notAfter: found.notAfter.toISOString() });
    } catch (error) {
      const why = error instanceof Error ? error.message : 'unreadable';
      if (why !== this.#refused) this.log.warn('tls-certificate-not-renewed', { why });
      this.#refused = why;
    }
  }
}
