import { Controller } from '@nestjs/common';
import {
  acceptInvitation,
  beginOperatorSignIn,
  completeOperatorSignIn,
  createOperator,
  describeOperatorSignIn,
  introspectOperator,
  openInvitation,
  redeemOperatorSignIn,
  signOutOperator,
  type ReplyOf,
  type RequestOf,
} from '@paraph/contracts';
import { Answers } from '@paraph/platform';
import { CreateOperator } from '../domain/operators/create-operator.js';
import { FollowSession } from '../domain/operators/follow-session.js';
import { SignInOperator } from '../domain/operators/sign-in-operator.js';
import { TakeInvitation } from '../domain/operators/take-invitation.js';

/** Answers who an operator is: accounts, passkeys, sign-ins, sessions. */
@Controller()
export class OperatorController {
  constructor(
    private readonly creation: CreateOperator,
    private readonly invitations: TakeInvitation,
    private readonly signIn: SignInOperator,
    private readonly session: FollowSession,
  ) {}

  @Answers(createOperator)
  create(request: RequestOf<typeof createOperator>): Promise<ReplyOf<typeof createOperator>> {
    return this.creation.run(request);
  }

  @Answers(openInvitation)
  openInvitation({ invitationDigest }: RequestOf<typeof openInvitation>): Promise<ReplyOf<typeof openInvitation>> {
    return this.invitations.open(invitationDigest);
  }

  @Answers(acceptInvitation)
  acceptInvitation(request: RequestOf<typeof acceptInvitation>): Promise<ReplyOf<typeof acceptInvitation>> {
    return this.invitations.accept(request);
  }

  @Answers(beginOperatorSignIn)
  begin({ deviceDigest }: RequestOf<typeof beginOperatorSignIn>): Promise<ReplyOf<typeof beginOperatorSignIn>> {
    return this.signIn.begin(deviceDigest);
  }

  @Answers(describeOperatorSignIn)
  describe({ code }: RequestOf<typeof describeOperatorSignIn>): Promise<ReplyOf<typeof describeOperatorSignIn>> {
    return this.signIn.describe(code);
  }

  @Answers(completeOperatorSignIn)
  complete(request: RequestOf<typeof completeOperatorSignIn>): Promise<ReplyOf<typeof completeOperatorSignIn>> {
    return this.signIn.complete(request);
  }

  @Answers(redeemOperatorSignIn)
  redeem(request: RequestOf<typeof redeemOperatorSignIn>): Promise<ReplyOf<typeof redeemOperatorSignIn>> {
    return this.signIn.redeem(request);
  }

  @Answers(introspectOperator)
  introspect({ tokenDigest }: RequestOf<typeof introspectOperator>): Promise<ReplyOf<typeof introspectOperator>> {
    return this.session.introspect(tokenDigest);
  }

  @Answers(signOutOperator)
  async signOut({ tokenDigest }: RequestOf<typeof signOutOperator>): Promise<ReplyOf<typeof signOutOperator>> {
    await this.session.signOut(tokenDigest);
    return {};
  }
}
