import { AsnConvert, AsnProp, AsnPropTypes } from '@peculiar/asn1-schema';
import { AlgorithmIdentifier } from '@peculiar/asn1-x509';
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { algorithmIdentifier, hashes, hmacs, NULL } from './algorithm.js';
import type { MacAlgorithm } from './mac-protection.js';

const SHA256 = '2.16.840.1.101.3.4.2.1';
const HMAC_SHA256 = '1.2.840.113549.2.9';
/** `hmac-SHA1` as RFC 4210 knew it, and as it is known since. */
const hmacSha1 = ['1.3.6.1.5.5.8.1.2', '1.2.840.113549.2.7'];

/** `PBMParameter ::= SEQUENCE { salt, owf, iterationCount, mac }` (RFC 9810 section 5.1.3.1) */
class PbmParameter {
  @AsnProp({ type: AsnPropTypes.OctetString })
  salt = new ArrayBuffer(0);

  @AsnProp({ type: AlgorithmIdentifier })
  owf = new AlgorithmIdentifier();

  @AsnProp({ type: AsnPropTypes.Integer })
  iterationCount = 0;

  @AsnProp({ type: AlgorithmIdentifier })
  mac = new AlgorithmIdentifier();
}

const ITERATIONS = 10_000;
/** What an answer may demand: it is worked off before anybody knows whose answer it is. */
const MOST_ITERATIONS = 20_000;
const FEWEST_ITERATIONS = 100;

/** PasswordBasedMac (RFC 9810 section 5.1.3.1, RFC 4211 section 4.4): an old construction, for servers that know nothing newer. */
export class PasswordBasedMac implements MacAlgorithm {
  readonly oid = '1.2.840.113533.7.66.13';

  /** `acceptsSha1`: whether answers may come with HMAC-SHA1, as those of OpenSSL 3.0 do. */
  constructor(private readonly acceptsSha1 = false) {}

  identifier(): Uint8Array<ArrayBuffer> {
    const parameter = Object.assign(new PbmParameter(), {
      salt: Uint8Array.from(randomBytes(16)).buffer,
      owf: new AlgorithmIdentifier({ algorithm: SHA256 }),
      iterationCount: ITERATIONS,
      mac: new AlgorithmIdentifier({ algorithm: HMAC_SHA256, parameters: NULL.buffer }),
    });
    return algorithmIdentifier(this.oid, new Uint8Array(AsnConvert.serialize(parameter)));
  }

  async compute(secret: Buffer, parameters: ArrayBuffer, bytes: Uint8Array): Promise<Uint8Array> {
    const { salt, owf, iterationCount, mac } = AsnConvert.parse(parameters, PbmParameter);
    const hash = hashes[owf.algorithm];
    const hmac = this.acceptsSha1 && hmacSha1.includes(mac.algorithm) ? 'sha1' : hmacs[mac.algorithm];
    const isBounded = iterationCount >= FEWEST_ITERATIONS && iterationCount <= MOST_ITERATIONS;
    if (hash === undefined || hmac === undefined || !isBounded) throw new Error('its MAC has parameters that are not taken');
    let key = Buffer.concat([secret, Buffer.from(salt)]);
    for (let round = 0; round < iterationCount; round += 1) key = createHash(hash).update(key).digest();
    return createHmac(hmac, key).update(bytes).digest();
  }
}
