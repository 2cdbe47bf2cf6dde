import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { adapt, build, Bus, type ConfigOf, type Service } from '@paraph/platform';
import { BusCredentials } from './adapters/bus-credentials.js';
import { BusProposals } from './adapters/bus-proposals.js';
import { BusRegister } from './adapters/bus-register.js';
import { BusTrustRecords } from './adapters/bus-trust-records.js';
import { BootstrapToken } from './domain/bootstrap-token.js';
import { Credentials } from './domain/credentials.js';
import { OpenCredential } from './domain/open-credential.js';
import { ProposalLink } from './domain/proposal-link.js';
import { Proposals } from './domain/proposals.js';
import { RegisterClient } from './domain/register-client.js';
import { Register } from './domain/register.js';
import { TrustRecords } from './domain/trust-records.js';
import { managementConfig } from './management.config.js';
import { CredentialController } from './transport/credential.controller.js';
import { closeGate } from './transport/gate.js';
import { ManagementController } from './transport/management.controller.js';
import { ProposalController } from './transport/proposal.controller.js';

type Shape = typeof managementConfig.shape;

/** The neighbours, each behind its port. */
const neighbours: readonly Provider[] = [
  adapt(Register, BusRegister, Bus),
  adapt(TrustRecords, BusTrustRecords, Bus),
  adapt(Credentials, BusCredentials, Bus),
  adapt(Proposals, BusProposals, Bus),
];

/** Where people look at what is asked of them. */
interface Pages {
  readonly identity: string;
  readonly approval: string;
}

/** The API over whatever stands behind its ports. */
@Module({})
export class ManagementModule {
  static over(pages: Pages, ports: readonly Provider[]): DynamicModule {
    return {
      module: ManagementModule,
      controllers: [ManagementController, CredentialController, ProposalController],
      providers: [
        ...ports,
        build(RegisterClient, Register, TrustRecords),
        { provide: OpenCredential, useFactory: (credentials: Credentials) => new OpenCredential(credentials, pages.identity), inject: [Credentials] },
        { provide: ProposalLink, useValue: new ProposalLink(pages.approval) },
      ],
    };
  }
}

/** Management as a process. */
export const management: Service<Shape> = {
  config: managementConfig,
  module: ({ pages }: ConfigOf<Shape>) => ManagementModule.over(pages, neighbours),
  prepare: (app, { access }) => closeGate(app, new BootstrapToken(access.token)),
};
