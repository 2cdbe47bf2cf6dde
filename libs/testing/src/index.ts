export { FakeClock } from './fake-clock.js';
export { freePort } from './free-port.js';
export { startNats, type TestNats } from './nats.js';
export { startNatsCluster, whyNoCluster, type TestNatsCluster } from './nats-cluster.js';
export { startPostgres, type TestDatabase, type TestPostgres } from './postgres.js';
export { OpenSsl, type Said } from './openssl.js';
export { OpenSslTsa, TsaServer, type Answer } from './openssl-tsa.js';
export { encodeCbor, type Cbor } from './cbor.js';
export { cmpMessages } from './cmp-messages.js';
export { coseAlgorithms, coseKey, type CoseAlgorithm } from './cose-key.js';
export {
  authenticatorFlags,
  SoftwareAuthenticator,
  type Attestation,
  type CeremonyChange,
  type PasskeyOptions,
  type StoredPasskey,
} from './software-authenticator.js';
export { everyAnswer, startShim, type Shim, type ShimCount } from './pkcs11-shim.js';
export { MerkleTree } from './merkle-tree.js';
export { OtlpReceiver, spansIn, type ReceivedSpan } from './otlp-receiver.js';
