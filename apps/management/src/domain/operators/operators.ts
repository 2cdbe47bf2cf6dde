import type {
  acceptInvitation,
  checkRoleGrant,
  completeOperatorSignIn,
  createOperator,
  describeOperatorSignIn,
  grantRole,
  introspectOperator,
  listOperators,
  openInvitation,
  redeemOperatorSignIn,
  beginOperatorSignIn,
  endOperator,
  ReplyOf,
  reportOperatorAct,
  RequestOf,
  withdrawRole,
} from '@paraph/contracts';

/** Who holds a session, as identity answers it. */
export type Introspection = ReplyOf<typeof introspectOperator>;

/** Who keeps operators: identity. Management keeps nothing of them but an answer for a second. */
export abstract class Operators {
  /** @throws ServiceError `request.duplicate`, `role.forbidden` */
  abstract create(request: RequestOf<typeof createOperator>): Promise<ReplyOf<typeof createOperator>>;
  abstract list(request: RequestOf<typeof listOperators>): Promise<ReplyOf<typeof listOperators>>;
  /** @throws ServiceError `operator.unknown` */
  abstract end(request: RequestOf<typeof endOperator>): Promise<ReplyOf<typeof endOperator>>;
  /** @throws ServiceError `operator.unknown`, `role.forbidden` */
  abstract checkGrant(request: RequestOf<typeof checkRoleGrant>): Promise<void>;
  /** @throws ServiceError `operator.unknown`, `role.forbidden`, `proposal.*` */
  abstract grantRole(request: RequestOf<typeof grantRole>): Promise<ReplyOf<typeof grantRole>>;
  /** @throws ServiceError `operator.unknown` */
  abstract withdrawRole(request: RequestOf<typeof withdrawRole>): Promise<ReplyOf<typeof withdrawRole>>;
  /** @throws ServiceError `operator.refused` */
  abstract openInvitation(request: RequestOf<typeof openInvitation>): Promise<ReplyOf<typeof openInvitation>>;
  /** @throws ServiceError `operator.refused` */
  abstract acceptInvitation(request: RequestOf<typeof acceptInvitation>): Promise<ReplyOf<typeof acceptInvitation>>;
  /** @throws ServiceError `login.throttled` */
  abstract beginSignIn(request: RequestOf<typeof beginOperatorSignIn>): Promise<ReplyOf<typeof beginOperatorSignIn>>;
  /** @throws ServiceError `operator.refused` */
  abstract describeSignIn(request: RequestOf<typeof describeOperatorSignIn>): Promise<ReplyOf<typeof describeOperatorSignIn>>;
  /** @throws ServiceError `operator.refused` */
  abstract approveSignIn(request: RequestOf<typeof completeOperatorSignIn>): Promise<ReplyOf<typeof completeOperatorSignIn>>;
  /** @throws ServiceError `operator.refused` */
  abstract redeemSignIn(request: RequestOf<typeof redeemOperatorSignIn>): Promise<ReplyOf<typeof redeemOperatorSignIn>>;
  abstract introspect(tokenDigest: string): Promise<Introspection>;
  abstract signOut(tokenDigest: string): Promise<void>;
  abstract isFounded(): Promise<boolean>;
  abstract report(act: RequestOf<typeof reportOperatorAct>): Promise<void>;
}
