import type { countCredentials, describeServiceEnd, ReplyOf } from '@paraph/contracts';

/** What the services that hold something say of an end of the service. */
export abstract class ServiceEnd {
  /** Of the records that decide. @throws ServiceError `record.tampered`, `hsm.unavailable` */
  abstract ofTrust(): Promise<ReplyOf<typeof describeServiceEnd>>;
  /** Of the credentials as people are shown them. */
  abstract ofCredentials(): Promise<ReplyOf<typeof countCredentials>>;
}
