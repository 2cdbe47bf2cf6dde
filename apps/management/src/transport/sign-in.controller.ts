import { Controller } from '@nestjs/common';
import { managementEndpoints as endpoints, type AnswerOf, type AskedOf } from '@paraph/contracts';
import { Operators } from '../domain/operators/operators.js';
import { digestOf, SignIn } from '../domain/operators/sign-in.js';
import { Serves } from './serves.js';

type Served = typeof endpoints;

/** How operators come in: an invitation makes a passkey, a passkey approves a sign-in, the device that began it gets the session. */
@Controller()
export class SignInController {
  constructor(
    private readonly operators: Operators,
    private readonly signIn: SignIn,
  ) {}

  @Serves(endpoints.beginSignIn)
  begin(_asked: AskedOf<Served['beginSignIn']>): Promise<AnswerOf<Served['beginSignIn']>> {
    return this.signIn.begin();
  }

  @Serves(endpoints.redeemSignIn)
  redeem({ deviceSecret }: AskedOf<Served['redeemSignIn']>): Promise<AnswerOf<Served['redeemSignIn']>> {
    return this.signIn.redeem(deviceSecret);
  }

  @Serves(endpoints.describeSignIn)
  describe({ code }: AskedOf<Served['describeSignIn']>): Promise<AnswerOf<Served['describeSignIn']>> {
    return this.operators.describeSignIn({ code });
  }

  @Serves(endpoints.approveSignIn)
  approve({ code, assertion }: AskedOf<Served['approveSignIn']>): Promise<AnswerOf<Served['approveSignIn']>> {
    return this.operators.approveSignIn({ code, assertion });
  }

  @Serves(endpoints.openInvitation)
  openInvitation({ invitation }: AskedOf<Served['openInvitation']>): Promise<AnswerOf<Served['openInvitation']>> {
    return this.operators.openInvitation({ invitationDigest: digestOf(invitation) });
  }

  @Serves(endpoints.acceptInvitation)
  acceptInvitation({ invitation, registration }: AskedOf<Served['acceptInvitation']>): Promise<AnswerOf<Served['acceptInvitation']>> {
    return this.operators.acceptInvitation({ invitationDigest: digestOf(invitation), registration });
  }
}
