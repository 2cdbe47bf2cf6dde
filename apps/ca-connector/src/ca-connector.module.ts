import { Module, type DynamicModule } from '@nestjs/common';
import { SystemClock } from '@paraph/kernel';
import { Readiness, type ConfigOf, type Service } from '@paraph/platform';
import { checkAuthorities, samOver } from './adapters/check-authorities.js';
import { caConnectorConfig } from './ca-connector.config.js';
import { certificationControllers, certificationProviders } from './certification.wiring.js';
import { RefreshPublications } from './domain/refresh-publications.js';
import { publicationControllers, publicationProviders } from './publications.wiring.js';
import { revocationControllers, revocationProviders } from './revocations.wiring.js';
import { timestampControllers, timestampProviders } from './timestamps.wiring.js';
import { STATUS_REQUEST_TYPE } from './transport/status.controller.js';

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
      controllers: [...certificationControllers, ...publicationControllers, ...revocationControllers, ...timestampControllers],
      providers: [...certificationProviders(config), ...publicationProviders(config), ...revocationProviders(), ...timestampProviders(config)],
    };
  }
}

/** The CA connector as a process. */
export const caConnector: Service<Shape> = {
  config: caConnectorConfig,
  check: async ({ certification, bus }) =>
    certification.authorities ? checkAuthorities({ settings: certification.authorities, sam: samOver(bus), clock: new SystemClock() }) : [],
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
