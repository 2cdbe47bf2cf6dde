import { ServiceError, type reportOperatorAct, type RequestOf, type TrustRole } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { Operators, type Introspection } from '../src/domain/operators/operators.js';
import { digestOf } from '../src/domain/operators/sign-in.js';

const LATER = '2099-01-01T00:00:00.000Z';

/** Operators with sessions of whoever the test says; keeps what it was told. */
export class FakeOperators extends Operators {
  readonly sessions = new Map<string, Introspection>();
  readonly reports: RequestOf<typeof reportOperatorAct>[] = [];
  readonly told: unknown[] = [];
  founded = false;
  asked = 0;
  failure: ServiceError | undefined;

  /** The token of a session of somebody with these roles. */
  session(...roles: TrustRole[]): { readonly token: string; readonly operatorId: string; readonly withdraw: () => void } {
    const [token, operatorId] = [newId('req').padEnd(43, 'x').slice(0, 43), newId('opr')];
    this.sessions.set(digestOf(token), { state: 'open', operatorId, name: 'Olivia', roles, expiresAt: LATER });
    return { token, operatorId, withdraw: () => this.sessions.delete(digestOf(token)) };
  }

  override async introspect(tokenDigest: string): Promise<Introspection> {
    if (this.failure) throw this.failure;
    this.asked += 1;
    return this.sessions.get(tokenDigest) ?? { state: 'over' };
  }

  override async isFounded(): Promise<boolean> {
    if (this.failure) throw this.failure;
    this.asked += 1;
    return this.founded;
  }

  override async report(act: RequestOf<typeof reportOperatorAct>): Promise<void> {
    if (this.failure) throw this.failure;
    this.reports.push(act);
  }

  override async signOut(tokenDigest: string): Promise<void> {
    this.sessions.delete(tokenDigest);
  }

  override async create(request: unknown): ReturnType<Operators['create']> {
    this.told.push(request);
    return { operatorId: newId('opr'), invitation: 'i'.repeat(43), expiresAt: LATER };
  }

  override async list(): ReturnType<Operators['list']> {
    return { operators: [] };
  }

  override async end(request: { readonly operatorId: string }): ReturnType<Operators['end']> {
    this.told.push(request);
    return { operatorId: request.operatorId };
  }

  override async checkGrant(request: { readonly role: TrustRole }): Promise<void> {
    this.told.push(request);
    if (request.role === 'auditor') throw new ServiceError('role.forbidden', 'auditor may not stand beside security-officer');
  }

  override async grantRole(request: unknown): ReturnType<Operators['grantRole']> {
    this.told.push(request);
    return { operatorId: newId('opr'), name: 'Olivia', roles: ['security-officer'] };
  }

  override async withdrawRole(request: { readonly operatorId: string }): ReturnType<Operators['withdrawRole']> {
    this.told.push(request);
    return { operatorId: request.operatorId, name: 'Olivia', roles: [] };
  }

  override async beginSignIn(request: unknown): ReturnType<Operators['beginSignIn']> {
    this.told.push(request);
    return { code: 'BCDF-GHJK', expiresAt: LATER };
  }

  override async redeemSignIn(request: unknown): ReturnType<Operators['redeemSignIn']> {
    this.told.push(request);
    return { state: 'open', operatorId: newId('opr'), name: 'Olivia', roles: [], expiresAt: LATER };
  }

  override async describeSignIn(_request: unknown): ReturnType<Operators['describeSignIn']> {
    throw new ServiceError('operator.refused', 'over');
  }

  override async approveSignIn(_request: unknown): ReturnType<Operators['approveSignIn']> {
    throw new ServiceError('operator.refused', 'over');
  }

  override async openInvitation(_request: unknown): ReturnType<Operators['openInvitation']> {
    throw new ServiceError('operator.refused', 'over');
  }

  override async acceptInvitation(_request: unknown): ReturnType<Operators['acceptInvitation']> {
    throw new ServiceError('operator.refused', 'over');
  }
}
