import {
  CertificateAuthority,
  type CertificationOrder,
  type EnrolmentStep,
  type Finding,
  type RevocationOrder,
  type RevocationStep,
} from '../../domain/certificate-authority.js';
import type { DriverSurroundings } from '../driver.js';
import { AuthorityCheck } from './authority-check.js';
import type { CmpSettings } from './cmp.settings.js';
import { rr } from './codec/requests.js';
import { Enrolment } from './enrolment.js';
import { CmpExchange, newTransaction } from './exchange.js';
import { protectionOf } from './protection-of.js';
import { readable } from './readable.js';
import { readRevocationAnswer } from './revocation-answer.js';

/** A certification authority that speaks CMP (RFC 9810) in the lightweight profile (RFC 9483). */
export class CmpAuthority extends CertificateAuthority {
  override readonly driver = 'cmp';
  private readonly exchange: CmpExchange;
  private readonly enrolment: Enrolment;
  private readonly authorityCheck: AuthorityCheck;

  constructor(settings: CmpSettings, surroundings: DriverSurroundings) {
    super();
    const { connection, protection, request, confirmation } = settings;
    const { http, profile, issuers } = surroundings;
    this.exchange = new CmpExchange(http, connection.url, protectionOf(protection, surroundings));
    this.enrolment = new Enrolment(this.exchange, { request, confirmation, profile, issuers });
    this.authorityCheck = new AuthorityCheck(this.exchange, settings, surroundings);
  }

  override enrol(order: CertificationOrder, within: AbortSignal): Promise<EnrolmentStep> {
    return this.enrolment.begin(order, within);
  }

  override poll(order: CertificationOrder, reference: string, within: AbortSignal): Promise<EnrolmentStep> {
    return this.enrolment.goOn(order, reference, within);
  }

  override async revoke({ credentialId, certificate, reason }: RevocationOrder, within: AbortSignal): Promise<RevocationStep> {
    const question = { body: rr(certificate, reason), transaction: newTransaction(), concern: { credentialId, certificate } };
    const answer = await this.exchange.ask(question, within);
    return readable(() => readRevocationAnswer(answer));
  }

  override check(within: AbortSignal): Promise<readonly Finding[]> {
    return this.authorityCheck.run(within);
  }
}
