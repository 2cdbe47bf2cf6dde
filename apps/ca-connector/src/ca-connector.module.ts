import { Module, type DynamicModule } from '@nestjs/common';
import { Clock } from '@paraph/kernel';
import { adapt, build, Bus, Outbox, Readiness, type ConfigOf, type Service } from '@paraph/platform';
import { DataSource } from 'typeorm';
import { Asn1CertificationRequestReader } from './adapters/asn1-certification-request-reader.js';
import { Asn1StatusRequestReader } from './adapters/asn1-status-request-reader.js';
import { EmbeddedAuthority } from './adapters/embedded/embedded-authority.js';
import { PostgresPublications } from './adapters/postgres-publications.js';
import { PostgresRequestLedger } from './adapters/postgres-request-ledger.js';
import { caConnectorConfig } from './ca-connector.config.js';
import { AnswerStatus } from './domain/answer-status.js';
import { AuthorityCertificateSource, CertificateAuthority, RevocationListSource, StatusSource } from './domain/certificate-authority.js';
import { CertificationRequestReader } from './domain/certification-request-reader.js';
import { Publications } from './domain/publications.js';
import { RefreshPublications } from './domain/refresh-publications.js';
import { RequestCertificate } from './domain/request-certificate.js';
import { RequestLedger } from './domain/request-ledger.js';
import { StatusRequestReader } from './domain/status-request-reader.js';
import { timestampControllers, timestampProviders } from './timestamps.wiring.js';
import { CertificateController } from './transport/certificate.controller.js';
import { PublicationController, PublicOrigin } from './transport/publication.controller.js';
import { PublicationTimer } from './transport/publication.timer.js';
import { STATUS_REQUEST_TYPE, StatusController } from './transport/status.controller.js';

type Shape = typeof caConnectorConfig.shape;

/** A question names one certificate; anything longer is none. */
const STATUS_REQUEST_LIMIT = 4_096;

@Module({})
class CaConnectorModule {
  constructor(refresh: RefreshPublications, readiness: Readiness) {
    readiness.add('publications', async () => {
      if (!(await refresh.isComplete())) throw new Error('a certificate or a list is missing or over');
    });
  }

  static with(config: ConfigOf<Shape>): DynamicModule {
    return {
      module: CaConnectorModule,
      controllers: [CertificateController, PublicationController, StatusController, ...timestampControllers],
      providers: [
        // The driver, and what it can do beyond certifying.
        build(EmbeddedAuthority, Bus),
        { provide: CertificateAuthority, useExisting: EmbeddedAuthority },
        { provide: AuthorityCertificateSource, useExisting: EmbeddedAuthority },
        { provide: RevocationListSource, useExisting: EmbeddedAuthority },
        { provide: StatusSource, useExisting: EmbeddedAuthority },

        adapt(RequestLedger, PostgresRequestLedger, DataSource, Outbox),
        adapt(Publications, PostgresPublications, DataSource, Outbox),
        adapt(CertificationRequestReader, Asn1CertificationRequestReader),
        adapt(StatusRequestReader, Asn1StatusRequestReader),
        { provide: PublicOrigin, useValue: new PublicOrigin(config.publication.origin) },

        build(RequestCertificate, CertificateAuthority, RequestLedger, CertificationRequestReader),
        build(RefreshPublications, AuthorityCertificateSource, RevocationListSource, Publications, Clock),
        build(AnswerStatus, StatusSource, StatusRequestReader, Publications, Clock),
        PublicationTimer,
        ...timestampProviders(config),
      ],
    };
  }
}

/** The CA connector as a process. */
export const caConnector: Service<Shape> = {
  config: caConnectorConfig,
  module: (config) => CaConnectorModule.with(config),
  prepare: (app) => {
    const server = app.getHttpAdapter().getInstance();
    server.addContentTypeParser(STATUS_REQUEST_TYPE, { parseAs: 'buffer', bodyLimit: STATUS_REQUEST_LIMIT }, (_request, body, done) => done(null, body));
    server.addHook('onSend', (_request, reply, payload, done) => {
      reply.headers({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
      done(null, payload);
    });
  },
};
