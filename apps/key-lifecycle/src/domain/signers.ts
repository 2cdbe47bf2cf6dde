/** Who knows the people that sign. */
export abstract class Signers {
  /** @throws ServiceError `signer.unknown` */
  abstract subscriberOf(signerId: string): Promise<string>;
}
