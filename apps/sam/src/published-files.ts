import { SystemClock } from '@paraph/kernel';
import { Outbox } from '@paraph/platform';
import type { DataSource } from 'typeorm';
import { PostgresAuthorityStates } from './adapters/postgres/postgres-authority-states.js';
import { PostgresCertificateRegister } from './adapters/postgres/postgres-certificate-register.js';
import { PostgresKeyRows } from './adapters/postgres/postgres-key-rows.js';
import { PostgresRecordStore } from './adapters/postgres/postgres-record-store.js';
import { PostgresTransactions } from './adapters/postgres/postgres-transactions.js';
import { Asn1CertificateFields } from './adapters/x509/asn1-certificate-fields.js';
import { Asn1CertificateReader } from './adapters/x509/asn1-certificate-reader.js';
import { Asn1X509Composer } from './adapters/x509/asn1-x509-composer.js';
import { AuthorityStates } from './domain/authority-state/authority-states.js';
import { AuthorityKeys } from './domain/keys/authority-keys.js';
import type { Token } from './domain/ports/token.js';
import { TrustRecords } from './domain/records/trust-records.js';
import { Authorities } from './domain/x509/authorities.js';
import { PublicationAddresses } from './domain/x509/authority.js';
import { FitCertificates } from './domain/x509/lint/fit-certificates.js';
import { CertificateIssuance } from './domain/x509/certificate-issuance.js';
import { endedPurposes } from './domain/x509/end-issuing-authority.js';
import { IssuedCertificates } from './domain/x509/issued-certificates.js';
import { Revocations } from './domain/x509/revocations.js';

/** What the command needs of the SAM. */
interface Basis {
  readonly database: DataSource;
  readonly token: Token;
  /** Origin of the addresses in certificates. */
  readonly origin: string;
}

/**
 * What the SAM publishes, by file name: public keys for verifiers, certificates for whoever trusts the embedded
 * authorities. Keys and certificates that do not exist yet are made. Only what this takes is put together: the command
 * runs before there is a bus.
 */
export async function publishedFiles({ database, token, origin }: Basis): Promise<Readonly<Record<string, string>>> {
  const clock = new SystemClock();
  const transactions = new PostgresTransactions(database, new Outbox('sam', database, clock));
  const keys = new AuthorityKeys(new PostgresKeyRows(database), token, transactions);
  const states = await AuthorityStates.open(new PostgresAuthorityStates(database), token, transactions);
  const end = await states.find('authority-end', 'issuing');
  await keys.open(endedPurposes(end));

  const register = new PostgresCertificateRegister(database);
  const reader = new Asn1CertificateReader();
  const revocations = new Revocations(register, reader, states, transactions);
  const records = new TrustRecords(new PostgresRecordStore(database), token, transactions);
  const issued = new IssuedCertificates(register, reader, revocations, records, transactions);
  const fit = new FitCertificates(new Asn1X509Composer(), new Asn1CertificateFields(), transactions, clock);
  const issuance = new CertificateIssuance(fit, register, transactions, token, clock);
  const authorities = new Authorities(keys, issued, issuance, new PublicationAddresses(origin), clock);

  return {
    'statement.jwk.json': json(keys.publicJwk('statement')),
    'tree-head.jwk.json': json(keys.publicJwk('tree-head')),
    'encryption.jwk.json': json({ ...keys.encryptionKey(), use: 'enc', alg: 'ECDH-ES' }),
    'receipt.jwk.json': json(keys.publicJwk('receipt')),
    'oidc-client.jwks.json': json({ keys: [keys.publicJwk('oidc-client')] }),
    'root.pem': pem((await authorities.find('root')).certificate),
    'issuing.pem': pem((await authorities.find('issuing')).certificate),
    // The unit ends with the authority that certified it.
    ...(end ? {} : { 'tsa.pem': pem((await authorities.timestampUnit()).certificate) }),
  };
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function pem(certificate: Uint8Array): string {
  const lines = Buffer.from(certificate).toString('base64').replace(/.{64}/g, '$&\n').trimEnd();
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}
