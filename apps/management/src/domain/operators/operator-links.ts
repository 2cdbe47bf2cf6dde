/** Makes the addresses at which operators use their passkeys: pages of this host. */
export class OperatorLinks {
  constructor(private readonly origin: string) {}

  /** The secret stands behind the `#`, which no server is sent and no log keeps. */
  invitation(secret: string): string {
    return `${this.origin}/invitation#${secret}`;
  }

  signIn(code: string): string {
    return `${this.origin}/sign-in/${code}`;
  }
}
