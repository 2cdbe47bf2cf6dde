import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { adapt, build, Bus, type ConfigOf, type Service } from '@paraph/platform';
import { BusCredentials } from './adapters/bus-credentials.js';
import { BusOperators } from './adapters/bus-operators.js';
import { BusProposals } from './adapters/bus-proposals.js';
import { BusRegister } from './adapters/bus-register.js';
import { BusServiceEnd } from './adapters/bus-service-end.js';
import { BusTrustRecords } from './adapters/bus-trust-records.js';
import { destructionControllers, destructionNeighbours, destructionProviders } from './destruction.wiring.js';
import { containerControllers, containerNeighbours, containerProviders } from './containers.wiring.js';
import { Credentials } from './domain/credentials.js';
import { OpenCredential } from './domain/open-credential.js';
import { AdmitOperator } from './domain/operators/admit-operator.js';
import { Operators } from './domain/operators/operators.js';
import { ProposalLink } from './domain/proposal-link.js';
import { Proposals } from './domain/proposals.js';
import { RegisterClient } from './domain/register-client.js';
import { Register } from './domain/register.js';
import { ReportServiceEnd } from './domain/report-service-end.js';
import { ServiceEnd } from './domain/service-end.js';
import { TrustRecords } from './domain/trust-records.js';
import { managementConfig, refuseOpenBootstrap } from './management.config.js';
import { operatorControllers, operatorProviders, type Access } from './operators.wiring.js';
import { ClientController } from './transport/client.controller.js';
import { CredentialController } from './transport/credential.controller.js';
import { closeGate } from './transport/gate.js';
import { DocumentController } from './transport/openapi/document.controller.js';
import { ProposalController } from './transport/proposal.controller.js';
import { RegisterController } from './transport/register.controller.js';
import { ServiceController } from './transport/service.controller.js';

type Shape = typeof managementConfig.shape;

/** The neighbours, each behind its port. */
const neighbours: readonly Provider[] = [
  adapt(Register, BusRegister, Bus),
  adapt(TrustRecords, BusTrustRecords, Bus),
  adapt(Credentials, BusCredentials, Bus),
  adapt(Proposals, BusProposals, Bus),
  adapt(Operators, BusOperators, Bus),
  ...containerNeighbours,
  ...destructionNeighbours,
  adapt(ServiceEnd, BusServiceEnd, Bus),
];

/** Where people look at what is asked of them. */
interface Pages {
  readonly own: string;
  readonly identity: string;
  readonly approval: string;
}

/** The API over whatever stands behind its ports. */
@Module({})
export class ManagementModule {
  static over({ pages, access }: { readonly pages: Pages; readonly access: Access }, ports: readonly Provider[]): DynamicModule {
    return {
      module: ManagementModule,
      controllers: [
        RegisterController,
        ClientController,
        CredentialController,
        ProposalController,
        ServiceController,
        DocumentController,
        ...destructionControllers,
        ...containerControllers,
        ...operatorControllers,
      ],
      providers: [
        ...ports,
        ...operatorProviders(access, pages.own),
        ...containerProviders,
        ...destructionProviders,
        build(RegisterClient, Register, TrustRecords),
        build(ReportServiceEnd, ServiceEnd, Register),
        { provide: OpenCredential, useFactory: (credentials: Credentials) => new OpenCredential(credentials, pages.identity), inject: [Credentials] },
        { provide: ProposalLink, useValue: new ProposalLink(pages.approval) },
      ],
    };
  }
}

/** Management as a process. */
export const management: Service<Shape> = {
  config: managementConfig,
  module: ({ pages, access }: ConfigOf<Shape>) => ManagementModule.over({ pages, access }, neighbours),
  check: (config) => {
    refuseOpenBootstrap(config);
    return Promise.resolve([]);
  },
  prepare: (app, config) => {
    refuseOpenBootstrap(config);
    closeGate(app, app.get(AdmitOperator));
  },
};
