import type { Provider } from '@nestjs/common';
import { Clock } from '@paraph/kernel';
import { adapt, build, Outbox } from '@paraph/platform';
import { readFileSync } from 'node:fs';
import { DataSource } from 'typeorm';
import { PostgresOperatorSessions } from './adapters/postgres-operator-sessions.js';
import { PostgresOperatorStore } from './adapters/postgres-operator-store.js';
import { SimpleWebAuthnOperatorPasskeys } from './adapters/simple-webauthn-operator-passkeys.js';
import { CreateOperator } from './domain/operators/create-operator.js';
import { FollowSession } from './domain/operators/follow-session.js';
import { GrantRole } from './domain/operators/grant-role.js';
import { KeepOperators } from './domain/operators/keep-operators.js';
import { roleRules, type RoleRules } from './domain/operators/role-rules.js';
import { SignInOperator } from './domain/operators/sign-in-operator.js';
import { TakeInvitation } from './domain/operators/take-invitation.js';
import { Events } from './domain/ports/events.js';
import { OperatorPasskeys } from './domain/ports/operator-passkeys.js';
import { OperatorSessions } from './domain/ports/operator-sessions.js';
import { OperatorStore } from './domain/ports/operator-store.js';
import { Sam } from './domain/ports/sam.js';
import { OperatorController } from './transport/operator.controller.js';
import { RoleController } from './transport/role.controller.js';

const MINUTE_MS = 60_000;

/** What the settings say of operators. */
export interface OperatorSettings {
  readonly managementOrigin: string;
  /** Absent where the shipped set is meant. */
  readonly rules: RoleRules | undefined;
  readonly idleMinutes: number;
  readonly longestMinutes: number;
}

export const operatorControllers = [OperatorController, RoleController];

/** Operators, their roles and sessions. `identity.module.ts` adds them to its own. */
export function operatorProviders({ managementOrigin, rules, idleMinutes, longestMinutes }: OperatorSettings): readonly Provider[] {
  const limits = { idleMs: idleMinutes * MINUTE_MS, longestMs: longestMinutes * MINUTE_MS };
  const inForce = rules ?? shippedRules();
  return [
    adapt(OperatorStore, PostgresOperatorStore, DataSource, Outbox),
    adapt(OperatorSessions, PostgresOperatorSessions, DataSource, Outbox),
    { provide: OperatorPasskeys, useValue: new SimpleWebAuthnOperatorPasskeys(managementOrigin) },
    build(CreateOperator, OperatorStore, Clock, Events),
    build(TakeInvitation, OperatorStore, OperatorPasskeys, Events, Clock),
    build(KeepOperators, OperatorStore, Events, Clock),
    {
      provide: SignInOperator,
      useFactory: (operators: OperatorStore, sessions: OperatorSessions, passkeys: OperatorPasskeys, events: Events, clock: Clock) =>
        new SignInOperator({ operators, sessions, passkeys }, limits, events, clock),
      inject: [OperatorStore, OperatorSessions, OperatorPasskeys, Events, Clock],
    },
    {
      provide: FollowSession,
      useFactory: (operators: OperatorStore, sessions: OperatorSessions, clock: Clock) => new FollowSession(operators, sessions, limits, clock),
      inject: [OperatorStore, OperatorSessions, Clock],
    },
    {
      provide: GrantRole,
      useFactory: (sam: Sam, operators: OperatorStore, events: Events, clock: Clock) => new GrantRole(sam, operators, inForce, events, clock),
      inject: [Sam, OperatorStore, Events, Clock],
    },
  ];
}

/** The set of rules that holds where no other is named. */
function shippedRules(): RoleRules {
  return roleRules.parse(JSON.parse(readFileSync(new URL('../../../policies/roles/qes.json', import.meta.url), 'utf8')));
}
