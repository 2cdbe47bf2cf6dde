import { Controller } from '@nestjs/common';
import { createLogin, logIn, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { Answers, type Caller } from '@paraph/platform';
import { CreateLogin } from '../domain/logins/create-login.js';
import { LogIn } from '../domain/logins/log-in.js';
import { RenewLogin } from '../domain/logins/renew-login.js';

/** CSC auth/login, and the accounts for it. */
@Controller()
export class LoginController {
  constructor(
    private readonly byPassword: LogIn,
    private readonly byRefreshToken: RenewLogin,
    private readonly creation: CreateLogin,
  ) {}

  @Answers(logIn)
  logIn({ by, rememberMe, address }: RequestOf<typeof logIn>): Promise<ReplyOf<typeof logIn>> {
    switch (by.kind) {
      case 'password':
        return this.byPassword.run({ userName: by.userName, password: by.password, rememberMe, address });
      case 'refresh-token':
        return this.byRefreshToken.run({ tokenDigest: by.tokenDigest, rememberMe });
    }
  }

  @Answers(createLogin)
  createLogin(request: RequestOf<typeof createLogin>, caller: Caller): Promise<ReplyOf<typeof createLogin>> {
    return this.creation.run(request, caller.service);
  }
}
