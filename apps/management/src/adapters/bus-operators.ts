import {
  acceptInvitation,
  beginOperatorSignIn,
  checkRoleGrant,
  completeOperatorSignIn,
  createOperator,
  describeFounding,
  describeOperatorSignIn,
  endOperator,
  grantRole,
  introspectOperator,
  listOperators,
  openInvitation,
  redeemOperatorSignIn,
  reportOperatorAct,
  signOutOperator,
  withdrawRole,
  type ReplyOf,
  type RequestOf,
} from '@paraph/contracts';
import type { Bus } from '@paraph/platform';
import { Operators, type Introspection } from '../domain/operators/operators.js';

/** Operators kept by identity. */
export class BusOperators extends Operators {
  constructor(private readonly bus: Pick<Bus, 'call'>) {
    super();
  }

  override create(request: RequestOf<typeof createOperator>): Promise<ReplyOf<typeof createOperator>> {
    return this.bus.call(createOperator, request);
  }

  override list(request: RequestOf<typeof listOperators>): Promise<ReplyOf<typeof listOperators>> {
    return this.bus.call(listOperators, request);
  }

  override end(request: RequestOf<typeof endOperator>): Promise<ReplyOf<typeof endOperator>> {
    return this.bus.call(endOperator, request);
  }

  override async checkGrant(request: RequestOf<typeof checkRoleGrant>): Promise<void> {
    await this.bus.call(checkRoleGrant, request);
  }

  override grantRole(request: RequestOf<typeof grantRole>): Promise<ReplyOf<typeof grantRole>> {
    return this.bus.call(grantRole, request);
  }

  override withdrawRole(request: RequestOf<typeof withdrawRole>): Promise<ReplyOf<typeof withdrawRole>> {
    return this.bus.call(withdrawRole, request);
  }

  override openInvitation(request: RequestOf<typeof openInvitation>): Promise<ReplyOf<typeof openInvitation>> {
    return this.bus.call(openInvitation, request);
  }

  override acceptInvitation(request: RequestOf<typeof acceptInvitation>): Promise<ReplyOf<typeof acceptInvitation>> {
    return this.bus.call(acceptInvitation, request);
  }

  override beginSignIn(request: RequestOf<typeof beginOperatorSignIn>): Promise<ReplyOf<typeof beginOperatorSignIn>> {
    return this.bus.call(beginOperatorSignIn, request);
  }

  override describeSignIn(request: RequestOf<typeof describeOperatorSignIn>): Promise<ReplyOf<typeof describeOperatorSignIn>> {
    return this.bus.call(describeOperatorSignIn, request);
  }

  override approveSignIn(request: RequestOf<typeof completeOperatorSignIn>): Promise<ReplyOf<typeof completeOperatorSignIn>> {
    return this.bus.call(completeOperatorSignIn, request);
  }

  override redeemSignIn(request: RequestOf<typeof redeemOperatorSignIn>): Promise<ReplyOf<typeof redeemOperatorSignIn>> {
    return this.bus.call(redeemOperatorSignIn, request);
  }

  override introspect(tokenDigest: string): Promise<Introspection> {
    return this.bus.call(introspectOperator, { tokenDigest });
  }

  override async signOut(tokenDigest: string): Promise<void> {
    await this.bus.call(signOutOperator, { tokenDigest });
  }

  override async isFounded(): Promise<boolean> {
    return (await this.bus.call(describeFounding, {})).isFounded;
  }

  override async report(act: RequestOf<typeof reportOperatorAct>): Promise<void> {
    await this.bus.call(reportOperatorAct, act);
  }
}
