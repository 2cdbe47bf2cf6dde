import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Log, Metrics, Repeated } from '@paraph/platform';
import { X509Certificate } from 'node:crypto';
import { authorityNames, certificateNames } from '../domain/publication-sources.js';
import { Publications } from '../domain/publications.js';

const EVERY_MS = 10_000;

/** Until when what is published counts: the certificates of the embedded authorities, and their lists. */
@Injectable()
export class PublicationFiguresTimer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly ends: ReturnType<Metrics['gauge']>;
  private readonly lists: ReturnType<Metrics['gauge']>;
  private readonly repeated = new Repeated(EVERY_MS, () => this.look());

  constructor(
    private readonly publications: Publications,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.ends = metrics.gauge({
      name: 'ca_connector_certificate_end_seconds',
      help: 'When a certificate of the embedded authority, or of its time-stamping unit, ends, Unix seconds',
      labels: ['certificate'],
    });
    this.lists = metrics.gauge({
      name: 'ca_connector_list_end_seconds',
      help: 'Until when the published revocation list of an embedded authority counts (nextUpdate), Unix seconds',
      labels: ['authority'],
    });
  }

  onApplicationBootstrap(): void {
    this.repeated.begin();
  }

  onApplicationShutdown(): Promise<void> {
    return this.repeated.end();
  }

  private async look(): Promise<void> {
    try {
      for (const certificate of certificateNames) {
        const found = await this.publications.certificate(certificate);
        if (found) this.ends.set({ certificate }, new X509Certificate(found).validToDate.getTime() / 1_000);
      }
      for (const authority of authorityNames) {
        const list = await this.publications.list(authority);
        if (list) this.lists.set({ authority }, list.nextUpdate.getTime() / 1_000);
      }
    } catch (error) {
      this.log.debug('publications-not-looked-at', { reason: error instanceof Error ? error.message : String(error) });
    }
  }
}
