import type { Provider, Type } from '@nestjs/common';
import { Clock } from '@paraph/kernel';
import { adapt, build, Bus, Outbox, type ConfigOf } from '@paraph/platform';
import { DataSource } from 'typeorm';
import { DerCertificationRequestReader } from './adapters/der-certification-request-reader.js';
import { configuredAuthorities } from './adapters/configured-authorities.js';
import { EmbeddedAuthority } from './adapters/embedded/embedded-authority.js';
import { PostgresRequestLedger } from './adapters/postgres-request-ledger.js';
import { unhurried } from './adapters/unhurried-bus.js';
import type { caConnectorConfig } from './ca-connector.config.js';
import { Authorities } from './domain/authorities.js';
import { CertificationRequestReader } from './domain/certification-request-reader.js';
import { CertifyOrder } from './domain/certify-order.js';
import { IssuedCertificateCheck } from './domain/issued-certificate-check.js';
import { RequestCertificate } from './domain/request-certificate.js';
import { RequestLedger } from './domain/request-ledger.js';
import { WorkQueue } from './domain/work-queue.js';
import { AuthorityFigures } from './transport/authority-figures.js';
import { CertificateController } from './transport/certificate.controller.js';
import { RequestTimer, TimerSurroundings } from './transport/request.timer.js';

type Config = ConfigOf<(typeof caConnectorConfig)['shape']>;

/** Controllers of requests for certificates. */
export const certificationControllers: readonly Type[] = [CertificateController];

/** Certificates from the authorities that the trust configuration names. */
export function certificationProviders({ certification }: Config): readonly Provider[] {
  return [
    adapt(RequestLedger, PostgresRequestLedger, DataSource, Outbox),
    adapt(CertificationRequestReader, DerCertificationRequestReader),
    AuthorityFigures,
    {
      provide: Authorities,
      useFactory: (bus: Bus, watcher: AuthorityFigures, clock: Clock) =>
        configuredAuthorities({ settings: certification.authorities, embedded: new EmbeddedAuthority(bus), sam: unhurried(bus), watcher, clock }),
      inject: [Bus, AuthorityFigures, Clock],
    },
    build(IssuedCertificateCheck, Clock),
    build(CertifyOrder, Authorities, RequestLedger, CertificationRequestReader, IssuedCertificateCheck, Clock),
    build(RequestCertificate, Authorities, RequestLedger, CertificationRequestReader, CertifyOrder, Clock),
    build(WorkQueue, Authorities, RequestLedger, CertifyOrder, Clock),
    TimerSurroundings,
    RequestTimer,
  ];
}
