import { AsnConvert, AsnProp, AsnPropTypes } from '@peculiar/asn1-schema';
import { AlgorithmIdentifier } from '@peculiar/asn1-x509';
import { createHmac, pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { algorithmIdentifier, hmacs, NULL } from './algorithm.js';
import type { MacAlgorithm } from './mac-protection.js';

const derive = promisify(pbkdf2);
const PBKDF2 = '1.2.840.113549.1.5.12';
const HMAC_SHA256 = '1.2.840.113549.2.9';

/** `PBKDF2-params ::= SEQUENCE { salt, iterationCount, keyLength OPTIONAL, prf }` (RFC 8018 appendix A.2); `prf` defaults to SHA-1, which nobody means. */
class Pbkdf2Params {
  @AsnProp({ type: AsnPropTypes.OctetString })
  salt = new ArrayBuffer(0);

  @AsnProp({ type: AsnPropTypes.Integer })
  iterationCount = 0;

  @AsnProp({ type: AsnPropTypes.Integer })
  keyLength = 0;

  @AsnProp({ type: AlgorithmIdentifier })
  prf = new AlgorithmIdentifier();
}

/** `PBMAC1-params ::= SEQUENCE { keyDerivationFunc, messageAuthScheme }` (RFC 8018 appendix A.5) */
class Pbmac1Params {
  @AsnProp({ type: AlgorithmIdentifier })
  keyDerivationFunc = new AlgorithmIdentifier();

  @AsnProp({ type: AlgorithmIdentifier })
  messageAuthScheme = new AlgorithmIdentifier();
}

const ITERATIONS = 20_000;
/** What an answer may demand: it is worked off before anybody knows whose answer it is. */
const MOST_ITERATIONS = 200_000;
const FEWEST_ITERATIONS = 1_000;
const KEY_LENGTHS = [16, 20, 24, 32, 48, 64];

/** PBMAC1 with PBKDF2 (RFC 8018 section 7.1, RFC 9481 section 6.1.2; its key length is said, RFC 9579 section 9). */
export class Pbmac1 implements MacAlgorithm {
  readonly oid = '1.2.840.113549.1.5.14';

  identifier(): Uint8Array<ArrayBuffer> {
    const hmac = new AlgorithmIdentifier({ algorithm: HMAC_SHA256, parameters: NULL.buffer });
    const derivation = Object.assign(new Pbkdf2Params(), {
      salt: Uint8Array.from(randomBytes(16)).buffer,
      iterationCount: ITERATIONS,
      keyLength: 32,
      prf: hmac,
    });
    const parameters = Object.assign(new Pbmac1Params(), {
      keyDerivationFunc: new AlgorithmIdentifier({ algorithm: PBKDF2, parameters: AsnConvert.serialize(derivation) }),
      messageAuthScheme: hmac,
    });
    return algorithmIdentifier(this.oid, new Uint8Array(AsnConvert.serialize(parameters)));
  }

  async compute(secret: Buffer, parameters: ArrayBuffer, bytes: Uint8Array): Promise<Uint8Array> {
    const { keyDerivationFunc, messageAuthScheme } = AsnConvert.parse(parameters, Pbmac1Params);
    const { salt, iterationCount, keyLength, prf } = AsnConvert.parse(keyDerivationFunc.parameters ?? new ArrayBuffer(0), Pbkdf2Params);
    const [derivation, scheme] = [hmacs[prf.algorithm], hmacs[messageAuthScheme.algorithm]];
    const isBounded = iterationCount >= FEWEST_ITERATIONS && iterationCount <= MOST_ITERATIONS && KEY_LENGTHS.includes(keyLength);
    if (keyDerivationFunc.algorithm !== PBKDF2 || derivation === undefined || scheme === undefined || !isBounded)
      throw new Error('its MAC has parameters that are not taken');
    const key = await derive(secret, Buffer.from(salt), iterationCount, keyLength, derivation);
    return createHmac(scheme, key).update(bytes).digest();
  }
}
