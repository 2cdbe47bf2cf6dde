import { TrustedAuthorities, type TrustedAuthority } from '../src/domain/x509/trusted-authorities.js';

/** Authorities elsewhere that a test may add while a SAM runs. */
export class TestAuthorities extends TrustedAuthorities {
  readonly list: TrustedAuthority[] = [];

  constructor() {
    super([]);
  }

  override find(name: string): TrustedAuthority | undefined {
    return this.list.find((one) => one.name === name);
  }
}
