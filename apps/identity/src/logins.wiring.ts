import type { Provider } from '@nestjs/common';
import { Clock } from '@paraph/kernel';
import { adapt, build, Outbox } from '@paraph/platform';
import { DataSource } from 'typeorm';
import { PostgresLoginStore } from './adapters/postgres-login-store.js';
import { PostgresLoginTries } from './adapters/postgres-login-tries.js';
import { EndAuthorisation } from './domain/authorisations/end-authorisation.js';
import { BrowserOrigins } from './domain/clients/browser-origins.js';
import { CheckPassword } from './domain/logins/check-password.js';
import { CreateLogin } from './domain/logins/create-login.js';
import { HashingTurns } from './domain/logins/hashing-turns.js';
import { LimitTries } from './domain/logins/limit-tries.js';
import { LogIn } from './domain/logins/log-in.js';
import { LoginTokens } from './domain/logins/login-tokens.js';
import { Passwords } from './domain/logins/passwords.js';
import { RenewLogin } from './domain/logins/renew-login.js';
import { AuthorisationStore } from './domain/ports/authorisation-store.js';
import { ClientStore } from './domain/ports/client-store.js';
import { Events } from './domain/ports/events.js';
import { LoginStore } from './domain/ports/login-store.js';
import { LoginTries } from './domain/ports/login-tries.js';
import { OperatorSessions } from './domain/ports/operator-sessions.js';
import { ProtocolObjects } from './domain/ports/protocol-objects.js';
import { SignerStore } from './domain/ports/signer-store.js';
import { ForgetExpired } from './domain/tokens/forget-expired.js';
import { IntrospectToken } from './domain/tokens/introspect-token.js';
import { ReportRefusal } from './domain/tokens/report-refusal.js';
import { RevokeToken } from './domain/tokens/revoke-token.js';

/** Logins, and what the gateway asks about tokens. `identity.module.ts` adds them to its own. */
export const loginProviders: readonly Provider[] = [
  adapt(LoginStore, PostgresLoginStore, DataSource, Outbox),
  adapt(LoginTries, PostgresLoginTries, DataSource),
  build(Passwords),
  build(HashingTurns),
  build(LimitTries, LoginTries, Clock),
  build(CheckPassword, LoginStore, Passwords, HashingTurns, LimitTries),
  build(LoginTokens, ProtocolObjects, Clock),
  build(LogIn, LoginStore, ClientStore, CheckPassword, LoginTokens, Events),
  build(RenewLogin, ProtocolObjects, ClientStore, LoginTokens, Clock),
  build(CreateLogin, LoginStore, ClientStore, SignerStore, Passwords),

  build(IntrospectToken, ProtocolObjects, AuthorisationStore, ClientStore, Clock),
  build(RevokeToken, ProtocolObjects, EndAuthorisation, Clock),
  build(BrowserOrigins, ClientStore),
  build(ReportRefusal, Events),
  build(ForgetExpired, ProtocolObjects, LoginTries, OperatorSessions, Clock),
];
