import { Controller } from '@nestjs/common';
import { auditEndpoints as endpoints, type AnswerOf, type AskedOf } from '@paraph/contracts';
import type { Reader } from '../domain/readers/reader.js';
import { SignIn } from '../domain/sessions/sign-in.js';
import { AskingReader } from './asking-reader.js';
import { Serves } from './serves.js';

type Served = typeof endpoints;

/** How auditors and officers come in and go. */
@Controller()
export class SessionController {
  constructor(private readonly signIn: SignIn) {}

  @Serves(endpoints.beginAuditSignIn)
  begin(_asked: AskedOf<Served['beginAuditSignIn']>): Promise<AnswerOf<Served['beginAuditSignIn']>> {
    return this.signIn.begin();
  }

  @Serves(endpoints.redeemAuditSignIn)
  redeem({ deviceSecret }: AskedOf<Served['redeemAuditSignIn']>): Promise<AnswerOf<Served['redeemAuditSignIn']>> {
    return this.signIn.redeem(deviceSecret);
  }

  @Serves(endpoints.describeReader)
  async me(_asked: AskedOf<Served['describeReader']>, @AskingReader() reader: Reader): Promise<AnswerOf<Served['describeReader']>> {
    return reader.kind === 'auditor' ? { ...reader, roles: [...reader.roles] } : reader;
  }

  @Serves(endpoints.signOutOfAudit)
  async end(_asked: AskedOf<Served['signOutOfAudit']>, @AskingReader() reader: Reader): Promise<AnswerOf<Served['signOutOfAudit']>> {
    await this.signIn.end(reader);
    return {};
  }
}
