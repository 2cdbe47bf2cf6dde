import { sha256Hex } from '@paraph/kernel';
import type { AuthorityKeys } from '../keys/authority-keys.js';
import { authorityKinds } from '../keys/key-purpose.js';
import type { DistinguishedName } from '../x509/distinguished-name.js';
import type { X509Composer } from '../x509/x509-composer.js';

/** The key by which this installation speaks as a registration authority, for whoever is to certify it. */
export class DescribeRegistration {
  constructor(
    private readonly keys: AuthorityKeys,
    private readonly composer: X509Composer,
  ) {}

  /** A certification request that the key signed itself, and the key. @throws `hsm.unavailable`, `hsm.refused` */
  async run(): Promise<{ readonly csr: Uint8Array; readonly publicKey: Uint8Array }> {
    const publicKey = this.keys.publicKey('registration');
    const { algorithm } = authorityKinds.registration;
    const sign = (toBeSigned: Uint8Array) => this.keys.signDer('registration', toBeSigned);
    const csr = await this.composer.certificationRequest({ subject: nameOf(publicKey), publicKey }, { algorithm, publicKey, sign });
    return { csr, publicKey };
  }
}

/** Another name for each installation's key, so that an authority never has two registration authorities of one name. The authority may give it its own. */
function nameOf(publicKey: Uint8Array): DistinguishedName {
  return [
    { attribute: 'O', value: 'Paraph' },
    { attribute: 'CN', value: `Paraph Registration ${sha256Hex(publicKey).slice(0, 16)}` },
  ];
}
