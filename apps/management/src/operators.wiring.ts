import type { Provider } from '@nestjs/common';
import { Clock, type Secret } from '@paraph/kernel';
import { build, PageFolder } from '@paraph/platform';
import { BootstrapToken } from './domain/bootstrap-token.js';
import { AdmitOperator } from './domain/operators/admit-operator.js';
import { BootstrapAccess, type BootstrapMode } from './domain/operators/bootstrap-access.js';
import { OperatorLinks } from './domain/operators/operator-links.js';
import { Operators } from './domain/operators/operators.js';
import { ProposeAct } from './domain/operators/propose-act.js';
import { RememberedSessions } from './domain/operators/remembered-sessions.js';
import { SignIn } from './domain/operators/sign-in.js';
import { Proposals } from './domain/proposals.js';
import { OperatorController } from './transport/operator.controller.js';
import { PageController } from './transport/pages/page.controller.js';
import { SignInController } from './transport/sign-in.controller.js';

/** What the settings say of who comes in. */
export interface Access {
  readonly token: Secret;
  readonly bootstrap: BootstrapMode;
}

export const operatorControllers = [OperatorController, SignInController, PageController];

/** Operators: who is let in, and the pages on which they use their passkeys. */
export function operatorProviders({ token, bootstrap }: Access, ownOrigin: string): readonly Provider[] {
  const bootstrapToken = new BootstrapToken(token);
  return [
    { provide: PageFolder, useFactory: () => new PageFolder(new URL('./assets/', import.meta.url)) },
    { provide: OperatorLinks, useValue: new OperatorLinks(ownOrigin) },
    {
      provide: BootstrapAccess,
      useFactory: (operators: Operators, clock: Clock) => new BootstrapAccess(bootstrapToken, bootstrap, operators, clock),
      inject: [Operators, Clock],
    },
    build(RememberedSessions, Operators, Clock),
    build(AdmitOperator, BootstrapAccess, RememberedSessions, Operators),
    build(ProposeAct, Proposals, Operators),
    build(SignIn, Operators, OperatorLinks),
  ];
}
