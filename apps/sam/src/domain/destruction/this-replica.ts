/** The name of this process, new with each start. */
export class ThisReplica {
  constructor(readonly name: string) {}
}
