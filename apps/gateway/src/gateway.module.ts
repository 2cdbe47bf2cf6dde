import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { adapt, Bus, Log, Metrics, type ConfigOf, type Service } from '@paraph/platform';
import { BusSigners } from './adapters/bus-signers.js';
import { BusSigningModule } from './adapters/bus-signing-module.js';
import { RecordedRefusals } from './adapters/recorded-refusals.js';
import { coreNeighbours, coreProviders } from './core.providers.js';
import type { ServiceProfile } from './domain/describe-service.js';
import { Refusals } from './domain/refusals.js';
import { Signers } from './domain/signers.js';
import { SigningModule } from './domain/signing-module.js';
import { edgeProviders, rememberedNeighbours } from './edge.wiring.js';
import { gatewayConfig } from './gateway.config.js';
import { EdgeSettings } from './transport/edge-settings.js';
import { prepareHttp } from './transport/http-edge.js';
import { DocumentsController } from './transport/openapi/documents.controller.js';
import { LogoController } from './transport/logo.controller.js';

type Shape = typeof gatewayConfig.shape;

/** The neighbours, each behind its port. */
const neighbours: readonly Provider[] = [
  ...rememberedNeighbours,
  ...coreNeighbours,
  adapt(Signers, BusSigners, Bus),
  adapt(SigningModule, BusSigningModule, Bus),
  adapt(Refusals, RecordedRefusals, Bus, Metrics, Log),
];

/** The API over whatever stands behind its ports. */
@Module({})
export class GatewayModule {
  static over(profile: ServiceProfile, ports: readonly Provider[]): DynamicModule {
    return {
      module: GatewayModule,
      controllers: [LogoController, DocumentsController],
      providers: [...ports, ...edgeProviders, ...coreProviders(profile)],
    };
  }
}

function profileOf({ origins, provider, specs }: ConfigOf<Shape>): ServiceProfile {
  const { name, region, logo } = provider;
  return { origin: origins.self, name, region, logo: logo === '' ? `${origins.self}/logo.png` : logo, authorisationServer: origins.identity, specs };
}

function edgeSettingsOf({ origins, limits }: ConfigOf<Shape>): Provider {
  return { provide: EdgeSettings, useValue: new EdgeSettings(origins.self, limits.proxies, limits.perAddress) };
}

/** The gateway as a process. */
export const gateway: Service<Shape> = {
  config: gatewayConfig,
  module: (config) => GatewayModule.over(profileOf(config), [...neighbours, edgeSettingsOf(config)]),
  prepare: prepareHttp,
};
