import type { Provider, Type } from '@nestjs/common';
import { Clock } from '@paraph/kernel';
import { adapt, build, Bus, Outbox, type ConfigOf } from '@paraph/platform';
import { DataSource } from 'typeorm';
import { Asn1StatusRequestReader } from './adapters/asn1-status-request-reader.js';
import { DerRevocationListReader } from './adapters/der-revocation-list-reader.js';
import { EmbeddedPublications } from './adapters/embedded/embedded-publications.js';
import { PostgresEndedCredentials } from './adapters/embedded/postgres-ended-credentials.js';
import { PostgresPublications } from './adapters/postgres-publications.js';
import { PostgresStatusAnswers } from './adapters/postgres-status-answers.js';
import { RememberedPublications } from './adapters/remembered-publications.js';
import type { caConnectorConfig } from './ca-connector.config.js';
import { AnswerStatus } from './domain/answer-status.js';
import { EndedCredentials, FollowEnd } from './domain/follow-end.js';
import { KeptAnswers } from './domain/kept-answers.js';
import { PrepareAnswers } from './domain/prepare-answers.js';
import { Publications } from './domain/publications.js';
import { RefreshPublications } from './domain/refresh-publications.js';
import { RevocationListReader } from './domain/revocation-list-reader.js';
import { CredentialEnd } from './domain/status-watch/credential-end.js';
import { StatusAnswers } from './domain/status-answers.js';
import { StatusRequestReader } from './domain/status-request-reader.js';
import { PublicationController, PublicOrigin } from './transport/publication.controller.js';
import { PublicationFiguresTimer } from './transport/publication-figures.timer.js';
import { PublicationTimer } from './transport/publication.timer.js';
import { AnswerTimer, WhenAnswered } from './transport/answer.timer.js';
import { PageController } from './transport/page.controller.js';
import { StatusController } from './transport/status.controller.js';

type Config = ConfigOf<(typeof caConnectorConfig)['shape']>;

/** Controllers of what everybody may read. */
export const publicationControllers: readonly Type[] = [PageController, PublicationController, StatusController];

/** What the embedded authorities have published: certificates, policies, lists, answers. */
export function publicationProviders({ publication, ocsp }: Config): readonly Provider[] {
  return [
    build(EmbeddedPublications, Bus),
    build(PostgresPublications, DataSource, Outbox),
    adapt(Publications, RememberedPublications, PostgresPublications, Clock),
    adapt(StatusAnswers, PostgresStatusAnswers, DataSource),
    adapt(StatusRequestReader, Asn1StatusRequestReader),
    adapt(RevocationListReader, DerRevocationListReader),
    { provide: PublicOrigin, useValue: new PublicOrigin(publication.origin) },
    { provide: WhenAnswered, useValue: new WhenAnswered(ocsp.answers) },

    adapt(EndedCredentials, PostgresEndedCredentials, DataSource),
    build(FollowEnd, Publications, EndedCredentials, CredentialEnd),
    build(RefreshPublications, EmbeddedPublications, EmbeddedPublications, Publications, Clock),
    build(KeptAnswers, EmbeddedPublications, StatusAnswers, Clock),
    build(PrepareAnswers, EmbeddedPublications, StatusAnswers, Clock),
    {
      provide: AnswerStatus,
      useFactory: (kept: KeptAnswers, source: EmbeddedPublications, reader: StatusRequestReader, publications: Publications, clock: Clock) =>
        new AnswerStatus({ kept, source, reader }, publications, clock, ocsp.nonce),
      inject: [KeptAnswers, EmbeddedPublications, StatusRequestReader, Publications, Clock],
    },
    PublicationTimer,
    PublicationFiguresTimer,
    AnswerTimer,
  ];
}
