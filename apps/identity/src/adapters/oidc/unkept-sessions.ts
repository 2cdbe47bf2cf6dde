import type { Adapter } from 'oidc-provider';

/**
 * Sessions of browsers, none of which outlives its request: whoever signs next in a browser must not meet the one before. The library
 * makes one while it leads a signer on; here it is neither kept nor found.
 */
export class UnkeptSessions implements Adapter {
  async upsert(): Promise<void> {}

  async find(): Promise<undefined> {
    return undefined;
  }

  async findByUid(): Promise<undefined> {
    return undefined;
  }

  async findByUserCode(): Promise<undefined> {
    return undefined;
  }

  async consume(): Promise<void> {}

  async destroy(): Promise<void> {}

  async revokeByGrantId(): Promise<void> {}
}
